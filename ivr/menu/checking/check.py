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
from ivr.menu.proving.prove import Proof, prove
from ivr.menu.proving.stuck_script import script_of
from ivr.menu.proving.telling import told_stuck
from ivr.menu.reading.load import Draft, load


@dataclass(frozen=True, slots=True)
class Known:
    """What menus refer to and only the world can tell: recordings by their path below the audio folder."""

    recordings: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Examined:
    """Menus that may go live, or none, and everything that was found, in order.

    `proof`: what was proved of a line without any other error; `stuck` are its rounds as call scripts.
    """

    menus: Menus | None
    problems: tuple[Problem, ...]
    proof: Proof | None = None
    stuck: tuple[str, ...] = ()


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


def examine(
    files: Mapping[str, str], known: Known, unreadable: Iterable[str] = (), *, proving: bool = True
) -> Examined:
    """Return the line in these files when it has no error, and all problems of reading and checking together.

    `unreadable` are the paths of menu files whose text could not be had; whoever found that tells it. `proving`:
    whether it is also proved that every call ends, which takes as long again.
    """
    draft = load(files, unreadable)
    problems = in_order((*draft.problems, *check(draft, known)))
    if has_errors(problems):
        return Examined(None, problems)
    proof = prove(draft.menus) if proving else None
    if proof is None or proof.holds:
        return Examined(draft.menus, problems, proof)
    stuck = [told_stuck(draft.menus, each) for each in proof.stuck]
    scripts = tuple(script_of(draft.menus, each) for each in proof.stuck)
    return Examined(None, in_order((*problems, *stuck)), proof, scripts)
