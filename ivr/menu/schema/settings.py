"""What settings a verb or a part of line.yaml has, of which kinds: asked of the readers themselves.

A reader is given mappings of nothing but names, and what it asks for is noted. So there is no second list to keep.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from ivr.menu.line import Language, Line
from ivr.menu.parts import Place, ToStep
from ivr.menu.reading.asked import Asked, Kind
from ivr.menu.reading.desk import Desk
from ivr.menu.reading.nodes import Node, Scalar, Table
from ivr.menu.reading.read_choices import default_manners
from ivr.menu.reading.read_line import read_line
from ivr.menu.reading.read_step import read_step
from ivr.menu.reading.words import LINE_KEYS, VERBS

_HERE: Final = Place("", 1, 1)
_ELSEWHERE: Final = Place("", 2, 1)
_MISSED: Final = frozenset({"E109", "E203", "E303"})
# What is asked for more closely wins: every kind of text is asked for as a text too.
_VAGUE: Final = (Kind.KNOWN, Kind.TEXT)
_Read = Callable[[Desk, Table], object]


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: what it takes, with the kind's bounds or words, and whether it must be given."""

    kind: Kind
    details: tuple[object, ...] = ()
    required: bool = False


Settings = Mapping[str, Setting]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of line.yaml: its own setting, and those of the mapping it is (or, `named`, of each mapping in it)."""

    setting: Setting
    inner: Settings
    named: bool


def verbs() -> Mapping[str, Settings]:
    """Return the settings of each verb: itself first, then its own, then those that stand beside every verb."""
    return {verb: _settings(_read_step, (verb,)) for verb in VERBS}


def sections() -> Mapping[str, Section]:
    """Return what line.yaml holds."""
    found = {}
    for name, setting in _settings(_read_line, ()).items():
        inner = _settings(partial(_read_section, name), ())
        named = {} if inner else _settings(partial(_read_entry, name), ())
        found[name] = Section(setting, inner or named, bool(named))
    assert found.keys() == set(LINE_KEYS), "every part of line.yaml is known to its reader"
    return found


def _read_step(desk: Desk, table: Table) -> object:
    line = Line("", ToStep("main", "first"), "UTC", (Language("en", "en-US", None),), default_manners())
    return read_step(desk, line, ToStep("main", "first"), _ELSEWHERE, table)


def _read_line(desk: Desk, table: Table) -> object:
    return read_line(desk, table, _ELSEWHERE)


def _read_section(section: str, desk: Desk, table: Table) -> object:
    return _read_line(desk, _table((section, table)))


def _read_entry(section: str, desk: Desk, table: Table) -> object:
    return _read_section(section, desk, _table(("en", table)))


def _table(*entries: tuple[str, Node]) -> Table:
    return Table(tuple((Scalar(name, _ELSEWHERE), value) for name, value in entries), _ELSEWHERE)


def _settings(read: _Read, given: tuple[str, ...]) -> Settings:
    """Return what a reader asks of its mapping; `given` are the names that it must have to be read at all."""
    known = tuple(dict.fromkeys(asked.name for asked in _asked(read, given) if asked.kind is Kind.KNOWN))
    noted: dict[str, Asked] = {}
    for asked in (*_asked(read, given), *_asked(read, known)):
        before = noted.get(asked.name)
        if before is None or (before.kind in _VAGUE and asked.kind is not Kind.KNOWN):
            noted[asked.name] = asked
    required = {name for name in known if name in given or _is_required(read, given, known, name)}
    return {name: Setting(noted[name].kind, noted[name].details, name in required) for name in known}


def _is_required(read: _Read, given: tuple[str, ...], known: tuple[str, ...], name: str) -> bool:
    """Whether a setting is missed whatever else is there: where all others are, and where none is."""
    others = tuple(other for other in known if other != name)
    return bool(_missed(read, others) - _missed(read, known)) and bool(
        _missed(read, given) - _missed(read, (*given, name))
    )


def _asked(read: _Read, names: Iterable[str]) -> list[Asked]:
    desk = _desk()
    desk.asked = []
    read(desk, _of_names(names))
    return [asked for asked in desk.asked if asked.place == _HERE]


def _missed(read: _Read, names: Iterable[str]) -> set[str]:
    desk = _desk()
    read(desk, _of_names(names))
    return {problem.text for problem in desk.problems if problem.code in _MISSED}


def _desk() -> Desk:
    return Desk({"main": ("first",)}, ("en",))


def _of_names(names: Iterable[str]) -> Table:
    return Table(tuple((Scalar(name, _ELSEWHERE), Scalar("first", _ELSEWHERE)) for name in names), _HERE)
