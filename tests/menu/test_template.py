"""Templates: what they print, what they refuse, which names they use, and that none of them can do harm."""

import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.menu.templates.filters import FILTERS
from ivr.menu.templates.template import Scope, Speech, TemplateError, Value, evaluate, parse_template, render
from ivr.menu.templates.value import WithParts

ALOUD = Speech("en-US", "America/New_York")
WRITTEN = Speech("en-US", "America/New_York", written=True)
SCOPE: Scope = {
    "caller": {"name": "Ann", "number": "+14155551234"},
    "account": {"balance": 12.5, "limit": 100, "note": None},
    "count": 3,
    "whole": 12.0,
    "yes": True,
    "word": "ringTREE",
    "blanks": "  ",
    "fruits": ["apple", "pear", "fig"],
    "mixed": [1, None, 2.5, True, "x"],
    "nested": [["a"], {}],
    "today": WithParts("2026-12-25", {"holiday": "Christmas Day"}),
    "last": "a name like any other",
    "limit": 7,
}

_leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10)
_odd: st.SearchStrategy[str | int] = st.sampled_from(
    ["", " ", "12.5", "-0", "2026-12-24", "9999-12-31T23:59:59-12:00", "17:05", "+14155551234", 10**4000, "9" * 5000]
)
values: st.SearchStrategy[Value] = st.recursive(
    _leaves | _odd,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=8,
)


