"""The rule about `reject`: a call can be refused only while nothing was heard."""

from collections.abc import Iterator
from functools import lru_cache

from ivr.menu.checking.web import Web
from ivr.menu.model import Step
from ivr.menu.parts import Target, TargetWord, ToStep
from ivr.menu.problems import Problem
from ivr.menu.reading.load import Draft
from ivr.menu.verbs import Dial, Do, Passing, Reject, Say, System

_Stand = tuple[ToStep, bool]  # where a call is, and whether it was answered by then


def check_answered(draft: Draft, web: Web) -> Iterator[Problem]:
    """Yield each `reject` that a call can come to after something was heard, with the step that was heard."""
    rejects = [step for step in draft.menus.steps.values() if isinstance(step.verb, Reject)]
    if not rejects or not draft.start_is_known:
        return
    came = _ways_of_calls(draft, web)
    for step in rejects:
        if (step.name, True) in came and step.name not in draft.guesses:
            heard = _heard_before(came, step.name)
            text = f"A call that comes to `{step.name.step}` from `{heard}` was answered there, and cannot be refused "
            yield Problem(step.place, "E211", f"{text}any more; decide before anything is heard, or use `hangup`.")


def _heard_before(came: dict[_Stand, _Stand | None], name: ToStep) -> ToStep:
    stand: _Stand | None = (name, True)
    while stand is not None and stand[1]:
        before = came[stand]
        if before is None or not before[1]:
            return before[0] if before is not None else stand[0]
        stand = before
    return name


def _ways_of_calls(draft: Draft, web: Web) -> dict[_Stand, _Stand | None]:
    """Return every step a call can be at, answered or not, each with how it came there at first."""
    line = draft.menus.line
    starts = [line.calls, *(route.calls for route in line.numbers.values())]
    came: dict[_Stand, _Stand | None] = {(start, False): None for start in starts if start is not None}
    returns = _Returns(web)
    waiting = list(came)
    while waiting:
        stand = waiting.pop()
        for following in returns.after(stand):
            if following not in came:
                came[following] = stand
                waiting.append(following)
    return came


class _Returns:
    """Where a call goes on, `do` included."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._answered_within = lru_cache(maxsize=None)(self._find_returned)

    def after(self, stand: _Stand) -> Iterator[_Stand]:
        name, answered = stand
        step = self._web.menus.steps.get(name)
        if step is None:
            return
        for target, is_answered in self._ways(step, answered=answered):
            if isinstance(target, ToStep):
                yield target, is_answered
        if isinstance(step.verb, Do) and isinstance(step.verb.next, ToStep):
            for is_answered in self._answered_within((step.verb.flow, answered)):
                yield step.verb.next, is_answered

    def _ways(self, step: Step, *, answered: bool) -> Iterator[tuple[Target, bool]]:
        for way in self._web.ways.get(step.name, ()):
            if way.by_call and not way.guessed:
                yield way.target, answered or _answers(step, way.target)

    def _find_returned(self, begun: _Stand) -> frozenset[bool]:
        """Return whether calls that began a flow so come to its `return` answered, unanswered, or both."""
        seen, waiting, found = {begun}, [begun], set()
        while waiting:
            name, answered = waiting.pop()
            step = self._web.menus.steps.get(name)
            for target, is_answered in self._ways(step, answered=answered) if step is not None else ():
                stand = (target, is_answered)
                if target is TargetWord.RETURN:
                    found.add(is_answered)
                elif isinstance(target, ToStep) and stand not in seen:
                    seen.add((target, is_answered))
                    waiting.append((target, is_answered))
            if step is not None and isinstance(step.verb, Do) and isinstance(step.verb.next, ToStep):
                following = (step.verb.next, answered)
                if following not in seen:
                    seen.add(following)
                    waiting.append(following)
        return frozenset(found)


def _answers(step: Step, target: Target) -> bool:
    """Return whether something is heard at the step by then; a dial leaves the call unanswered until somebody talks."""
    verb = step.verb
    if isinstance(verb, Dial):
        return target == verb.answered and target not in {verb.busy, verb.no_answer, verb.failed, verb.otherwise}
    return isinstance(verb, Say) or not isinstance(verb, Passing | System)
