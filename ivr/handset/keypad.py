"""How keys are taken by something that waits for them, as the providers' manuals say. Pure."""

import re
from dataclasses import dataclass

from ivr.handset.handset import NotWaitingError

_KEYS = re.compile(r"[0-9A-D*#]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Entry:
    """What was got: the digits, the key that finished them (or nothing), and the keys left for what comes next."""

    digits: str
    finished_on_key: str
    rest: str


def enter(finish_on_key: str, num_digits: int | None, keys: str) -> Entry:
    """Return what is made of keys pressed without long pauses; when they do not end the entry, its timeout does.

    The finish key is never part of the digits, so pressed first it leaves none: that counts as no input.
    """
    digits = ""
    for index, key in enumerate(keys, start=1):
        if key == finish_on_key:
            return Entry(digits, key, keys[index:])
        digits += key
        if len(digits) == num_digits:
            return Entry(digits, "", keys[index:])
    return Entry(digits, "", "")


def checked_keys(keys: str) -> str:
    """Return the keys; NotWaitingError when a keypad has no such key."""
    if _KEYS.fullmatch(keys) is None:
        raise NotWaitingError(f"{keys!r} cannot be pressed: a keypad has 0-9, *, # and A-D.")
    return keys