def _render(source: str, scope: Scope = SCOPE) -> tuple[str, list[str]]:
    complaints: list[str] = []
    return render(source, scope, ALOUD, complaints.append), complaints


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", ""),
        ("Thank you for calling.", "Thank you for calling."),
        ("Press 1 } or { 2", "Press 1 } or { 2"),
        ("Hi {{ caller.name }}!", "Hi Ann!"),
        ("{{caller.name}}{{caller['name']}}", "AnnAnn"),
        ("{{ whole }} {{ account.balance }} {{ -1.50 }} {{ -0.0 }} {{ 100 }} {{ yes }}", "12 12.5 -1.5 0 100 true"),
        ("{{ fruits }}", "apple, pear, fig"),
        ("{{ mixed }}", "1, , 2.5, true, x"),
        ("{{ fruits[0] }} {{ fruits.last }} {{ fruits[9] }} {{ fruits.size }}", "apple fig  3"),
        ("{{ first }}{{ last }}{{ size }}", "a name like any other"),
        ("a {{ missing }} b {{ caller.missing.deep }} {{ account.note }}c", "a  b  c"),
        ("a  {{- count -}}  b", "a3b"),
        ("{{ limit }} {{ account.limit }}", "7 100"),
        ("{{ today }} {{ today.holiday }}", "2026-12-25 Christmas Day"),
        ('{"n": {"m": {{ count }}}}', '{"n": {"m": 3}}'),
        ("{{ 'it is' }} {{ \"it's\" }}", "it is it's"),
        # conditions
        ("{% if count > 2 %}many{% endif %}", "many"),
        ("{% if count > 5 %}many{% elsif count == '3' %}three{% else %}few{% endif %}", "three"),
        ("{% if missing %}x{% else %}none{% endif %}", "none"),
        ("{% unless missing %}none{% else %}x{% endunless %}", "none"),
        ("{% unless missing == 1 and yes %}a{% endunless %}", "a"),
        ("{%- if yes -%} a {%- endif -%} b", "ab"),
        ("{% if(count == 3) %}three{% endif %}", "three"),
        ("{% if yes %}{% if missing %}a{% else %}b{% endif %}{% endif %}c", "bc"),
        # filters for text
        ("{{ missing | default: 'nobody' }} {{ blanks | default: 2 }} {{ 0 | default: 5 }}", "nobody 2 0"),
        ("{{ missing | default: caller.name }}", "Ann"),
        ("{{ word | upcase }} {{ word | downcase }} {{ word | capitalize }}", "RINGTREE ringtree Ringtree"),
        ("[{{ '  a  ' | strip }}]", "[a]"),
        ("{{ fruits | size }} {{ word | size }} {{ missing | size }} {{ account | size }}", "3 8 0 3"),
        ("{{ fruits | first }} {{ fruits | last }} {{ word | first }} {{ word | last }}", "apple fig r E"),
        ("{{ fruits | join }} {{ fruits | join: ' or ' }}", "apple, pear, fig apple or pear or fig"),
        ("{{ 'a-b-c' | split: '-' | join: ' ' }} {{ '4021' | split: '' }}", "a b c 4, 0, 2, 1"),
        ("{{ word | replace: 'TREE', 'bell' }} {{ word | remove: 'ring' }}", "ringbell TREE"),
        ("{{ word | append: '!' | prepend: 'a ' }}", "a ringTREE!"),
        ("{{ '4021' | slice: 0, 2 }} {{ '4021' | slice: -2, 2 }} {{ '4021' | slice: 9 }}", "40 21 "),
        ("{{ fruits | slice: 1, 5 }}", "pear, fig"),
        ("{{ word | truncate: 7 }} {{ word | truncate: 5, '' }} {{ word | truncate }}", "ring... ringT ringTREE"),
        # filters that compute
        ("{{ count | plus: 1 }} {{ '2.50' | times: 2 }} {{ 0.1 | plus: 0.2 }}", "4 5 0.3"),
        ("{{ missing | plus: 1 }} {{ missing | minus: 1 }}", "1 -1"),
        ("{{ missing | times: 2 }}", ""),
        ("{{ 7 | divided_by: 2 }} {{ 10 | divided_by: 3 }} {{ 7 | divided_by: 2 | floor }}", "3.5 3.3333333333 3"),
        ("{{ 7 | modulo: 3 }} {{ -7 | modulo: 3 }} {{ 7.5 | modulo: 2 }}", "1 2 1.5"),
        ("{{ -3 | abs }} {{ 2.5 | round }} {{ -2.5 | round }} {{ 2.345 | round: 2 }}", "3 3 -3 2.35"),
        ("{{ 2.1 | ceil }} {{ 2.9 | floor }} {{ -2.1 | ceil }} {{ -2.1 | floor }}", "3 2 -2 -3"),
        ("{{ 5 | at_least: 7 }} {{ 5 | at_most: 3 }}", "7 3"),
        # filters that speak
        ("{{ account.balance | money }}", "12 dollars and 50 cents"),
        ("{{ count | ordinal }} {{ caller.number | phone }}", "3rd 4 1 5, 5 5 5, 1 2 3 4"),
    ],
)
def test_what_is_printed(source: str, expected: str) -> None:
    assert _render(source) == (expected, [])


def test_texts_are_written_where_calls_are_spoken() -> None:
    source = "{{ account.balance | money }}, {{ '4021' | spell }}"
    assert render(source, SCOPE, ALOUD) == "12 dollars and 50 cents, 4, 0, 2, 1"
    assert render(source, SCOPE, WRITTEN) == "$12.50, 4021"


@pytest.mark.parametrize(
    ("source", "expected", "why"),
    [
        ("[{{ word | plus: 1 }}]", "[]", "needs a number, not text"),
        ("[{{ word | plus: 1 | default: 'x' }}]", "[x]", "needs a number"),
        ("[{{ 1 | divided_by: 0 }}]", "[]", "divided by 0"),
        ("[{{ word | money }}]", "[ringTREE]", "needs an amount, not text"),
        ("[{{ account }}]", "[]", "an object cannot be said"),
        ("[{{ account | upcase }}]", "[]", "an object"),
        ("[{{ nested }}]", "[]", "holds a list"),
        ("[{{ word | replace: '', 'x' }}]", "[]", "nothing to look for"),
        ("[{{ 999999999999999 | times: 10 }}]", "[]", "over 1,000,000,000,000,000"),
        ("[{{ word | slice: 'x' }}]", "[]", "needs a number"),
        ("[{% if word < 1 %}a{% else %}b{% endif %}]", "[b]", "counts as false"),
    ],
)
def test_what_cannot_be_computed_is_left_out_and_told_without_values(source: str, expected: str, why: str) -> None:
    text, complaints = _render(source)
    assert text == expected
    assert len(complaints) == 1
    assert why in complaints[0]
    assert "ringTREE" not in complaints[0]


