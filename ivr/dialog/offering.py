"""Menus whose choices come from a list: nine at a time, each with its key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from ivr.dialog.turn import Turn
from ivr.menu.own_words import MORE, MORE_BY_TEXT, own_prompt
from ivr.menu.templates.value import LONGEST_LIST, Value
from ivr.menu.verbs import Offers

_MOST_AT_ONCE: Final = 9
_KEY_FOR_MORE: Final = "9"


@dataclass(frozen=True, slots=True)
class Page:
    """The choices that are offered at once, by their keys; `has_more`: the key 9 leads to the next page."""

    items: Mapping[str, Value]
    has_more: bool


def page_of(turn: Turn, offers: Offers) -> Page:
    """Return the page that the caller is at; after the last comes the first."""
    items = _items(turn, offers)
    if len(items) <= _MOST_AT_ONCE:
        return Page({str(number): item for number, item in enumerate(items, start=1)}, has_more=False)
    most = _MOST_AT_ONCE - 1
    pages = -(-len(items) // most)
    first = (turn.state.visit.page % pages) * most
    shown = items[first : first + most]
    return Page({str(number): item for number, item in enumerate(shown, start=1)}, has_more=True)


def hear_page(turn: Turn, offers: Offers) -> None:
    """Add what is said of each choice on the page to what is heard."""
    page = page_of(turn, offers)
    for key, item in page.items.items():
        with turn.knowing({"item": item, "key": key}):
            turn.hear(offers.each)
    hear_more(turn, offers)


def hear_more(turn: Turn, offers: Offers) -> None:
    """Add how the next page is asked for, if there is one."""
    if page_of(turn, offers).has_more:
        turn.hear(own_prompt(MORE, turn.menus.line.languages, offers.source_place, MORE_BY_TEXT))


def turn_over(turn: Turn) -> None:
    """Go to the next page."""
    turn.change(visit=replace(turn.state.visit, page=turn.state.visit.page + 1))


def find_item(turn: Turn, offers: Offers, key: str) -> Value:
    """Return the choice behind a key of the page, or None."""
    return page_of(turn, offers).items.get(key)


def leads_on(page: Page, key: str) -> bool:
    """Whether the key leads to the next page."""
    return page.has_more and key == _KEY_FOR_MORE


def labels(turn: Turn, offers: Offers) -> Mapping[str, str]:
    """Return the names of the choices on the page, by their keys; none when the menu gives them none."""
    found = {}
    for key, item in page_of(turn, offers).items.items() if offers.label is not None else ():
        with turn.knowing({"item": item, "key": key}):
            found[key] = turn.text_of(offers.label or "").strip()
    return {key: label for key, label in found.items() if label}


def _items(turn: Turn, offers: Offers) -> Sequence[Value]:
    value = turn.state.saved.get(offers.source)
    if isinstance(value, str) or not isinstance(value, Sequence):
        return ()
    return [item for item in value[:LONGEST_LIST] if item is not None]
