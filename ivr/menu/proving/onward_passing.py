"""What can happen at steps that the caller does not notice, or only hears."""

from collections.abc import Iterator
from typing import assert_never

from ivr.menu.proving.onward import Onward
from ivr.menu.proving.space import Does, Happening
from ivr.menu.verbs import CheckHours, Choose, Do, Go, Passing, Say, SetLanguage, SetNames

OTHERWISE = "otherwise"


def passed(verb: Passing) -> Iterator[Onward]:
    """Yield where a step leads by itself."""
    match verb:
        case Say() | SetNames() | SetLanguage():
            yield Onward(verb.next)
        case CheckHours():
            branches = {"open": verb.open, "closed": verb.closed, "holiday": verb.holiday, "closing": verb.closing}
            yield from (Onward(target, Happening(Does.HOURS, what)) for what, target in branches.items())
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
