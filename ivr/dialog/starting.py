"""Where calls and text conversations start."""

from ivr.dialog.turn import Turn
from ivr.menu.model import Menus
from ivr.menu.parts import Target, TargetWord, ToStep
from ivr.values import PhoneNumber


def start_of(menus: Menus, dialled: PhoneNumber) -> tuple[ToStep, str]:
    """Return where calls to the dialled number start, and in which language."""
    route = menus.line.numbers.get(dialled.reveal())
    start = route.calls if route is not None and route.calls is not None else menus.line.calls
    language = route.language if route is not None and route.language is not None else menus.line.first_language.code
    return start, language


def start_for_texts(menus: Menus, texted: PhoneNumber) -> ToStep | None:
    """Return where conversations with a number start; None where the line answers no texts."""
    route = menus.line.numbers.get(texted.reveal())
    return route.texts if route is not None and route.texts is not None else menus.line.texts


def start_again(turn: Turn) -> Target:
    """Return the beginning; one that only a keyword led into has none, and is over."""
    number = turn.state.line_number
    if turn.by_text:
        return start_for_texts(turn.menus, number) or TargetWord.HANGUP
    return start_of(turn.menus, number)[0]
