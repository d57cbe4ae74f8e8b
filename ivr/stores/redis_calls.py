"""Live calls in Redis: one read and one compare-and-set write per turn, the fact in the same write."""

from collections.abc import Sequence
from typing import Final

from ivr.dialog.errands import Errand
from ivr.dialog.facts import (
    Fact,
)
from ivr.dialog.record import Kept, UnreadableRecordError, dump_kept, load_kept
from ivr.dialog.state import CallState
from ivr.errors import StoreUnavailableError
from ivr.log import get_logger
from ivr.ports.calls import Meanwhile, idle
from ivr.sealing import Seal
from ivr.stores.errand_record import dump_errand
from ivr.stores.fact_record import dump_fact
from ivr.stores.facts_spool import FactsSpool
from ivr.stores.redis_asking import ask, load_script, run
from ivr.stores.redis_wire import Command, RedisWire
from ivr.values import CallId

FACTS_KEY: Final = "facts"
DROPPED_KEY: Final = "facts:dropped"
ERRANDS_KEY: Final = "errands"
_GRACE_S: Final = 3600  # the ringing before a talk, what is played before a question
_MOST_FACTS: Final = 100_000
_SPOOL_KNOWN_S: Final = 86_400
_log = get_logger(__name__)


_NOTE: Final = load_script("note_facts.lua")
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
        value = b"%b %b" % (_mark(kept.state), self._seal.seal(dump_kept(kept), call_id.value.encode()))
        lives_s = kept.state.longest_silence_s + _GRACE_S
        return self.save_under(_call_key(call_id), _mark(replaces), value, lives_s, fact, errands, meanwhile)

    def save_under(
        self,
        key: str,
        replaces: bytes,
        value: bytes,
        lives_s: int,
        fact: Fact,
        errands: Sequence[Errand] = (),
        meanwhile: Meanwhile = idle,
    ) -> bool:
        """Store a value in place of the one with that mark, and fact and errands; False when it has another mark."""
        keys: tuple[str, ...] = (key, FACTS_KEY, DROPPED_KEY)
        noted = self._dumped(fact, errands)
        # While facts wait in the spool, newer ones wait behind them: those of a call are never turned round.
        waits = self._spool.holds
        sent = ("",) if waits else noted
        if len(sent) > 1:
            keys = (*keys, ERRANDS_KEY)
        try:
            arguments: Command = (replaces, value, lives_s, sent[0], self._most_facts, *sent[1:])
            done = bool(run(self._wire, _SAVE, keys, arguments, meanwhile))
        except StoreUnavailableError:
            self._spool.put(*noted)
            raise
        if done and waits:
            self._spool.put(*noted)
        return done

    def note(self, fact: Fact, errands: Sequence[Errand] = ()) -> None:
        """Append a fact, and errands, without a state."""
        noted = self._dumped(fact, errands)
        if self._spool.holds:
            self._spool.put(*noted)
            return
        try:
            run(self._wire, _NOTE, (FACTS_KEY, DROPPED_KEY, ERRANDS_KEY), (self._most_facts, *noted))
        except StoreUnavailableError:
            self._spool.put(*noted)
            raise

    def _dumped(self, fact: Fact, errands: Sequence[Errand]) -> tuple[str, ...]:
        return (dump_fact(fact, self._seal), *(dump_errand(errand, self._seal) for errand in errands))

    def _drain(self, name: str, begin: int, end: int, facts: Sequence[bytes], dropped: int) -> int:
        """Append what waited in a file from here to there, once; return how far the file has been taken."""
        keys = (FACTS_KEY, DROPPED_KEY, ERRANDS_KEY, f"facts:spool:{name}")
        arguments: tuple[bytes | int, ...] = (self._most_facts, begin, end, dropped, _SPOOL_KNOWN_S, *facts)
        return int(run(self._wire, _DRAIN, keys, arguments))


def _mark(state: CallState | None) -> bytes:
    """Return what tells the states of one call apart: the turn, and whether the call is over."""
    if state is None:
        return b"0"
    return b"%d" % state.turn if state.ended is None else b"%de" % state.turn


def _call_key(call_id: CallId) -> str:
    return f"call:{call_id.value}"
