"""Whose calls come to a step: the shortest way there, in the words of who presses what, and when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from typing import Final

from ivr.menu.leads import By, Lead, leads_anywhere, leads_of
from ivr.menu.line import Line
from ivr.menu.model import Menus
from ivr.menu.parts import ToStep
from ivr.menu.verbs import Asking

# How far a caller goes out of their way for each; what is not here costs nothing, for it comes by itself.
_COST: Final[Mapping[By, int]] = {
    **dict.fromkeys((By.KEY, By.PHRASE, By.ANSWER, By.OFFERED, By.LEFT), 10),
    **dict.fromkeys((By.CLOSED, By.CASE, By.OTHERWISE), 3),
    **dict.fromkeys((By.HOLIDAY, By.CLOSING, By.NO_ANSWER, By.BUSY, By.NO_MESSAGE, By.EMPTY, By.MISSING), 20),
    **dict.fromkeys((By.SILENCE, By.WRONG, By.FULL, By.LATE, By.REFUSED), 30),
    **dict.fromkeys((By.GIVES_UP, By.FAILED), 50),
    **dict.fromkeys((By.TOO_OFTEN, By.TEXTER, By.TEXTER_GIVES_UP, By.TEXTER_TOO_OFTEN), 90),
}
_ANYWHERE: Final = 5  # a key of the step's own says more about it
_NUMBER, _TEXT, _HUNG_UP = 40, 200, 300

_ACTS: Final[Mapping[By, str]] = {
    By.KEY: "press {}",
    By.PHRASE: "say “{}”",
    By.ANSWER: "enter {}",
    By.OFFERED: "choose from the list {}",
    By.LEFT: "press *",
    By.SILENCE: "stay silent",
    By.WRONG: "give another answer",
    By.GIVES_UP: "are not understood",
    By.TOO_OFTEN: "come here more than {} times",
    By.TEXTER_TOO_OFTEN: "come here more than {} times by text",
    By.MESSAGE: "leave a message",
    By.NO_MESSAGE: "leave no message",
    By.LATE: "wait too long",
    By.TEXTER: "write a text",
    By.TEXTER_GIVES_UP: "are not understood by text",
    By.PAID: "pay",
}
_WHEN: Final[Mapping[By, str]] = {
    By.BUSY: "when it is busy",
    By.NO_ANSWER: "when nobody answers",
    By.FULL: "when the queue is full",
    By.EMPTY: "when the list {} is empty",
    By.MISSING: "when the system knows nothing of it",
    By.REFUSED: "when the system refuses",
    By.FAILED: "when it does not work",
    By.CASE: "when {}",
    By.ANSWERED: "after the talk",
}
_HOURS: Final = frozenset({By.OPEN, By.CLOSED, By.HOLIDAY, By.CLOSING})
_TOLD: Final = _HOURS | _ACTS.keys() | _WHEN.keys()
_WEEKDAYS: Final = (0, 1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Way:
    """How a call comes to a step: where it begins, unless at the usual place, and each lead that it takes."""

    begins: str | None
    leads: tuple[Lead, ...]


class Callers:
    """The shortest way to every step of a version; computed once, in a second or so for 10,000 steps."""

    def __init__(self, menus: Menus) -> None:
        self._line = menus.line
        self._ways = _find_ways(menus)
        self._several = _come_to_by_several(menus)
        self._order = {name: number for number, name in enumerate(self._ways)}

    def order(self, step: ToStep) -> int:
        """Return how many steps calls come to sooner than to this one; all of them, when none comes there."""
        return self._order.get(step, len(self._order))

    def who(self, step: ToStep, lead: Lead | None = None, language: str | None = None) -> str | None:
        """Return who comes to a step, and there takes a lead: "callers who press 1, then 2, in opening hours".

        None when no call comes there. `language` is the name of the only one that is meant.
        """
        way = self._ways.get(step)
        if way is None:
            return None
        leads = way.leads if lead is None else (*way.leads, lead)
        acts = [_ACTS[one.by].format(_named(one)) for one in leads if one.by in _ACTS]
        conditions = [text for one in leads if (text := _condition(one, self._line)) is not None]
        told = _sentence(acts, list(dict.fromkeys(conditions)), way.begins, language)
        if told.startswith("all callers ") and step in self._several:
            return f"{told.removeprefix('all ')}, among others"
        return told


def _named(lead: Lead) -> str:
    return lead.about.replace("_", " ") if lead.by is By.ANSWER else lead.about


def _condition(lead: Lead, line: Line) -> str | None:
    if lead.by in _HOURS:
        return _hours(lead, line)
    return _WHEN[lead.by].format(lead.about) if lead.by in _WHEN else None


def _hours(lead: Lead, line: Line) -> str | None:
    of = f" of `{lead.about}`" if len(line.hours) > 1 else ""
    schedule = line.hours.get(lead.about)
    if schedule is not None and lead.by is By.OPEN:
        open_days = tuple(day for day, spans in enumerate(schedule.week) if spans)
        return f"on weekdays in opening hours{of}" if open_days == _WEEKDAYS else f"in opening hours{of}"
    words = {
        By.OPEN: f"in opening hours{of}",
        By.CLOSED: f"outside opening hours{of}",
        By.HOLIDAY: f"on holidays{of}",
        By.CLOSING: f"shortly before closing time{of}",
    }
    return words[lead.by]


def _sentence(acts: list[str], conditions: list[str], begins: str | None, language: str | None) -> str:
    whose = "callers" if acts or begins is not None or language is not None else "all callers"
    merged: list[str] = []
    for act in acts:
        if merged and act.startswith("press ") and merged[-1].startswith("press "):
            merged[-1] += f", then {act.removeprefix('press ')}"
        else:
            merged.append(act)
    who = f"{whose}{f' in {language}' if language is not None else ''}"
    told = [f"who {begins}"] if begins is not None else []
    told += [f"who {', then '.join(merged)}"] if merged else []
    ends = f"{', ' if merged or begins else ' '}{', '.join(conditions)}" if conditions else ""
    return f"{who}{' ' if told else ''}{' and '.join(told)}{ends}"


def _starts(line: Line) -> Iterator[tuple[int, ToStep, str | None]]:
    yield 0, line.calls, None
    for number, route in line.numbers.items():
        if route.calls is not None:
            yield _NUMBER, route.calls, f"call {number}"
        if route.texts is not None:
            yield _TEXT, route.texts, f"write to {number}"
    if line.texts is not None:
        yield _TEXT, line.texts, "write a text"
    if line.hung_up is not None:
        yield _HUNG_UP, line.hung_up, "have hung up"


def _come_to_by_several(menus: Menus) -> frozenset[ToStep]:
    """Return the steps to which more than one other step leads."""
    sources: dict[ToStep, set[ToStep]] = {}
    for name, step in menus.steps.items():
        for lead in leads_of(step):
            if isinstance(lead.target, ToStep) and lead.target != name:
                sources.setdefault(lead.target, set()).add(name)
    return frozenset(target for target, leading in sources.items() if len(leading) > 1)


def _find_ways(menus: Menus) -> Mapping[ToStep, Way]:
    """Return the shortest way to every step that a call comes to (Dijkstra's algorithm)."""
    everywhere = leads_anywhere(menus.line)
    order = count()
    waiting: list[tuple[int, int, ToStep, Way]] = []
    for cost, start, begins in _starts(menus.line):
        heappush(waiting, (cost, next(order), start, Way(begins, ())))
    found: dict[ToStep, Way] = {}
    while waiting:
        cost, _, name, way = heappop(waiting)
        if name in found or name not in menus.steps:
            continue
        found[name] = way
        step = menus.steps[name]
        own = leads_of(step)
        for lead in (*own, *(everywhere if isinstance(step.verb, Asking) else ())):
            if isinstance(lead.target, ToStep) and lead.target not in found:
                further = _COST.get(lead.by, 0) + (_ANYWHERE if lead in everywhere else 0)
                taken = (*way.leads, lead) if lead.by in _TOLD else way.leads
                heappush(waiting, (cost + further, next(order), lead.target, Way(way.begins, taken)))
    return found
