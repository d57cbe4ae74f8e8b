"""Live calls in Redis: one read and one compare-and-set write per turn, the fact in the same write."""

import json
from dataclasses import asdict
from hashlib import sha1
from pathlib import Path
from typing import Final, assert_never

from redis.exceptions import NoScriptError, ResponseError

from ivr.dialog.facts import CallFact, Fact, TurnFact
from ivr.dialog.record import Kept, UnreadableRecordError, dump_kept, load_kept
from ivr.errors import StoreUnavailableError
from ivr.log import get_logger
from ivr.ports import Shelved
from ivr.stores.redis_wire import RedisWire, Reply
from ivr.values import CallId

FACTS_KEY: Final = "facts"
DROPPED_KEY: Final = "facts:dropped"
_CALL_TTL_S: Final = 6 * 3600  # the longest dial is four hours; a call says nothing meanwhile
_MOST_FACTS: Final = 100_000
_SAVE: Final = (Path(__file__).parent / "save_call.lua").read_text(encoding="utf-8")
_SAVE_SHA: Final = sha1(_SAVE.encode(), usedforsecurity=False).hexdigest()  # Redis names scripts by it
_log = get_logger(__name__)


class RedisCalls:
    """The call shelf on a Redis server. Safe to share between threads."""

    def __init__(self, wire: RedisWire, most_facts: int = _MOST_FACTS) -> None:
        self._wire = wire
        self._most_facts = most_facts

    def find(self, call_id: CallId) -> Shelved | None:
        """Return the call, or None when it is unknown or was written by a version that this one cannot read."""
        held = self._ask("GET", _call_key(call_id))
        if not isinstance(held, bytes):
            return None
        revision, _, record = held.decode("utf-8", "replace").partition(" ")
        try:
            return Shelved(load_kept(record), int(revision))
        except (UnreadableRecordError, ValueError) as error:
            _log.warning("call_unreadable", call=call_id.value, why=str(error))
            return None

    def save(self, kept: Kept, fact: Fact, revision: int) -> bool:
        """Store the call and append its fact; False when the stored revision is another one."""
        value = f"{revision + 1} {dump_kept(kept)}"
        keys = (_call_key(kept.state.call_id), FACTS_KEY, DROPPED_KEY)
        arguments = (len(keys), *keys, revision, value, _CALL_TTL_S, dump_fact(fact), self._most_facts)
        try:
            done = self._wire.ask("EVALSHA", _SAVE_SHA, *arguments)
        except NoScriptError:
            done = self._ask("EVAL", _SAVE, *arguments)
        except ResponseError as error:
            raise _refused(error) from error
        return bool(done)

    def _ask(self, *command: str | bytes | int) -> Reply:
        try:
            return self._wire.ask(*command)
        except ResponseError as error:
            raise _refused(error) from error


def dump_fact(fact: Fact) -> str:
    """Return the fact as JSON; `kind` is `turn` or `call`, what has no value is left out."""
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
            }
        case _:
            assert_never(fact)
    return json.dumps({name: value for name, value in record.items() if value is not None}, separators=(",", ":"))


def _call_key(call_id: CallId) -> str:
    return f"call:{call_id.value}"


def _refused(error: ResponseError) -> StoreUnavailableError:
    """Return the server's own no, such as a full memory, as what it means for a caller."""
    return StoreUnavailableError(f"Redis refuses ({type(error).__name__}); look at its memory and its log")
