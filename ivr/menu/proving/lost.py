"""Where a call is led back to when an outage has lost an answer that a step needs."""

from ivr.menu.model import Menus, Step
from ivr.menu.names import saved_by, uses_of
from ivr.menu.parts import ToStep
from ivr.menu.verbs import Ask


class Lost:
    """The steps that save names again: the first one that asks for it, else the first that computes it.

    A text conversation loses nothing: without a store it waits.
    """

    def __init__(self, menus: Menus, *, may_lose: bool = True) -> None:
        self._savers: dict[str, ToStep] = {}
        asked: dict[str, ToStep] = {}
        for name, step in menus.steps.items() if may_lose else ():
            for saved in saved_by(step):
                self._savers.setdefault(saved, name)
                if isinstance(step.verb, Ask):
                    asked.setdefault(saved, name)
        self._savers |= asked
        self._found: dict[ToStep, tuple[ToStep, ...]] = {}

    def savers_for(self, step: Step) -> tuple[ToStep, ...]:
        """Return where a call may be led back to that comes to this step."""
        if step.name not in self._found:
            roots = dict.fromkeys(use.name.root for use in uses_of(step)) if self._savers else {}
            savers = dict.fromkeys(self._savers[root] for root in roots if root in self._savers)
            self._found[step.name] = tuple(saver for saver in savers if saver != step.name)
        return self._found[step.name]
