"""Advice on reaching people: from every question some way leads to one, or to a message box."""

from collections.abc import Iterator

from ivr.menu.checking.web import Web
from ivr.menu.parts import Target, TargetWord, ToStep
from ivr.menu.problems import Problem
from ivr.menu.reading.load import Draft
from ivr.menu.verbs import Ask, Callback, Conference, Dial, Menu, Queue, Redirect, Stream, Voicemail

_Person = Dial | Queue | Conference | Callback | Voicemail | Stream | Redirect


def advise_on_people(draft: Draft, web: Web) -> Iterator[Problem]:
    """Yield advice where no way leads to a person: for the whole line once, else where such a part of it begins."""
    line, steps = draft.menus.line, draft.menus.steps
    if not any(isinstance(step.verb, Menu | Ask) for step in steps.values()):
        return  # it says something and ends, as a notice does
    came: dict[Target, list[ToStep]] = {}
    for name in steps:
        for target in {*(way.target for way in web.ways.get(name, ()) if way.by_call), *web.onward(name)}:
            came.setdefault(target, []).append(name)
    good = _that_reach(came, {name for name, step in steps.items() if isinstance(step.verb, _Person)})
    if line.calls not in good:
        text = "No call to this line can reach a person or a message box; lead a key, `give_up` or `anywhere` to one."
        yield Problem(line.place_of("calls"), "W707", text)
        return
    # Whoever goes back comes to where a person can be reached.
    good = _that_reach(came, {*good, *came.get(TargetWord.BACK, ()), *came.get(TargetWord.START, ())})
    for name, step in steps.items():
        if isinstance(step.verb, Menu | Ask) and name in web.reached and name not in good:
            before = came.get(name, [])
            if not any(
                isinstance(steps[each].verb, Menu | Ask) and each not in good for each in before if each != name
            ):
                text = (
                    f"From `{name.step}` on no way leads to a person or a message box; give a key, or `give_up`, that "
                )
                yield Problem(step.place, "W707", f"{text}does.")


def _that_reach(came: dict[Target, list[ToStep]], goals: set[ToStep]) -> set[ToStep]:
    """Return the steps from which some way leads to a goal."""
    found, waiting = set(goals), list(goals)
    while waiting:
        for before in came.get(waiting.pop(), ()):
            if before not in found:
                found.add(before)
                waiting.append(before)
    return found
