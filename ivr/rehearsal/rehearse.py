"""All call scripts of a line, played against its engine."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ivr.menu.model import Menus
from ivr.menu.problems import Problem
from ivr.menu.script import BadScriptError, load_scripts
from ivr.menu.script_model import Script
from ivr.rehearsal.coverage import Coverage, cover
from ivr.rehearsal.engine_call import EngineCall
from ivr.rehearsal.engine_talk import EngineTalk
from ivr.rehearsal.journal import Journal
from ivr.rehearsal.player import play
from ivr.rehearsal.setting import Memory, Setting, setting_of
from ivr.rehearsal.text_player import play_texts
from ivr.rehearsal.transcript import Played


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """How the scripts went, in order; what is wrong with their files; what of the line they reached.

    `timeless`: scripts that name no time although the hour decides where they go.
    """

    results: tuple[Played, ...]
    problems: tuple[Problem, ...]
    coverage: Coverage
    timeless: tuple[Script, ...] = ()

    @property
    def failed(self) -> tuple[Played, ...]:
        """Those that went another way than they say."""
        return tuple(each for each in self.results if each.why is not None)


def rehearse(menus: Menus, files: Mapping[str, str], now: datetime, only: str = "") -> Rehearsed:
    """Play the scripts in these files (by their path). `now`: the time for those that name none.

    The scripts of a file are calls one after the other: what the line keeps for a caller, the next ones find. `only`:
    of those whose name or file has this in it the results are told. Whatever a script says, this comes to an end.
    """
    problems: list[Problem] = []
    results: list[Played] = []
    timeless: list[Script] = []
    total = Journal()
    for path, text in files.items():
        try:
            scripts = load_scripts(text, path)
        except BadScriptError as error:
            problems += error.problems
            continue
        for script, result, journal in _rehearse_file(menus, scripts, now, only):
            results.append(result)
            total.add(journal)
            if journal.tells_time and script.at is None:
                timeless.append(script)
    return Rehearsed(tuple(results), tuple(problems), cover(menus, total), tuple(timeless))


def _rehearse_file(
    menus: Menus, scripts: Sequence[Script], now: datetime, only: str
) -> Iterator[tuple[Script, Played, Journal]]:
    memory = Memory()
    for script in scripts:
        is_wanted = only.casefold() in f"{script.place.file} {script.name}".casefold()
        # What is not asked for is played only for what the line keeps of it.
        if not is_wanted and not menus.keeps:
            continue
        result, journal = _played(script, setting_of(script, menus, now, memory))
        if is_wanted:
            yield script, result, journal


def _played(script: Script, setting: Setting) -> tuple[Played, Journal]:
    if script.channel == "text":
        talk = EngineTalk(setting)
        return play_texts(script, talk), talk.journal
    call = EngineCall(setting)
    return play(script, call), call.journal
