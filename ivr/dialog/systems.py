"""Putting something to a system: a service, a developer's function, the sending of a text."""

from collections.abc import Mapping
from typing import Final, assert_never
from urllib.parse import quote

from ivr.dialog.directives import AskFunction, AskService, AwaitSystem, Directive, Said, Sound, Write
from ivr.dialog.errands import TextWanted
from ivr.dialog.events import SystemEnded, SystemOutcome
from ivr.dialog.facts import Outcome
from ivr.dialog.moves import GoOn, Move, Stay
from ivr.dialog.state import Awaited
from ivr.dialog.turn import Turn
from ivr.menu.numbers import country_of, find_dialable
from ivr.menu.parts import Prompt, Target
from ivr.menu.templates.template import Value, evaluate, parse_template, render
from ivr.menu.verbs import Body, Fetch, Run, SendText
from ivr.values import PhoneNumber, Seconds

_UNSAFE: Final = frozenset({"", ".", ".."})
_RUN_S: Final = Seconds(4)
_LONGEST_TEXT: Final = 1_600
_MOST_TEXTS: Final = 10


def fetch(turn: Turn, verb: Fetch) -> Move:
    """Ask a service; a path that a value leaves blank, or leads upwards, is not asked for."""
    path = _path(turn, verb.path)
    if any(part in _UNSAFE for part in path.split("/")) and verb.path:
        turn.complain("fetch: a part of the path is blank or leads upwards")
        turn.leave_by(SystemOutcome.FAILED.value)
        return GoOn(verb.failed)
    service = turn.menus.line.services[verb.service]
    asked = AskService(
        service=service,
        method=verb.method,
        path=path,
        query=_computed(turn, verb.query),
        body=None if verb.body is None else _body(turn, verb.body),
        form=_computed(turn, verb.form, with_secrets=True),
        has_body=verb.body is not None,
        timeout=verb.timeout or service.timeout,
        meanwhile=_meanwhile(turn, verb.meanwhile),
    )
    return Stay(turn.wait(Awaited.SYSTEM, asked, turn.sounds))


def run(turn: Turn, verb: Run) -> Move:
    """Run a function."""
    arguments = _computed(turn, verb.data, with_secrets=True)
    return Stay(turn.wait(Awaited.SYSTEM, AskFunction(verb.name, arguments, _RUN_S), turn.sounds))


def answered(turn: Turn, verb: Fetch | Run, event: SystemEnded) -> Move:
    """Go on with what the system said."""
    turn.change(asked="")
    outcome = event.outcome
    if outcome is SystemOutcome.OK and verb.save is not None and not turn.save(verb.save, event.value):
        outcome = SystemOutcome.FAILED
    turn.leave_by(outcome.value)
    return GoOn(_after(verb, outcome))


def still_waiting(turn: Turn) -> Move:
    """Go on waiting for a system that has not answered yet."""
    turn.outcome = Outcome.WAITED
    return Stay(turn.wait(Awaited.SYSTEM, AwaitSystem(), turn.sounds))


def meanwhile(turn: Turn, said: tuple[Said, ...]) -> tuple[Directive, ...]:
    """Return what is heard by a caller who is to come back for a system's answer."""
    sounds = [sound for sound in said if isinstance(sound, Sound)]
    return turn.wait(Awaited.SYSTEM, AwaitSystem(), (*turn.sounds, *sounds))


def send_text(turn: Turn, verb: SendText) -> Move:
    """Leave word that a text is to be sent; a number that cannot get one is a failure, and so are too many at once."""
    if len(turn.errands) >= _MOST_TEXTS:
        turn.complain(f"text: more than {_MOST_TEXTS} are to be sent in one turn")
        return GoOn(verb.failed or verb.next)
    to = _recipient(turn, verb.to)
    text = turn.words_of(verb.text)[:_LONGEST_TEXT]
    media = tuple(address for address in (turn.text_of(each).strip() for each in verb.media) if address)
    if to is None or not (text or media):
        turn.complain("text: nobody here can get one" if to is None else "text: there is nothing in it")
        turn.leave_by("failed")
        return GoOn(verb.failed or verb.next)
    state = turn.state
    turn.leave_by("sent")
    if turn.by_text and to == state.caller.number:
        turn.write(text, media)  # in its place among the replies
        return GoOn(verb.next)
    turn.errands.append(TextWanted(state.call_id, state.turn, len(turn.errands), to, state.line_number, text, media))
    return GoOn(verb.next)


def _after(verb: Fetch | Run, outcome: SystemOutcome) -> Target:
    if isinstance(verb, Run):
        return verb.next if outcome is SystemOutcome.OK else verb.failed
    match outcome:
        case SystemOutcome.OK:
            return verb.next
        case SystemOutcome.MISSING:
            return verb.missing or verb.refused or verb.failed
        case SystemOutcome.REFUSED:
            return verb.refused or verb.failed
        case SystemOutcome.FAILED:
            return verb.failed
        case _:
            assert_never(outcome)


def _path(turn: Turn, template: str) -> str:
    read = parse_template(template)
    return render(read, turn.scope(), turn.written(), turn.complain, escape=lambda text: quote(text, safe=""))


def _computed(turn: Turn, values: Mapping[str, str], *, with_secrets: bool = False) -> Mapping[str, Value]:
    return {name: _value(turn, template, with_secrets=with_secrets) for name, template in values.items()}


def _value(turn: Turn, template: str, *, with_secrets: bool) -> Value:
    scope = turn.scope(with_secrets=with_secrets)
    return evaluate(parse_template(template), scope, turn.written(), turn.complain)


def _body(turn: Turn, body: Body) -> Value:
    if isinstance(body, str):
        return _value(turn, body, with_secrets=True)
    if isinstance(body, tuple):
        return [_body(turn, part) for part in body]
    return {name: _body(turn, part) for name, part in body.items()}


def _meanwhile(turn: Turn, prompt: Prompt | None) -> tuple[Said, ...]:
    if turn.by_text:
        words = turn.words_of(prompt)
        return (Write(words),) if words else ()
    before, turn.sounds = turn.sounds, []
    turn.hear(prompt)
    heard, turn.sounds = turn.sounds, before
    return tuple(heard)


def _recipient(turn: Turn, to: str | None) -> PhoneNumber | None:
    """Return whom a text goes to: the caller, a contact, or a number within the line's countries."""
    line = turn.menus.line
    if to is None:
        return turn.state.caller.number if turn.state.caller.number.is_e164 else None
    address = turn.text_of(to).strip()
    contact = line.contacts.get(address)
    if contact is not None:
        return PhoneNumber(contact.text) if contact.text is not None else None
    if address == turn.state.caller.number.reveal():
        return PhoneNumber(address) if turn.state.caller.number.is_e164 else None
    is_written = address == to
    home = country_of(turn.state.line_number.reveal()) or line.first_language.locale[-2:]
    number = find_dialable(address, line.limits.dial or (() if is_written else (home,)), is_written=is_written)
    return None if number is None else PhoneNumber(number)
