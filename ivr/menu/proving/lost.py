"""Where a call is led back to when an outage has lost an answer that a step needs."""

from ivr.menu.model import Menus, Step
from ivr.menu.names import saved_by, uses_of
from ivr.menu.parts import ToStep
from ivr.menu.verbs import Ask


class Lost:
    """The steps that save names again: the first one that asks for it, else the first that computes it."""

    def __init__(self, menus: Menus) -> None:
        self._savers: dict[str, ToStep] = {}
        asked: dict[str, ToStep] = {}
        for name, step in menus.steps.items():
            for saved in saved_by(step):
                self._savers.setdefault(saved, name)
                if isinstance(step.verb, Ask):
                    asked.setdefault(saved, name)
        self._savers |= asked

    def savers_for(self, step: Step) -> tuple[ToStep, ...]:
        """Return where a call may be led back to that comes to this step."""
        if not self._savers:
            return ()
        roots = dict.fromkeys(use.name.root for use in uses_of(step))
        found = (self._savers.get(root) for root in roots)
        return tuple(dict.fromkeys(saver for saver in found if saver is not None and saver != step.name))
