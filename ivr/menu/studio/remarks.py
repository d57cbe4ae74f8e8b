"""What a person should look at after a flow was carried over."""

from dataclasses import dataclass
from enum import IntEnum


class Weight(IntEnum):
    """How much it matters, the heaviest first."""

    LOST = 0  # Studio did something that the menus do not
    MISTAKE = 1  # the original looks wrong
    LOOK = 2  # carried over, with something to decide or to add


@dataclass(frozen=True, slots=True, order=True)
class Remark:
    """Something about one widget."""

    weight: Weight
    widget: str
    text: str


class Remarks:
    """The remarks of one import; the same is said once."""

    def __init__(self) -> None:
        self._all: dict[Remark, None] = {}

    def lost(self, widget: str, text: str) -> None:
        """Note what could not be carried over."""
        self._all[Remark(Weight.LOST, widget, text)] = None

    def mistake(self, widget: str, text: str) -> None:
        """Note what looks like a mistake in the original."""
        self._all[Remark(Weight.MISTAKE, widget, text)] = None

    def look(self, widget: str, text: str) -> None:
        """Note what a person should decide or add."""
        self._all[Remark(Weight.LOOK, widget, text)] = None

    def sorted(self) -> tuple[Remark, ...]:
        """Return them, the heaviest first, each weight in the order in which it was noted."""
        return tuple(sorted(self._all, key=lambda remark: remark.weight))
