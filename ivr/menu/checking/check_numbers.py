"""Rules about numbers that are written in the menus: each will be dialled, and shown as what it is."""

from collections.abc import Iterator

from ivr.menu.numbers import explain_undialled
from ivr.menu.parts import Place
from ivr.menu.problems import Problem
from ivr.menu.reading.load import Draft
from ivr.menu.verbs import Callback, Dial, SendText


def check_numbers(draft: Draft) -> Iterator[Problem]:
    """Yield numbers that no call will ever be put through to, and caller ids that are none of the line's."""
    line = draft.menus.line
    for number, place in _written(draft):
        why = explain_undialled(number, line.limits.dial)
        if why is not None:
            yield Problem(place, "E507", why)
    own = {number.lstrip("+") for number in line.numbers}
    for step in draft.menus.steps.values():
        shown = step.verb.caller_id if isinstance(step.verb, Dial) else None
        if own and shown is not None and shown.startswith("+") and shown.lstrip("+") not in own:
            text = (
                "This `caller_id` is none of the numbers under `numbers:` in line.yaml; carriers show a number only to "
            )
            yield Problem(step.place_of("caller_id"), "W517", f"{text}those who own it.")


def _written(draft: Draft) -> Iterator[tuple[str, Place]]:
    line = draft.menus.line
    for contact in line.contacts.values():
        for count, number in enumerate(contact.dial):
            yield number, line.place_of("contacts", contact.name, "dial", str(count))
        if contact.text is not None:
            yield contact.text, line.place_of("contacts", contact.name, "text")
    for step in draft.menus.steps.values():
        match step.verb:
            case Dial(who=who, places=places):
                yield from zip(who, places, strict=True)
            case SendText(to=str() as number):
                yield number, step.place_of("to")
            case Callback(number=number):
                yield number, step.place_of("number")
            case _:
                pass
