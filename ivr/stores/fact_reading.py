"""Facts read back from where they wait, as `fact_record` wrote them there."""

from base64 import b64decode
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from ivr.dialog.events import CallStatus
from ivr.dialog.facts import (
    CallbackFact,
    CalleeDid,
    CalleeFact,
    CallFact,
    Fact,
    OptedOut,
    Outcome,
    Recorded,
    RecordingFact,
    RingFact,
    StatusFact,
    TranscriptFact,
    TurnFact,
)
from ivr.dialog.state import Disposition
from ivr.menu.parts import Channel, ToStep
from ivr.sealing import Seal
from ivr.values import CallId, MenuVersion, PhoneNumber, Seconds

_Record = Mapping[str, Any]


class NewerFactError(Exception):
    """A fact that says something of which this version knows nothing: a newer one has written it, and can read it."""


def find_fact(line: bytes | str, seal: Seal) -> Fact | None:
    """Return the fact of a line; None when it is none at all, NewerFactError when it may be one of a newer version.

    Words that another secret sealed cannot be read; then they are taken for words that never came.
    """
    try:
        record = msgspec.json.decode(line)
        kind, _ = record["kind"], CallId(record["call_id"])
        if not isinstance(kind, str):
            return None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    if record.keys() - _WORDS.get(kind, frozenset()):
        raise NewerFactError
    try:
        return _READERS[kind](record, seal)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NewerFactError from error


def _turn(record: _Record, _seal: Seal) -> Fact:
    recorded, corrected = record.get("recorded"), record.get("corrected")
    caller, line_number = record.get("caller"), record.get("line_number")
    return TurnFact(
        call_id=CallId(record["call_id"]),
        turn=record["turn"],
        at=record["at"],
        menus=MenuVersion(record["menus"]),
        language=record["language"],
        step=_step(record["step"]),
        outcome=Outcome(record["outcome"]),
        key=record.get("key"),
        path=tuple(_step(step) for step in record["path"]),
        caller=PhoneNumber(caller) if caller is not None else None,
        line_number=PhoneNumber(line_number) if line_number is not None else None,
        recorded=Recorded(**{**recorded, "duration": Seconds(recorded["duration"])}) if recorded is not None else None,
        corrected=Disposition(corrected) if corrected is not None else None,
        channel=Channel(record.get("channel", Channel.CALL)),
        opted_out=_opted_out(record),
    )


def _call(record: _Record, _seal: Seal) -> Fact:
    step = record.get("step")
    return CallFact(
        call_id=CallId(record["call_id"]),
        at=record["at"],
        disposition=Disposition(record["disposition"]),
        turns=record["turns"],
        duration=_seconds(record, "duration"),
        step=_step(step) if step is not None else None,
        path=tuple(_step(each) for each in record.get("path", ())),
        opted_out=_opted_out(record),
    )


def _opted_out(record: _Record) -> OptedOut | None:
    told = record.get("opted_out")
    return None if told is None else OptedOut(PhoneNumber(told["number"]), tuple(map(Channel, told["channels"])))


def _callee(record: _Record, _seal: Seal) -> Fact:
    leg, did = CallId(record["leg_id"]), CalleeDid(record["did"])
    return CalleeFact(CallId(record["call_id"]), record["turn"], record["at"], leg, did)


def _ring(record: _Record, _seal: Seal) -> Fact:
    talked = _seconds(record, "talked") or Seconds(0)
    queue, served = record["queue"], record.get("served")
    return RingFact(CallId(record["call_id"]), record["ring_id"], queue, record["at"], record["end"], served, talked)


def _callback(record: _Record, _seal: Seal) -> Fact:
    leg = record.get("leg_id")
    return CallbackFact(
        call_id=CallId(record["call_id"]),
        errand=record["errand"],
        queue=record["queue"],
        at=record["at"],
        tries=record["tries"],
        end=record["end"],
        is_final=record["is_final"],
        leg_id=CallId(leg) if leg is not None else None,
    )


def _status(record: _Record, _seal: Seal) -> Fact:
    call_id, status = CallId(record["call_id"]), CallStatus(record["status"])
    duration = _seconds(record, "duration")
    return StatusFact(call_id, record["at"], status, record["said"], duration, record.get("answered_by"))


def _recording(record: _Record, _seal: Seal) -> Fact:
    call_id, seconds = CallId(record["call_id"]), _seconds(record, "seconds")
    return RecordingFact(call_id, record["at"], record["recording_id"], record["url"], seconds)


def _transcript(record: _Record, seal: Seal) -> Fact:
    name, sealed = record["recording_id"], record.get("sealed")
    plain = seal.find(b64decode(sealed), name.encode()) if sealed is not None else None
    return TranscriptFact(CallId(record["call_id"]), record["at"], name, None if plain is None else plain.decode())


_READERS: Final[Mapping[str, Callable[[_Record, Seal], Fact]]] = {
    "turn": _turn,
    "call": _call,
    "callee": _callee,
    "ring": _ring,
    "callback": _callback,
    "status": _status,
    "recording": _recording,
    "transcript": _transcript,
}


# All that `fact_record` writes. Who leaves a word out that they do not know would file half a fact.
_ALWAYS: Final = frozenset({"kind", "call_id", "turn", "at"})
_TURN: Final = ("menus", "language", "step", "outcome", "key", "path", "caller", "line_number", "recorded", "corrected")
_WORDS: Final[Mapping[str, frozenset[str]]] = {
    "turn": _ALWAYS.union(_TURN, ("opted_out", "channel")),
    "call": _ALWAYS.union(("disposition", "turns", "duration", "step", "path", "opted_out")),
    "callee": _ALWAYS.union(("leg_id", "did")),
    "ring": _ALWAYS.union(("ring_id", "queue", "end", "served", "talked")),
    "callback": _ALWAYS.union(("errand", "queue", "tries", "end", "is_final", "leg_id")),
    "status": _ALWAYS.union(("status", "said", "duration", "answered_by")),
    "recording": _ALWAYS.union(("recording_id", "url", "seconds")),
    "transcript": _ALWAYS.union(("recording_id", "sealed")),
}


def _step(text: str) -> ToStep:
    flow, _, step = text.partition("/")
    return ToStep(flow, step)


def _seconds(record: _Record, name: str) -> Seconds | None:
    value = record.get(name)
    return None if value is None else Seconds(value)
