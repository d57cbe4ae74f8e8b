"""What a turn may know beyond the call's own state."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from msgspec import Struct, field

from ivr.menu.line import Line

USUAL_TALK_S: Final = 180


class QueueView(Struct, frozen=True):
    """How a queue stands: who waits in it, how many agents are free, how long somebody who joins now may wait."""

    waiting: int = 0
    free: int = 0
    minutes: int = 0


class QueuePlace(Struct, frozen=True):
    """Where somebody stands who waits: for how many seconds so far, at which place, for how many minutes more."""

    waited: int
    position: int
    minutes: int


def minutes_until(position: int, agents: int, talk_s: int) -> int:
    """Return how many minutes somebody at that place may have to wait, rounded up; one minute at least."""
    return max(1, -(-position * talk_s // (60 * max(1, agents))))


def agents_of(line: Line, queue: str) -> int:
    """Return how many people may take calls from a queue."""
    settings = line.queues.get(queue)
    contact = line.contacts.get(settings.agents or "") if settings is not None else None
    return len(contact.dial) if contact is not None else 0


class World(Struct, frozen=True):
    """`now` is aware. A turn that is answered a second time gets the same world again."""

    now: datetime
    queues: Mapping[str, QueueView] = field(default_factory=dict)
