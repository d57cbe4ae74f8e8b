"""A call's state and last event as small JSON lists, and back, across versions of this program.

A state is a list with a place for each field; a later version adds places at the end, which are then missing in what an
older one wrote and read as their usual values.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final, TypeAlias

import msgspec
from msgspec import Struct

from ivr.dialog.event_record import EventRecord, event_record, read_event
from ivr.dialog.events import Caller, Event, SystemEnded
from ivr.dialog.state import Awaited, CallState, Disposition, Footing, Passed, Visit
from ivr.dialog.world import QueueView
from ivr.menu.parts import Channel, ToStep
from ivr.values import CallId, MenuVersion, PhoneNumber

VERSION: Final = 2
LUGGAGE_VERSION: Final = 3
Record: TypeAlias = list[Any]  # a state, each field in its place
_NO_QUEUES: Final[Mapping[str, QueueView]] = {}


class UnreadableRecordError(ValueError):
    """A stored call that this version cannot read; it counts as gone."""


class Last(Struct, frozen=True):
    """What made a state, as it is stored: the event, and the fields of the state before that it changed, by place."""

    event: EventRecord
    undo: Mapping[str, Any] | None  # None: the event was the call's arrival
    asked: tuple[EventRecord, ...] = ()  # what systems said in the same turn
    queues: Mapping[str, QueueView] = _NO_QUEUES  # how they stood


@dataclass(frozen=True, slots=True)
class Kept:
    """A call as it is stored: the state, and what made it, so that a repeated webhook can be answered again.

    `written`: the state as it is stored, where that is known already.
    """

    state: CallState
    last: Last
    written: Record | None = field(default=None, repr=False, compare=False)

    def before(self) -> CallState | None:
        """Return the state that the event was applied to; None when it was the arrival."""
        if self.last.undo is None:
            return None
        record = write_state(self.state)
        for place, value in self.last.undo.items():
            record[int(place)] = value
        return read_state(record)

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
    undo, written = None, write_state(state)
    if before is not None:
        undo = {key: old for key, old, new in zip(_KEYS, write_state(before), written, strict=True) if old != new}
    last = Last(event_record(event), undo, tuple([event_record(answer) for answer in answers]), queues)
    return Kept(state, last, written)


def dump_kept(kept: Kept) -> bytes:
    """Return the stored form."""
    last = kept.last
    stored: list[Any] = [VERSION, kept.written or write_state(kept.state), last.event, last.undo]
    if last.asked or last.queues:
        queues = {name: [view.waiting, view.free, view.minutes] for name, view in last.queues.items()}
        stored += [last.asked, queues]
    return msgspec.json.encode(stored)


def load_kept(stored: bytes) -> Kept:
    """Return what was stored; UnreadableRecordError for a newer version's record or anything else."""
    try:
        version, record, event, undo, *beside = msgspec.json.decode(stored)
        check_version(version, VERSION)
        state = read_state(record)
    except UnreadableRecordError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise UnreadableRecordError(type(error).__name__) from error
    asked, queues = beside or ((), {})
    return Kept(state, Last(event, undo, tuple(asked), {name: QueueView(*view) for name, view in queues.items()}))


def dump_luggage(state: CallState, without: Collection[str] = (), written: Record | None = None) -> bytes:
    """Return what the address of a call's next webhook carries beside the place.

    Sensitive answers do not travel, nor those `without`; that they were there does. `written`: the state as it is
    stored, where that is known already.
    """
    record = write_state(state) if written is None else written
    if state.secrets or without:
        record = record.copy()
        record[_LOST] = [*dict.fromkeys((*state.lost, *state.secrets, *without))]
        record[_SAVED] = {name: value for name, value in state.saved.items() if name not in without}
    return msgspec.json.encode((LUGGAGE_VERSION, *_travelling_of(record)))


def load_luggage(stored: bytes, footing: Footing) -> CallState:
    """Return the state with that footing and what the address carried; UnreadableRecordError for anything else."""
    try:
        version, *carried = msgspec.json.decode(stored)
        check_version(version, LUGGAGE_VERSION)
        carried = carried[: len(_TRAVELLING)]
        full = (*_write_footing(footing), *carried, *_USUAL_OF_REST[len(carried) :])
        return read_state(_in_order(full))
    except UnreadableRecordError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise UnreadableRecordError(type(error).__name__) from error


def check_version(version: object, known: int) -> None:
    """UnreadableRecordError for a version that is not the known one."""
    if version != known:
        raise UnreadableRecordError(f"version {version}")


# --- the fields of a state, each in its place --------------------------------------------------------------------