def test_a_value_alone_keeps_its_kind() -> None:
    assert evaluate("{{ count }}", SCOPE, ALOUD) == 3
    assert evaluate("{{ fruits }}", SCOPE, ALOUD) is SCOPE["fruits"]
    assert evaluate("{{ yes }}", SCOPE, ALOUD) is True
    assert evaluate("{{ account }}", SCOPE, ALOUD) is SCOPE["account"]
    assert evaluate("{{ missing }}", SCOPE, ALOUD) is None
    assert evaluate("{{ '2' | times: 3 }}", SCOPE, ALOUD) == 6
    assert evaluate("{{ today }}", SCOPE, ALOUD) == "2026-12-25"
    assert evaluate("{{ 'a,b' | split: ',' }}", SCOPE, ALOUD) == ["a", "b"]
    assert evaluate("{{ count }}.", SCOPE, ALOUD) == "3."
    assert evaluate("{{ count }}{{ count }}", SCOPE, ALOUD) == "33"
    assert evaluate("5", SCOPE, ALOUD) == "5"


@pytest.mark.parametrize(
    ("source", "sentence", "offset"),
    [
        ("Hi {{ caller", "never closed", 3),
        ("Hi {{ caller }", "never closed", 3),
        ("{{ a {{ b }}", "never closed", 0),
        ("{{ a %}", "instead of `}}`", 5),
        ("{% if a }}", "instead of `%}`", 8),
        ("Hi { caller }}", "begins with one brace", 3),
        ("Hi { caller | upcase }}", "begins with one brace", 3),
        ("{{{ a }}}", "without braces", 2),
        ("{{ }}", "nothing between", 0),
        ("{%%}", "nothing between", 0),
        ("{{ a b }}", "no blanks", 5),
        ("{{ a. }}", "missing at the end", 8),
        ("{{ a | monney }}", "Did you mean `money`?", 7),
        ("{{ a | xyzzy }}", "no filter `xyzzy`", 7),
        ("{{ a | }}", "name of a filter", 5),
        ("{{ a | 5 }}", "name of a filter", 5),
        ("{{ a | plus }}", "1 setting", 7),
        ("{{ a | plus 1 }}", "written after a colon", 7),
        ("{{ a | plus: 1, 2 }}", "not 2", 7),
        ("{{ a | upcase: 1 }}", "no settings", 7),
        ("{{ a | plus: by: 1 }}", "leave out `by:`", 7),
        ("{{ a | upcase downcase }}", "filters a `|`", 14),
        ("{{ a | money: 'Euro' }}", "three letters", 7),
        ("{{ a: 1 }}", "colon", 4),
        ("{{ a || b }}", "| default:", 5),
        ("{{ a or b }}", "| default:", 5),
        ("{{ a == b }}", "`{% if … %}`", 5),
        ("{{ a = 1 }}", "`set:`", 5),
        ("{{ a if b }}", "{% if … %}", 5),
        ("{{ (1..3) }}", "around conditions", 3),
        ("{{ 'x }}", "never closed", 3),
        ("{{ “x” }}", "straight quotation marks", 3),
        ("{{ nil }}", "`not name`", 3),
        ("{{ [a] }}", "name has to come first", 3),
        ("{{ 99999999999999999999999999999999999999999999 }}", "40 digits", 3),
        ("a {% for x in y %}{{ x }}{% endfor %}", "no loops", 5),
        ("{% assign x = 1 %}", "`set:`", 3),
        ("{% include 'x' %}", "`do:`", 3),
        ("{% raw %}{{ a }}{% endraw %}", "no tag `raw`", 3),
        ("{% elif a %}", "`elsif`", 3),
        ("{% iff a %}", "Did you mean `if`?", 3),
        ("{% if a %}x", "never closed by `{% endif %}`", 3),
        ("{% unless a %}x{% endif %}", "without its", 18),
        ("{% endif %}", "without its", 3),
        ("{% if a %}{% else %}{% else %}{% endif %}", "after `else`", 23),
        ("{% if a %}{% else b %}{% endif %}", "write `elsif`", 13),
        ("{% if %}x{% endif %}", "condition is missing", 5),
        ("{% if a = 1 %}x{% endif %}", "`==`", 8),
        ("ab {% if a and b or c %}x{% endif %}", "without brackets", 17),
        ("x" * 4_001, "4,000 characters", 4_000),
        ("{{ " + "a" * 1_001 + " }}", "1,000 characters", 0),
        ("{{ a }}" * 201, "Over 200", 1_400),
        ("{% if a %}" * 30 + "{% endif %}" * 30, "20 deep", 203),
        ("{{ a" + "[a" * 30 + "]" * 30 + " }}", "20 deep", 44),
        ("{{ a" + " | abs" * 160 + " }}", "too long", 3),
    ],
)
def test_what_cannot_be_read_is_told_plainly(source: str, sentence: str, offset: int) -> None:
    with pytest.raises(TemplateError, match=r".* \(at character \d+\)$") as caught:
        parse_template(source)
    assert sentence in caught.value.message
    assert caught.value.offset == offset


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("plain", []),
        ("{{ caller.number }}", [("caller.number", 3, "")]),
        ("{{ a | default: b }}", [("a", 3, "guarded"), ("b", 16, "")]),
        ("{{ a | upcase | default: 'x' }}", [("a", 3, "guarded")]),
        ("{{ n | plus: 1 }}", [("n", 3, "counted")]),
        ("{{ n | times: 2 | plus: 1 }}", [("n", 3, "")]),
        ("{{ a[b.c].d }}", [("a", 3, ""), ("b.c", 5, "")]),
        ("{{ a[0]['x y'] }}", [("a.0.x y", 3, "")]),
        ("{% if a %}{{ a.b }}{{ c }}{% endif %}", [("a", 6, "guarded"), ("a.b", 13, "guarded"), ("c", 22, "")]),
        ("{% if not a %}x{% else %}{{ a }}{% endif %}", [("a", 10, "guarded"), ("a", 28, "guarded")]),
        ("{% if a %}x{% else %}{{ a }}{% endif %}", [("a", 6, "guarded"), ("a", 24, "")]),
        ("{% unless a %}x{% else %}{{ a }}{% endunless %}", [("a", 10, "guarded"), ("a", 28, "guarded")]),
        ("{% if a %}{% endif %}{{ a }}", [("a", 6, "guarded"), ("a", 24, "")]),
        (
            "{% if not a %}x{% elsif b %}{{ a }}{% endif %}",
            [("a", 10, "guarded"), ("b", 24, "guarded"), ("a", 31, "guarded")],
        ),
        ("{% if a or b %}{{ a }}{% endif %}", [("a", 6, "guarded"), ("b", 11, "guarded"), ("a", 18, "")]),
    ],
)
def test_names_are_told(source: str, expected: list[tuple[str, int, str]]) -> None:
    told = [
        (".".join(map(str, use.path)), use.offset, "guarded" if use.guarded else "counted" if use.counted else "")
        for use in parse_template(source).names
    ]
    assert told == expected


