"""The names that templates and conditions may use, looked up only when one asks for them."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final
from zoneinfo import ZoneInfo

from ivr.dialog.state import CallState
from ivr.dialog.world import QueueView, World
from ivr.menu.line import Schedule
from ivr.menu.model import Menus
from ivr.menu.reading.words import GIVEN
from ivr.menu.schedule import holiday_name, next_opening
from ivr.menu.templates.effort import Effort, Metered
from ivr.menu.templates.value import Value, WithParts

_OF_OPENING: Final = 5_000  # a year ahead may have to be looked through, day by day
_OF_EXCEPTION: Final = 50
_OF_HOLIDAYS: Final = 100
_NO_MESSAGE: Final[Mapping[str, Value]] = {"text": "", "media": ()}


class _Parts(Mapping[str, Value]):
    """Parts of a name that are computed when one is asked for."""

    def __init__(self, names: Collection[str], compute: Callable[[str], Value]) -> None:
        self._names = names
        self._compute = compute

    def __getitem__(self, name: str) -> Value:
        if name not in self._names:
            raise KeyError(name)
        return self._compute(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class Scope(Metered, Mapping[str, Value]):
    """Names of a call at a moment: what was saved, what is given, and what is `beside` it for one prompt."""

    def __init__(
        self,
        menus: Menus,
        state: CallState,
        world: World,
        beside: Mapping[str, Value],
        effort: Effort,
        *,
        with_secrets: bool = False,
    ) -> None:
        self._menus = menus
        self._state = state
        self._world = world
        self._now = world.now
        self._beside = beside
        self.effort = effort
        self._with_secrets = with_secrets

    def __getitem__(self, name: str) -> Value:
        if name in self._beside:
            return self._beside[name]
        if self._with_secrets and name in self._state.secrets:
            return self._state.secrets[name]
        if name in self._state.saved:
            return self._state.saved[name]
        return self._given(name)

    def __iter__(self) -> Iterator[str]:
        return iter({*GIVEN, *self._state.saved})

    def __len__(self) -> int:
        return len({*GIVEN, *self._state.saved})

    def _given(self, name: str) -> Value:
        match name:
            case "digits":
                return self._state.digits
            case "caller":
                return self._caller()
            case "line":
                return self._line()
            case "call":
                return self._call()
            case "now":
                return self._local().isoformat(timespec="seconds")
            case "today":
                return self._today()
            case "hours":
                return self._hours()
            case "lists":
                return self._menus.line.lists
            case "message":
                return self._state.message or _NO_MESSAGE
            case "queues":
                return self._queues()
            case _:
                raise KeyError(name)

    def _local(self) -> datetime:
        return self._now.astimezone(ZoneInfo(self._menus.line.zone))

    def _caller(self) -> Value:
        caller = self._state.caller
        number = caller.number.reveal()
        return {
            "number": number,
            "country": caller.country,
            "city": caller.city,
            "state": caller.state,
            "zip": caller.zip,
            "name": caller.name,
            "percent": int.from_bytes(sha256(number.encode()).digest()[:4], "big") % 100,
        }

    def _line(self) -> Value:
        return {"name": self._menus.line.name, "number": self._state.line_number.reveal()}

    def _call(self) -> Value:
        state = self._state
        begun = datetime.fromtimestamp(state.started_at, UTC).astimezone(ZoneInfo(self._menus.line.zone))
        return {
            "id": state.call_id.value,
            "channel": state.channel.value,
            "direction": "inbound",
            "language": state.language,
            "turns": state.turn,
            "at": begun.isoformat(timespec="seconds"),
        }

    def _today(self) -> Value:
        return WithParts(self._local().date().isoformat(), _Parts(("holiday",), lambda _: self._holiday()))

    def _holiday(self) -> str | None:
        places = {schedule.holidays: schedule for schedule in self._menus.line.hours.values() if schedule.holidays}
        self.effort.spend(_OF_HOLIDAYS * len(places))
        names = (holiday_name(schedule, self._now) for schedule in places.values())
        return next((name for name in names if name), None)

    def _hours(self) -> Value:
        schedules = self._menus.line.hours
        return _Parts(schedules, lambda name: {"opens": self._opens(schedules[name])})

    def _queues(self) -> Value:
        views = {name: self._world.queues.get(name, QueueView()) for name in self._menus.line.queues}
        return {
            name: {"waiting": view.waiting, "free": view.free, "minutes": view.minutes} for name, view in views.items()
        }

    def _opens(self, schedule: Schedule) -> str | None:
        self.effort.spend(_OF_OPENING + len(schedule.exceptions) * _OF_EXCEPTION)
        opening = next_opening(schedule, self._now)
        return None if opening is None else opening.isoformat(timespec="minutes")
