"""Liquid's `assign`, which templates here do not have: what was assigned stands where it is used."""

import re
from typing import Final

_ASSIGN: Final = re.compile(r"\{%-?\s*assign\s+(\w+)\s*=\s*((?:(?!%\}).)*?)\s*-?%\}", re.DOTALL)
# A calculation that only made a number of a text; places and comparisons here know a number in a text.
_CAST: Final = re.compile(r"\s*\|\s*(?:plus:\s*0|minus:\s*0|times:\s*1)\s*$")
_PATH: Final = re.compile(r"""[\w.\[\]"'-]+""")
_INSIDE: Final = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)


def without_assigns(text: str) -> str:
    """Return a template without the `assign`s at its beginning, as far as their values can stand for their names."""
    while (found := _ASSIGN.search(text)) is not None and "{%" not in text[: found.start()]:
        name, value = found[1], _CAST.sub("", found[2])
        rest = text[: found.start()] + text[found.end() :]
        replaced = _replaced(rest, name, value)
        if replaced is None:
            return text
        text = replaced
    return text


def _replaced(text: str, name: str, value: str) -> str | None:
    """Return the template with the value for the name; None where it is used as only a name can be."""
    used = re.compile(rf"""(?<![\w."'-]){re.escape(name)}(?![\w"'-])""")
    begins = re.compile(rf"(\{{\{{-?\s*){re.escape(name)}(?![\w.\[-])")
    parts = _INSIDE.split(text)
    for index in range(1, len(parts), 2):
        if _PATH.fullmatch(value):
            parts[index] = used.sub(lambda _: value, parts[index])
        else:
            parts[index] = begins.sub(lambda found: f"{found[1]}{value}", parts[index])
            if used.search(parts[index].partition(value)[2] or parts[index]):
                return None
    return "".join(parts)
