"""The records of calls, in SQL: each fact is filed once, and a call's row stands where all of them together say."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, assert_never

import msgspec
import sqlalchemy as sa

from ivr.dialog.events import CallStatus
from ivr.dialog.facts import (
    CallbackFact,
    CalleeFact,
    CallFact,
    Fact,
    RecordingFact,
    RingFact,
    StatusFact,
    TranscriptFact,
    TurnFact,
)
from ivr.dialog.state import Disposition
from ivr.menu.carrier_words import Wish
from ivr.ports.records import Source, WishTold
from ivr.stores.sql.call_costs import ask_later
from ivr.stores.sql.database import Database, insert
from ivr.stores.sql.opt_outs import note_wish
from ivr.stores.sql.retention import forget
from ivr.stores.sql.tables import CALL_EVENTS, CALL_TURNS, CALLS, RECORDINGS
from ivr.values import CallId

_JSON: Final = msgspec.json.Encoder(enc_hook=int)  # seconds are of a kind of their own
_C: Final = CALLS.c
_R: Final = RECORDINGS.c
# How much a disposition counts: one that was told without the call's state gives way to one that knew it, and that to a
# correction, the later the more.
_UNSEEN, _SEEN, _CORRECTED = 0, 1, 2


class SqlCallRecords:
    """The record shelf over a database. `asks_costs`: somebody can be asked what calls cost."""

    def __init__(self, database: Database, *, asks_costs: bool = False) -> None:
        self._database = database
        self._asks_costs = asks_costs

    def file(self, facts: Sequence[Fact]) -> None:
        """File facts, all or none. One that is filed already changes nothing."""
        with self._database.begin() as connection:
            for fact in facts:
                _file(connection, fact)
                if self._asks_costs and isinstance(fact, StatusFact) and fact.status.is_final:
                    ask_later(connection, fact.call_id, _moment(fact.at))

    def forget(self, bodies_before: datetime, events_before: datetime, names_before: datetime) -> int:
        """Empty what people wrote and said before the one moment, drop what was told before the others."""
        return forget(self._database, bodies_before, events_before, names_before)


def _file(connection: sa.Connection, fact: Fact) -> None:
    match fact:
        case TurnFact():
            _turn(connection, fact)
        case CallFact():
            _end(connection, fact)
        case StatusFact():
            _status(connection, fact)
        case RecordingFact():
            _recording(connection, fact)
        case TranscriptFact():
            _transcript(connection, fact)
        case CalleeFact():
            _event(connection, fact, "callee", f"{fact.leg_id}:{fact.did}", {"leg": fact.leg_id.value, "did": fact.did})
        case RingFact():
            about = {"queue": fact.queue, "end": fact.end, "served": fact.served, "talked": int(fact.talked)}
            _event(connection, fact, "ring", fact.ring_id, about)
        case CallbackFact():
            about = {"queue": fact.queue, "tries": fact.tries, "end": fact.end, "is_final": fact.is_final}
            _event(connection, fact, "callback", f"{fact.errand}:{fact.tries}:{fact.end}:{fact.is_final:d}", about)
        case _:
            assert_never(fact)


def _turn(connection: sa.Connection, fact: TurnFact) -> None:
    _call(connection, fact.call_id, fact.at)
    path = [str(step) for step in fact.path]
    if not _keep_turn(connection, fact, str(fact.step), fact.outcome.value, fact.key, path):
        return
    _opt_out(connection, fact, fact.turn)
    here = {"language": fact.language, "menus": fact.menus.value, "step": path[-1] if path else str(fact.step)}
    _update(connection, fact.call_id, _C.turns < fact.turn, turns=fact.turn, **here)
    if fact.caller is not None and fact.line_number is not None:
        _update(connection, fact.call_id, caller=fact.caller.reveal(), line_number=fact.line_number.reveal())
    _update(connection, fact.call_id, _C.channel == "", channel=fact.channel.value)
    _end_unseen(connection, fact.call_id)
    if fact.corrected is not None:
        _dispose(connection, fact.call_id, fact.corrected, _CORRECTED + fact.turn)
    if fact.recorded is not None:
        recorded = fact.recorded
        _recorded(connection, recorded.recording_id, fact.call_id, fact.at, url=recorded.url)
        told = {"mailbox": recorded.mailbox or "", "seconds": sa.func.coalesce(_R.seconds, int(recorded.duration))}
        connection.execute(RECORDINGS.update().where(_R.recording_id == recorded.recording_id).values(told))


def _end(connection: sa.Connection, fact: CallFact) -> None:
    _call(connection, fact.call_id, fact.at)
    _opt_out(connection, fact, 0)
    step = "" if fact.step is None else str(fact.step)
    _keep_turn(connection, fact, step, fact.disposition.value, None, [str(each) for each in fact.path])
    _dispose(connection, fact.call_id, fact.disposition, _UNSEEN if fact.disposition is Disposition.UNKNOWN else _SEEN)
    _over(connection, fact.call_id, fact.at, fact.duration)


def _opt_out(connection: sa.Connection, fact: TurnFact | CallFact, turn: int) -> None:
    if fact.opted_out is not None:
        number, channels = fact.opted_out.number, fact.opted_out.channels
        evidence = f"{fact.call_id}:{turn}"
        note_wish(connection, WishTold(number, Wish.STOP, channels, Source.KEY, evidence, _moment(fact.at)))


def _status(connection: sa.Connection, fact: StatusFact) -> None:
    _call(connection, fact.call_id, fact.at)
    about = {"status": fact.status.value, "duration": fact.duration, "answered_by": fact.answered_by}
    _event(connection, fact, "status", fact.said, about)
    rank = fact.status.rank
    _update(connection, fact.call_id, _C.rank < rank, status=fact.status.value, rank=rank)
    if fact.answered_by is not None:
        _update(connection, fact.call_id, _C.answered_by.in_(("", "unknown")), answered_by=fact.answered_by)
    if fact.status.is_final:
        _over(connection, fact.call_id, fact.at, fact.duration)
        _end_unseen(connection, fact.call_id)


def _recording(connection: sa.Connection, fact: RecordingFact) -> None:
    _event(connection, fact, "recording", fact.recording_id, {"seconds": fact.seconds, "url": fact.url})
    _recorded(connection, fact.recording_id, fact.call_id, fact.at, url=fact.url)
    told = {"url": fact.url} | ({} if fact.seconds is None else {"seconds": int(fact.seconds)})
    connection.execute(RECORDINGS.update().where(_R.recording_id == fact.recording_id).values(told))


def _transcript(connection: sa.Connection, fact: TranscriptFact) -> None:
    is_there = fact.text is not None
    _event(connection, fact, "transcript", f"{fact.recording_id}:{is_there:d}", {"is_there": is_there})
    _recorded(connection, fact.recording_id, fact.call_id, fact.at, url="")
    if is_there:
        known = RECORDINGS.update().where(_R.recording_id == fact.recording_id, _R.words.is_(None))
        connection.execute(known.values(words=fact.text))


def _call(connection: sa.Connection, call_id: CallId, at: int) -> None:
    """See that the call has a row, which began at that second or before."""
    moment = _moment(at)
    values = {
        **dict.fromkeys(("caller", "line_number", "language", "menus", "status", "answered_by"), ""),
        **dict.fromkeys(("channel", "disposition", "step", "cost"), ""),
        **dict.fromkeys(("rank", "end_rank"), -1),
        "call_id": call_id.value,
        "began_at": moment,
        "turns": 0,
    }
    connection.execute(insert(connection, CALLS).values(values).on_conflict_do_nothing())
    _update(connection, call_id, _C.began_at > moment, began_at=moment)


def _update(connection: sa.Connection, call_id: CallId, *only: Any, **values: object) -> None:
    connection.execute(CALLS.update().where(_C.call_id == call_id.value, *only).values(values))


def _over(connection: sa.Connection, call_id: CallId, at: int, duration: int | None) -> None:
    moment = _moment(at)
    _update(connection, call_id, _C.ended_at.is_(None) | (_C.ended_at > moment), ended_at=moment)
    if duration is not None:
        _update(
            connection, call_id, _C.duration_s.is_(None) | (_C.duration_s < int(duration)), duration_s=int(duration)
        )


def _dispose(connection: sa.Connection, call_id: CallId, disposition: Disposition, rank: int) -> None:
    _update(connection, call_id, _C.end_rank < rank, disposition=disposition.value, end_rank=rank)


def _end_unseen(connection: sa.Connection, call_id: CallId) -> None:
    """Give a call of ours that is over, and of whose end nothing else is known, an end."""
    over = (_C.rank > CallStatus.IN_PROGRESS.rank, _C.turns > 0, _C.end_rank < _UNSEEN)
    _update(connection, call_id, *over, disposition=Disposition.UNKNOWN.value, end_rank=_UNSEEN)


def _keep_turn(
    connection: sa.Connection, fact: TurnFact | CallFact, step: str, outcome: str, key: str | None, path: list[str]
) -> bool:
    """Keep a turn of a call; False when it is kept already."""
    values = {
        "call_id": fact.call_id.value,
        "turn": fact.turn if isinstance(fact, TurnFact) else 0,
        "at": _moment(fact.at),
        "step": step,
        "outcome": outcome,
        "key": key,
        "path": msgspec.json.encode(path).decode(),
    }
    adding = insert(connection, CALL_TURNS).values(values).on_conflict_do_nothing()
    return connection.execute(adding.returning(CALL_TURNS.c.id)).first() is not None


def _event(connection: sa.Connection, fact: Fact, kind: str, mark: str, about: Mapping[str, object]) -> None:
    """Keep what was told of a call; the same once."""
    values = {
        "call_id": fact.call_id.value,
        "kind": kind,
        "mark": mark,
        "at": _moment(fact.at),
        "about": _JSON.encode({name: value for name, value in about.items() if value is not None}).decode(),
    }
    connection.execute(insert(connection, CALL_EVENTS).values(values).on_conflict_do_nothing())


def _recorded(connection: sa.Connection, recording_id: str, call_id: CallId, at: int, *, url: str) -> None:
    """See that a recording has a row."""
    values = {
        "recording_id": recording_id,
        "call_id": call_id.value,
        "at": _moment(at),
        "url": url,
        "mailbox": "",
    }
    connection.execute(insert(connection, RECORDINGS).values(values).on_conflict_do_nothing())


def _moment(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)
