"""What patterns of keys have in common: whether two match the same press, one all of another's, or the start of it.

A pattern is read into a machine that takes one key after the other: its states are numbers, and a set of them stands
for all that may still follow. Patterns are short, so trying every key from every set takes no time.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

KEYS: Final = "0123456789*#"
_DIGITS: Final = frozenset("0123456789")
_SIGN: Final = re.compile(r"\\[d*#]|\[[0-9*#-]+\]|\{\d{1,2}(?:,\d{1,2})?\}|[0-9X*#.|()?+^$]", re.ASCII)
_RANGE: Final = re.compile(r"([0-9])-([0-9])|([0-9*#-])", re.ASCII)
_MOST_STATES: Final = 4000  # pairs of sets that are looked at; a pattern that needs more is left alone
_MOST_IN_ALL: Final = 20_000

_Set = frozenset[int]


class _TooHardError(Exception):
    """A pattern that is not read here; nothing is claimed of it then."""


@dataclass(slots=True)
class Patience:
    """How many pairs of sets are still looked at, over all comparisons of a line."""

    left: int = _MOST_IN_ALL

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise _TooHardError


@dataclass(slots=True)
class _Machine:
    """Where each state leads by a key, or without one; state 1 is the end."""

    ways: list[dict[str, set[int]]] = field(default_factory=lambda: [{}, {}])
    free: list[set[int]] = field(default_factory=lambda: [set(), set()])
    _spread: dict[_Set, _Set] = field(default_factory=dict)

    def add_state(self) -> int:
        self.ways.append({})
        self.free.append(set())
        return len(self.ways) - 1

    def spread(self, states: _Set) -> _Set:
        """Return the states and all that can be come to from them without a key."""
        if states not in self._spread:
            found, waiting = set(states), list(states)
            while waiting:
                for target in self.free[waiting.pop()] - found:
                    found.add(target)
                    waiting.append(target)
            self._spread[states] = frozenset(found)
        return self._spread[states]

    def after(self, states: _Set, key: str) -> _Set:
        """Return the states after one more key; none when it does not fit."""
        return self.spread(frozenset(target for state in states for target in self.ways[state].get(key, ())))

    @property
    def start(self) -> _Set:
        return self.spread(frozenset({0}))


def relate(one: str, other: str, patience: Patience) -> tuple[bool, bool]:
    """Return whether two choices match a press in common, and whether `one` matches all that `other` does."""
    try:
        first, second = _machine(one), _machine(other)
        in_common, all_of_other = False, True
        for a, b in _pairs(first, second, patience):
            in_common |= 1 in a and 1 in b
            all_of_other &= 1 in a or 1 not in b
    except _TooHardError:
        return False, False
    return in_common, all_of_other and in_common


def begins_with(short: str, long: str, patience: Patience) -> bool:
    """Return whether some press of `short` is also the beginning of one of `long`."""
    try:
        first, second = _machine(short), _machine(long)
        return any(1 in a and any(second.ways[state] for state in b) for a, b in _pairs(first, second, patience) if a)
    except _TooHardError:
        return False


@lru_cache(maxsize=4096)
def longest_of(keys: str) -> int | None:
    """Return how many keys the longest press has that a choice matches; None when that is open."""
    if not keys.startswith("/"):
        return len(keys)
    try:
        machine = _machine(keys)
    except _TooHardError:
        return None
    states, length, longest = machine.start, 0, 0
    while states and length <= len(machine.ways):
        if 1 in states:
            longest = length
        states = frozenset[int]().union(*(machine.after(states, key) for key in KEYS))
        length += 1
    return None if states else longest


def _pairs(first: _Machine, second: _Machine, patience: Patience) -> Iterator[tuple[_Set, _Set]]:
    """Yield what is left of both after every press that fits the second. No key at all is no press."""
    start = (first.start, second.start)
    seen, waiting = {start}, [start]
    while waiting:
        patience.spend()
        pair = waiting.pop()
        if pair is not start:
            yield pair
        for key in KEYS:
            following = first.after(pair[0], key), second.after(pair[1], key)
            if following[1] and following not in seen:
                seen.add(following)
                waiting.append(following)
        if len(seen) > _MOST_STATES:
            raise _TooHardError


@lru_cache(maxsize=1024)
def _machine(keys: str) -> _Machine:
    if not keys.startswith("/"):
        keys = f"/{keys.replace('*', chr(92) + '*')}/"
    source = keys[1:-1]
    signs = _SIGN.findall(source)
    if "".join(signs) != source or "(?" in source:
        raise _TooHardError
    machine = _Machine()
    reader = _Reader(machine, signs)
    machine.free[reader.choice(0)].add(1)
    if reader.left:
        raise _TooHardError
    return machine


class _Reader:
    """Adds what the signs say to a machine, from one state to another."""

    def __init__(self, machine: _Machine, signs: list[str]) -> None:
        self._machine = machine
        self.left = signs[::-1]

    def choice(self, start: int) -> int:
        """Read `a|b|c`; return the state after it."""
        end = self._machine.add_state()
        while True:
            self._machine.free[self._row(start)].add(end)
            if not self.left or self.left[-1] != "|":
                return end
            self.left.pop()

    def _row(self, start: int) -> int:
        state = start
        while self.left and self.left[-1] not in {"|", ")"}:
            sign = self.left.pop()
            if sign == "(":
                state = self.choice(state)
                if not self.left or self.left.pop() != ")":
                    raise _TooHardError
            elif sign == "^":
                if state != start:
                    raise _TooHardError
            elif sign == "$":
                if self.left and self.left[-1] not in {"|", ")"}:
                    raise _TooHardError
            else:
                state = self._repeated(state, _keys_of(sign))
        return state

    def _repeated(self, state: int, keys: frozenset[str]) -> int:
        """Read how often these keys come; return the state after them."""
        sign = self.left[-1] if self.left else ""
        low, high = _counts(sign)
        if sign in {"?", "+"} or sign.startswith("{"):
            self.left.pop()
        end = self._machine.add_state()
        for count in range(high + 1):
            if count >= low:
                self._machine.free[state].add(end)
            if count < high:
                state = self._step(state, keys)
        if sign == "+":
            for key in keys:
                self._machine.ways[state].setdefault(key, set()).add(state)
        return end

    def _step(self, state: int, keys: frozenset[str]) -> int:
        following = self._machine.add_state()
        for key in keys:
            self._machine.ways[state].setdefault(key, set()).add(following)
        return following


def _counts(sign: str) -> tuple[int, int]:
    """Return how often what stands before this sign comes, at least and at most."""
    if sign.startswith("{"):
        low, _, most = sign[1:-1].partition(",")
        return int(low), int(most or low)
    return (0 if sign == "?" else 1), 1


def _keys_of(sign: str) -> frozenset[str]:
    """Return the keys that one sign of a pattern stands for."""
    if sign in {"\\d", "X"}:
        return _DIGITS
    if sign == ".":
        return frozenset(KEYS)
    if sign.startswith("["):
        found: set[str] = set()
        for first, last, single in _RANGE.findall(sign[1:-1]):
            found.update(single or (str(digit) for digit in range(int(first), int(last) + 1)))
        return frozenset(found & set(KEYS))
    if sign in {"?", "+", "*"} or sign.startswith("{"):
        raise _TooHardError
    return frozenset({sign[-1]})
