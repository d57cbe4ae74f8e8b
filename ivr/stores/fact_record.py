"""Facts as they wait to be taken into the records: one line of JSON each."""

from base64 import b64encode
from typing import Final, assert_never

import msgspec
from msgspec.structs import asdict

from ivr.dialog.facts import (
    CallbackFact,
    CalleeFact,
    CallFact,
    Fact,
    OptedOut,
    RecordingFact,
    RingFact,
    StatusFact,
    TranscriptFact,
    TurnFact,
)
from ivr.menu.parts import Channel
from ivr.sealing import Seal

_JSON: Final = msgspec.json.Encoder(enc_hook=int)  # seconds are of a kind of their own


def dump_fact(fact: Fact, seal: Seal) -> str:
    """Return the fact as JSON; `kind` tells which, what has no value is left out, what a caller said is sealed."""
    record = {"kind": None, "call_id": fact.call_id.value, "turn": None, "at": fact.at} | _record(fact, seal)
    return _JSON.encode({name: value for name, value in record.items() if value is not None}).decode()


def _record(fact: Fact, seal: Seal) -> dict[str, object]:
    match fact:
        case TurnFact():
            return _turn(fact)
        case CallFact():
            return _call(fact)
        case CalleeFact():
            return {"kind": "callee", "turn": fact.turn, "leg_id": fact.leg_id.value, "did": fact.did}
        case RingFact():
            return _ring(fact)
        case CallbackFact():
            return _callback(fact)
        case StatusFact():
            return _status(fact)
        case RecordingFact() | TranscriptFact():
            return _later(fact, seal)
        case _:
            assert_never(fact)


def _turn(fact: TurnFact) -> dict[str, object]:
    return {
        "kind": "turn",
        "turn": fact.turn,
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
        "opted_out": _opted_out(fact.opted_out),
        "channel": fact.channel if fact.channel is not Channel.CALL else None,
    }


def _call(fact: CallFact) -> dict[str, object]:
    return {
        "kind": "call",
        "turn": 0,
        "disposition": fact.disposition,
        "turns": fact.turns,
        "duration": fact.duration,
        "step": str(fact.step) if fact.step is not None else None,
        "path": [str(step) for step in fact.path] or None,
        "opted_out": _opted_out(fact.opted_out),
    }


def _opted_out(told: OptedOut | None) -> dict[str, object] | None:
    return None if told is None else {"number": told.number.reveal(), "channels": told.channels}


def _ring(fact: RingFact) -> dict[str, object]:
    return {
        "kind": "ring",
        "ring_id": fact.ring_id,
        "queue": fact.queue,
        "end": fact.end,
        "served": fact.served,
        "talked": fact.talked or None,
    }


def _callback(fact: CallbackFact) -> dict[str, object]:
    return {
        "kind": "callback",
        "errand": fact.errand,
        "queue": fact.queue,
        "tries": fact.tries,
        "end": fact.end,
        "is_final": fact.is_final,
        "leg_id": fact.leg_id.value if fact.leg_id is not None else None,
    }


def _status(fact: StatusFact) -> dict[str, object]:
    return {
        "kind": "status",
        "status": fact.status,
        "said": fact.said,
        "duration": fact.duration,
        "answered_by": fact.answered_by,
    }


def _later(fact: RecordingFact | TranscriptFact, seal: Seal) -> dict[str, object]:
    record: dict[str, object] = {
        "kind": "recording" if isinstance(fact, RecordingFact) else "transcript",
        "recording_id": fact.recording_id,
    }
    if isinstance(fact, RecordingFact):
        return record | {"url": fact.url, "seconds": fact.seconds}
    if fact.text is None:
        return record
    sealed = seal.seal(fact.text.encode(), fact.recording_id.encode())
    return record | {"sealed": b64encode(sealed).decode()}
