"""Rules in words: one for whoever met it, all of them for the documentation."""

from collections.abc import Iterable
from textwrap import wrap
from typing import Final

from ivr.menu.reading.words import slips_between
from ivr.menu.rules.rule import Rule

_GROUPS: Final = {
    "1": "Files, words and values",
    "2": "Where calls go",
    "3": "Choices and answers",
    "4": "Prompts, names and recordings",
    "5": "What line.yaml defines",
    "6": "What this version and the provider can do",
    "7": "Good manners",
}
_HEAD: Final = """\
# Everything that `ivr check` may say

<!-- Made by `ivr explain --markdown > docs/problems.md`; a test compares. -->

`ivr check` reads the menus in a folder and prints what is wrong with them, all at once, in the order of the files:

```
menus/main.yaml:41:9 E104 `goto` is not known here. Did you mean `next`?
```

That is the file, the line and the column, a code, and what to do. A code never gets another meaning. Those that begin
with E are errors: a line with one does not go live. Those that begin with W are advice. Advice on manners (W7…) is
given once a line has no errors. `ivr explain E104` prints what stands here about a code.

The exit code is 0 when the menus may go live, 1 when they have errors, 2 when the check could not run.

## For machines

`ivr check --json` prints a list, in the same order, empty when nothing is wrong. Each item has exactly these fields:

| field | holds |
| --- | --- |
| `file` | the path, as it is written in the text form |
| `line`, `column` | numbers, from 1 |
| `code` | like `E104` |
| `kind` | `error` or `warning` |
| `text` | a sentence: what is wrong, and what to do |
"""


def explanation(rule: Rule) -> str:
    """Return what a terminal shows of a rule."""
    parts = [f"{rule.code}: {rule.title} ({'error' if rule.is_error else 'advice'})", "", *wrap(rule.why, 100)]
    for title, text in (("Wrong:", rule.bad), ("Right:", rule.mended)):
        if text:
            parts += ["", title, "", *(f"    {line}" for line in text.splitlines())]
    return "\n".join(parts)


def as_markdown(rules: Iterable[Rule]) -> str:
    """Return the page of the documentation about these rules."""
    parts = [_HEAD]
    group = ""
    for rule in sorted(rules, key=lambda rule: rule.code[1:]):
        if rule.code[1] != group:
            group = rule.code[1]
            parts.append(f"\n## {_GROUPS[group]}\n")
        parts.append(f"\n### {rule.code}\n\n**{rule.title[0].upper()}{rule.title[1:]}.** {rule.why}\n")
        for title, text in (("Wrong", rule.bad), ("Right", rule.mended)):
            if text:
                parts.append(f"\n{title}:\n\n```yaml\n{text}```\n")
    return "".join(parts)


def nearest_codes(code: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the codes that were probably meant: the same number, else one slip away, at most five."""
    codes = sorted(known)
    same = [each for each in codes if code.isdigit() and each.endswith(code)] or [
        each for each in codes if each[1:] == code[1:]
    ]
    return tuple(same or [each for each in codes if slips_between(code, each.lower()) <= 1][:5])
