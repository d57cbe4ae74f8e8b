"""Where something stood before its line was mended, so that every place told is one in the file as it is."""

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Final

from ivr.menu.parts import Place
from ivr.menu.problems import Problem
from ivr.menu.reading.nodes import Listing, Node, Scalar, Table

_LONGEST: Final = 2_000  # characters in a line; in longer ones a column may be a few off


class Columns:
    """Places in mended lines, turned back into places in the lines as they were written."""

    def __init__(self, written: Sequence[str], mended: Sequence[str]) -> None:
        self._written = written
        self._mended = mended
        self._changed: dict[int, tuple[tuple[int, int, int], ...]] = {}

    def is_unchanged(self) -> bool:
        """Return whether no line was mended."""
        return all(old is new or old == new for old, new in zip(self._written, self._mended, strict=True))

    def problem(self, problem: Problem) -> Problem:
        """Return the problem with its place in the file."""
        return replace(problem, place=self.place(problem.place))

    def place(self, place: Place) -> Place:
        """Return where a place in the mended lines was written."""
        number = place.line - 1
        if not 0 <= number < len(self._written) or self._written[number] == self._mended[number]:
            return place
        return Place(place.file, place.line, self._column(number, place.column - 1) + 1)

    def node(self, node: Node) -> Node:
        """Return the node with every place in it turned back."""
        match node:
            case Scalar():
                place = self.place(node.place)
                is_mended = self._written[place.line - 1 : place.line] != self._mended[place.line - 1 : place.line]
                return replace(node, place=place, inset=None if is_mended else node.inset)
            case Listing():
                return Listing(tuple(self.node(item) for item in node.items), self.place(node.place))
            case Table():
                return Table(self._entries(node.entries), self.place(node.place), self._entries(node.dropped))

    def _entries(self, entries: tuple[tuple[Scalar, Node], ...]) -> tuple[tuple[Scalar, Node], ...]:
        found = []
        for key, value in entries:
            at_key = self.node(key)
            assert isinstance(at_key, Scalar)
            found.append((at_key, self.node(value)))
        return tuple(found)

    def _column(self, number: int, column: int) -> int:
        written, mended = self._written[number], self._mended[number]
        if max(len(written), len(mended)) > _LONGEST:
            return min(column, len(written))
        if number not in self._changed:
            matcher = SequenceMatcher(None, mended, written, autojunk=False)
            self._changed[number] = tuple(matcher.get_matching_blocks())
        for there, here, size in self._changed[number]:
            if column < there:
                return here  # in what was put in: the first character behind it
            if column < there + size:
                return here + column - there
        return len(written)
