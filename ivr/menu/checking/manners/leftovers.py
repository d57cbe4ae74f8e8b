"""Advice on what is there twice, or for nobody: steps that are the same, parts of line.yaml that nothing uses."""

from collections.abc import Iterator, Mapping

from ivr.menu.line import Line
from ivr.menu.model import Step
from ivr.menu.names import uses_of
from ivr.menu.parts import ToStep
from ivr.menu.problems import Problem
from ivr.menu.reading.load import Draft
from ivr.menu.verbs import Ask, Callback, CheckHours, Dial, Fetch, Menu, Queue, SendText, Voicemail


def advise_on_leftovers(draft: Draft) -> Iterator[Problem]:
    """Yield steps that are the same as one before, and entries of line.yaml that nothing uses."""
    yield from _twins(draft)
    line = draft.menus.line
    defined: Mapping[str, Mapping[str, object]] = {
        "contacts": line.contacts,
        "hours": line.hours,
        "mailboxes": line.mailboxes,
        "queues": line.queues,
        "services": line.services,
        "lists": line.lists,
    }
    if not any(defined.values()):
        return
    used = {(section, name) for step in draft.menus.steps.values() for section, name in _used_by(step, line)}
    used |= set(_used_by_line(line))
    # Whom a template names is not known before somebody calls.
    open_sections = {section for section, name in used if "{{" in name}
    for section, entries in defined.items():
        for name in entries:
            if (section, name) not in used and section not in open_sections:
                text = f"Nothing uses `{name}` of `{section}:`; remove it, or name it in a step."
                yield Problem(line.place_of(section, name), "W717", text)


def _used_by(step: Step, line: Line) -> Iterator[tuple[str, str]]:
    match step.verb:
        case Dial(who=who):
            yield from (("contacts", name) for name in who)
        case Voicemail(mailbox=mailbox, notify=notify):
            yield "mailboxes", mailbox or ""
            yield "contacts", notify or ""
        case Queue(name=name):
            yield "queues", name
        case Callback(into=name):
            yield "queues", name
        case SendText(to=to):
            yield "contacts", to or ""
        case CheckHours(name=name):
            yield "hours", name
        case Fetch(service=service):
            yield "services", service
        case _:
            pass
    if line.hours or line.queues or line.lists:
        for use in uses_of(step):
            if len(use.name.path) > 1 and use.name.root in {"hours", "queues", "lists"}:
                yield use.name.root, str(use.name.path[1])


def _used_by_line(line: Line) -> Iterator[tuple[str, str]]:
    for mailbox in line.mailboxes.values():
        yield "contacts", mailbox.notify or ""
    for queue in line.queues.values():
        yield "contacts", queue.agents or ""


def _twins(draft: Draft) -> Iterator[Problem]:
    first: dict[object, ToStep] = {}
    for name, step in draft.menus.steps.items():
        verb = step.verb
        if name in draft.guesses or not isinstance(verb, Menu | Ask):
            continue
        keys = tuple((key.keys, key.target) for key in verb.keys)
        if isinstance(verb, Ask):
            answered: object = (verb.save, verb.kind, verb.next, verb.check)
        else:
            answered = verb.offers and (verb.offers.source, verb.offers.save, verb.offers.next)
        shape = (type(verb), tuple(verb.prompt.phone.items()), keys, answered, verb.silent, verb.otherwise)
        twin = first.setdefault(shape, name)
        if twin != name:
            text = f"This is the same as `{twin}`; lead to that one from both places, and remove this."
            yield Problem(step.place, "W714", text)