_PLACES: Final = {name: place for place, name in enumerate(CallState.__struct_fields__)}
_KEYS: Final = tuple(map(str, _PLACES.values()))
_SAVED: Final = _PLACES["saved"]
_LOST: Final = _PLACES["lost"]
# What the address says by itself, and what must not leave the house. The caller travels: a provider may tell their name
# and place with the first webhook only.
_FOOTING: Final = Footing.__struct_fields__
_STAYS: Final = frozenset({*_FOOTING, "secrets", "ended", "channel", "message"})
_OF_FOOTING: Final = tuple(_PLACES[name] for name in _FOOTING)
_TRAVELLING: Final = tuple(place for name, place in _PLACES.items() if name not in _STAYS)
_travelling_of: Final = itemgetter(*_TRAVELLING)
_STAYING: Final = tuple(place for place in _PLACES.values() if place not in {*_OF_FOOTING, *_TRAVELLING})
_APART: Final = (*_OF_FOOTING, *_TRAVELLING, *_STAYING)
_in_order: Final = itemgetter(*map(_APART.index, range(len(_APART))))


def _write_footing(footing: Footing) -> Record:
    here = footing.here
    menus, step = footing.menus.value, f"{here.flow}/{here.step}"
    return [footing.call_id.value, menus, footing.language, step, footing.turn, footing.awaited]


def write_state(state: CallState) -> Record:
    """Return the fields in the order in which the class has them; straight, for a turn does it again and again."""
    caller, here, visit, sought_for = state.caller, state.here, state.visit, state.sought_for
    return [
        state.call_id.value,
        state.menus.value,
        [caller.number.raw, caller.country, caller.city, caller.state, caller.zip, caller.name],
        state.line_number.raw,
        state.language,
        f"{here.flow}/{here.step}",
        state.started_at,
        state.at,
        state.turn,
        state.awaited,
        state.saved,
        state.secrets,
        [*state.lost],
        [visit.silences, visit.wrongs, visit.entry, visit.utterance, visit.page],
        state.visits,
        [_write_passed(passed) for passed in state.trail],
        [f"{step.flow}/{step.step}" for step in state.returns],
        [f"{step.flow}/{step.step}" for step in state.said],
        state.digits,
        state.stray,
        state.slower,
        state.apart_s,
        state.over_limit_at,
        state.reached,
        state.ended,
        state.queued,
        state.asked,
        None if sought_for is None else f"{sought_for.flow}/{sought_for.step}",
        state.entered,
        state.channel,
        state.message,
    ]


def read_state(record: Sequence[Any]) -> CallState:
    """Return the state. Places that are missing have their usual values; those that a newer version added are left.

    UnreadableRecordError, or any error of a wrong value, when it is none.
    """
    if len(record) < _LEAST:
        raise UnreadableRecordError("a place is missing")
    full = (*record[: len(_USUAL)], *_USUAL[len(record) :])
    call_id, menus, caller, line_number, language, here, *times, awaited = full[:10]
    saved, secrets, lost, visit, visits, trail, returns, said, *heard = full[10:22]
    over_limit_at, reached, ended, queued, asked, sought_for, entered, channel, message = full[22:]
    values = (
        CallId(call_id),
        MenuVersion(menus),
        _read_caller(*caller),
        PhoneNumber(line_number),
        language,
        _read_step(here),
        *times,
        Awaited(awaited),
        saved,
        secrets,
        tuple(lost),
        Visit(*visit),
        visits,
        tuple([_read_passed(passed) for passed in trail]),
        tuple([_read_step(step) for step in returns]),
        tuple([_read_step(step) for step in said]),
        *heard,
        over_limit_at,
        None if reached is None else Disposition(reached),
        None if ended is None else Disposition(ended),
        queued,
        asked,
        None if sought_for is None else _read_step(sought_for),
        entered,
        Channel(channel),
        message,
    )
    return CallState(*values)


def _read_caller(number: str, country: str, city: str, state: str, zip_code: str, name: str) -> Caller:
    return Caller(PhoneNumber(number), country, city, state, zip_code, name)


def _write_passed(passed: Passed) -> str:
    step = passed.step
    if not passed.returns:
        return f"{step.flow}/{step.step}"
    return ">".join([f"{step.flow}/{step.step}" for step in (step, *passed.returns)])


# Menus have so many steps, and a call names few of them again and again.
@lru_cache(maxsize=4096)
def _read_step(text: str) -> ToStep:
    flow, _, step = text.partition("/")
    return ToStep(flow, step)


@lru_cache(maxsize=4096)
def _read_passed(text: str) -> Passed:
    step, *returns = map(_read_step, text.split(">"))
    return Passed(step, tuple(returns))


_LEAST: Final = _PLACES["turn"]  # those before it have no usual value
_USUAL: Final = write_state(
    CallState(CallId(""), MenuVersion(""), Caller(PhoneNumber("")), PhoneNumber(""), "", ToStep("", ""), 0, 0)
)
_USUAL_OF_REST: Final = tuple(_USUAL[place] for place in (*_TRAVELLING, *_STAYING))
