"""A call's state and last event as small JSON lists, and back, across versions of this program.

A state is a list with a place for each field; a later version adds places at the end, which are then missing in what an
older one wrote and read as their usual values.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, replace
from typing import Any, Final

import msgspec

from ivr.dialog.event_record import EventRecord, event_record, read_event
from ivr.dialog.events import Caller, Event, SystemEnded
from ivr.dialog.state import Awaited, CallState, Disposition, Passed, Visit
from ivr.dialog.world import QueueView
from ivr.menu.parts import ToStep
from ivr.values import CallId, MenuVersion, PhoneNumber

VERSION: Final = 2
_NO_QUEUES: Final[Mapping[str, QueueView]] = {}


class UnreadableRecordError(ValueError):
    """A stored call that this version cannot read; it counts as gone."""


@dataclass(frozen=True, slots=True)
class Last:
    """What made a state, as it is stored: the event, and the fields of the state before that it changed, by place."""

    event: EventRecord
    undo: Mapping[str, Any] | None  # None: the event was the call's arrival
    asked: tuple[EventRecord, ...] = ()  # what systems said in the same turn
    queues: Mapping[str, QueueView] = field(default_factory=dict)  # how they stood


@dataclass(frozen=True, slots=True)
class Kept:
    """A call as it is stored: the state, and what made it, so that a repeated webhook can be answered again."""

    state: CallState
    last: Last

    def before(self) -> CallState | None:
        """Return the state that the event was applied to; None when it was the arrival."""
        if self.last.undo is None:
            return None
        changes = {_FIELDS[int(place)].name: _FIELDS[int(place)].read(value) for place, value in self.last.undo.items()}
        return replace(self.state, **changes)

    def answers(self) -> tuple[SystemEnded, ...]:
        """Return what the systems said that were asked in the turn."""
        answers = [read_event(record, self.state) for record in self.last.asked]
        return tuple(answer for answer in answers if isinstance(answer, SystemEnded))

    def event(self) -> Event:
        """Return the event that made the state."""
        return read_event(self.last.event, self.state)


def keep(
    state: CallState,
    event: Event,
    before: CallState | None,
    answers: Sequence[SystemEnded] = (),
    queues: Mapping[str, QueueView] = _NO_QUEUES,
) -> Kept:
    """Return what is to be stored of a turn: also what systems said in it, and how the queues stood."""
    undo = None
    if before is not None:
        undo = {
            field.key: field.write(old)
            for field in _FIELDS
            if (old := getattr(before, field.name)) is not (new := getattr(state, field.name)) and old != new
        }
    return Kept(state, Last(event_record(event), undo, tuple(map(event_record, answers)), queues))


def dump_kept(kept: Kept) -> bytes:
    """Return the stored form."""
    record = [field.write(getattr(kept.state, field.name)) for field in _FIELDS]
    last = kept.last
    stored: list[Any] = [VERSION, record, last.event, last.undo]
    if last.asked or last.queues:
        queues = {name: [view.waiting, view.free, view.minutes] for name, view in last.queues.items()}
        stored += [last.asked, queues]
    return msgspec.json.encode(stored)


def load_kept(stored: bytes) -> Kept:
    """Return what was stored; UnreadableRecordError for a newer version's record or anything else."""
    try:
        version, record, event, undo, *beside = msgspec.json.decode(stored)
        _check_version(version)
        state = CallState(*[field.read(value) for field, value in zip(_FIELDS, record, strict=False)])
    except UnreadableRecordError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise UnreadableRecordError(type(error).__name__) from error
    asked, queues = beside or ((), {})
    return Kept(state, Last(event, undo, tuple(asked), {name: QueueView(*view) for name, view in queues.items()}))


def dump_luggage(state: CallState, without: Collection[str] = ()) -> bytes:
    """Return what the address of a call's next webhook carries beside the place: all that is not usual.

    Sensitive answers do not travel, nor those `without`; that they were there does.
    """
    lost = (*state.lost, *state.secrets, *without)
    saved = {name: value for name, value in state.saved.items() if name not in without} if without else state.saved
    state = replace(state, lost=tuple(dict.fromkeys(lost)), saved=saved)
    carried = {
        field.key: field.write(value)
        for field in _FIELDS
        if field.travels and (value := getattr(state, field.name)) != field.usual
    }
    return msgspec.json.encode([VERSION, carried])


