"""Going a way once more, with all that a call remembers told apart: does it really lead there, again and again?"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ivr.menu.proving.measure import Leg
from ivr.menu.proving.places import Search
from ivr.menu.proving.search import Lasso
from ivr.menu.proving.space import BEGIN, Edge, Space, Spot

_MOST_ROUNDS: Final = 40  # what a call remembers is the same again long before


class _Goes(NamedTuple):
    """What happens, and where that leads, apart from what the call remembers there."""

    edge: Edge
    to: Spot


def goes_round(exact: Search, space: Space, lasso: Lasso) -> bool:
    """Return whether a call goes that way and then round for ever; `exact` is the line with nothing forgotten."""
    here: int | None = _after(exact, BEGIN, _plainly(space, lasso.way))
    again = list(_plainly(space, lasso.round))
    met: set[int] = set()
    while here is not None and here not in met and len(met) < _MOST_ROUNDS:
        met.add(here)
        here = _after(exact, here, again)
    return here in met


def _after(exact: Search, here: int, way: "Iterator[_Goes] | Sequence[_Goes]") -> int | None:
    """Return where the way leads from there; None when it cannot be gone."""
    for goes in way:
        found = (edge.to for edge in exact.edges_from(here) if _is_same(exact, edge, goes))
        after = next(found, None)
        if after is None:
            return None
        here = after
    return here


def _is_same(exact: Search, edge: Edge, goes: _Goes) -> bool:
    return edge._replace(to=0) == goes.edge and exact.spots[edge.to]._replace(context=0) == goes.to


def _plainly(space: Space, legs: Sequence[Leg]) -> Iterator[_Goes]:
    """Yield a way leg by leg, past the place where it is only known that a call goes back to some question."""
    came: Edge | None = None
    for leg in legs:
        to = space.spots[leg.edge.to]
        edge = leg.edge if came is None else came._replace(enters=leg.edge.enters, refused=leg.edge.refused)
        edge = edge._replace(to=0, most_visits=leg.edge.most_visits)
        came = edge if to.step is None and to.full else None
        if came is None:
            yield _Goes(edge, to._replace(context=0))