@pytest.mark.parametrize(
    ("source", "is_plain", "is_values_only"),
    [
        ("Hello", True, False),
        ("...", True, True),
        ("{{ a }}", False, True),
        ("{{ a }}, {{ b }}.", False, True),
        ("Hi {{ a }}", False, False),
        ("{% if a %}{{ b }}{% else %}none{% endif %}", False, False),
        ("{% if a %}{{ b }}{% endif %}", False, True),
        ('{"a": {"b": 1}}', True, False),
    ],
)
def test_plain_text_and_bare_values_are_told_apart(source: str, is_plain: bool, is_values_only: bool) -> None:
    template = parse_template(source)
    assert (template.is_plain, template.is_values_only) == (is_plain, is_values_only)


# --- harm --------------------------------------------------------------------------------------------------------


class _Secretive:
    secret = "told"

    def __getitem__(self, key: str) -> str:
        return "told"

    def __liquid__(self) -> str:
        return "told"


@pytest.mark.parametrize(
    "path", ["thing.secret", "thing['secret']", "thing.__class__", "word.__class__", "fruits.append"]
)
def test_no_attribute_of_an_object_can_be_read(path: str) -> None:
    scope: dict[str, object] = {**SCOPE, "thing": _Secretive()}
    assert render(f"{{{{ {path} }}}}", scope, ALOUD) == ""  # type: ignore[arg-type]


