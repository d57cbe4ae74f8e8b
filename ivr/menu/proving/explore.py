"""Finding every place that a call can come to, and every way on from it."""

from typing import Final

from ivr.menu.model import Menus
from ivr.menu.proving.contexts import DEEPEST, Depth
from ivr.menu.proving.lost import Lost
from ivr.menu.proving.places import Search
from ivr.menu.proving.returning import returning
from ivr.menu.proving.space import Space

_MOST_SPOTS: Final = 600_000
# A line whose flows go through each other again and again has too many to be told apart: then less is.
_FEW_SPOTS: Final = 5_000
_FEW_SPOTS_A_STEP: Final = 30
_MOST_EXACT: Final = 8_000
_RETURNS: Final = (DEEPEST, 2, 0)
_TRAILS: Final = (0, 2, 1)


class TooLargeError(Exception):
    """The space has more places than anybody waits for."""


def explore(menus: Menus, *, may_lose: bool = True) -> Space:
    """Return the space of all calls of a line. Costs some microseconds for each place and way.

    `may_lose`: an outage may lose what somebody entered. What a line says to somebody who has hung up is left out: it
    asks nothing, so any round in it is told as such.
    """
    few = _FEW_SPOTS + _FEW_SPOTS_A_STEP * len(menus.steps)
    lost = Lost(menus, may_lose=may_lose)
    may_return = returning(menus, lost)
    for returns in _RETURNS:
        for trail in _TRAILS:
            search = Search(menus, lost, may_return, Depth(returns, trail), _MOST_SPOTS if not returns else few)
            if search.run():
                return Space(search.spots, search.edges, is_exact=not search.contexts.is_cut)
            if not search.needs_trail and not trail:
                break  # it is too large already
    raise TooLargeError


def search_exactly(menus: Menus, *, may_lose: bool = True) -> Search:
    """Return a search that has not begun, in which a call remembers all that it does remember.

    It finds up to 8,000 places. Where callers go back and forth there are many more.
    """
    lost = Lost(menus, may_lose=may_lose)
    return Search(menus, lost, returning(menus, lost), Depth(DEEPEST, DEEPEST), _MOST_EXACT)
