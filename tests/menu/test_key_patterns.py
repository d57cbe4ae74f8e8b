"""Patterns of keys against every press there is: what Python's own matching says of each must be what we say of all."""

import re
from itertools import product
from typing import Final

import pytest
from how_much import so_many
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.menu.key_patterns import Patience, begins_with, longest_of, relate
from ivr.menu.keys import explain_bad_keys

# Four keys are enough to tell patterns apart, and three in a row to try them all.
_FEW: Final = "12*#"
PRESSES: Final = tuple("".join(keys) for length in range(1, 4) for keys in product(_FEW, repeat=length))

_signs = st.sampled_from(["1", "2", r"\*", "#", "[12]", "[1-2]", "[2*#]", "."])
_counted = st.builds(lambda sign, count: sign + count, _signs, st.sampled_from(["", "?", "{2}", "{1,2}", "+"]))
_rows = st.lists(_signs, min_size=0, max_size=2).map("".join)


@st.composite
def _patterns(draw: st.DrawFn) -> str:
    """A pattern with one count at most, as the language has it, or plain keys."""
    if draw(st.integers(0, 3)) == 0:
        return draw(st.text(_FEW, min_size=1, max_size=3))
    rows = [draw(_rows) + draw(_counted), *(draw(_rows.filter(bool)) for _ in range(draw(st.integers(0, 2))))]
    joined = "|".join(rows)
    return f"/{draw(_rows)}({joined}){draw(_rows)}/" if draw(st.booleans()) else f"/{joined}/"


def _matched(keys: str) -> frozenset[str]:
    pattern = re.compile(keys[1:-1] if keys.startswith("/") else re.escape(keys))
    return frozenset(press for press in PRESSES if pattern.fullmatch(press))


@settings(max_examples=so_many(100, 400))
@given(_patterns(), _patterns())
def test_what_two_patterns_have_in_common(one: str, other: str) -> None:
    assert explain_bad_keys(one) is None
    first, second = _matched(one), _matched(other)
    in_common, covers = relate(one, other, Patience())
    if first & second:
        assert in_common
    if second - first:
        assert not covers
    short = {longest_of(one), longest_of(other)} <= {1, 2, 3} and "." not in one + other
    if short:  # then every press of theirs was tried
        assert in_common is bool(first & second)
        assert covers is (in_common and second <= first)


@settings(max_examples=so_many(100, 400))
@given(_patterns(), _patterns())
def test_whether_one_begins_the_other(short: str, long: str) -> None:
    found = any(press != longer and longer.startswith(press) for press in _matched(short) for longer in _matched(long))
    if found:
        assert begins_with(short, long, Patience())
    if {longest_of(short), longest_of(long)} <= {1, 2, 3} and "." not in short + long:
        assert begins_with(short, long, Patience()) is found


@settings(max_examples=so_many(50, 200))
@given(_patterns())
def test_how_long_the_longest_press_is(keys: str) -> None:
    longest = longest_of(keys)
    if longest is None:
        assert "+" in keys
    else:
        assert max(map(len, _matched(keys)), default=0) == min(longest, 3) or longest > 3


@pytest.mark.parametrize(
    ("keys", "longest"),
    [("1", 1), ("12#", 3), ("1XX", 3), ("/[0-9]{3}/", 3), (r"/1\d{2,4}/", 5), ("/1|22/", 2), ("/1+/", None), ("X", 1)],
)
def test_longest(keys: str, longest: int | None) -> None:
    assert longest_of(keys) == longest


@pytest.mark.parametrize("keys", ["/(?#1)/", "/1^2/", "/1$2/", "/)(/"])
def test_nothing_is_claimed_of_what_is_not_read(keys: str) -> None:
    assert relate(keys, "1", Patience()) == (False, False)
    assert not begins_with("1", keys, Patience())
