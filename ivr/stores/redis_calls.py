"""Live calls in Redis: one read and one compare-and-set write per turn, the fact in the same write."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import asdict
from typing import Final, assert_never

import msgspec

from ivr.dialog.errands import Errand
from ivr.dialog.facts import CalleeFact, CallFact, Fact, RecordingFact, TranscriptFact, TurnFact
from ivr.dialog.record import Kept, UnreadableRecordError, dump_kept, load_kept
from ivr.dialog.state import CallState
from ivr.errors import StoreUnavailableError
from ivr.log import get_logger
from ivr.ports import Meanwhile, idle
from ivr.sealing import Seal
from ivr.stores.errand_record import dump_errand
from ivr.stores.facts_spool import FactsSpool
from ivr.stores.redis_asking import ask, load_script, run
from ivr.stores.redis_wire import Command, RedisWire
from ivr.values import CallId

FACTS_KEY: Final = "facts"
DROPPED_KEY: Final = "facts:dropped"
ERRANDS_KEY: Final = "errands"
_GRACE_S: Final = 3600  # the ringing before a talk, what is played before a question
_MOST_FACTS: Final = 100_000
_JSON: Final = msgspec.json.Encoder(enc_hook=int)  # seconds are of a kind of their own
_SPOOL_KNOWN_S: Final = 86_400
_log = get_logger(__name__)


_NOTE: Final = load_script("note_fact.lua")
_DRAIN: Final = load_script("drain_facts.lua")
_SAVE: Final = load_script("save_call.lua")
_FORGET: Final = load_script("forget_call.lua")


class RedisCalls:
    """The call shelf on a Redis server; what a call holds is sealed there. Safe to share between threads.

    Facts that the server does not take go to the spool, and from there to the server when it takes them again.
    """

    def __init__(self, wire: RedisWire, seal: Seal, spool: FactsSpool, most_facts: int = _MOST_FACTS) -> None:
        self._wire = wire
        self._seal = seal
        self._spool = spool
        self._most_facts = most_facts
        spool.send_to(self._drain)

    def find(self, call_id: CallId) -> Kept | None:
        """Return the call, or None when it is unknown or was written by a version that this one cannot read."""
        held = ask(self._wire, "GET", _call_key(call_id))
        if not isinstance(held, bytes):
            return None
        try:
            return load_kept(self._opened(call_id, held.partition(b" ")[2]))
        except UnreadableRecordError as error:
            _log.warning("call_unreadable", call=call_id.value, why=str(error))
            # It counts as gone, so it must go: a write in place of nothing would be refused for ever.
            run(self._wire, _FORGET, (_call_key(call_id),), (held,))
            return None

    def _opened(self, call_id: CallId, sealed: bytes) -> bytes:
        plain = self._seal.find(sealed, call_id.value.encode())
        if plain is None:
            raise UnreadableRecordError("sealed with another IVR_SECRET_KEY")
        return plain

    def save(
        self,
        kept: Kept,
        fact: Fact,
        replaces: CallState | None,
        errands: Sequence[Errand] = (),
        meanwhile: Meanwhile = idle,
    ) -> bool:
        """Store the call in place of that state (None: of nothing), fact and errands; False when it has another one."""
        call_id = kept.state.call_id
        keys: tuple[str, ...] = (_call_key(call_id), FACTS_KEY, DROPPED_KEY)
        value = b"%b %b" % (_mark(kept.state), self._seal.seal(dump_kept(kept), call_id.value.encode()))
        noted = (dump_fact(fact, self._seal), *(dump_errand(errand, self._seal) for errand in errands))
        lives_s = kept.state.longest_silence_s + _GRACE_S
        # While facts wait in the spool, newer ones wait behind them: those of a call are never turned round.
        waits = self._spool.holds
        sent = ("",) if waits else noted
        if len(sent) > 1:
            keys = (*keys, ERRANDS_KEY)
        try:
            arguments: Command = (_mark(replaces), value, lives_s, sent[0], self._most_facts, *sent[1:])
            done = bool(run(self._wire, _SAVE, keys, arguments, meanwhile))
        except StoreUnavailableError:
            self._spool.put(*noted)
            raise
        if done and waits:
            self._spool.put(*noted)
        return done

    def note(self, fact: Fact) -> None:
        """Append a fact alone."""
        dumped = dump_fact(fact, self._seal)
        if self._spool.holds:
            self._spool.put(dumped)
            return
        try:
            run(self._wire, _NOTE, (FACTS_KEY, DROPPED_KEY), (self._most_facts, dumped))
        except StoreUnavailableError:
            self._spool.put(dumped)
            raise

    def _drain(self, name: str, begin: int, end: int, facts: Sequence[bytes], dropped: int) -> int:
        """Append what waited in a file from here to there, once; return how far the file has been taken."""
        keys = (FACTS_KEY, DROPPED_KEY, ERRANDS_KEY, f"facts:spool:{name}")
        arguments: tuple[bytes | int, ...] = (self._most_facts, begin, end, dropped, _SPOOL_KNOWN_S, *facts)
        return int(run(self._wire, _DRAIN, keys, arguments))


def dump_fact(fact: Fact, seal: Seal) -> str:
    """Return the fact as JSON; `kind` tells which, what has no value is left out, what a caller said is sealed."""
    record: dict[str, object]
    match fact:
        case TurnFact():
            record = {
                "kind": "turn",
                "call_id": fact.call_id.value,
                "turn": fact.turn,
                "at": fact.at,
                "menus": fact.menus.value,
                "language": fact.language,
                "step": str(fact.step),
                "outcome": fact.outcome,
                "key": fact.key,
                "path": [str(step) for step in fact.path],
                "caller": fact.caller.reveal() if fact.caller is not None else None,
                "line_number": fact.line_number.reveal() if fact.line_number is not None else None,
                "recorded": asdict(fact.recorded) if fact.recorded is not None else None,
                "corrected": fact.corrected,
            }
        case CallFact():
            record = {
                "kind": "call",
                "call_id": fact.call_id.value,
                "turn": 0,
                "at": fact.at,
                "disposition": fact.disposition,
                "turns": fact.turns,
                "duration": fact.duration,
                "step": str(fact.step) if fact.step is not None else None,
                "path": [str(step) for step in fact.path] or None,
            }
        case CalleeFact():
            record = {
                "kind": "callee",
                "call_id": fact.call_id.value,
                "turn": fact.turn,
                "at": fact.at,
                "leg_id": fact.leg_id.value,
                "did": fact.did,
            }
        case RecordingFact() | TranscriptFact():
            record = _later(fact, seal)
        case _:
            assert_never(fact)
    return _JSON.encode({name: value for name, value in record.items() if value is not None}).decode()


def _later(fact: RecordingFact | TranscriptFact, seal: Seal) -> dict[str, object]:
    record: dict[str, object] = {
        "kind": "recording" if isinstance(fact, RecordingFact) else "transcript",
        "call_id": fact.call_id.value,
        "at": fact.at,
        "recording_id": fact.recording_id,
    }
    if isinstance(fact, RecordingFact):
        return record | {"url": fact.url, "seconds": fact.seconds}
    if fact.text is None:
        return record
    sealed = seal.seal(fact.text.encode(), fact.recording_id.encode())
    return record | {"sealed": b64encode(sealed).decode()}


def _mark(state: CallState | None) -> bytes:
    """Return what tells the states of one call apart: the turn, and whether the call is over."""
    if state is None:
        return b"0"
    return b"%d" % state.turn if state.ended is None else b"%de" % state.turn


def _call_key(call_id: CallId) -> str:
    return f"call:{call_id.value}"
