"""YAML read as text with places: nothing is typed, nothing is guessed, every problem is in plain words."""

from dataclasses import dataclass
from typing import Final, Literal

import yaml

from ivr.menu.model import Place
from ivr.menu.problems import Problem
from ivr.menu.traps import comma_trap, find_silent_traps, find_trap, mend_spaces

_MENDS: Final = 50  # broken lines told in one file before we stop looking for more
_DEEPEST: Final = 30


@dataclass(frozen=True, slots=True)
class Scalar:
    """Text as it was typed. `plain`: without quotes."""

    text: str
    place: Place
    plain: bool = True


@dataclass(frozen=True, slots=True)
class Listing:
    """A list."""

    items: "tuple[Node, ...]"
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping, in the order it was written."""

    entries: "tuple[tuple[Scalar, Node], ...]"
    place: Place


Node = Scalar | Listing | Table


def read_yaml(file: str, text: str) -> tuple[Node | None, tuple[Problem, ...]]:
    """Return the file's root (None when it is empty or beyond reading) and what is wrong with its YAML.

    A line that YAML cannot read but whose trap we know is told, mended in memory and read on, so that one
    slip does not hide the next.
    """
    problems = list(find_silent_traps(file, text))
    lines, spaced = mend_spaces(file, text.removeprefix("\ufeff").splitlines())
    problems += spaced
    for _ in range(_MENDS):
        try:
            root = yaml.compose("\n".join(lines) + "\n", Loader=yaml.CSafeLoader)
        except (yaml.YAMLError, RecursionError) as error:
            trap = find_trap(file, lines, error)
            problems.append(trap.problem)
            if trap.mended is None:
                return None, tuple(problems)
            lines[trap.line] = trap.mended
            continue
        if root is None:
            return None, tuple(problems)
        reader = _NodeReader(file, problems)
        return reader.node(root, 0), tuple(problems)
    return None, tuple(problems)


class _NodeReader:
    """Turns PyYAML's nodes into ours and refuses what the language does not have."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self._file = file
        self._problems = problems
        self._seen: set[int] = set()

    def node(self, node: yaml.Node, depth: int) -> Node:
        place = self._place(node)
        if id(node) in self._seen:
            self._complain(place, "E102", "`*` refers to an anchor here; write the text out, or quote it.")
            return Scalar("", place)
        self._seen.add(id(node))
        if depth > _DEEPEST:
            self._complain(place, "E107", f"This is nested more than {_DEEPEST} deep; a menu never needs that.")
            return Scalar("", place)
        if not node.tag.startswith("tag:yaml.org,2002:"):
            self._complain(place, "E102", f"`{node.tag}` is a YAML tag; quote the text if you meant it as text.")
        match node:
            case yaml.ScalarNode():
                return Scalar(str(node.value), place, plain=not node.style)
            case yaml.SequenceNode():
                return Listing(tuple(self.node(item, depth + 1) for item in node.value), place)
            case yaml.MappingNode():
                return self._table(node, place, depth)
            case _:
                raise TypeError(type(node))

    def _table(self, node: yaml.MappingNode, place: Place, depth: int) -> Table | Scalar:
        braces = _double_braces(node)
        if braces is not None:
            self._complain(place, "E101", f'`{{{{` begins a YAML mapping; put quotes around it: "{braces}"')
            return Scalar(braces, place)
        entries: list[tuple[Scalar, Node]] = []
        for key_node, value_node in node.value:
            key = self.node(key_node, depth + 1)
            value = self.node(value_node, depth + 1)
            if not isinstance(key, Scalar):
                self._complain(key.place, "E107", "A name is needed before the colon, not a list or a mapping.")
                continue
            key = self._straight(key)
            if node.flow_style and entries and _is_tail(key, value):
                owner, begun = entries[-1]
                if isinstance(begun, Scalar):
                    self._problems.append(comma_trap(begun.text, key.text, key.place))
                    entries[-1] = (owner, Scalar(f"{begun.text}, {key.text}", begun.place, begun.plain))
                    continue
            entries.append((key, value))
        return Table(self._unique(entries), place)

    def _unique(self, entries: list[tuple[Scalar, Node]]) -> tuple[tuple[Scalar, Node], ...]:
        first: dict[str, Scalar] = {}
        for key, _ in entries:
            before = first.setdefault(key.text.replace("-", "_"), key)
            if before is not key:
                where = f"line {before.place.line}" if before.place.line != key.place.line else "the same line"
                self._complain(
                    key.place,
                    "E103",
                    f"`{key.text}` stands here and on {where}; only one of them can count. Rename or remove one.",
                )
        return tuple((key, value) for key, value in entries if first[key.text.replace("-", "_")] is key)

    def _straight(self, key: Scalar) -> Scalar:
        stripped = key.text.strip("“”„‘’«»")
        if stripped == key.text:
            return key
        self._complain(key.place, "E101", f'Curly quotes are letters to YAML; write straight ones: "{stripped}"')
        return Scalar(stripped, key.place, plain=False)

    def _place(self, node: yaml.Node) -> Place:
        mark = node.start_mark
        return Place(self._file, mark.line + 1, mark.column + 1)

    def _complain(self, place: Place, code: Literal["E101", "E102", "E103", "E107"], text: str) -> None:
        self._problems.append(Problem(place, code, text))


def _is_tail(key: Scalar, value: Node) -> bool:
    """Whether `key` is the rest of a sentence that a comma cut off."""
    return isinstance(value, Scalar) and not value.text and value.plain and key.plain


def _double_braces(node: yaml.MappingNode) -> str | None:
    """Return `{{ name }}` when that is what was written without quotes: a mapping whose only key is a mapping."""
    if not (node.flow_style and len(node.value) == 1):
        return None
    inner = node.value[0][0]
    if not (isinstance(inner, yaml.MappingNode) and inner.flow_style and len(inner.value) == 1):
        return None
    name = inner.value[0][0]
    return f"{{{{ {name.value} }}}}" if isinstance(name, yaml.ScalarNode) else None
