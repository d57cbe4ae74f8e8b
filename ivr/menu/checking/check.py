"""Is the line right? Every rule that needs the whole line; the mistakes of single words were told by the reading."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath

from ivr.menu.checking.check_answered import check_answered
from ivr.menu.checking.check_answers import check_answers
from ivr.menu.checking.check_keys import check_keys
from ivr.menu.checking.check_kinds import check_kinds
from ivr.menu.checking.check_meant import check_meant
from ivr.menu.checking.check_names import check_names
from ivr.menu.checking.check_numbers import check_numbers
from ivr.menu.checking.check_provider import Abilities, check_functions, check_provider
from ivr.menu.checking.check_queues import check_queues
from ivr.menu.checking.check_recordings import check_forms, check_lengths, check_recordings
from ivr.menu.checking.check_services import check_services
from ivr.menu.checking.check_texts import check_texts
from ivr.menu.checking.check_times import check_times
from ivr.menu.checking.check_ways import check_ways
from ivr.menu.checking.manners import check_manners
from ivr.menu.checking.web import Web, weave
from ivr.menu.model import Menus
from ivr.menu.parts import LINE_FILE, Channel
from ivr.menu.problems import Problem, has_errors, in_order
from ivr.menu.proving.as_texted import find_texted
from ivr.menu.proving.prove import Proof, prove
from ivr.menu.proving.stuck_script import script_of
from ivr.menu.proving.stuck_talk import talk_of
from ivr.menu.proving.telling import told_stuck
from ivr.menu.reading.load import Draft, load


@dataclass(frozen=True, slots=True)
class Known:
    """What menus refer to and only the world can tell: recordings by their path below the audio folder.

    `unplayable`: why a telephone cannot play some of them; `coarse`: how those are made that are no telephone audio;
    `seconds`: how long some of them last. Of what is None here nothing is said: the moment, what the provider can do
    that the settings name, the functions that developers registered. `private_hosts`: the `host:port` of services that
    may be asked although they lie in a private network. `providers`: what each can do, by the names lines may use.
    """

    recordings: frozenset[str] = frozenset()
    unplayable: Mapping[str, str] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    now: datetime | None = None
    abilities: Abilities | None = None
    functions: frozenset[str] | None = None
    coarse: Mapping[str, str] = field(default_factory=dict)
    private_hosts: frozenset[str] = frozenset()
    providers: Mapping[str, Abilities] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Examined:
    """Menus that may go live, or none, and everything that was found, in order.

    `proof`: what was proved of the calls of a line without any other error, `of_texts` of its text conversations where
    it has any; `stuck` are the rounds of both as scripts.
    """

    menus: Menus | None
    problems: tuple[Problem, ...]
    proof: Proof | None = None
    of_texts: Proof | None = None
    stuck: tuple[str, ...] = ()


def check(draft: Draft, known: Known, *, manners: bool = True) -> tuple[Problem, ...]:
    """Return what is wrong with the line as a whole, in no order; advice on manners too, unless it is not wanted.

    Never raises, whatever the draft lacks.
    """
    web = weave(draft)
    return (
        *check_ways(draft, web),
        *check_keys(draft),
        *check_names(draft, web),
        *check_meant(draft),
        *check_kinds(draft),
        *check_recordings(draft, known.recordings, known.unplayable),
        *check_lengths(draft, known.seconds),
        *check_forms(draft, known.coarse),
        *check_answers(draft),
        *check_answered(draft, web),
        *check_texts(draft, web),
        *(_of_settings(draft, web, known) if not _is_line_wrong(draft) else ()),
        *check_functions(draft, known.functions),
        *(check_manners(draft, web) if manners else ()),
    )


def _of_settings(draft: Draft, web: Web, known: Known) -> Iterator[Problem]:
    """Yield what is wrong with the line's settings, all of which are understood."""
    yield from check_numbers(draft)
    yield from check_times(draft, known.now)
    yield from check_queues(draft)
    yield from check_services(draft, known.private_hosts)
    yield from check_provider(draft, web, known.abilities, known.providers)


def _is_line_wrong(draft: Draft) -> bool:
    return any(problem.is_error and PurePosixPath(problem.place.file).name == LINE_FILE for problem in draft.problems)


def examine(
    files: Mapping[str, str],
    known: Known,
    unreadable: Iterable[str] = (),
    folder: str = "",
    *,
    manners: bool = True,
    proving: bool = True,
) -> Examined:
    """Return the line in these files when it has no error, and all problems of reading and checking together.

    Advice on manners is given of lines without errors only: who mends a line will change what it is about.
    `unreadable` are the paths of menu files whose text could not be had; whoever found that tells it. `folder`:
    where a line without files was looked for. `proving`: whether it is also proved that every call ends, which takes
    as long again.
    """
    draft = load(files, unreadable, folder)
    manners = manners and draft.is_whole and not has_errors(draft.problems)
    problems = in_order((*draft.problems, *check(draft, known, manners=manners)))
    if has_errors(problems):
        return Examined(None, _without_manners(problems))
    if not proving:
        return Examined(draft.menus, problems)
    proof, texted = prove(draft.menus), find_texted(draft.menus)
    of_texts = prove(texted, may_lose=False) if texted is not None else None
    found = [*_stuck_calls(draft.menus, proof), *_stuck_talks(draft.menus, texted, of_texts, proof)]
    if not found:
        return Examined(draft.menus, problems, proof, of_texts)
    told, scripts = zip(*found, strict=True)
    return Examined(None, in_order((*_without_manners(problems), *told)), proof, of_texts, scripts)


def _stuck_calls(menus: Menus, proof: Proof | None) -> Iterator[tuple[Problem, str]]:
    for each in proof.stuck if proof is not None else ():
        yield told_stuck(menus, each), script_of(menus, each)


def _stuck_talks(
    menus: Menus, texted: Menus | None, proof: Proof | None, of_calls: Proof | None
) -> Iterator[tuple[Problem, str]]:
    """Yield where text conversations are kept, but not where calls are too: who mends that has mended both."""
    known = {each.step for each in of_calls.stuck} if of_calls is not None else set()
    for each in proof.stuck if proof is not None else ():
        if texted is not None and each.step not in known:
            yield told_stuck(texted, each, Channel.TEXT), talk_of(menus, texted, each)


def _without_manners(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(problem for problem in problems if not problem.is_of_manners)
