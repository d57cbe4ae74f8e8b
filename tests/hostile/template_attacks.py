"""Templates and conditions that mean harm: each is read and computed, and what comes of it is said."""

import os
from collections.abc import Callable, Mapping
from itertools import product

from ivr.menu.speaking.speech import Speech
from ivr.menu.templates.conditions import holds, parse_condition
from ivr.menu.templates.expression import TemplateError
from ivr.menu.templates.filters import FILTERS
from ivr.menu.templates.template import evaluate, render
from ivr.menu.templates.value import LONGEST_LIST, LONGEST_TEXT, Scope, Value

ALOUD, WRITTEN = Speech("en-US", "America/New_York", written=False), Speech("de-DE", "Europe/Berlin", written=True)
REFUSED = "refused"
SCOPE: Scope = {"a": "aaaa", "n": 7, "l": ["x"] * 200, "o": {"b": {"c": 1}}}


def _of(template: str, scope: Scope = SCOPE) -> Callable[[], str]:
    def attack() -> str:
        try:
            return f"said {render(template, scope, ALOUD)}"
        except TemplateError:
            return REFUSED

    return attack


def _when(condition: str) -> Callable[[], str]:
    def attack() -> str:
        try:
            return f"held {holds(parse_condition(condition), SCOPE, lambda _: None)}"
        except TemplateError:
            return REFUSED

    return attack


