"""Menus: the versions that went live, and where the one to run is found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from ivr.menu.model import Menus
from ivr.values import MenuVersion

MOST_RELEASES: Final = 50  # moves that are kept, and can be gone back to


class MoveKind(StrEnum):
    """How a version came to be live."""

    PUBLISHED = "published"
    DEPLOYED = "deployed"  # with the program, from its repository
    ROLLED_BACK = "rolled back"
    SAVED = "saved"  # in the folder of a line under development


@dataclass(frozen=True, slots=True)
class NewMove:
    """Somebody makes a version the live one, knowing that the move `follows` (0: none) was the last."""

    follows: int
    at: datetime
    kind: MoveKind
    author: str
    note: str


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody made a version the live one; its number is how people call it. `steps`: how many the version has."""

    number: int
    version: MenuVersion
    at: datetime
    kind: MoveKind
    author: str
    note: str
    steps: int


class ReleaseShelf(Protocol):
    """Menus that went live. All raise DatabaseUnavailableError when they cannot be done."""

    def find_live(self) -> Move | None:
        """Return the newest move, which says what is live; None when nothing was ever published."""
        ...

    def list_moves(self, most: int) -> Sequence[Move]:
        """Return the newest moves, newest first."""
        ...

    def find_files(self, version: MenuVersion) -> Mapping[str, str] | None:
        """Return the menu files of a version by their path, or None when it is not kept."""
        ...

    def publish(self, menus: Menus, files: Mapping[str, str], move: NewMove) -> Move | None:
        """Keep a version and make it the live one; None when somebody else's move came before."""
        ...

    def go_back(self, version: MenuVersion, move: NewMove) -> Move | None:
        """Make a version that is kept the live one again; None when somebody else's move came before, or it is gone."""
        ...


class Announcements(Protocol):
    """Where every process hears of a move. Both raise StoreUnavailableError when they cannot be done in time."""

    def find(self) -> int | None:
        """Return the number of the last move that was announced, or None."""
        ...

    def announce(self, number: int) -> None:
        """Tell every process that this move was made."""
        ...


class MenuShelf(Protocol):
    """Where a line's menus are found, ready to run."""

    def current(self) -> Menus:
        """Return the version that new calls get; MenusNotReadyError when there is none."""
        ...

    def find(self, version: MenuVersion) -> Menus | None:
        """Return the version that a live call began with, or None when it is gone."""
        ...
