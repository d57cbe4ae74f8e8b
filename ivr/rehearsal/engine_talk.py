"""A text conversation with the engine itself: no line, no wire, no clock."""

from collections.abc import Sequence
from itertools import count
from typing import Final

from ivr.dialog.beginning import find_first_step
from ivr.dialog.conversing import begins_anew, is_over, replies_in, take_text
from ivr.dialog.engine import Advanced
from ivr.dialog.events import Caller, TextReceived
from ivr.dialog.state import CallState
from ivr.dialog.world import World
from ivr.handset.handset import NotWaitingError
from ivr.handset.heard import Ended, Heard, Report, TextSent, Waiting, WaitingForText
from ivr.handset.places import whereabouts_of
from ivr.menu.script_model import Fake
from ivr.rehearsal.fakes import ask_fakes
from ivr.rehearsal.hearing import errand_of
from ivr.rehearsal.journal import Journal
from ivr.rehearsal.secrets import made_up
from ivr.rehearsal.setting import Setting
from ivr.values import CallId, PhoneNumber

_MESSAGE_ID: Final = "rehearsal-{}"


class EngineTalk:
    """One person's texts, each taken as the line itself would take it."""

    def __init__(self, setting: Setting) -> None:
        self.journal = Journal()
        self.answered: list[tuple[str, str, Fake]] = []
        self.secret: str | None = None
        self.secrets_asked = 0
        self._setting = setting
        self._world = World(setting.now, setting.queues)
        self._state: CallState | None = None
        self._numbers = count(1)

    @property
    def number(self) -> str:
        """The number that they write from."""
        return self._setting.caller

    @property
    def waits(self) -> Waiting:
        """What the conversation waits for now."""
        return Ended("hangup") if self._state is not None and is_over(self._state) else WaitingForText()

    def send(self, text: str, media: Sequence[str] = ()) -> Report:
        """Send a text, with pictures by their addresses, and return what comes back."""
        menus, number = self._setting.menus, PhoneNumber(self._setting.dialled)
        if begins_anew(menus, self._state, text, self._setting.now):
            self._state = None
            if find_first_step(menus, number, text) is None:
                raise NotWaitingError("This line answers no texts; write `texts: FLOW` in line.yaml.")
        begun = take_text(menus, self._state, self._received(text, tuple(media)), self._world)
        advanced = ask_fakes(self._setting.fakes, begun, self.answered)
        self._note(advanced)
        own = self._setting.caller
        heard: list[Heard] = [TextSent(own, " ".join((each.text, *each.media))) for each in replies_in(advanced)]
        heard += [errand_of(errand) for errand in advanced.errands]
        return Report(tuple(heard), self.waits, warnings=advanced.complaints)

    def _received(self, text: str, media: tuple[str, ...]) -> TextReceived:
        number, now = self._setting.caller, int(self._setting.now.timestamp())
        where = whereabouts_of(number)
        message_id = _MESSAGE_ID.format(next(self._numbers))
        return TextReceived(
            CallId(message_id) if self._state is None else self._state.call_id,
            message_id,
            Caller(PhoneNumber(number), where.country, where.city, where.state, where.zip),
            PhoneNumber(self._setting.dialled),
            text,
            media,
            self._setting.memory.recall(number, now) if self._setting.menus.keeps and self._state is None else {},
        )

    def _note(self, advanced: Advanced) -> None:
        self._state = advanced.state
        self.secret = made_up(self._setting.menus, advanced.state)
        self.secrets_asked += self.secret is not None
        self.journal.note(self._setting.menus, advanced)
        self._setting.memory.remember(self._setting.caller, advanced.kept)
