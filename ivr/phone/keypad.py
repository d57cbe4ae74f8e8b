"""How a Gather takes keys, as its manual says. Pure."""

import re
from dataclasses import dataclass

from ivr.phone.problems import NotWaitingError
from ivr.phone.verbs import Gather

_KEYS = re.compile(r"[0-9A-D*#]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Entry:
    """What one Gather got: the digits, the key that finished it (or nothing), and the keys it left for the next."""

    digits: str
    finished_on_key: str
    rest: str


def enter(gather: Gather, keys: str) -> Entry:
    """Return what a Gather makes of keys pressed without long pauses; when they do not end it, its timeout does.

    The finish key is never part of the digits, so pressed first it leaves none: that counts as no input.
    """
    digits = ""
    for index, key in enumerate(keys, start=1):
        if key == gather.finish_on_key:
            return Entry(digits, key, keys[index:])
        digits += key
        if len(digits) == gather.num_digits:
            return Entry(digits, "", keys[index:])
    return Entry(digits, "", "")


def checked_keys(keys: str) -> str:
    """Return the keys; NotWaitingError when a keypad has no such key."""
    if _KEYS.fullmatch(keys) is None:
        raise NotWaitingError(f"{keys!r} cannot be pressed: a keypad has 0-9, *, # and A-D.")
    return keys
