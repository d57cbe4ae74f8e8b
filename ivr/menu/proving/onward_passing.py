"""What can happen at steps that the caller does not notice, or only hears."""

from collections.abc import Iterator
from typing import assert_never

from ivr.menu.line import Line, Schedule
from ivr.menu.proving.onward import Onward
from ivr.menu.proving.space import Does, Happening
from ivr.menu.verbs import CheckHours, Choose, Do, Go, OptOut, Passing, Say, SetLanguage, SetNames

OTHERWISE = "otherwise"


def passed(verb: Passing, line: Line) -> Iterator[Onward]:
    """Yield where a step leads by itself."""
    match verb:
        case Say() | SetNames() | SetLanguage() | OptOut():
            yield Onward(verb.next)
        case CheckHours():
            branches = {"open": verb.open, "closed": verb.closed, "holiday": verb.holiday, "closing": verb.closing}
            may_be = _may_be(line.hours.get(verb.name))
            yield from (Onward(to, Happening(Does.HOURS, what)) for what, to in branches.items() if what in may_be)
        case Choose():
            for number, case in enumerate(verb.cases):
                yield Onward(case.next, Happening(Does.CASE, str(number)))
            yield Onward(verb.otherwise, Happening(Does.CASE, OTHERWISE))
        case Do():
            yield Onward(verb.flow)
        case Go():
            yield Onward(verb.target)
        case _:
            assert_never(verb)


def _may_be(schedule: Schedule | None) -> frozenset[str]:
    """Return how things may stand by a schedule."""
    if schedule is None:
        return frozenset()
    holiday = () if schedule.holidays is None else ("holiday",)
    closing = ("closing",) if schedule.closing else ()
    return frozenset(("open", "closed", *holiday, *closing))
