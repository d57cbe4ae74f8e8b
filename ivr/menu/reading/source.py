"""YAML read as text with places: nothing is typed, nothing is guessed, every problem is in plain words."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import yaml

from ivr.menu.parts import Place
from ivr.menu.problems import Problem
from ivr.menu.reading.columns import Columns
from ivr.menu.reading.nodes import Listing, Node, Scalar, Table
from ivr.menu.reading.scalar_traps import ScalarTraps, is_tail
from ivr.menu.reading.silent_traps import find_swallowed, lines_of, mend_lines
from ivr.menu.reading.traps import MendError, Trap, find_trap
from ivr.menu.reading.words import SPOKEN

__all__ = ["Listing", "Node", "Scalar", "Table", "read_yaml"]

_MENDS: Final = 50  # broken lines told in one file before we stop looking for more
_MENDED_CHARACTERS: Final = 10_000_000  # …and how much is read again for that
_SPOKEN: Final = re.compile(SPOKEN)
_DEEPEST: Final = 30
MOST_NODES: Final = 300_000  # in all files of a line: more takes minutes to check
_COPIED_NODES: Final = 1_000  # that anchors may stand for, in one file


def read_yaml(file: str, text: str, most: int = MOST_NODES) -> tuple[Node | None, tuple[Problem, ...]]:
    """Return the file's root (None when it is empty or beyond reading) and what is wrong with its YAML.

    A line that YAML cannot read but whose trap we know is told, mended in memory and read on, so that one
    slip does not hide the next. A file of more than `most` texts, lists and mappings is not read. Never raises on
    any text.
    """
    written = lines_of(text)
    lines, problems = mend_lines(file, written)
    for _ in range(min(_MENDS, 1 + _MENDED_CHARACTERS // (len(text) + 1))):
        found: list[Problem] = []
        try:
            root = _Reader(file, lines, found, most).root()
        except (yaml.YAMLError, MendError) as error:
            trap = error.trap if isinstance(error, MendError) else find_trap(file, lines, error)
            trap = replace(trap, problem=Columns(written, lines).problem(trap.problem))
            if any(trap.problem.place == problem.place for problem in problems):
                break  # what we took for the cure was none
            problems.append(trap.problem)
            if not trap.mended:
                break
            for number, line in trap.mended.items():
                lines[number] = line
        else:
            columns = Columns(written, lines)
            found += find_swallowed(file, lines)
            if root is None or columns.is_unchanged():
                return root, (*problems, *found)
            return columns.node(root), (*problems, *map(columns.problem, found))
    return None, tuple(problems)


class _Reader:
    """Turns the parser's events into nodes and refuses what the language does not have."""

    def __init__(self, file: str, lines: list[str], problems: list[Problem], most: int) -> None:
        self._file = file
        self._lines = lines
        self._problems = problems
        self._most = most
        text = "\n".join(lines) + "\n"
        self._events = yaml.parse(text, Loader=yaml.CSafeLoader)
        self._aliases = frozenset(re.findall(r"\*([\w-]+)", text))
        self._anchored: dict[str, tuple[Node, int]] = {}
        self._copies_left = _COPIED_NODES
        self._count = 0
        self._end = (0, 0)
        self._traps = ScalarTraps(file, lines, problems)

    def root(self) -> Node | None:
        """Return the only document's node; None when there is nothing but comments."""
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                root = self._node(next(self._events), 0)
                # The mended lines hold one document, so what is left is its end; reading on meets errors behind it.
                for _ in self._events:
                    pass
                return root
        return None

    def _node(self, event: yaml.Event, depth: int) -> Node:
        assert isinstance(event, yaml.NodeEvent)
        start, end = event.start_mark, event.end_mark
        assert start is not None
        assert end is not None
        place = Place(self._file, start.line + 1, start.column + 1)
        self._end = (end.line, end.column)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(str(event.anchor), place)
        if depth > _DEEPEST:
            text = f"This is nested more than {_DEEPEST} deep; a menu never needs that."
            raise MendError(Trap(Problem(place, "E107", text), {}))
        if self._count >= self._most:
            text = f"A line's files hold {MOST_NODES:,} texts, lists and mappings at most; from here on it is too much."
            raise MendError(Trap(Problem(place, "E107", text), {}))
        before = self._count
        self._count += 1
        assert isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent)
        is_strange = self._strange(event, place)
        node: Node
        if isinstance(event, yaml.ScalarEvent):
            node = self._scalar(event, place, is_strange)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self._listing(place, depth)
        else:
            node = self._table(event, place, depth)
        if event.anchor is not None:
            self._anchored[event.anchor] = (node, self._count - before)
        return node

    def _alias(self, anchor: str, place: Place) -> Node:
        found = self._anchored.get(anchor)
        if found is None:
            return self._traps.lost_alias(anchor, place, self._end)
        node, size = found
        self._complain(
            place,
            "E102",
            f"`*{anchor}` stands for what line {node.place.line} says; YAML's anchors are not part of the menu "
            f"language. Write it out here, and remove `&{anchor}` there.",
        )
        if size > self._copies_left:
            return Scalar("", place)
        self._copies_left -= size
        self._count += size
        return node

    def _strange(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, place: Place) -> bool:
        """Tell an anchor that nothing refers to, or a tag. Return whether there was one, so that it is text."""
        if isinstance(event, yaml.ScalarEvent) and event.style and event.tag == "!":
            return False
        if event.tag is not None:
            shown, why = f"`{_shown_tag(event.tag)}`", "is a tag in YAML"
        elif event.anchor is not None and event.anchor not in self._aliases:
            shown, why = f"`&{event.anchor}`", "is an anchor in YAML"
        else:
            return False
        if isinstance(event, yaml.ScalarEvent) and not event.style:
            self._traps.strange(place, self._end, why)
            return True
        self._complain(place, "E102", f"{shown} {why}; the menu language has none. Remove it.")
        return False

    def _scalar(self, event: yaml.ScalarEvent, place: Place, is_strange: bool) -> Scalar:
        plain = not event.style
        if plain and is_strange:
            return Scalar(self._traps.raw(place, self._end) or str(event.value), place)
        text = str(event.value)
        if not text:
            return Scalar(text, place, plain)
        if plain:
            return self._traps.plain(text, place, self._end)
        raw = self._traps.raw(place, self._end)
        return Scalar(text, place, plain, inset=1 if raw is not None and raw[1:-1] == text else None)

    def _listing(self, place: Place, depth: int) -> Listing:
        items = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        self._end_at(event)
        return Listing(tuple(items), place)

    def _table(self, opening: yaml.CollectionStartEvent, place: Place, depth: int) -> Table | Scalar:
        entries: list[tuple[Scalar, Node]] = []
        merged: list[tuple[Scalar, Node]] = []
        begun: dict[int, tuple[int, int]] = {}  # where texts end that a comma cut, by their number in `entries`
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            key_end = self._end
            value = self._node(next(self._events), depth + 1)
            if isinstance(key, Scalar) and _SPOKEN.fullmatch(key.text):
                value = self._joined(value)
            if not isinstance(key, Scalar):
                if not self._is_braces(opening, place):
                    self._complain(key.place, "E107", "A name is needed before the colon, not a list or a mapping.")
                continue
            if key.text == "<<" and isinstance(value, Table):
                merged += value.entries
                continue
            if opening.flow_style and entries and is_tail(key, value, entries[-1][1]):
                owner, cut = entries[-1]
                assert isinstance(cut, Scalar)
                entries[-1] = (owner, Scalar(f"{cut.text}, {key.text}", cut.place))
                begun[len(entries) - 1] = key_end
                continue
            entries.append((key, value))
        self._end_at(event)
        if self._is_braces(opening, place):
            return self._traps.braces(place, self._end)
        for number, end in begun.items():
            self._traps.comma(entries[number][1], end)
        present = {key.text for key, _ in entries}
        return self._unique([*entries, *(entry for entry in merged if entry[0].text not in present)], place)

    def _joined(self, prompt: Node) -> Node:
        """Return a prompt with the pieces whose own colon made a name and a value of them put together again."""
        if isinstance(prompt, Listing):
            return Listing(tuple(self._traps.parted(item) for item in prompt.items), prompt.place)
        return self._traps.parted(prompt)

    def _end_at(self, event: yaml.Event) -> None:
        assert event.end_mark is not None
        self._end = (event.end_mark.line, event.end_mark.column)

    def _is_braces(self, opening: yaml.CollectionStartEvent, place: Place) -> bool:
        return bool(opening.flow_style) and self._lines[place.line - 1].startswith("{{", place.column - 1)

    def _unique(self, entries: Sequence[tuple[Scalar, Node]], place: Place) -> Table:
        first: dict[str, Scalar] = {}
        kept: list[tuple[Scalar, Node]] = []
        dropped: list[tuple[Scalar, Node]] = []
        for key, value in entries:
            if not key.text:
                self._complain(key.place, "E107", "A name is missing before this colon.")
                dropped.append((key, value))
                continue
            before = first.setdefault(key.text.replace("-", "_"), key)
            if before is key:
                kept.append((key, value))
                continue
            dropped.append((key, value))
            where = f"in line {before.place.line}" if before.place.line != key.place.line else "before it in this line"
            self._complain(
                key.place,
                "E103",
                f"`{key.text}` stands here and {where}; only one of them can count. Rename or remove one.",
            )
        return Table(tuple(kept), place, tuple(dropped))

    def _complain(self, place: Place, code: str, text: str) -> None:
        self._problems.append(Problem(place, code, text))


def _shown_tag(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")
