"""Somebody who writes to the pure engine. Between every two texts the conversation is stored and loaded again."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from conversation import CALLER, LINE_NUMBER, WEDNESDAY, menus_of

from ivr.dialog.conversing import begins_anew, is_over, replies_in, take_text
from ivr.dialog.directives import AwaitText, Directive, HangUp, Write
from ivr.dialog.engine import Advanced, resume
from ivr.dialog.events import Caller, SystemEnded, TextReceived
from ivr.dialog.replying import MOST_REPLIES
from ivr.dialog.state import CallState
from ivr.dialog.talk import Talk, dump_talk, load_talk
from ivr.dialog.world import World
from ivr.menu.model import Menus
from ivr.menu.templates.value import Value
from ivr.values import CallId, PhoneNumber


class Texter:
    """A person who has not written yet. `flows` as for `menus_of`, or a whole line, which starts texts at `main`."""

    def __init__(
        self,
        flows: str | Mapping[str, str] | Menus,
        *,
        at: str = WEDNESDAY,
        sender: str = CALLER,
        texted: str = LINE_NUMBER,
        answers: list[SystemEnded] | None = None,
        remembered: Mapping[str, Value] | None = None,
        **line: str,
    ) -> None:
        self.menus = flows if isinstance(flows, Menus) else menus_of(flows, **{"texts": "main", **line})
        self.now = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo(self.menus.line.zone)).astimezone(UTC)
        self.advanced: Advanced | None = None
        self.texts = 0
        self._state: CallState | None = None
        self._who, self._texted = Caller(PhoneNumber(sender), country="US"), PhoneNumber(texted)
        self._answers = answers or []
        self._remembered = remembered or {}

    def writes(self, *texts: str, media: tuple[str, ...] = ()) -> "Texter":
        """Write texts, one turn each, and prove what is true of every turn."""
        for text in texts:
            self.texts += 1
            before = None if begins_anew(self.menus, self._state, text, self.now) else self._state
            advanced = self._take(before, text, media)
            assert self._take(before, text, media) == advanced, "the same arguments give the same turn"
            _prove_turn(before, advanced)
            talk = Talk(advanced.state).answering(f"SM{self.texts}", replies_in(advanced))
            assert load_talk(dump_talk(talk)) == talk
            self.advanced, self._state = advanced, load_talk(dump_talk(talk)).state
        return self

    def later(self, **passed: int) -> "Texter":
        """Let time pass, as for `timedelta`."""
        self.now += timedelta(**passed)
        return self

    def _take(self, before: CallState | None, text: str, media: tuple[str, ...]) -> Advanced:
        name = CallId(f"SM{self.texts}") if before is None else before.call_id
        kept = self._remembered if before is None else {}
        received = TextReceived(name, f"SM{self.texts}", self._who, self._texted, text, media, kept)
        advanced = take_text(self.menus, before, received, World(self.now))
        answers = iter(self._answers)
        while advanced.find_asked() is not None:
            advanced = resume(advanced, next(answers))
        return advanced

    # --- what the line does --------------------------------------------------------------------------------------

    @property
    def last(self) -> Advanced:
        """The last turn."""
        assert self.advanced is not None
        return self.advanced

    @property
    def gets(self) -> list[str]:
        """The replies to the last text."""
        return [reply.text for reply in replies_in(self.last)]

    @property
    def got(self) -> str:
        """The same in one."""
        return "\n".join(self.gets)

    @property
    def state(self) -> CallState:
        """The conversation as it is kept."""
        assert self._state is not None
        return self._state

    @property
    def ended(self) -> bool:
        """Whether the line has ended it."""
        return is_over(self.state)

    @property
    def outcome(self) -> str:
        """What the last text came to."""
        return self.last.fact.outcome.value

    @property
    def saved(self) -> Mapping[str, Value]:
        """What has been saved."""
        return self.state.saved


def _prove_turn(before: CallState | None, advanced: Advanced) -> None:
    *replies, last = advanced.directives
    assert isinstance(last, AwaitText | HangUp), "a conversation waits for a text, or is over"
    assert all(isinstance(each, Write) for each in replies), "nothing is spoken"
    assert len(replies) <= MOST_REPLIES
    assert not any(_is_empty(each) for each in replies)
    assert isinstance(last, HangUp) == is_over(advanced.state)
    assert advanced.state.turn == (before.turn if before is not None else 0) + 1
    assert not advanced.state.saved.keys() & advanced.state.secrets.keys()


def _is_empty(directive: Directive) -> bool:
    return isinstance(directive, Write) and not (directive.text.strip() or directive.media)
