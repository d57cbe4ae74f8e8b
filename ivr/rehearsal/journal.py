"""Where rehearsed calls have been: the steps, and the exits they were left by."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from ivr.dialog.directives import HangUp
from ivr.dialog.engine import Advanced
from ivr.dialog.facts import Outcome, TurnFact
from ivr.menu import exits
from ivr.menu.model import Menus
from ivr.menu.parts import ToStep
from ivr.menu.verbs import Ask, Asking, Callback, CheckHours, Menu, Reaching

ANYWHERE: Final = ToStep("line", "anywhere")  # no flow is called line
_ENDED: Final = {
    Outcome.ANSWERED: ("answered", exits.OVER),
    Outcome.BUSY: ("busy",),
    Outcome.NO_ANSWER: ("no_answer",),
    Outcome.FAILED: (exits.FAILED,),
    Outcome.FULL: ("full",),
    Outcome.TIMED_OUT: (exits.LATE,),
    Outcome.MESSAGE: ("message",),
    Outcome.NO_MESSAGE: ("no_message",),
    Outcome.PAID: ("paid",),
    Outcome.UNPAID: (exits.FAILED,),
    Outcome.UNREACHED: (exits.FAILED,),
    Outcome.LEFT: ("left",),
}


@dataclass(slots=True)
class Journal:
    """What was reached. `tells_time`: a schedule was asked, so that the hour decided where the call went."""

    steps: set[ToStep] = field(default_factory=set)
    exits: set[tuple[ToStep, str]] = field(default_factory=set)
    tells_time: bool = False

    def note(self, menus: Menus, advanced: Advanced) -> None:
        """Note one turn."""
        self.steps.update(advanced.fact.path)
        self.exits.update(advanced.exits)
        self.exits.update(_taken(menus, advanced))
        found = [menus.steps.get(name) for name in advanced.fact.path]
        if any(step is not None and isinstance(step.verb, CheckHours) for step in found):
            self.tells_time = True

    def add(self, other: "Journal") -> None:
        """Note all that another journal says."""
        self.steps |= other.steps
        self.exits |= other.exits


def _taken(menus: Menus, advanced: Advanced) -> set[tuple[ToStep, str]]:
    """Return by what exits a turn left the step that it began at."""
    fact = advanced.fact
    step = menus.steps.get(fact.step)
    if step is None or fact.turn == 1:
        return set()
    own = exits.exits_of(step, menus.line)
    if isinstance(step.verb, Reaching):
        fitting = (fact.key, *_ENDED.get(fact.outcome, ()))
        label = next((exit_ for exit_ in fitting if exit_ in own), None)
        return set() if label is None else {(fact.step, label)}
    if not isinstance(step.verb, Asking):
        return set()
    if fact.key is not None:  # what came of the choice at once, such as a full queue, may be the turn's outcome
        return _chosen(menus, fact, own)
    asked = step.verb.ask if isinstance(step.verb, Callback) else step.verb
    went_on = bool(fact.path) or isinstance(advanced.directives[-1], HangUp)
    return {(fact.step, label) for label in _answered(fact.outcome, asked, went_on=went_on) if label in own}


def _chosen(menus: Menus, fact: TurnFact, own: tuple[str, ...]) -> set[tuple[ToStep, str]]:
    key = fact.key or ""
    if key in own:
        return {(fact.step, key)}
    if exits.OFFERED in own and key.isdigit():
        return {(fact.step, exits.OFFERED)}
    return {(ANYWHERE, key)} if any(known.keys == key for known in menus.line.anywhere) else set()


def _answered(outcome: Outcome, asked: Menu | Ask, *, went_on: bool) -> Iterator[str]:
    """Yield the exits of a question that was answered, not answered, or given up."""
    match outcome:
        case Outcome.ENTERED if went_on:
            yield exits.ANSWER
        case Outcome.NO_INPUT:
            yield exits.SILENCE
            if went_on and asked.silent is None:
                yield exits.GIVES_UP
        case Outcome.NO_MATCH | Outcome.DECLINED:
            yield exits.WRONG if outcome is Outcome.NO_MATCH else exits.DECLINED
            # Whoever says no is asked again, whatever `otherwise` says of wrong answers.
            if went_on and (asked.otherwise is None or outcome is Outcome.DECLINED):
                yield exits.GIVES_UP
        case _:
            return
