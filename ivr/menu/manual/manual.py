"""Pages of the manual, put together: the words beside this file, and the tables that their marks ask for."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ivr.menu.manual import tables
from ivr.menu.reading.words import VERBS
from ivr.menu.schema.explained import explain

_PAGES: Final = Path(__file__).parent / "pages"
INDEX: Final = "index"
# What is no verb, in the order in which one learns it.
SUBJECTS: Final[Mapping[str, str]] = {
    "files": "Files, flows and steps",
    "line": "line.yaml",
    "targets": "Targets: where a call goes",
    "prompts": "Prompts: what is said",
    "templates": "Templates and filters",
    "conditions": "Conditions",
    "keys": "Keys and words",
    "texting": "Text conversations",
    "scripts": "Call scripts",
    "bounds": "Bounds: what a menu cannot do",
}
_NOTE: Final = (
    "<!-- Made by `ivr manual --write docs/language`; a test compares. Its words stand in ivr/menu/manual. -->"
)
_MARK: Final = re.compile(r"^<!-- (\w+)(?: (\w+))? -->$", re.MULTILINE)
_EXAMPLE: Final = re.compile(r"^```yaml\n# (\S+\.yaml)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def page_names() -> tuple[str, ...]:
    """Return the name of every page, the index first."""
    return (INDEX, *SUBJECTS, *VERBS)


def page(name: str) -> str:
    """Return a page as Markdown; KeyError when there is none of that name."""
    if name not in page_names():
        raise KeyError(name)
    written = (_PAGES / f"{name}.md").read_text(encoding="utf-8")
    body = _MARK.sub(lambda mark: _made(mark[1], mark[2]), written)
    return f"# {_title(name)}\n\n{_NOTE}\n\n{_lead(name)}{body}"


def examples(name: str) -> Mapping[str, str]:
    """Return the files of a page's example line, by path: those whose first line says what they are called."""
    return dict(_EXAMPLE.findall(page(name)))


def _title(name: str) -> str:
    if name == INDEX:
        return "The menu language"
    return SUBJECTS.get(name, f"`{name}`")


def _lead(name: str) -> str:
    return f"**{explain(name, name)}**\n\n" if name in VERBS else ""


def _made(table: str, of: str | None) -> str:
    """Return what stands in place of a mark."""
    match table:
        case "settings":
            return tables.settings(of or "")
        case "beside":
            return tables.beside()
        case "section":
            return tables.section(of or "")
        case "line":
            return tables.line()
        case "verbs":
            return tables.verbs()
        case "subjects":
            return "\n".join(f"- [{title}]({name}.md)" for name, title in SUBJECTS.items())
        case "filters":
            return tables.filters()
        case "given":
            return tables.given()
        case "bounds":
            return tables.bounds()
        case _:
            raise ValueError(f"no table {table}")
