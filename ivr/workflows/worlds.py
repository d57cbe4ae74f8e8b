"""The world that a turn is taken in: now, or the time that a rehearsal asks for."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from ivr.dialog.world import World
from ivr.menu.model import Menus
from ivr.ports import Services


def world_at(services: Services, menus: Menus | None, rehearsed: datetime | None) -> World:
    """Return the world; a rehearsed time without a zone is the line's."""
    if rehearsed is None:
        return World(services.clock().replace(microsecond=0))
    zone = ZoneInfo(menus.line.zone) if menus is not None else UTC
    return World((rehearsed if rehearsed.tzinfo is not None else rehearsed.replace(tzinfo=zone)).astimezone(UTC))
