"""Is the line right? Every rule that needs the whole line; the mistakes of single words were told by the reading."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ivr.menu.checking.check_keys import check_keys
from ivr.menu.checking.check_kinds import check_kinds
from ivr.menu.checking.check_meant import check_meant
from ivr.menu.checking.check_names import check_names
from ivr.menu.checking.check_recordings import check_recordings
from ivr.menu.checking.check_ways import check_ways
from ivr.menu.checking.web import weave
from ivr.menu.model import Menus
from ivr.menu.problems import Problem, has_errors, in_order
from ivr.menu.reading.load import Draft, load


@dataclass(frozen=True, slots=True)
class Known:
    """What menus refer to and only the world can tell: recordings by their path below the audio folder."""

    recordings: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Examined:
    """Menus that may go live, or none, and everything that was found, in order."""

    menus: Menus | None
    problems: tuple[Problem, ...]


def check(draft: Draft, known: Known) -> tuple[Problem, ...]:
    """Return what is wrong with the line as a whole, in no order. Never raises, whatever the draft lacks."""
    web = weave(draft)
    return (
        *check_ways(draft, web),
        *check_keys(draft),
        *check_names(draft, web),
        *check_meant(draft),
        *check_kinds(draft),
        *check_recordings(draft, known.recordings),
    )


def examine(files: Mapping[str, str], known: Known, unreadable: Iterable[str] = ()) -> Examined:
    """Return the line in these files when it has no error, and all problems of reading and checking together.

    `unreadable` are the paths of menu files whose text could not be had; whoever found that tells it.
    """
    draft = load(files, unreadable)
    problems = in_order((*draft.problems, *check(draft, known)))
    return Examined(None if has_errors(problems) else draft.menus, problems)
