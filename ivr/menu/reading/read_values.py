"""Reading templates that stand under names of the author's own: data for people, functions and services."""

from collections.abc import Iterator, Mapping
from typing import Final

from ivr.menu.parts import Place
from ivr.menu.reading.desk import Desk
from ivr.menu.reading.fields import Fields
from ivr.menu.reading.nodes import Listing, Node, Scalar, Table
from ivr.menu.verbs import Body

_MOST: Final = 100  # values in one mapping: more is no longer something that people read


def read_templates(fields: Fields, name: str) -> tuple[Mapping[str, str], Mapping[str, Place]]:
    """Return the templates of a mapping, by name, and where each of them stands."""
    table = fields.table(name)
    values: dict[str, str] = {}
    places: dict[str, Place] = {}
    for key, value in table.entries if table is not None else ():
        if not isinstance(value, Scalar):
            fields.desk.complain(value.place, "E107", f"`{key.text}` takes one text or `{{{{ … }}}}`.")
            continue
        fields.desk.check_template(value)
        values[key.text] = value.text
        places[key.text] = value.place
    if table is not None and len(table.entries) > _MOST:
        fields.desk.complain(table.place, "E108", f"`{name}` holds more than {_MOST} values.")
    return values, places


def read_body(desk: Desk, node: Node | None) -> Body | None:
    """Return templates in the shape of JSON: texts, lists and mappings in each other."""
    match node:
        case None:
            return None
        case Scalar():
            desk.check_template(node)
            return node.text
        case Listing():
            return tuple(_inner(desk, item) for item in node.items)
        case Table():
            return {key.text: _inner(desk, value) for key, value in node.entries}


def _inner(desk: Desk, node: Node) -> Body:
    body = read_body(desk, node)
    return "" if body is None else body


def texts_in(node: Node | None) -> Iterator[tuple[str, Place]]:
    """Yield the templates of a body, with their places."""
    match node:
        case Scalar():
            yield node.text, node.place
        case Listing():
            for item in node.items:
                yield from texts_in(item)
        case Table():
            for _, value in node.entries:
                yield from texts_in(value)
        case None:
            pass
