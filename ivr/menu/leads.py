"""Where each way out of a step leads, under what the caller or the world did to take it: what checks, diffs and
pictures go by.

Two other lists are of something else, and are held to this one by a test: `exits.py` names what can happen at a step
although it leads nowhere else, for coverage; `proving/onward*.py` steps through the state of a question, its tries and
its confirmation, as the engine does.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from ivr.menu.line import Line
from ivr.menu.model import Step
from ivr.menu.parts import ByChannel, Target
from ivr.menu.verbs import (
    Ask,
    Asking,
    Callback,
    CheckHours,
    Choose,
    Conference,
    Dial,
    Do,
    Ending,
    Fetch,
    Go,
    Menu,
    OptOut,
    Passing,
    Pay,
    Queue,
    Reaching,
    Redirect,
    Run,
    Say,
    SendText,
    SetLanguage,
    SetNames,
    Stream,
    System,
    Voicemail,
)


class By(StrEnum):
    """What leads on."""

    NEXT = "next"
    KEY = "key"
    PHRASE = "phrase"
    ANSWER = "answer"
    OFFERED = "offered"
    EMPTY = "empty"
    SILENCE = "silence"
    WRONG = "wrong"
    GIVES_UP = "gives_up"
    TEXTER_GIVES_UP = "texter_gives_up"
    TOO_OFTEN = "too_often"
    TEXTER_TOO_OFTEN = "texter_too_often"
    TEXTER = "texter"
    OPEN = "open"
    CLOSED = "closed"
    HOLIDAY = "holiday"
    CLOSING = "closing"
    CASE = "case"
    OTHERWISE = "otherwise"
    FLOW = "flow"
    ANSWERED = "answered"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"
    LEFT = "left"
    MESSAGE = "message"
    NO_MESSAGE = "no_message"
    FULL = "full"
    LATE = "late"
    OVER = "over"
    PAID = "paid"
    GOT = "got"
    MISSING = "missing"
    REFUSED = "refused"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Lead:
    """One way out: by what, with the key, the condition or the name that it is about, and where it leads."""

    by: By
    about: str
    target: Target

    @property
    def cause(self) -> tuple[By, str]:
        """What the way is known by, wherever it leads."""
        return self.by, self.about


def leads_of(step: Step) -> tuple[Lead, ...]:
    """Return the ways out that are written at a step, or follow from it; where nothing is written the default leads.

    Keys that work everywhere are not among them: `leads_anywhere`.
    """
    return tuple(_leads(step))


def leads_anywhere(line: Line) -> tuple[Lead, ...]:
    """Return the ways out of every menu and ask."""
    found = []
    for key in line.anywhere:
        phrases = dict.fromkeys(phrase for spoken in key.phrases.values() for phrase in spoken)
        about = key.keys or ", ".join(phrases)
        found.append(Lead(By.KEY if key.keys else By.PHRASE, about, key.target))
    return tuple(found)


def _leads(step: Step) -> Iterator[Lead]:
    verb = step.verb
    if isinstance(verb, Asking):
        yield from _of_asking(verb)
    elif isinstance(verb, Reaching):
        yield from _of_reaching(verb)
    elif isinstance(verb, System):
        yield from _of_system(verb)
    elif isinstance(verb, Passing):
        yield from _of_passing(verb)
    elif not isinstance(verb, Ending):
        assert_never(verb)
    if step.at_most is not None:
        yield from _way_out(step.way_out, By.TOO_OFTEN, By.TEXTER_TOO_OFTEN, str(step.at_most))
    if step.by_text is not None:
        yield Lead(By.TEXTER, "", step.by_text)


def _of_asking(verb: Asking) -> Iterator[Lead]:
    asked = verb.ask if isinstance(verb, Callback) else verb
    yield from (Lead(By.KEY, key.keys, key.target) for key in asked.keys)
    match asked:
        case Ask():
            yield Lead(By.ANSWER, asked.save, asked.next)
        case Menu(offers=offers) if offers is not None:
            yield Lead(By.OFFERED, offers.source, offers.next)
            yield Lead(By.EMPTY, offers.source, offers.empty)
        case _:
            pass
    if asked.silent is not None:
        yield Lead(By.SILENCE, "", asked.silent)
    if asked.otherwise is not None:
        yield Lead(By.WRONG, "", asked.otherwise)
    if asked.silent is None or asked.otherwise is None or (isinstance(asked, Ask) and asked.confirm is not None):
        yield from _way_out(verb.manners.give_up, By.GIVES_UP, By.TEXTER_GIVES_UP)


def _way_out(way_out: ByChannel | None, by: By, by_text: By, about: str = "") -> Iterator[Lead]:
    if way_out is not None:
        yield Lead(by, about, way_out.calls)
        if way_out.texts is not None and way_out.texts != way_out.calls:
            yield Lead(by_text, about, way_out.texts)


def _of_reaching(verb: Reaching) -> Iterator[Lead]:
    match verb:
        case Dial():
            yield Lead(By.ANSWERED, "", verb.answered)
            for by, target in ((By.BUSY, verb.busy), (By.NO_ANSWER, verb.no_answer), (By.FAILED, verb.failed)):
                yield from _or(by, target, verb.otherwise)
            yield from _or(By.LEFT, verb.leave)
        case Voicemail():
            yield Lead(By.MESSAGE, "", verb.next)
            yield Lead(By.NO_MESSAGE, "", verb.silent or verb.next)
        case Queue():
            yield Lead(By.ANSWERED, "", verb.answered)
            yield from (Lead(By.KEY, key.keys, key.target) for key in verb.leave)
            yield from _or(By.FULL, verb.full, verb.otherwise)
            if verb.max_wait is not None:
                yield from _or(By.LATE, verb.otherwise)
            yield from _or(By.FAILED, verb.failed, verb.otherwise)
        case Conference():
            yield Lead(By.OVER, "", verb.next)
        case Stream():
            yield Lead(By.OVER, "", verb.next)
            yield Lead(By.FAILED, "", verb.failed)
        case Pay():
            yield Lead(By.PAID, "", verb.paid)
            yield Lead(By.FAILED, "", verb.failed)
        case Redirect():
            yield from _or(By.FAILED, verb.failed)
        case _:
            assert_never(verb)


def _or(by: By, *targets: Target | None) -> Iterator[Lead]:
    """Yield the way to the first target that is given, if any."""
    target = next((target for target in targets if target is not None), None)
    if target is not None:
        yield Lead(by, "", target)


def _of_system(verb: System) -> Iterator[Lead]:
    match verb:
        case Fetch():
            yield Lead(By.GOT, "", verb.next)
            yield from _or(By.MISSING, verb.missing, verb.refused, verb.failed)
            yield from _or(By.REFUSED, verb.refused, verb.failed)
            yield Lead(By.FAILED, "", verb.failed)
        case Run():
            yield Lead(By.GOT, "", verb.next)
            yield Lead(By.FAILED, "", verb.failed)
        case SendText():
            yield Lead(By.SENT, "", verb.next)
            yield from _or(By.FAILED, verb.failed)
        case _:
            assert_never(verb)


def _of_passing(verb: Passing) -> Iterator[Lead]:
    match verb:
        case Say() | SetLanguage() | SetNames() | OptOut():
            yield Lead(By.NEXT, "", verb.next)
        case CheckHours():
            yield from _of_hours(verb)
        case Choose():
            yield from (Lead(By.CASE, case.when, case.next) for case in verb.cases)
            yield Lead(By.OTHERWISE, "", verb.otherwise)
        case Do():
            yield Lead(By.FLOW, "", verb.flow)
            yield Lead(By.NEXT, "", verb.next)
        case Go():
            yield Lead(By.NEXT, "", verb.target)
        case _:
            assert_never(verb)


def _of_hours(verb: CheckHours) -> Iterator[Lead]:
    yield Lead(By.OPEN, verb.name, verb.open)
    yield Lead(By.CLOSED, verb.name, verb.closed)
    # Where nothing else is written, a holiday is like any day that is closed, and the last minutes like the others.
    if verb.holiday != verb.closed:
        yield Lead(By.HOLIDAY, verb.name, verb.holiday)
    if verb.closing != verb.open:
        yield Lead(By.CLOSING, verb.name, verb.closing)
