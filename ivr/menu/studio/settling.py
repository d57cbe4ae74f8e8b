"""What the check finds in menus that came of a flow, and what can be done about it without asking anybody."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from ivr.menu.checking.check import Known, check
from ivr.menu.problems import Problem
from ivr.menu.reading.load import load
from ivr.menu.studio.draft import Draft, Setting

_NAMED: Final = re.compile(r"[^`]*`([^`]*)`")
_MOST_TIMES: Final = 20  # what was left out may have led to more that nobody comes to then
_KNOWN: Final = Known()


def settle(draft: Draft, files: Callable[[], Mapping[str, str]]) -> None:
    """Mend what the check says of a draft, as far as that is only leaving out or leaving blank, and note it."""
    for _ in range(_MOST_TIMES):
        loaded = load(files())
        found = [*loaded.problems, *check(loaded, _KNOWN, manners=False)]
        if not [problem for problem in found if _is_mended(draft, problem)]:
            return


def _is_mended(draft: Draft, problem: Problem) -> bool:
    named = _NAMED.match(problem.text)
    name = named[1].rpartition("/")[2] if named is not None else ""
    match problem.code:
        case "E202":
            return _leave_out(draft, name)
        case "E210":
            return _end_texts(draft, name)
        case "E405":
            return _begin_blank(draft, name)
        case _:
            return False


def _leave_out(draft: Draft, step: str) -> bool:
    if draft.steps.pop(step, None) is None:
        return False
    draft.left_out.add(draft.names.widget(step))
    draft.remarks.lost(draft.names.widget(step), "what led to it has no place here, so it is left out.")
    return True


def _end_texts(draft: Draft, step: str) -> bool:
    """End a text conversation where the flow handed it to somebody."""
    settings: Setting = draft.steps.get(step)
    if not isinstance(settings, dict) or "by_text" in settings:
        return False
    settings["by_text"] = "hangup"
    draft.remarks.lost(draft.names.widget(step), "a text conversation ends here; give `by_text` where it should go.")
    return True


def _begin_blank(draft: Draft, name: str) -> bool:
    """Begin with nothing under a name that is saved on some ways only, as Studio reads it there."""
    if name in draft.blanks:
        return False
    draft.blanks = sorted({*draft.blanks, name})
    return True
