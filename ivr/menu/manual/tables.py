"""Tables of the manual, made from the language's own tables: settings, parts of line.yaml, filters, names, bounds."""

from collections.abc import Iterable, Mapping
from typing import Final

from ivr.menu.manual.kinds import left_out, takes
from ivr.menu.reading import sizes
from ivr.menu.reading.source import MOST_NODES
from ivr.menu.reading.words import BESIDE, GIVEN, GIVEN_WITHIN, VERBS
from ivr.menu.schema import settings as language
from ivr.menu.schema.explained import explain
from ivr.menu.speaking.speech import Speech
from ivr.menu.templates.effort import LARGEST_SAVED, MOST_EFFORT
from ivr.menu.templates.filters import FILTERS
from ivr.menu.templates.template import render
from ivr.menu.templates.value import LONGEST_LIST, LONGEST_TEXT, Value

_ALOUD: Final = Speech("en-US", "America/New_York", written=False)
_WRITTEN: Final = Speech("en-US", "America/New_York", written=True)
_SCOPE: Final[Mapping[str, Value]] = {
    "number": "4021",
    "amount": 12.5,
    "day": "2026-12-24",
    "clock": "17:05",
    "name": " ann Lee ",
    "films": ["Alien", "Brazil"],
    "nothing": None,
}
_SAMPLES: Final[Mapping[str, str]] = {
    "spell": "number | spell",
    "phone": "'+14155550111' | phone",
    "money": 'amount | money: "EUR"',
    "number": "1234.5 | number",
    "ordinal": "3 | ordinal",
    "date": "day | date",
    "time": "clock | time",
    "default": 'nothing | default: "nobody"',
    "upcase": "name | upcase",
    "downcase": "name | downcase",
    "capitalize": "'ann lee' | capitalize",
    "strip": "name | strip",
    "size": "films | size",
    "first": "films | first",
    "last": "films | last",
    "join": 'films | join: " and "',
    "split": "'a,b' | split: ',' | last",
    "replace": 'number | replace: "0", "o"',
    "remove": 'number | remove: "0"',
    "append": 'number | append: "!"',
    "prepend": 'number | prepend: "no. "',
    "slice": "number | slice: -2, 2",
    "truncate": '"a long story" | truncate: 9',
    "plus": "amount | plus: 1",
    "minus": "amount | minus: 1",
    "times": "amount | times: 3",
    "divided_by": "7 | divided_by: 2",
    "modulo": "7 | modulo: 2",
    "abs": "-7 | abs",
    "round": "amount | round",
    "ceil": "amount | ceil",
    "floor": "amount | floor",
    "at_least": "amount | at_least: 20",
    "at_most": "amount | at_most: 10",
}
_GIVEN_MEANS: Final[Mapping[str, str]] = {
    "caller": "who calls",
    "line": "this line, and the number that was called",
    "call": "this call",
    "now": "the moment, in the line's time zone",
    "today": "the date; `today.holiday` is the name of a public holiday of any of the line's hours",
    "hours": "`hours.NAME.opens`: when it opens next",
    "lists": "the lists of line.yaml, by name",
    "queues": "`queues.NAME.waiting`, `.free` and `.minutes`",
    "digits": "the keys that were pressed last",
    "message": "the last text of a text conversation: its words, and a list of the addresses of its pictures",
}


def settings(verb: str) -> str:
    """Return the settings of a verb, but for those that any step may have."""
    found = {word: each for word, each in language.verbs()[verb].items() if word not in BESIDE or word in VERBS[verb]}
    rows = [
        (f"`{word}`", takes(verb, word, each), left_out(verb, word, each), _meaning(verb, word))
        for word, each in found.items()
    ]
    return _table(("setting", "takes", "left out", "means"), rows)


def _meaning(verb: str, word: str) -> str:
    """Return what a setting means; what the verb itself does stands above the table."""
    return "" if word == verb else explain(verb, word)


def beside() -> str:
    """Return the settings that any step may have."""
    found = language.verbs()["say"]
    rows = [(f"`{word}`", takes("say", word, found[word]), explain("say", word)) for word in BESIDE]
    keep = language.verbs()["set"]["keep"]
    return _table(
        ("setting", "takes", "means"), [*rows, ("`keep`", takes("set", "keep", keep), explain("set", "keep"))]
    )


def line() -> str:
    """Return the parts of line.yaml."""
    found = language.sections()
    rows = [
        (f"`{word}`", "yes" if each.setting.required else "", explain("line", word)) for word, each in found.items()
    ]
    return _table(("part", "needed", "means"), rows)


def section(name: str) -> str:
    """Return the settings of one part of line.yaml."""
    owner = f"line.{name}"
    rows = [
        (f"`{word}`", takes(owner, word, each), "yes" if each.required else "", explain(owner, word))
        for word, each in language.sections()[name].inner.items()
    ]
    return _table(("setting", "takes", "needed", "means"), rows)


def verbs() -> str:
    """Return the verbs, each with what it does."""
    return _table(("verb", "what it does"), [(f"[`{verb}`]({verb}.md)", explain(verb, verb)) for verb in VERBS])


def filters() -> str:
    """Return the filters, each with an example that is computed here."""
    rows = []
    for name in FILTERS:
        template = f"{{{{ {_SAMPLES[name]} }}}}"
        said, written = render(template, _SCOPE, _ALOUD), render(template, _SCOPE, _WRITTEN)
        rows.append((f"`{name}`", f"`{template}`", _exact(said), "" if written == said else _exact(written)))
    return _table(("filter", "example", "is", "by text"), rows)


def given() -> str:
    """Return the names that are there without anybody saving them."""
    rows = [(f"`{name}`", ", ".join(f"`{part}`" for part in GIVEN[name]), _GIVEN_MEANS[name]) for name in GIVEN]
    rows += [(f"`{name}`", "", f"in {where} only") for name, where in GIVEN_WITHIN.items()]
    return _table(("name", "its parts", "holds"), rows)


def bounds() -> str:
    """Return what may be how large."""
    rows = [
        ("a text, and what a template comes to", f"{LONGEST_TEXT:,} characters"),
        ("a list that a filter makes, or a menu offers", f"{LONGEST_LIST:,} items"),
        ("a list of line.yaml", f"{sizes.MOST_LISTED:,} texts"),
        ("a prompt", f"{sizes.MOST_PIECES:,} pieces"),
        ("the body of a `fetch`", f"{sizes.MOST_IN_BODY:,} values"),
        ("choices with X or a /pattern/ in one menu", f"{sizes.MOST_PATTERNS:,}"),
        ("what one call saves, all names together", f"{LARGEST_SAVED // 1024} KiB"),
        (
            "what one turn computes",
            f"{MOST_EFFORT:,} points: about {MOST_EFFORT // 20:,} conditions, or a few dates less",
        ),
        ("steps that one turn goes through", "100"),
        ("text messages that one turn sends", "10"),
        ("all files of a line together", f"{MOST_NODES:,} texts, lists and mappings"),
    ]
    return _table(("what", "at most"), rows)


def _exact(text: str) -> str:
    return f"`{text}`" if text.strip() else ""


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in lines)
