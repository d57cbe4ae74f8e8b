"""By what a step can be left, in the words that coverage uses: each key, silence, wrong answers, each outcome.

What happens is told here even where it leads nowhere else, as a silence that is asked again; where ways out lead is
told by `leads.py`.
"""

from collections.abc import Iterator
from typing import Final, assert_never

from ivr.menu.line import Line
from ivr.menu.model import Step
from ivr.menu.verbs import (
    Ask,
    Asking,
    Callback,
    CheckHours,
    Choose,
    Conference,
    Dial,
    Ending,
    Fetch,
    Menu,
    Passing,
    Pay,
    Queue,
    Reaching,
    Redirect,
    Run,
    SendText,
    Stream,
    System,
    Voicemail,
)

ANSWER: Final = "answer"
SILENCE: Final = "silence"
WRONG: Final = "wrong answer"
GIVES_UP: Final = "gives up"
DECLINED: Final = "no"
OFFERED: Final = "a choice of the list"
EMPTY: Final = "empty"
TOO_OFTEN: Final = "too often"
OTHERWISE: Final = "otherwise"
LATE: Final = "waited too long"
OVER: Final = "over"
FAILED: Final = "failed"
BY_TEXT: Final = "by text"


def exits_of(step: Step, line: Line) -> tuple[str, ...]:
    """Return every exit of a step, each once; none of a step that only leads on. Keys of the line's own are not its."""
    found = list(_exits(step, line))
    if step.at_most is not None:
        found.append(TOO_OFTEN)
    if step.by_text is not None:
        found.append(BY_TEXT)
    return tuple(dict.fromkeys(found))


def _exits(step: Step, line: Line) -> Iterator[str]:
    verb = step.verb
    if isinstance(verb, Asking):
        yield from _of_asking(verb)
    elif isinstance(verb, Reaching):
        yield from _of_reaching(verb)
    elif isinstance(verb, System):
        yield from _of_system(verb)
    elif isinstance(verb, Passing):
        yield from _of_passing(verb, line)
    elif not isinstance(verb, Ending):
        assert_never(verb)


def _of_asking(verb: Asking) -> Iterator[str]:
    asked = verb.ask if isinstance(verb, Callback) else verb
    yield from (key.keys for key in asked.keys if key.keys)
    if isinstance(asked, Ask):
        yield ANSWER
        if asked.confirm is not None:
            yield DECLINED
    elif isinstance(asked, Menu) and asked.offers is not None:
        yield OFFERED
        yield EMPTY
    yield from (SILENCE, WRONG)
    if asked.silent is None or asked.otherwise is None or (isinstance(asked, Ask) and asked.confirm is not None):
        yield GIVES_UP


def _of_reaching(verb: Reaching) -> Iterator[str]:
    match verb:
        case Dial():
            yield from ("answered", "busy", "no_answer", FAILED)
            if verb.leave is not None:
                yield "left"
        case Voicemail():
            yield from ("message", "no_message")
        case Queue():
            yield from ("answered", "full", FAILED, *(key.keys for key in verb.leave))
            if verb.max_wait is not None:
                yield LATE
        case Conference():
            yield OVER
        case Stream():
            yield from (OVER, FAILED)
        case Pay():
            yield from ("paid", FAILED)
        case Redirect():
            if verb.failed is not None:
                yield FAILED
        case _:
            assert_never(verb)


def _of_system(verb: System) -> Iterator[str]:
    match verb:
        case Fetch():
            yield from ("ok", "missing", "refused", FAILED)
        case Run():
            yield from ("ok", FAILED)
        case SendText():
            yield "sent"
            if verb.failed is not None:
                yield FAILED
        case _:
            assert_never(verb)


def _of_passing(verb: Passing, line: Line) -> Iterator[str]:
    if isinstance(verb, CheckHours):
        schedule = line.hours[verb.name]
        yield from ("open", "closed")
        if schedule.holidays is not None:
            yield "holiday"
        if schedule.closing:
            yield "closing"
    elif isinstance(verb, Choose):
        yield from (*(case.when for case in verb.cases), OTHERWISE)