_HOSTILE = (
    "{{ big" + " | replace: 'a', 'aaaaaaaaaa'" * 30 + " }}",
    "{{ big | split: '' | join: big }}",
    "{{ big" + " | append: big" * 60 + " }}",
    "{{ big | upcase }}" * 200,
    "{{ 999999999999999" + " | times: 999999999999999" * 30 + " }}",
    "{{ huge }}{{ huge | plus: 1 }}{{ huge | spell }}{{ huge | number }}",
    "{{ infinite }}{{ infinite | money }}{{ nan | round }}{{ nan | ordinal }}{{ nan | times: infinite }}",
    "{{ tiny | times: tiny | plus: 1 | divided_by: tiny }}",
    "{{ large | money }}{{ large | number }}{{ large | floor }}{{ large | modulo: tiny }}",
    "{{ big | spell }}{{ big | phone }}{{ big | date }}{{ big | time }}{{ big | money }}",
    "{% if items contains big %}a{% endif %}" * 20,
    "{{ items | join: big }}{{ items }}{{ items | size }}",
    "{% if deep == deep %}a{% endif %}{{ deep }}",
    "{{ number | money }}" * 200,
    "{{ number" + " | plus: 0.0000000001" * 40 + " }}",
)


@pytest.mark.parametrize("source", _HOSTILE)
def test_hostile_templates_stay_small_and_quick(source: str) -> None:
    deep: Value = 1
    for _ in range(2_000):
        deep = [deep]
    scope: Scope = {
        "big": "a" * 4_000,
        "huge": 10**5_000,
        "infinite": float("inf"),
        "nan": float("nan"),
        "tiny": 5e-324,
        "large": 1.7e308,
        "items": ["x" * 20] * 10_000,
        "deep": deep,
        "number": 1234.5,
    }
    template = parse_template(source)
    render(template, scope, ALOUD)
    started = time.process_time()
    assert len(render(template, scope, ALOUD)) <= 4_000
    # Some milliseconds each; the bound leaves room for a busy machine.
    assert time.process_time() - started < 1.0


@pytest.mark.parametrize(
    ("chain", "why"),
    [
        ("big | replace: 'a', 'aa'", "over 4,000 characters"),
        ("big | append: 'a'", "over 4,000 characters"),
        ("'a' | prepend: big", "over 4,000 characters"),
        ("long | upcase", "over 4,000 characters"),
        ("sharp | upcase", "over 4,000 characters"),
        ("big | split: ''", "over 200 items"),
        ("big | split: 'a'", "over 200 items"),
        ("many | join", "over 200 items"),
        ("many | slice: 0, 201", "over 200 items"),
        ("few | join: big", "over 4,000 characters"),
        ("long | slice: 0, 5000", "over 4,000 characters"),
        ("big | spell", "too long to be spelled"),
    ],
)
def test_what_would_grow_too_long_is_refused_before_it_is_built(chain: str, why: str) -> None:
    scope: Scope = {
        "big": "a" * 4_000,
        "long": "a" * 1_000_000,
        "sharp": "ß" * 4_000,
        "many": ["a"] * 201,
        "few": ["a", "b"],
    }
    complaints: list[str] = []
    template = parse_template(f"{{{{ {chain} }}}}")
    evaluate(template, scope, ALOUD, complaints.append)
    assert len(complaints) == 1
    assert why in complaints[0]
    tracemalloc.start()
    evaluate(template, scope, ALOUD)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 200_000


