"""Conditions: what is read, what is refused and in which words, and the rules by which values compare."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.menu.templates.conditions import holds, parse_condition
from ivr.menu.templates.expression import TemplateError
from ivr.menu.templates.value import Scope, Value, WithParts

SCOPE: Scope = {
    "count": 3,
    "zero": 0,
    "price": 12.5,
    "typed": "8",
    "pin": "0123",
    "name": "  Ann ",
    "blanks": "  ",
    "yes": True,
    "no": False,
    "said_no": "False",
    "nothing": None,
    "fruits": ["apple", "Pear", 3],
    "empty_list": [],
    "account": {"balance": 12.5, "limit": 100, "or": "gold", "first": "field"},
    "today": WithParts("2026-12-25", {"holiday": "Christmas Day"}),
    "key": "limit",
}

_leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["1", "01", "true", " False ", "-2.5", "1e9", "+14155551234", "", " "])
)
values: st.SearchStrategy[Value] = st.recursive(
    _leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=8,
)
_operators = st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "contains"])


def _holds(source: str, scope: Scope = SCOPE) -> tuple[bool, list[str]]:
    complaints: list[str] = []
    return holds(parse_condition(source), scope, complaints.append), complaints


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("count == 3", True),
        ("count == '3'", True),
        ("count == 3.0", True),
        ("'8' > '10'", False),
        ("typed < 10", True),
        ("typed < '10'", True),
        ("price >= 12.5", True),
        ("price > 12.5", False),
        ("price <= 12.49", False),
        ("-1 < zero", True),
        # texts: without case and outer blanks
        ("name == 'ANN'", True),
        ("name != 'ann'", False),
        ("'apple' < 'Banana'", True),
        ("'2026-12-24' < '2027-01-01'", True),
        ("'09:00' >= '08:30'", True),
        # a leading zero makes a code of it, unless a number is asked for
        ("pin == '123'", False),
        ("pin == '0123'", True),
        ("pin == 123", True),
        ("'0.5' == '.5'", False),
        ("'0.50' == '0.5'", True),
        ("'09' > '8'", True),
        # truths
        ("yes", True),
        ("no", False),
        ("said_no", False),
        ("yes == 'TRUE'", True),
        ("said_no == false", True),
        ("yes == 1", False),
        ("no == 0", False),
        # alone: there or not
        ("zero", True),
        ("name", True),
        ("blanks", False),
        ("empty_list", False),
        ("account", True),
        # missing
        ("missing", False),
        ("not missing", True),
        ("nothing", False),
        ("missing == missing", False),
        ("missing == nothing", False),
        ("missing != missing", True),
        ("missing != 1", True),
        ("missing == ''", False),
        ("missing < 5", False),
        ("missing >= 5", False),
        ("not missing < 5", True),
        ("missing contains 'a'", False),
        ("account.missing.deeper", False),
        ("fruits[7]", False),
        ("count.anything", False),
        # contains
        ("name contains 'NN'", True),
        ("'room 12' contains 12", True),
        ("name contains ''", False),
        ("fruits contains 'pear '", True),
        ("fruits contains '3'", True),
        ("fruits contains 'app'", False),
        ("account contains 'Balance'", True),
        ("account contains 'other'", False),
        # paths
        ("account.limit == 100", True),
        ("account['limit'] == 100", True),
        ("account[key] == 100", True),
        ("account.or == 'gold'", True),
        ("fruits.size == 3", True),
        ("fruits.first == 'apple'", True),
        ("fruits[-1] == 3", True),
        ("account.first == 'field'", True),
        ("name.size == 6", True),
        ("today == '2026-12-25'", True),
        ("today.holiday contains 'christmas'", True),
        # joined
        ("count == 3 and price > 12", True),
        ("count == 4 or price > 12 or missing", True),
        ("not count == 4", True),
        ("not no and yes", True),
        ("not (no or yes)", False),
        ("(count == 3) and name == 'a..b'", False),
        ("(count == 3 or missing) and (yes and not no)", True),
        ("not not yes", True),
    ],
)
def test_what_holds(source: str, expected: bool) -> None:
    assert _holds(source) == (expected, [])


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("name < 3", "text is neither less nor greater than a number"),
        ("not name < 3", "text is neither less nor greater than a number"),
        ("typed < 'abc'", "text that is a number is neither less nor greater than text"),
        ("yes > 0", "true or false is neither"),
        ("fruits < 3", "a list is neither"),
        ("count contains 3", "a number contains nothing"),
        ("name contains fruits", "a list cannot be looked for"),
        ("name < 3 or yes", "text is neither"),
    ],
)
def test_what_cannot_be_computed_is_false_and_told_without_values(source: str, why: str) -> None:
    result, complaints = _holds(source)
    assert result is False
    assert len(complaints) == 1
    assert why in complaints[0]
    assert "Ann" not in complaints[0]


def test_what_needs_no_answer_is_not_computed() -> None:
    assert _holds("yes or name < 3") == (True, [])
    assert _holds("no and name < 3") == (False, [])


@pytest.mark.parametrize(
    ("source", "sentence", "offset"),
    [
        ("", "missing", 0),
        ("a = 1", "`==`", 2),
        ("a && b", "`and`", 2),
        ("a & b", "`and`", 2),
        ("a || b", "`or`", 2),
        ("a <> b", "`!=`", 2),
        ("a => 1", "`>=`", 2),
        ("a is b", "`==`", 2),
        ("a is not b", "`!=`", 2),
        ("a equals b", "`==`", 2),
        ("a in b", "`list contains item`", 2),
        ("a AND b", "small letters", 2),
        ("a not contains b", "`not a contains b`", 2),
        ("a and b or c", "without brackets", 8),
        ("a or b and c", "without brackets", 7),
        ("(a or b) and c or d", "without brackets", 15),
        ("{{ a }} == 1", "without braces", 0),
        ("{% if a %}", "without braces", 0),
        ("a | size > 3", "Filters", 2),
        ("(1..3) contains a", "Ranges", 0),
        ("a == b == c", "two values", 7),
        ("(a == b) == c", "not conditions", 9),
        ("(a or b", "never closed", 0),
        ("a)", "never opened", 1),
        ("a b", "between two values", 2),
        ("a ==", "missing at the end", 4),
        ("not", "missing at the end", 3),
        ("a == 'x", "never closed", 5),
        ("a == “x”", "straight quotation marks", 5),
        ("a == nil", "`not name`", 5),
        ("a == blank", "`not name`", 5),
        ("a == " + "9" * 41, "40 digits", 5),
        ("a == 1 or " * 100 + "b", "1,000 characters", 0),
        ("(" * 30 + "a" + ")" * 30, "20 deep", 20),
        ("not " * 30 + "a", "20 deep", 80),
        ("a[" * 30 + "b" + "]" * 30, "20 deep", 41),
        ("a ! b", "cannot stand here", 2),
    ],
)
def test_what_cannot_be_read_is_told_plainly(source: str, sentence: str, offset: int) -> None:
    with pytest.raises(TemplateError, match=r".* \(at character \d+\)$") as caught:
        parse_condition(source)
    assert sentence in caught.value.message
    assert caught.value.offset == offset


def test_what_looks_wrong_inside_quotes_is_fine() -> None:
    assert _holds("name == 'a && b = c => d || (e'") == (False, [])


def test_names_are_told_with_their_places() -> None:
    condition = parse_condition("account.balance > price and not prices[plan].net contains 'x'")
    assert [(use.path, use.offset) for use in condition.names] == [
        (("account", "balance"), 0),
        (("price",), 18),
        (("prices",), 32),
        (("plan",), 39),
    ]
    assert all(use.guarded for use in condition.names)


@pytest.mark.parametrize(
    ("source", "if_true", "if_false"),
    [
        ("a", {"a"}, set()),
        ("not a", set(), {"a"}),
        ("a.b == c", {"a", "c"}, set()),
        ("a != 1", set(), {"a"}),
        ("a and b", {"a", "b"}, set()),
        ("a or b", set(), set()),
        ("a == 1 or a == 2", {"a"}, set()),
        ("not (a or b)", set(), set()),
        ("not a or not b", set(), {"a", "b"}),
    ],
)
def test_it_is_known_which_names_are_there_afterwards(source: str, if_true: set[str], if_false: set[str]) -> None:
    condition = parse_condition(source)
    assert set(condition.there_if_true) == if_true
    assert set(condition.there_if_false) == if_false


@settings(deadline=None)
@given(values, _operators, values)
def test_nothing_raises(left: Value, operator: str, right: Value) -> None:
    result, complaints = _holds(f"a {operator} b", {"a": left, "b": right})
    flipped, again = _holds(f"not a {operator} b", {"a": left, "b": right})
    assert bool(complaints) is bool(again)
    assert flipped is (not result) if not complaints else (result, flipped) == (False, False)


@settings(deadline=None)
@given(values, values)
def test_equality_has_no_direction(left: Value, right: Value) -> None:
    scope = {"a": left, "b": right}
    assert _holds("a == b", scope) == _holds("b == a", scope)
    assert _holds("a != b", scope)[0] is not _holds("a == b", scope)[0]


@settings(deadline=None)
@given(values)
def test_only_what_is_missing_differs_from_itself(value: Value) -> None:
    scope = {"a": value}
    if isinstance(value, str | int):
        assert _holds("a == a", scope) == (True, [])
    if value is None:
        assert _holds("a == a", scope) == (False, [])


@settings(deadline=None)
@given(values, values)
def test_order_is_an_order(left: Value, right: Value) -> None:
    scope = {"a": left, "b": right}
    less, complaints = _holds("a < b", scope)
    assert _holds("b > a", scope)[0] is less
    if left is not None and right is not None and not complaints:
        assert _holds("a >= b", scope)[0] is not less


_pieces = [
    "a",
    "b.c",
    "1",
    "'x'",
    "and",
    "or",
    "not",
    "(",
    ")",
    "==",
    "<",
    "contains",
    "[",
    "]",
    ".",
    "..",
    "|",
    "nil",
    "if",
    ",",
]


def _find_refusal(source: str) -> TemplateError | None:
    try:
        holds(parse_condition(source), SCOPE, lambda _: None)
    except TemplateError as error:
        return error
    return None


@settings(deadline=None)
@given(st.text(max_size=40) | st.lists(st.sampled_from(_pieces), max_size=12).map(" ".join))
def test_anything_is_read_or_refused_in_words(source: str) -> None:
    refusal = _find_refusal(source)
    assert refusal is None or (0 <= refusal.offset <= len(source) and len(refusal.message) > 10)


@settings(deadline=None)
@given(st.lists(values, max_size=5), values)
def test_a_list_contains_what_equals_an_item(items: list[Value], item: Value) -> None:
    equals = [_holds("a == b", {"a": one, "b": item})[0] for one in items]
    assert _holds("a contains b", {"a": items, "b": item}) == (any(equals), [])


def test_deep_data_is_no_danger() -> None:
    deep: Value = 1
    for _ in range(5_000):
        deep = [deep]
    assert _holds("a == b", {"a": deep, "b": [deep]})[0] is False
    assert len(_holds("a == b", {"a": deep, "b": [deep]})[1]) == 1


def test_a_list_too_long_to_look_through_is_told() -> None:
    result, complaints = _holds("a contains 1", {"a": [0] * 10_001})
    assert (result, len(complaints)) == (False, 1)
