"""How much may stand in one place of a menu file: more than anybody reads, and little enough for a turn of a call."""

from collections.abc import Sized
from typing import Final

from ivr.menu.reading.nodes import Listing, Node, Scalar, Table

MOST_PATTERNS: Final = 200  # choices with X or a /pattern/, each of which is tried in turn
MOST_PIECES: Final = 200
MOST_TEXTS: Final = 1_000
MOST_LISTED: Final = 10_000  # what a condition looks through
MOST_IN_BODY: Final = 500
RATES: Final = (80, 400)  # words a minute; slower or faster nobody follows

_USUALLY: Final = 200
_MOST: Final = {
    **dict.fromkeys(("numbers", "keywords", "contacts", "mailboxes", "queues", "services", "lists"), 10_000),
    **dict.fromkeys(("keys", "words"), 5_000),
    "anywhere": 500,
    "choose": 1_000,
    "except": 366,
    "set": 100,
    "languages": 30,
    "body": MOST_IN_BODY,
}


def explain_too_many(name: str, node: Node) -> str | None:
    """Return what to say of a list or mapping under this name that holds too much, or None."""
    if isinstance(node, Scalar):
        return None
    held: Sized = node.entries if isinstance(node, Table) else node.items
    most = _MOST.get(name, _USUALLY)
    return too_many(f"`{name}`", most) if len(held) > most else None


def too_many(name: str, most: int) -> str:
    """Return what to say of a place that holds more than so much."""
    return f"{name} holds more than {most:,} entries, which is more than a call can go through; split it up."


def count_within(node: Node | None) -> int:
    """Return how many texts, lists and mappings there are in a node, itself included."""
    match node:
        case Listing():
            return 1 + sum(map(count_within, node.items))
        case Table():
            return 1 + sum(count_within(value) for _, value in node.entries)
        case _:
            return 1
