"""Connections whose request is not there yet, in the order in which they have to go."""

from collections.abc import Iterator
from typing import Final, Generic, TypeVar

SILENT_S: Final = 10.0
SILENT_STOPPING_S: Final = 2.0
REQUEST_S: Final = 5.0  # from the first byte on
MOST_HELD_BYTES: Final = 16 << 20

Waiting = TypeVar("Waiting")


class WaitingRoom(Generic[Waiting]):
    """Who waits since when: those that never said a word, and those that have begun and how much of them is held."""

    def __init__(self) -> None:
        self._silent: dict[Waiting, float] = {}
        self._begun: dict[Waiting, tuple[float, int]] = {}
        self.held_bytes = 0

    def __contains__(self, who: Waiting) -> bool:
        return who in self._silent or who in self._begun

    def wait(self, who: Waiting, now: float) -> None:
        """Let one in that has not said anything; one that waits already goes on waiting."""
        if who not in self:
            self._silent[who] = now

    def hear(self, who: Waiting, now: float, size: int) -> None:
        """Note that one has said `size` bytes; the first begin its time."""
        self._silent.pop(who, None)
        since, held = self._begun.get(who, (now, 0))
        self._begun[who] = (since, held + size)
        self.held_bytes += size

    def leave(self, who: Waiting) -> float | None:
        """Let one go, if it is here; return when its first byte came."""
        self._silent.pop(who, None)
        since, held = self._begun.pop(who, (None, 0))
        self.held_bytes -= held
        return since

    def oldest(self) -> Waiting | None:
        """Return the one that has waited longest, or None when nobody waits."""
        silent = next(iter(self._silent.items()), None)
        begun = next(iter(self._begun.items()), None)
        if silent is None or begun is None:
            first = silent or begun
            return None if first is None else first[0]
        return silent[0] if silent[1] < begun[1][0] else begun[0]

    def surplus(self) -> Iterator[Waiting]:
        """Yield those that have begun, oldest first, for as long as too much is held; each must leave."""
        while self.held_bytes > MOST_HELD_BYTES:
            yield next(iter(self._begun))

    def overdue(self, now: float, *, stopping: bool) -> list[Waiting]:
        """Return those whose time is over. A server that stops does not wait long for a first word."""
        silent_s = SILENT_STOPPING_S if stopping else SILENT_S
        found = []
        for who, since in self._silent.items():
            if since + silent_s > now:
                break
            found.append(who)
        for who, (since, _) in self._begun.items():
            if since + REQUEST_S > now:
                break
            found.append(who)
        return found
