"""What a caller presses to make something happen: keys that match a choice, entries of a kind, keys that are wrong."""

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Final

from ivr.menu.keys import find_key, longest_press, uses_key
from ivr.menu.line import Line
from ivr.menu.parts import Key
from ivr.menu.proving.knowledge import Known, answer_to
from ivr.menu.proving.space import Spot
from ivr.menu.verbs import Ask, Asking, AskKind, Callback, Menu

_DIGITS: Final = "1234567890"
_WRONG: Final = ("*", "7", "8", "9", "6", "5", "4", "3", "0", "77", "#", "999")
_LONGEST_PATTERN: Final = 4
_NUMBER: Final = "4155552671"


def keys_for(keys: str, among: Iterable[Key]) -> str | None:
    """Return what to press for a choice, so that no other choice is meant; None when nothing is found."""
    choices = tuple(among)
    for pressed in _matching(keys):
        found = find_key(choices, pressed)
        if found is not None and found.keys == keys:
            return pressed
    return None


def _matching(keys: str) -> Iterator[str]:
    if not keys.startswith("/"):
        for digit in _DIGITS:
            yield keys.replace("X", digit)
        return
    for length in range(1, _LONGEST_PATTERN + 1):
        for pressed in product(_DIGITS, repeat=length):
            yield "".join(pressed)
    for digits in product(_DIGITS, _DIGITS, range(3, 20)):
        yield f"{digits[0]}{str(digits[1]) * int(digits[2])}"


def wrong_for(spot: Spot, verb: Asking, line: Line) -> str | None:
    """Return keys that are no answer to a question; None when there are none, or none is known."""
    choices = (*verb.keys, *line.anywhere)
    free = [keys for keys in _WRONG if find_key(choices, keys) is None]
    if isinstance(verb, Menu):
        return next((keys for keys in free if verb.offers is None or keys not in set("123456789")), None)
    ask = verb.ask if isinstance(verb, Callback) else verb
    if spot.entry:
        return next((keys for keys in free if keys not in {"1", "2", "#"}), None)
    return next((keys for keys in free if keys != ask.finish and not _may_be_entry(ask, keys)), None)


def finish_on(spot: Spot, verb: Asking, line: Line) -> str:
    """Return the key that ends an answer without being a part of it, where a question stands; "" when none does."""
    if isinstance(verb, Menu):
        choices = (*verb.keys, *(key for key in line.anywhere if key.keys))
        return "" if longest_press(choices) == 1 or uses_key(choices, "#") else "#"
    ask = verb.ask if isinstance(verb, Callback) else verb
    return "" if spot.entry or uses_key(ask.keys, ask.finish) else ask.finish


def longest_entry(ask: Ask) -> int | None:
    """Return how many keys an answer has at most; None where that is open, or depends on the caller's language."""
    usual = {AskKind.DATE: len(ask.written or "MMDDYYYY"), AskKind.TIME: 4, AskKind.YES_NO: 1}
    return ask.longest or usual.get(ask.kind)


def _may_be_entry(ask: Ask, keys: str) -> bool:
    match ask.kind:
        case AskKind.DIGITS | AskKind.NUMBER | AskKind.AMOUNT:
            is_long = ask.shortest <= len(keys) <= (ask.longest or len(keys))
            return keys.isdigit() and is_long
        case AskKind.YES_NO:
            return keys in {"1", "2"}
        case _:
            return False


def entries_for(ask: Ask, what: str, compared: Iterable[str]) -> Iterator[tuple[str, Known]]:
    """Yield what may be entered, with what is saved then; `what` is yes or no where that is asked for, `compared` are
    texts that may make a difference later.
    """
    match ask.kind:
        case AskKind.YES_NO:
            yield ("1", True) if what == "yes" else ("2", False)
        case AskKind.DIGITS | AskKind.NUMBER | AskKind.AMOUNT:
            lengths = sorted({ask.shortest, ask.longest or ask.shortest, min(ask.shortest + 1, ask.longest or 64)})
            usual = [digit * length for length in lengths for digit in _DIGITS]
            for keys in (*usual, *sorted(compared)):
                if keys.isdigit() and ask.shortest <= len(keys) <= (ask.longest or len(keys)):
                    yield keys, keys if ask.kind is AskKind.DIGITS else int(keys)
        case AskKind.DATE:
            is_whole = "YYYY" in (ask.written or "YYYY")
            yield _date(ask.written or "MMDDYYYY"), "2000-01-01" if is_whole else answer_to(ask)
        case AskKind.TIME:
            yield "1200", "12:00"
        case AskKind.PHONE:
            yield _NUMBER, f"+1{_NUMBER}"
        case _:
            yield "", answer_to(ask)


def _date(written: str) -> str:
    return written.replace("YYYY", "2000").replace("YY", "00").replace("MM", "01").replace("DD", "01")
