"""Somebody who waits in a queue: the music, the announcements, and how long it has been."""

from ivr.dialog.directives import Enqueue, LeaveQueue, WaitOn
from ivr.dialog.engine import hear_waiting
from ivr.dialog.state import CallState
from ivr.dialog.world import USUAL_TALK_S, QueuePlace, World, agents_of, minutes_until
from ivr.handset.heard import Heard, WaitingForInput, WaitingInQueue
from ivr.menu.model import Menus
from ivr.rehearsal.hearing import WAIT_STEP_S, heard_of, music_of
from ivr.values import Seconds


class Holding:
    """A wait. `waits` is what the call waits for meanwhile, `waited` for how many seconds it has been."""

    def __init__(self, menus: Menus, state: CallState, world: World, enqueue: Enqueue) -> None:
        self._menus = menus
        self._state = state
        self._world = world
        self._name = enqueue.queue
        self._said: int | None = None
        self._heard: list[Heard] = []
        self.waited = 0
        self.waits = WaitingInQueue(enqueue.queue)

    def hear(self, key: str = "", most: int | None = 0) -> str | None:
        """Hear what comes after a while of music (`most`: no more seconds of it); return what leads out, if that is it.

        `key`: it was pressed just now.
        """
        self.waited += WAIT_STEP_S if most is None else min(WAIT_STEP_S, most)
        place = self._place()
        heard = hear_waiting(self._menus, self._state, self._world, place, self._said, key)
        last = heard.directives[-1] if heard is not None else None
        if isinstance(last, LeaveQueue):
            return last.key
        if heard is None or not isinstance(last, WaitOn):
            return ""
        if heard.announced:
            self._said = place.waited
        self._heard += [*heard_of(last.sounds), music_of(last.music)]
        asked = WaitingForInput(1, "", 1, dtmf=True, speech=False, hints=(), language="") if last.keys else None
        self.waits = WaitingInQueue(self._name, asked)
        return None

    def ended(self, more: int = 0) -> Seconds:
        """Return how long the call was away when the wait is over, with what came after it."""
        return Seconds(self.waited + more)

    def take_heard(self) -> list[Heard]:
        """Return what was heard since this was last asked."""
        heard, self._heard = self._heard, []
        return heard

    def _place(self) -> QueuePlace:
        view = self._world.queues.get(self._name)
        position = 1 if view is None else view.waiting + 1
        minutes = view.minutes if view is not None else 0
        agents = agents_of(self._menus.line, self._name)
        return QueuePlace(self.waited, position, minutes or minutes_until(position, agents, USUAL_TALK_S))
