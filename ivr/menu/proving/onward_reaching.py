"""What can happen where a call is handed to people, systems and machines of somebody else's."""

from collections.abc import Iterator
from typing import assert_never

from ivr.menu.line import Line
from ivr.menu.model import Step
from ivr.menu.numbers import find_dialable
from ivr.menu.parts import Target, TargetWord
from ivr.menu.proving.onward import Onward, by_key
from ivr.menu.proving.space import Does, Happening, Kind
from ivr.menu.templates.template import parse_template
from ivr.menu.verbs import (
    Conference,
    Dial,
    Fetch,
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


def reached(verb: Reaching, line: Line) -> Iterator[Onward]:
    """Yield what can happen where the call is handed to somebody."""
    match verb:
        case Dial():
            yield from _dialled(verb, line)
        case Voicemail():
            yield Onward(verb.next, Happening(Does.LEAVES_MESSAGE), Kind.REACHED, 1, answered=True)
            yield Onward(verb.silent or verb.next, Happening(Does.LEAVES_NONE), turns=1, answered=True)
        case Queue():
            yield from _queued(verb, line)
        case Conference():
            yield Onward(verb.next, Happening(Does.ROOM), Kind.REACHED, 1, answered=True)
            if not parse_template(verb.room).is_plain:
                yield Onward(verb.next, Happening(Does.ROOM, "has no name"))
        case Stream():
            yield Onward(verb.next, Happening(Does.MACHINE, "over"), Kind.REACHED, 1, answered=True)
            yield Onward(verb.failed, Happening(Does.MACHINE, "fails"), turns=1, answered=True)
        case Pay():
            yield Onward(verb.paid, Happening(Does.PAYMENT, "paid"), turns=1, answered=True)
            yield Onward(verb.failed, Happening(Does.PAYMENT, "fails"), turns=1, answered=True)
            if not parse_template(verb.amount).is_plain:
                yield Onward(verb.failed, Happening(Does.PAYMENT, "has no amount"))
        case Redirect():
            yield from _redirected(verb, line)
        case _:
            assert_never(verb)


def asked(verb: System) -> Iterator[Onward]:
    """Yield how a system can answer."""
    match verb:
        case Fetch():
            yield Onward(verb.next, Happening(Does.SYSTEM, "answers"))
            yield Onward(verb.missing or verb.refused or verb.failed, Happening(Does.SYSTEM, "missing"))
            yield Onward(verb.refused or verb.failed, Happening(Does.SYSTEM, "refused"))
            yield Onward(verb.failed, Happening(Does.SYSTEM, "fails"))
        case Run():
            yield Onward(verb.next, Happening(Does.SYSTEM, "answers"))
            yield Onward(verb.failed, Happening(Does.SYSTEM, "fails"))
        case SendText():
            yield Onward(verb.next, Happening(Does.TEXT))
            if verb.failed is not None:
                yield Onward(verb.failed, Happening(Does.TEXT, "fails"))
        case _:
            assert_never(verb)


def way_out(step: Step) -> Target:
    """Return where a call goes that comes to the step too often."""
    return step.way_out.calls if step.way_out is not None else TargetWord.HANGUP


def _dialled(verb: Dial, line: Line) -> Iterator[Onward]:
    otherwise = verb.otherwise or TargetWord.HANGUP
    yield Onward(verb.answered, Happening(Does.CALLEE, "answers"), Kind.REACHED, 1, answered=True)
    results = {"busy": verb.busy, "no_answer": verb.no_answer, "fails": verb.failed}
    for what, target in results.items():
        yield Onward(target or otherwise, Happening(Does.CALLEE, what), turns=1, answered=True)
    if verb.leave is not None:
        yield Onward(verb.leave, Happening(Does.PRESSES_STAR), Kind.CHOICE, 1, answered=True)
    if not surely_dialled(verb, line):
        yield Onward(verb.failed or otherwise, Happening(Does.NOBODY_TO_DIAL))


def surely_dialled(verb: Dial, line: Line) -> bool:
    """Return whether somebody who is written there can be dialled at any time."""
    return any(_is_dialable(text, line) for text in verb.who)


def _is_dialable(text: str, line: Line) -> bool:
    contact = line.contacts.get(text)
    for address in (text,) if contact is None else contact.dial:
        if address.startswith(("sip:", "client:")) and "{" not in address:
            return True
        if "{" not in address and find_dialable(address, line.limits.dial, is_written=True) is not None:
            return True
    return False


def _queued(verb: Queue, line: Line) -> Iterator[Onward]:
    otherwise = verb.otherwise or TargetWord.HANGUP
    yield Onward(verb.answered, Happening(Does.QUEUE, "answers"), Kind.REACHED, 1, answered=True)
    yield Onward(otherwise, Happening(Does.QUEUE, "late"), turns=1, answered=True)
    yield Onward(verb.full or otherwise, Happening(Does.QUEUE, "full"), turns=1, answered=True)
    yield Onward(verb.failed or otherwise, Happening(Does.QUEUE, "fails"), turns=1, answered=True)
    settings = line.queues.get(verb.name)
    if settings is not None and settings.most is not None:
        yield Onward(verb.full or otherwise, Happening(Does.QUEUE, "full"))
    for key in verb.leave:
        happening = Happening(Does.LEAVES_QUEUE, by_key(key).what)
        yield Onward(key.target, happening, Kind.CHOICE, 1, answered=True)


def _redirected(verb: Redirect, line: Line) -> Iterator[Onward]:
    give_up = line.manners.give_up
    failed = verb.failed or (give_up.calls if give_up is not None else TargetWord.HANGUP)
    yield Onward(TargetWord.HANGUP, Happening(Does.OTHER_LINE, "takes it"))
    yield Onward(failed, Happening(Does.OTHER_LINE, "fails"), turns=1)
    yield Onward(TargetWord.START, Happening(Does.OTHER_LINE, "sends it back"), Kind.REACHED, 1)
