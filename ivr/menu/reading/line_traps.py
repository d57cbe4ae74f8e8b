"""Traps of YAML that one line alone shows: a prompt's first sign, a colon in a text, a blank that is missing."""

import re
from typing import Final

from ivr.menu.reading.flow_traps import mend_flow, quoted, reads
from ivr.menu.reading.words import VOCABULARY

_KEY: Final = r"(?!-\s)(?:[^\s:#'\"{\[][^:#]*?|\"[^\"]*\"|'[^']*')"
PAIR: Final = re.compile(rf"^(\s*(?:-\s+)*{_KEY}:\s+)(\S.*?)\s*$")
ITEM: Final = re.compile(r"^(\s*-\s+)(\S.*?)\s*$")
NAME: Final = re.compile(rf"^(\s*(?:-\s+)*)({_KEY}):(?:\s|$)")
_BARE_KEY: Final = re.compile(r"^(\s*)([*#])(\s*:\s)")
_COMMENT: Final = re.compile(r"\s+#\s.*$")
_TIGHT: Final = re.compile(r"([A-Za-z_-]+):(?=\S)(?!//)")
BEGINS: Final = {
    "{": "`{{` begins a YAML mapping",
    "[": "`[` begins a YAML list",
    "'": "A quote that begins a text must be closed at its end",
    '"': "A quote that begins a text must be closed at its end",
    "@": "`@` cannot begin a text in YAML",
    "`": "A backtick cannot begin a text in YAML",
    "%": "`%` cannot begin a text in YAML",
    "*": "`*` refers to an anchor in YAML",
    "&": "`&` begins an anchor in YAML",
    "!": "`!` begins a tag in YAML",
    ">": "`>` begins a longer text in YAML, on the next line",
    "|": "`|` begins a longer text in YAML, on the next line",
    ",": "A comma cannot begin a text in YAML",
    "}": "`}` cannot begin a text in YAML",
    "]": "`]` cannot begin a text in YAML",
    "-": "A dash and a blank begin a YAML list",
    "?": "`?` and a blank mean something else in YAML",
}


def missing_blank(text: str) -> str | None:
    """Return `next: bye` for `next:bye`, when a word of the language stands before the colon; else None."""
    found = _TIGHT.match(text)
    if found is None or found[1].replace("-", "_") not in VOCABULARY:
        return None
    return f"{found[1]}: {text[found.end() :]}"


def mend_line(line: str) -> tuple[str, str, int] | None:
    """Return (why, mended line, column) when the line holds a trap we know."""
    bare = _BARE_KEY.match(line)
    if bare is not None:
        mended = f'{bare[1]}"{bare[2]}"{bare[3]}{line[bare.end() :]}'
        return f"`{bare[2]}` alone means something else to YAML; put the key in quotes", mended, bare.start(2)
    escape = re.match(r'^(\s*)"([^"]*\\[^"]*)"(\s*:.*)$', line)
    if escape is not None and not reads(line.strip()):
        mended = f"{escape[1]}'{escape[2]}'{escape[3]}"
        return "A backslash in double quotes means something else to YAML; use single ones", mended, len(escape[1])
    tight = missing_blank(line.strip().removeprefix("- "))
    if tight is not None:
        column = line.index(":")
        return "A blank is missing after this colon", f"{line[: column + 1]} {line[column + 1 :]}", column
    if reads(line.strip()):
        return None
    pair = PAIR.match(line) or ITEM.match(line)
    found = None if pair is None else _in_value(pair[1], pair[2])
    return found if found is not None and reads(found[1].strip()) else None


def _in_value(before: str, value: str) -> tuple[str, str, int] | None:
    braces = value.startswith("{") and not value.startswith(("{{", "{%"))
    if braces or value.startswith("["):
        flow = mend_flow(value)
        if flow is not None:
            return flow.why, before + flow.mended, len(before) + flow.column
        if braces:
            return None
    comment = _COMMENT.search(value)
    words, tail = (value[: comment.start()], comment.group()) if comment else (value, "")
    if value[0] in BEGINS:
        if value[0] in "\"'" and opens_only(words):
            whole = words[1:] if value[0] == '"' else words
            return BEGINS[value[0]], before + quoted(whole) + tail, len(before)
        if value[0] == "[" and "]" not in words:
            return None
        return f"{BEGINS[value[0]]}; put quotes around the whole text", before + quoted(words) + tail, len(before)
    colon = re.search(r":(\s|$)", words)
    if colon is None:
        return None
    why = "A colon inside a text looks like another name to YAML; put quotes around the text"
    return why, before + quoted(_straight(words)) + tail, len(before) + colon.start()


def opens_only(words: str) -> bool:
    """Whether the quote that begins these words stands nowhere else in them."""
    return words.count(words[0]) == 1 or (words[0] == "'" and not words.endswith("'"))


def _straight(words: str) -> str:
    return words[1:-1] if words[0] in "“„«" and words[-1] in "”“»" else words