def test_bounds_are_not_met_too_early() -> None:
    scope: Scope = {"big": "a" * 4_000, "parts": "a," * 199 + "a", "most": ["a"] * 200, "long": "a" * 1_000_000}
    sizes = "{{ big | replace: 'a', 'b' | size }} {{ parts | split: ',' | size }} {{ most | join: '' | size }}"
    assert _render(sizes, scope) == ("4000 200 200", [])
    assert _render("{{ long | size }} {{ long | slice: 5, 2 }} {{ long | truncate: 5 }}", scope) == (
        "1000000 aa aa...",
        [],
    )


def test_output_over_the_bound_is_cut_and_told() -> None:
    text, complaints = _render("{{ a }}{{ a }}", {"a": "x" * 3_000})
    assert len(text) == 4_000
    assert "cut" in complaints[0]


_settings = st.sampled_from(["a", "b", "0", "-1", "2.5", "'x'", "''", "' '", "1000000000", "'EUR'", "missing"])


@st.composite
def _chains(draw: st.DrawFn) -> str:
    parts = ["a"]
    for name in draw(st.lists(st.sampled_from([name for name in FILTERS if name != "money"]), min_size=1, max_size=4)):
        count = draw(st.integers(FILTERS[name].fewest, FILTERS[name].most))
        settings_ = ", ".join(draw(_settings) for _ in range(count))
        parts.append(f"{name}: {settings_}" if settings_ else name)
    return f"{{{{ {' | '.join(parts)} }}}}"


@settings(deadline=None)
@given(
    _chains(), values, values, st.booleans(), st.sampled_from(["en-US", "en-GB", "es-US", "fr", "de-DE", "zz-ZZ", ""])
)
def test_no_filter_raises_on_any_data(source: str, a: Value, b: Value, written: bool, locale: str) -> None:
    text = render(source, {"a": a, "b": b}, Speech(locale, "America/New_York", written))
    assert len(text) <= 4_000


@settings(deadline=None)
@given(values, st.booleans())
def test_money_never_raises_on_any_data(a: Value, written: bool) -> None:
    for locale in ("en-US", "es-MX", "ja", "ar-EG"):
        render("{{ a | money }}{{ a | money: 'JPY' }}{{ a | money: a }}", {"a": a}, Speech(locale, "No/Where", written))


_fragments = st.sampled_from(
    [
        "{{",
        "}}",
        "{%",
        "%}",
        " if ",
        " else ",
        "endif",
        "a",
        " | ",
        "upcase",
        ":",
        "'",
        " == ",
        "-",
        "(",
        "[",
        "]",
        ".",
        "1",
        "Hi ",
    ]
)


def _find_refusal(source: str) -> TemplateError | None:
    try:
        render(source, SCOPE, ALOUD)
    except TemplateError as error:
        return error
    return None


@settings(deadline=None)
@given(st.lists(_fragments, max_size=14).map("".join) | st.text(alphabet="{}%-|ab. '\"", max_size=30))
def test_anything_is_read_or_refused_in_words(source: str) -> None:
    refusal = _find_refusal(source)
    assert refusal is None or (0 <= refusal.offset <= len(source) and len(refusal.message) > 10)


@pytest.mark.parametrize(("place", "said"), [("1", "two"), ("0", "one"), ("7", ""), ("-1", ""), ("last", "two")])
def test_a_text_names_a_place_in_a_list(place: str, said: str) -> None:
    assert render("{{ words[place] }}", {"words": ["one", "two"], "place": place}, ALOUD) == said
