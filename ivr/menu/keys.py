"""Keys of a telephone: what a choice matches, and where two choices get in each other's way."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from ivr.menu.key_patterns import begins_with, longest_of, relate
from ivr.menu.parts import Key

PLAIN_KEYS: Final = re.compile(r"[0-9*#X]{1,20}", re.ASCII)
# A pattern's alphabet: digits, [classes], \d \* \#, groups, | and counts. No quantifier on a group and no bare `*`,
# one count and few `?` and `|`, so that matching cannot take much longer than the keys pressed are long.
_PATTERN: Final = re.compile(r"/(?:[0-9#.|()?^$]|\\[d*#]|\[[0-9*#-]+\]|\{\d{1,2}(?:,\d{1,2})?\}|\+){1,60}/", re.ASCII)
_GROUP_QUANTIFIED: Final = re.compile(r"\)[+{?]")
_MANY: Final = re.compile(r"[+}].*[+}]")
_MOST_OPTIONAL: Final = 6  # each `?` and each `|` may double the ways to match


def explain_bad_keys(text: str) -> str | None:
    """Return what is wrong with the keys of a choice, or None when they can be pressed."""
    if PLAIN_KEYS.fullmatch(text):
        return None
    if not text.startswith("/"):
        return "keys are 0-9, `*`, `#`, several in a row, X for any digit, or a /pattern/"
    if not _PATTERN.fullmatch(text) or _GROUP_QUANTIFIED.search(text) or _MANY.search(text) or _is_wild(text):
        return "a pattern has digits, [0-9], \\d, \\*, #, ( | ) and one count like {4} or +, between slashes"
    try:
        _compiled(text)
    except re.error as error:
        return f"this pattern cannot be read ({error.msg})"
    return None


def _is_wild(text: str) -> bool:
    return text.count("?") > _MOST_OPTIONAL or text.count("(") > _MOST_OPTIONAL


@lru_cache(maxsize=4096)
def _compiled(keys: str) -> re.Pattern[str]:
    source = keys[1:-1] if keys.startswith("/") else re.escape(keys).replace("X", "[0-9]")
    return re.compile(source, re.ASCII)


def find_key(choices: Iterable[Key], digits: str) -> Key | None:
    """Return the choice that was pressed: the very keys first, then a pattern, in the order they are written."""
    pattern: Key | None = None
    for key in choices:
        if key.keys == digits:
            return key
        if pattern is None and key.is_pattern and _compiled(key.keys).fullmatch(digits):
            pattern = key
    return pattern


def longest_press(choices: Iterable[Key]) -> int | None:
    """Return how many keys the longest choice has; None when a pattern leaves it open; 1 when there is no choice."""
    longest = 1
    for key in choices:
        most = longest_of(key.keys)
        if most is None:
            return None
        longest = max(longest, most)
    return longest


def uses_key(choices: Iterable[Key], pressed: str) -> bool:
    """Return whether any choice has that key in it."""
    return any(pressed in key.keys for key in choices)


def overlap(one: Key, other: Key) -> bool:
    """Return whether two choices match the same press, neither being the plainer one that wins."""
    if not (one.is_pattern and other.is_pattern):
        return False
    if _is_slashed(one, other):
        return relate(one.keys, other.keys)[0]
    return len(one.keys) == len(other.keys) and all(map(_same, one.keys, other.keys))


def covers(one: Key, other: Key) -> bool:
    """Return whether a pattern matches every press that another one does."""
    if not (one.is_pattern and other.is_pattern):
        return False
    if _is_slashed(one, other):
        return relate(one.keys, other.keys)[1]
    pairs = zip(one.keys, other.keys, strict=False)
    return len(one.keys) == len(other.keys) and all(a == b or (a == "X" and b.isdigit()) for a, b in pairs)


def begins(short: Key, long: Key) -> bool:
    """Return whether pressing `short` is also the beginning of `long`, so that only a pause can tell them apart."""
    if _is_slashed(short, long):
        return begins_with(short.keys, long.keys)
    return len(short.keys) < len(long.keys) and all(map(_same, short.keys, long.keys))


def _is_slashed(*keys: Key) -> bool:
    return any(key.keys.startswith("/") for key in keys)


def _same(a: str, b: str) -> bool:
    return a == b or (a == "X" and b.isdigit()) or (b == "X" and a.isdigit())
