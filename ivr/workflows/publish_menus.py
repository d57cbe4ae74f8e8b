"""Menus go live, or go back to what they were: checked, rehearsed, and never over what somebody else has just done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ivr.errors import RingtreeError, StoreUnavailableError
from ivr.log import get_logger
from ivr.menu.checking.check import Examined
from ivr.menu.model import Menus
from ivr.ports.releases import Announcements, Move, MoveKind, NewMove, ReleaseShelf
from ivr.rehearsal.rehearse import Rehearsed, rehearse
from ivr.values import MenuVersion

_FEWEST_OF_VERSION: Final = 3
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Menus that are to go live: what was found in them, their files, and the call scripts that they must pass."""

    examined: Examined
    files: Mapping[str, str]
    scripts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class By:
    """Who makes a move, when and why; `follows` is the number of the last move that they know of, 0 for none."""

    author: str
    note: str
    at: datetime
    follows: int


@dataclass(frozen=True, slots=True)
class Live:
    """The version is live now."""

    move: Move


@dataclass(frozen=True, slots=True)
class LiveAlready:
    """It was live before; nothing was done."""

    move: Move


@dataclass(frozen=True, slots=True)
class HasErrors:
    """The check found what callers would meet; nothing was done."""

    examined: Examined


@dataclass(frozen=True, slots=True)
class FailsScripts:
    """Calls go another way than the scripts say; nothing was done."""

    rehearsed: Rehearsed


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Somebody else has made a move since, so that one is to be looked at first; nothing was done."""

    move: Move


@dataclass(frozen=True, slots=True)
class NotOurs:
    """What is live was not published from the repository, and a deploy does not write over it; nothing was done."""

    move: Move


Published = Live | LiveAlready | HasErrors | FailsScripts | Overtaken | NotOurs


def publish_menus(
    releases: ReleaseShelf, announcements: Announcements, candidate: Candidate, by: By, kind: MoveKind
) -> Published:
    """Make the candidate live, when it has no errors and passes its scripts; DatabaseUnavailableError when it cannot.

    A deploy writes over nothing but what a deploy, or nobody, has made live.
    """
    menus = candidate.examined.menus
    if menus is None:
        return HasErrors(candidate.examined)
    live = releases.find_live()
    if live is not None:
        if live.version == menus.version:
            return LiveAlready(live)
        if kind is MoveKind.DEPLOYED and live.kind not in {MoveKind.DEPLOYED, MoveKind.SAVED}:
            return NotOurs(live)
        if live.number != by.follows:
            return Overtaken(live)
    rehearsed = rehearse(menus, candidate.scripts, by.at)
    if rehearsed.failed or rehearsed.problems:
        return FailsScripts(rehearsed)
    move = NewMove(by.follows, by.at, kind, by.author, by.note)
    return _made(releases, announcements, releases.publish(menus, candidate.files, move))


def publish_saved(
    releases: ReleaseShelf, announcements: Announcements, menus: Menus, files: Mapping[str, str], at: datetime
) -> None:
    """Make live what was just saved in the folder of a line under development; its scripts may come later.

    Whoever else has seen the same change may be quicker: then it is live by them.
    """
    live = releases.find_live()
    if live is None or live.version != menus.version:
        move = NewMove(live.number if live is not None else 0, at, MoveKind.SAVED, "", "")
        made = releases.publish(menus, files, move)
        if made is not None:
            _announce(announcements, made)


def find_move(moves: Sequence[Move], name: str | None) -> Move:
    """Return the newest move that a release number or a version names; without a name, the one that is live.

    RingtreeError, which says what there is, when it names none.
    """
    if not moves:
        raise RingtreeError("Nothing was published yet; `ivr publish` makes the menus live.")
    if name is None:
        return moves[0]
    found = [
        move
        for move in moves
        if name == str(move.number) or (len(name) > _FEWEST_OF_VERSION and move.version.value.startswith(name))
    ]
    if len({move.version for move in found}) != 1:
        problem = "is no release that is kept" if not found else "is the beginning of several versions"
        raise RingtreeError(f"`{name}` {problem}; `ivr releases` lists them.")
    return found[0]


def find_earlier(moves: Sequence[Move]) -> Move:
    """Return the newest move to another version than the one that is live; RingtreeError when there is none."""
    live = find_move(moves, None)
    other = next((move for move in moves if move.version != live.version), None)
    if other is None:
        raise RingtreeError(f"Only version {live.version} was ever live; there is nothing to go back to.")
    return other


def roll_back(
    releases: ReleaseShelf, announcements: Announcements, version: MenuVersion, by: By
) -> Live | LiveAlready | Overtaken:
    """Make an older version, which is kept, live again."""
    live = releases.find_live()
    if live is not None and live.version == version:
        return LiveAlready(live)
    move = NewMove(by.follows, by.at, MoveKind.ROLLED_BACK, by.author, by.note)
    return _made(releases, announcements, releases.go_back(version, move))


def _made(releases: ReleaseShelf, announcements: Announcements, move: Move | None) -> Live | Overtaken:
    if move is None:
        other = releases.find_live()
        assert other is not None, "somebody else's move came before"
        return Overtaken(other)
    _announce(announcements, move)
    return Live(move)


def _announce(announcements: Announcements, move: Move) -> None:
    try:
        announcements.announce(move.number)
    except StoreUnavailableError as error:
        # Every process asks the database itself a few times a minute.
        _log.warning("move_not_announced", move=move.number, why=str(error))
