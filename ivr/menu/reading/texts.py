"""One text or several, wherever a setting takes either; and durations as people write them."""

from collections.abc import Sequence

from ivr.menu.parts import Place
from ivr.menu.reading.desk import Desk
from ivr.menu.reading.nodes import Listing, Node, Scalar, Table
from ivr.menu.reading.sizes import MOST_TEXTS, too_many


def shown_seconds(seconds: int) -> str:
    """Return a duration as it is written in menus, in the largest unit without a remainder."""
    for unit, name in ((86_400, "d"), (3600, "h"), (60, "m")):
        if seconds and seconds % unit == 0:
            return f"{seconds // unit}{name}"
    return f"{seconds}s"


def _text_of_item(desk: Desk, item: Node, name: str) -> tuple[tuple[str, Place], ...]:
    if not isinstance(item, Scalar):
        desk.complain(item.place, "E107", f"`{name}` takes texts here.")
        return ()
    if not item.text:
        desk.complain(item.place, "E109", f"One of `{name}` is empty.")
        return ()
    return ((item.text, item.place),)


def texts_of(
    desk: Desk, node: Node, name: str, *, may_be_empty: bool = False, most: int = MOST_TEXTS
) -> tuple[tuple[str, Place], ...]:
    """Return one text or a list of them, each with its place."""
    match node:
        case Scalar():
            if not node.text:
                desk.complain(node.place, "E109", f"`{name}` has no value; write one behind the colon.")
            return ((node.text, node.place),) if node.text else ()
        case Listing():
            if not node.items and not may_be_empty:
                desk.complain(node.place, "E109", f"This list of `{name}` is empty.")
            if len(node.items) > most:
                desk.complain(node.place, "E108", too_many(f"`{name}`", most))
            return tuple(text for item in node.items for text in _text_of_item(desk, item, name))
        case Table():
            desk.complain(node.place, "E107", f"`{name}` takes a text or a list of texts.")
            return ()


def listed(words: Sequence[str], last: str = "and") -> str:
    """Return words as a sentence lists them, with that word before the last."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
