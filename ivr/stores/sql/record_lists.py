"""Records as people ask for them: calls, texts, opt-outs, newest first."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from ivr.ports.records import CallRecord, MessageRecord, OptOutRecord, SendingStop, Wanted
from ivr.stores.sql.database import Database
from ivr.stores.sql.tables import CALL_TURNS, CALLS, MESSAGES, OPT_OUTS, SENDING_STOPS

_C: Final = CALLS.c
_M: Final = MESSAGES.c
_O: Final = OPT_OUTS.c
_S: Final = SENDING_STOPS.c
_T: Final = CALL_TURNS.c


def list_calls(database: Database, wanted: Wanted) -> Sequence[CallRecord]:
    """Return calls, each with its path through the menus. DatabaseUnavailableError."""
    query = sa.select(CALLS).where(*_between(_C.began_at, wanted), *_of_number(wanted, _C.caller, _C.line_number))
    query = query.where(*_equal(_C.status, wanted.status), *_equal(_C.disposition, wanted.disposition))
    with database.read() as connection:
        rows = connection.execute(query.order_by(_C.began_at.desc(), _C.id.desc()).limit(wanted.most)).all()
        paths = _paths(connection, [row.call_id for row in rows])
    return [_call(row, paths.get(row.call_id, ())) for row in rows]


def list_messages(database: Database, wanted: Wanted) -> Sequence[MessageRecord]:
    """Return texts, both ways. DatabaseUnavailableError."""
    query = sa.select(MESSAGES).where(*_between(_M.created_at, wanted), *_equal(_M.status, wanted.status))
    query = query.where(*_of_number(wanted, _M.their_number, _M.our_number))
    with database.read() as connection:
        rows = connection.execute(query.order_by(_M.created_at.desc(), _M.id.desc()).limit(wanted.most)).all()
    return [
        MessageRecord(
            own_id=row.own_id,
            provider=row.provider,
            provider_id=row.provider_id or "",
            direction=row.direction,
            our_number=row.our_number,
            their_number=row.their_number,
            at=row.created_at,
            status=row.status,
            error=row.error,
            segments=row.segments,
            body=row.body,
        )
        for row in rows
    ]


def list_stops(database: Database) -> Sequence[SendingStop]:
    """Return the accounts that can send nothing now. DatabaseUnavailableError."""
    waits = (_M.provider == _S.provider, _M.error == _S.code, _M.status == "queued", _M.next_look_at.is_not(None))
    waiting = sa.select(sa.func.count(_M.id)).where(*waits).scalar_subquery()
    with database.read() as connection:
        rows = connection.execute(sa.select(_S.provider, _S.code, _S.since, waiting).order_by(_S.provider)).all()
    return [SendingStop(*row) for row in rows]


def list_opt_outs(database: Database, wanted: Wanted) -> Sequence[OptOutRecord]:
    """Return who does not want to be reached. DatabaseUnavailableError."""
    query = sa.select(OPT_OUTS).where(*_between(_O.at, wanted), *_of_number(wanted, _O.number))
    with database.read() as connection:
        rows = connection.execute(query.order_by(_O.at.desc(), _O.id.desc()).limit(wanted.most)).all()
    return [OptOutRecord(row.number, row.channel, row.source, row.evidence, row.at) for row in rows]


def _paths(connection: sa.Connection, call_ids: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Return the steps of each call in order; what was gone through after its end, which is turn 0, comes last."""
    query = sa.select(_T.call_id, _T.path).where(_T.call_id.in_(call_ids))
    found: defaultdict[str, list[str]] = defaultdict(list)
    for call_id, path in connection.execute(query.order_by(_T.turn == 0, _T.turn)):
        found[call_id] += msgspec.json.decode(path, type=list[str])
    return {call_id: tuple(path) for call_id, path in found.items()}


def _call(row: Any, path: tuple[str, ...]) -> CallRecord:
    return CallRecord(
        call_id=row.call_id,
        caller=row.caller,
        line_number=row.line_number,
        began_at=row.began_at,
        ended_at=row.ended_at,
        status=row.status,
        disposition=row.disposition,
        answered_by=row.answered_by,
        language=row.language,
        turns=row.turns,
        duration_s=row.duration_s,
        cost=row.cost,
        menus=row.menus,
        channel=row.channel,
        path=path,
    )


def _between(column: Any, wanted: Wanted) -> list[Any]:
    since = [column >= wanted.since] if wanted.since is not None else []
    return [*since, column < wanted.until] if wanted.until is not None else since


def _of_number(wanted: Wanted, *columns: Any) -> list[Any]:
    """Return the condition that one of the numbers is the one asked for, or ends in its digits."""
    if not wanted.number:
        return []
    if wanted.number.startswith("+"):
        return [sa.or_(*(column == wanted.number for column in columns))]
    return [sa.or_(*(column.endswith(wanted.number, autoescape=True) for column in columns))]


def _equal(column: Any, value: str) -> list[Any]:
    return [column == value] if value else []