def load_luggage(stored: bytes, place: CallState) -> CallState:
    """Return the state at a place with what the address carried; UnreadableRecordError for anything else."""
    try:
        version, carried = msgspec.json.decode(stored)
        _check_version(version)
        return replace(place, **{_BY_KEY[key].name: _BY_KEY[key].read(value) for key, value in carried.items()})
    except UnreadableRecordError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise UnreadableRecordError(type(error).__name__) from error


def _check_version(version: object) -> None:
    if version != VERSION:
        raise UnreadableRecordError(f"version {version}")


# --- fields ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Field:
    """One field of a state: how it is written and read, what it usually is, whether an address carries it."""

    key: str
    name: str
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]
    usual: Any
    travels: bool


def _as_is(value: Any) -> Any:
    return value


def _write_caller(caller: Caller) -> list[str]:
    return [caller.number.reveal(), caller.country, caller.city, caller.state, caller.zip, caller.name]


def _read_caller(record: list[str]) -> Caller:
    number, *about = record
    return Caller(PhoneNumber(number), *about)


def _read_step(text: str) -> ToStep:
    flow, _, step = text.partition("/")
    return ToStep(flow, step)


def _write_step(step: ToStep | None) -> str | None:
    return None if step is None else f"{step.flow}/{step.step}"


def _read_sought(record: str | None) -> ToStep | None:
    return None if record is None else _read_step(record)


def _write_trail(trail: tuple[Passed, ...]) -> list[str]:
    return [">".join([f"{step.flow}/{step.step}" for step in (passed.step, *passed.returns)]) for passed in trail]


def _read_trail(record: list[str]) -> tuple[Passed, ...]:
    found = []
    for text in record:
        step, *returns = map(_read_step, text.split(">"))
        found.append(Passed(step, tuple(returns)))
    return tuple(found)


def _write_steps(steps: tuple[ToStep, ...]) -> list[str]:
    return [f"{step.flow}/{step.step}" for step in steps]


def _read_steps(record: list[str]) -> tuple[ToStep, ...]:
    return tuple([_read_step(text) for text in record])


def _write_visit(visit: Visit) -> list[Any]:
    return [visit.silences, visit.wrongs, visit.entry, visit.utterance, visit.page]


def _read_visit(record: list[Any]) -> Visit:
    return Visit(*record)


def _read_disposition(record: str | None) -> Disposition | None:
    return None if record is None else Disposition(record)


# What the address says beside the luggage, or what must not leave the house. The caller travels: a provider may tell
# their name and place with the first webhook only.
_STAYS: Final = frozenset({"call_id", "menus", "language", "here", "turn", "awaited", "secrets", "ended"})
_HOW: Final[Mapping[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]]] = {
    "call_id": (str, CallId),
    "menus": (str, MenuVersion),
    "caller": (_write_caller, _read_caller),
    "line_number": (PhoneNumber.reveal, PhoneNumber),
    "here": (str, _read_step),
    "awaited": (_as_is, Awaited),
    "visit": (_write_visit, _read_visit),
    "returns": (_write_steps, _read_steps),
    "said": (_write_steps, _read_steps),
    "lost": (list, tuple),
    "sought_for": (_write_step, _read_sought),
    "trail": (_write_trail, _read_trail),
    "reached": (_as_is, _read_disposition),
    "ended": (_as_is, _read_disposition),
}


def _fields() -> tuple[_Field, ...]:
    """Return every field of a state, in the order in which the class has them, which is that of a stored list."""
    found = []
    for place, each in enumerate(fields(CallState)):
        write, read = _HOW.get(each.name, (_as_is, _as_is))
        usual = each.default_factory() if each.default_factory is not MISSING else each.default
        found.append(_Field(str(place), each.name, write, read, usual, each.name not in _STAYS))
    return tuple(found)


_FIELDS: Final = _fields()
_BY_KEY: Final = {field.key: field for field in _FIELDS if field.travels}
