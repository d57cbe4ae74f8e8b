"""Answers made up in place of sensitive ones, which must stand in no script."""

from typing import Final

from ivr.dialog.answers import lengths, written_order
from ivr.dialog.state import CallState
from ivr.menu.model import Menus
from ivr.menu.verbs import Ask, AskKind

_DIGITS: Final = "1234567890"
_YEAR, _SHORT_YEAR, _MONTH, _DAY = "1990", "90", "01", "15"


def made_up(menus: Menus, state: CallState) -> str | None:
    """Return keys that may stand for the answer a call waits for, when that is a sensitive one; else None."""
    step = menus.steps.get(state.here)
    if step is None or not isinstance(step.verb, Ask) or not step.verb.sensitive or state.visit.entry is not None:
        return None
    locale = (menus.line.find_language(state.language) or menus.line.first_language).locale
    return _keys(step.verb, locale)


def _keys(ask: Ask, locale: str) -> str:
    match ask.kind:
        case AskKind.DATE:
            order = written_order(ask, locale)
            order = order.replace("YYYY", _YEAR).replace("YY", _SHORT_YEAR)
            return order.replace("MM", _MONTH).replace("DD", _DAY)
        case AskKind.TIME:
            return "1015"
        case AskKind.YES_NO:
            return "1"
        case AskKind.PHONE:
            return "4155551234"
        case _:
            shortest, longest = lengths(ask, locale)
            length = longest if longest is not None and longest <= 2 * len(_DIGITS) else max(shortest, 4)
            return (_DIGITS * (length // len(_DIGITS) + 1))[:length]
