"""A call's state and last event as small JSON objects, and back, across versions of this program."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, assert_never

from ivr.dialog.events import (
    CallArrived,
    Caller,
    DialEnded,
    DialOutcome,
    DigitsPressed,
    Event,
    NoInput,
    RecordingReady,
    SpeechHeard,
    ThreadLost,
)
from ivr.dialog.state import Awaited, CallState, Disposition, Visit
from ivr.menu.parts import ToStep
from ivr.values import CallId, MenuVersion, PhoneNumber, Seconds

Record = dict[str, Any]

VERSION: Final = 1
# From the version that a record was written in to the next one.
UPGRADERS: Final[Mapping[int, Callable[[Record], Record]]] = {}


@dataclass(frozen=True, slots=True)
class Kept:
    """A call as it is stored: the state, and what made it, so that a repeated webhook can be answered again."""

    state: CallState
    event: Event
    before: CallState | None  # None: the event was the call's arrival


class UnreadableRecordError(ValueError):
    """A stored call that this version cannot read; it counts as gone."""


def dump_kept(kept: Kept) -> str:
    """Return the stored form: the state, the event, and only what the event changed of the state before."""
    after = _state_record(kept.state)
    record: Record = {"v": VERSION, "s": after, "e": _event_record(kept.event)}
    if kept.before is not None:
        before = _state_record(kept.before)
        record["u"] = {key: before.get(key) for key in {*before, *after} if before.get(key) != after.get(key)}
    return _dump(record)


def _dump(record: Record) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def dump_state(state: CallState) -> str:
    """Return a state alone, as it travels in an address while there is no store."""
    return _dump({"v": VERSION, "s": _state_record(state)})


def load_state(text: str) -> CallState:
    """Return a state that travelled; UnreadableRecordError for anything else."""
    try:
        return _read_state(_upgraded(json.loads(text))["s"])
    except UnreadableRecordError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise UnreadableRecordError(type(error).__name__) from error


def load_kept(text: str) -> Kept:
    """Return what was stored; UnreadableRecordError for a newer version's record or anything else."""
    try:
        record = _upgraded(json.loads(text))
        undo = record.get("u")
        before = None
        if undo is not None:
            merged = {**record["s"], **undo}
            before = _read_state({key: value for key, value in merged.items() if value is not None})
        state = _read_state(record["s"])
        return Kept(state, _read_event(record["e"], state), before)
    except UnreadableRecordError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise UnreadableRecordError(type(error).__name__) from error


def _upgraded(record: Record) -> Record:
    version = record["v"]
    while version in UPGRADERS:
        record = UPGRADERS[version](record)
        version = record["v"]
    if version != VERSION:
        raise UnreadableRecordError(f"version {version}")
    return record


def _state_record(state: CallState) -> Record:
    """Return the state under short names; what has its usual value is left out."""
    caller = state.caller
    record: Record = {
        "id": state.call_id.value,
        "m": state.menus.value,
        "c": [caller.number.reveal(), caller.country, caller.city, caller.state, caller.zip, caller.name],
        "n": state.line_number.reveal(),
        "l": state.language,
        "h": str(state.here),
        "b": state.started_at,
        "a": state.at,
        "t": state.turn,
        "w": state.awaited.value,
        "sv": dict(state.saved),
        "vi": [state.visit.silences, state.visit.wrongs, state.visit.entry, state.visit.utterance],
        "vs": dict(state.visits),
        "tr": [str(step) for step in state.trail],
        "rt": [str(step) for step in state.returns],
        "sd": [str(step) for step in state.said],
        "d": state.digits,
        "st": state.stray,
        "sl": state.slower,
        "ap": state.apart_s,
        "ov": state.over_limit_at,
        "r": state.reached,
        "x": state.ended,
    }
    return {key: value for key, value in record.items() if value and value != _NO_VISIT}


_NO_VISIT: Final = [0, 0, None, False]


def _read_state(record: Record) -> CallState:
    number, *about = record["c"]
    silences, wrongs, entry, utterance = record.get("vi", _NO_VISIT)
    return CallState(
        call_id=CallId(record["id"]),
        menus=MenuVersion(record["m"]),
        caller=Caller(PhoneNumber(number), *about),
        line_number=PhoneNumber(record.get("n", "")),
        language=record["l"],
        here=_read_step_name(record["h"]),
        started_at=record["b"],
        at=record["a"],
        turn=record.get("t", 0),
        awaited=Awaited(record["w"]),
        saved=record.get("sv", {}),
        visit=Visit(silences, wrongs, entry, utterance),
        visits=record.get("vs", {}),
        trail=tuple(map(_read_step_name, record.get("tr", ()))),
        returns=tuple(map(_read_step_name, record.get("rt", ()))),
        said=tuple(map(_read_step_name, record.get("sd", ()))),
        digits=record.get("d", ""),
        stray=record.get("st", ""),
        slower=record.get("sl", False),
        apart_s=record.get("ap", 0),
        over_limit_at=int(record.get("ov", 0)),
        reached=Disposition(record["r"]) if "r" in record else None,
        ended=Disposition(record["x"]) if "x" in record else None,
    )


def _read_step_name(text: str) -> ToStep:
    flow, _, step = text.partition("/")
    return ToStep(flow, step)


def _event_record(event: Event) -> list[Any]:
    match event:
        case CallArrived():
            return ["arrived"]  # who called is in the state
        case DigitsPressed():
            return ["digits", event.digits]
        case SpeechHeard():
            return ["speech", event.utterance, event.confidence]
        case NoInput():
            return ["none"]
        case RecordingReady():
            return ["recording", event.url, event.recording_id, event.duration, event.caller_left]
        case DialEnded():
            return ["dial", event.outcome, event.talked]
        case ThreadLost():
            return ["lost"]
        case _:
            assert_never(event)


def _read_event(record: list[Any], state: CallState) -> Event:
    match record:
        case ["arrived"]:
            return CallArrived(state.call_id, state.caller, state.line_number)
        case ["digits", str(digits)]:
            return DigitsPressed(digits)
        case ["speech", str(utterance), confidence]:
            return SpeechHeard(utterance, confidence)
        case ["none"]:
            return NoInput()
        case ["recording", url, recording_id, duration, caller_left]:
            return RecordingReady(url, recording_id, Seconds(duration), caller_left)
        case ["lost"]:
            return ThreadLost()
        case ["dial", outcome, talked]:
            return DialEnded(DialOutcome(outcome), Seconds(talked))
        case _:
            raise UnreadableRecordError("event")
