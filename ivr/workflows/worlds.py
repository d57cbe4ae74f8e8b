"""The world that a turn is taken in: now, or the time that a rehearsal asks for; and how the line's queues stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from ivr.dialog.world import QueueView, World, agents_of, minutes_until
from ivr.errors import StoreUnavailableError
from ivr.log import get_logger
from ivr.menu.model import Menus
from ivr.ports.calls import Services
from ivr.rehearsal.aside import LineSide

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a rehearsing telephone wants to be believed: the time (without a zone it is the line's), and the rest."""

    at: datetime | None
    aside: LineSide


def world_at(services: Services, menus: Menus | None, wanted: Rehearsed | None) -> World:
    """Return the world as it is, or as a rehearsal wants it."""
    queues = _queues(services, menus) if menus is not None and menus.counts_queues else {}
    rehearsed = None
    if wanted is not None:
        queues = {**queues, **wanted.aside.queues}
        rehearsed = wanted.at
    if rehearsed is None:
        return World(services.clock().replace(microsecond=0), queues)
    zone = ZoneInfo(menus.line.zone) if menus is not None else UTC
    return World(
        (rehearsed if rehearsed.tzinfo is not None else rehearsed.replace(tzinfo=zone)).astimezone(UTC), queues
    )


def _queues(services: Services, menus: Menus) -> Mapping[str, QueueView]:
    """Return how the queues stand; without a store they are empty, and nobody is kept from waiting."""
    try:
        counts = services.queues.count(tuple(menus.line.queues))
    except StoreUnavailableError as error:
        _log.warning("store_unavailable", why=str(error))
        return {}
    views = {}
    for name, count in counts.items():
        agents = agents_of(menus.line, name)
        minutes = minutes_until(count.waiting + 1, agents, count.talk_s)
        views[name] = QueueView(count.waiting, max(0, agents - count.busy), minutes)
    return views
