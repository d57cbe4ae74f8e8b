"""What a YAML file holds once it is read as text: scalars, lists and tables, each with its place."""

from collections.abc import Iterator
from dataclasses import dataclass

from ivr.menu.parts import Place


@dataclass(frozen=True, slots=True)
class Scalar:
    """Text as it was typed. `plain`: without quotes. `inset`: the columns from its place to its first character; None
    when it is not written letter by letter in one line.
    """

    text: str
    place: Place
    plain: bool = True
    inset: int | None = None

    def place_at(self, offset: int) -> Place | None:
        """Return where a character of the text stands in the file, when that is known."""
        if self.inset is None:
            return None
        return Place(self.place.file, self.place.line, self.place.column + self.inset + offset)


@dataclass(frozen=True, slots=True)
class Listing:
    """A list."""

    items: "tuple[Node, ...]"
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping, in the order it was written. `dropped`: entries whose name stood above already."""

    entries: "tuple[tuple[Scalar, Node], ...]"
    place: Place
    dropped: "tuple[tuple[Scalar, Node], ...]" = ()


Node = Scalar | Listing | Table


def texts_within(node: Node) -> Iterator[str]:
    """Yield every text in a node, names before colons and dropped entries too."""
    match node:
        case Scalar():
            yield node.text
        case Listing():
            for item in node.items:
                yield from texts_within(item)
        case Table():
            for key, value in (*node.entries, *node.dropped):
                yield key.text
                yield from texts_within(value)


def places_within(node: Node, path: str = "") -> Iterator[tuple[str, Place]]:
    """Yield where everything in a node stands, by the names that lead to it, with dots between, items by number."""
    match node:
        case Scalar():
            pass
        case Listing():
            for number, item in enumerate(node.items):
                yield f"{path}.{number}", item.place
                yield from places_within(item, f"{path}.{number}")
        case Table():
            for key, value in node.entries:
                name = key.text.replace("-", "_")
                inside = f"{path}.{name}" if path else name
                yield inside, key.place
                yield from places_within(value, inside)
