"""What a call is rehearsed with: the menus, the time, who calls, what systems answer, what is remembered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from ivr.dialog.turn import Remembered
from ivr.dialog.world import QueueView
from ivr.menu.line import Line
from ivr.menu.model import Menus
from ivr.menu.script_model import Moment, Script
from ivr.menu.templates.value import Value
from ivr.rehearsal.fakes import Fakes

CALLER = "+14155551234"
LINE_NUMBER = "+14155550100"


class Memory:
    """What the line keeps for callers' numbers, from one call to the next."""

    def __init__(self) -> None:
        self._kept: dict[str, dict[str, Remembered]] = {}

    def recall(self, number: str, now: int) -> Mapping[str, Value]:
        """Return what is kept for the number at that second."""
        kept = self._kept.get(number, {})
        return {name: remembered.value for name, remembered in kept.items() if remembered.until > now}

    def remember(self, number: str, names: Mapping[str, Remembered]) -> None:
        """Keep these names too, in place of older values."""
        self._kept.setdefault(number, {}).update(names)


@dataclass(frozen=True, slots=True)
class Setting:
    """One call's world. `now` is aware; it stands still for the whole call."""

    menus: Menus
    now: datetime
    caller: str
    dialled: str
    fakes: Fakes
    queues: Mapping[str, QueueView]
    memory: Memory = field(default_factory=Memory)


def setting_of(script: Script, menus: Menus, now: datetime, memory: Memory) -> Setting:
    """Return what a script asks for; `now` is the time where it names none."""
    numbers = menus.line.numbers
    return Setting(
        menus=menus,
        now=now if script.at is None else moment_in(script.at, menus.line),
        caller=script.from_number or CALLER,
        dialled=script.to_number or (LINE_NUMBER if LINE_NUMBER not in numbers else next(iter(numbers))),
        fakes=Fakes(script.services, script.functions),
        queues={name: QueueView(looks.waiting, looks.free, looks.minutes) for name, looks in script.queues.items()},
        memory=memory,
    )


def moment_in(at: Moment, line: Line) -> datetime:
    """Return a script's moment, aware; without a zone of its own it is the line's."""
    return at.local.replace(tzinfo=ZoneInfo(at.zone or line.zone)).astimezone(UTC)