_NASTY: tuple[Value, ...] = (
    *("", " ", "0" * 4_000, "9" * 40, "-0", "1e999999", "1E+999999999", "NaN", "Infinity", "٣", "½", "1_000", "0x10"),
    *("0001-01-01", "9999-12-31", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-02-30", "24:00"),
    *(
        "0000-00-00",
        "-2026-01-01",
        "2026-W01-1",
        "2026-01-01T00:00:00+99:99",
        "99:99:99",
        "12-31",
        "02-30",
        "１２:３０",
    ),
    *(
        "+1" + "4" * 4_000,
        "+",
        "tel:+1",
        "+٤",
        "\ud800",
        "\x00",
        "a\u202eb",
        "👩‍👩‍👧‍👦" * 300,
        "ß" * 4_000,
        "İ" * 4_000,
        "ﷺ" * 1_300,
    ),
    *(0, -1, 10**15, 10**40, 10**4_000, -(10**400), 1e308, 5e-324, float("inf"), float("-inf"), float("nan"), 0.1),
    *(True, False, None, [], {}, ["x"] * 100_000, [["x"] * 300] * 300, {"a": {"b": "c"}}, [None], [{}], "x" * 100_000),
)


def every_filter() -> str:
    """Put every filter to every odd value, with every odd setting: nothing is raised, and nothing is large."""
    tried = 0
    settings = ("''", "a", "0", "n", "'9999999'", "-1", "l", "o", "'EUR'", "'../../etc'", "1000000")
    for name, known in FILTERS.items():
        for count in range(known.fewest, known.most + 1):
            for given in product(settings, repeat=count):
                template = f"{{{{ x | {name}{': ' if given else ''}{', '.join(given)} }}}}"
                tried += _try(template)
    return f"tried {tried}"


def _try(template: str) -> int:
    tried = 0
    for value in _NASTY if template.count(",") == 0 else _NASTY[::4]:
        for speech in (ALOUD, WRITTEN):
            try:
                found = evaluate(template, {**SCOPE, "x": value}, speech)
            except TemplateError:
                return tried  # a setting that is wrong as it is written
            is_passed_on = found is value or "default" in template or "first" in template or "last" in template
            assert is_passed_on or _is_small(found), f"{template} makes {type(found)} of {len(str(found))} letters"
            tried += 1
    return tried


def _is_small(value: Value) -> bool:
    if isinstance(value, str):
        return len(value) <= LONGEST_TEXT
    return len(value) <= LONGEST_LIST if isinstance(value, list) else True


def _environment() -> str:
    os.environ["A_SECRET"] = "s3cret"
    templates = (
        "{{ env.A_SECRET }}",
        "{{ os.environ.A_SECRET }}",
        "{{ a.__class__.__init__.__globals__ }}",
        "{{ env }}",
    )
    return " ".join(render(template, SCOPE, ALOUD) for template in templates)


# name: (the attack, how what is said begins)
TEMPLATES: Mapping[str, tuple[Callable[[], str], str]] = {
    **{
        f"the tag {tag.split()[0]}": (_of(f"{{% {tag} %}}x{{% end{tag.split()[0]} %}}"), REFUSED)
        for tag in (
            *("for i in (1..1000000000)", "tablerow i in l cols:1000000000", "capture x", "case a", "raw", "comment"),
            *("macro m", "call m", "with a: 1", "block x", "extends 'x'", "ifchanged", "doc"),
        )
    },
    **{
        f"the tag {tag.split()[0]} alone": (_of(f"{{% {tag} %}}"), REFUSED)
        for tag in (
            *("assign x = a", "include '/etc/passwd'", "render 'line.yaml'", "import 'os'", "increment x", "cycle 'a'"),
            *("echo a", "liquid assign x = 1", "layout 'x'", "inline_comment", "# x", "break", "translate"),
        )
    },
    "a range": (_of("{{ (1..1000000000) | join }}"), REFUSED),
    "a range as a setting": (_of("{{ a | append: (1..1000000000) }}"), REFUSED),
    "the class of a text": (_of("{{ a.__class__.__mro__[1].__subclasses__ }}"), "said "),
    "the class of an object": (_of("{{ o.__class__ }}{{ o['__class__'] }}{{ o.keys }}{{ o.b.items }}"), "said "),
    "a call": (_of("{{ a.upper() }}"), REFUSED),
    "a function by its name": (_of("{{ __import__('os').system('id') }}"), REFUSED),
    "an operator": (_of("{{ 9 ** 9999999 }}"), REFUSED),
    "a lambda": (_of("{{ l | map: i => i.x }}"), REFUSED),
    "a condition within": (_of("{{ a if n else l }}"), REFUSED),
    "a long number": (_of("{{ " + "9" * 900 + " | times: 9 }}"), REFUSED),
    "a number with a large exponent": (_of("{{ 1e999999 | plus: 1 }}"), ""),
    "a text of a number with a large exponent": (_of("{{ '1e999999' | plus: 1 }}"), "said "),
    "a thousand filters": (_of("{{ a" + " | upcase" * 1_000 + " }}"), REFUSED),
    "brackets within brackets": (_of("{{ o" + "[o" * 100 + "]" * 100 + " }}"), REFUSED),
    "hundreds of values": (_of("{{a}}" * 700), REFUSED),
    "quotation marks without end": (_of("{{ '" * 500), REFUSED),
    "a quotation mark never closed": (_of("{{ 'aaaaaaaa" + "\\'" * 400 + " }}"), REFUSED),
    "filters of others": (
        _of("{{ l | sort | map: 'x' | where: 'a' | sum | compact | uniq | concat: l | json | base64_encode }}"),
        REFUSED,
    ),
    "a template in a value": (_of("{{ x }}", {"x": "{{ y }}{% include 'z' %}", "y": "computed twice"}), "said {{ y }}"),
    "a template in a setting": (_of("{{ a | append: '{{ n }}' }}"), ""),
    "a test of a large exponent": (_when("a == 1e999999 or '1e999999' > 1 or n < 1E400"), ""),
    "contains of contains": (_when(" or ".join(["a contains a contains a"] * 10)), REFUSED),
    "a range to look in": (_when("(1..1000000000) contains 5"), REFUSED),
    "a condition of thousands of parts": (_when(" and ".join(["a"] * 5_000)), REFUSED),
    "the environment": (_environment, "   "),
    "every filter": (every_filter, "tried "),
}

ATTACKS: Mapping[str, Callable[[], str]] = {name: attack for name, (attack, _) in TEMPLATES.items()}
