"""One call under way: the documents being performed, what was heard, what it waits for, how it ends."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from email.utils import format_datetime
from typing import Literal
from urllib.parse import urljoin, urlsplit

from ivr.clock import Clock
from ivr.handset.heard import (
    Ear,
    Ended,
    Heard,
    HeardAudio,
    HeardLeaving,
    HeardPause,
    HeardTone,
    HeardWords,
    KeysLost,
    Waiting,
)
from ivr.phone.documents import Place
from ivr.phone.legs import Leg, NewSid, new_sid
from ivr.phone.verbs import (
    Callee,
    Conference,
    Connect,
    Dial,
    DialQueue,
    Enqueue,
    Gather,
    Method,
    Pause,
    Pay,
    Play,
    Prompt,
    Record,
    Say,
    Verb,
)
from ivr.phone.webhooks import Page, Webhooks

_WORDS_A_SECOND = 2.5
_MOST_LOOPS_HEARD = 10
LegEvent = Literal["initiated", "ringing", "answered", "completed"]


@dataclass(slots=True)
class Stage:
    """A document being performed on one leg, and how far it has come."""

    place: Place
    leg: Leg
    page: Page
    at: int = 0

    def next_verb(self) -> Verb | None:
        """Return the verb whose turn it is and step on; None at the document's end."""
        if self.at == len(self.page.verbs):
            return None
        self.at += 1
        return self.page.verbs[self.at - 1]


@dataclass(slots=True)
class Recording:
    """A Record that has beeped."""

    verb: Record
    sid: str


@dataclass(slots=True)
class Dialling:
    """A Dial that rings: those ringing now, and the groups still to ring.

    `key` is what the callee will press; `silent`: they press none, however often they are asked.
    """

    verb: Dial
    groups: list[tuple[Callee, ...]]
    ringing: list[tuple[Callee, Leg]] = field(default_factory=list)
    picked_up: tuple[Callee, Leg] | None = None
    key: str = ""
    silent: bool = False
    caller_hangs_up: bool = False


@dataclass(slots=True)
class QueueStay:
    """A caller's stay in a queue, for how long, what is said in it counted in; `next_page` is what they hear next."""

    verb: Enqueue
    sid: str
    waited_s: float = 0.0
    next_page: tuple[str, Method] | None = None


@dataclass(slots=True)
class Elsewhere:
    """A caller's stay in a conference, with a machine, or at a payment."""

    verb: Conference | Connect | Pay
    sid: str


@dataclass(slots=True)
class Call:
    """The state of one call. `seconds` is how long it would have taken; nothing here waits for a clock."""

    webhooks: Webhooks
    caller: Leg
    clock: Clock
    status_url: str | None
    stages: list[Stage] = field(default_factory=list)
    waits: Waiting | None = None
    heard: list[Heard] = field(default_factory=list)
    held_keys: str = ""
    seconds: float = 0.0
    gather: Gather | None = None
    recording: Recording | None = None
    dialling: Dialling | None = None
    queue: QueueStay | None = None
    elsewhere: Elsewhere | None = None
    taking: DialQueue | None = None
    recognise: Callable[[str], HeardWords | None] = lambda _url: None
    new_sid: NewSid = new_sid
    let_pass: Callable[[int], None] | None = None  # told of silences; None: they take no time here
    last_page: Page = field(default_factory=lambda: Page("", "", ()))

    @property
    def stage(self) -> Stage:
        """The document performed now."""
        return self.stages[-1]

    def open_page(self, place: Place, leg: Leg, url: str, method: Method, fields: Mapping[str, str]) -> None:
        """Perform another document before going on with the present one."""
        page = self.webhooks.fetch(leg, place, url, method, fields)
        self.stages.append(Stage(place, leg, page))
        self.last_page = page

    def turn_page(self, reference: str | None, method: Method, fields: Mapping[str, str]) -> None:
        """Go on with another document instead of the present one; None asks for the present one's address again."""
        stage = self.stage
        if stage.place is Place.QUEUE:
            fields = {**self.queue_fields(), **fields}
        page = self.webhooks.fetch(stage.leg, stage.place, self.resolve(reference), method, fields)
        stage.page, stage.at = page, 0
        self.last_page = page

    def queue_fields(self) -> Mapping[str, str]:
        """Return what a queue's waiting document is asked with."""
        assert self.queue is not None
        waited_s = str(round(self.queue.waited_s))
        return {
            "QueuePosition": "1",
            "QueueSid": self.queue.sid,
            "QueueTime": waited_s,
            "AvgQueueTime": waited_s,
            "CurrentQueueSize": "1",
            "MaxQueueSize": "1000",
        }

    def redirect(self, reference: str, method: Method) -> None:
        """Go on where a Redirect says; at another server's door the part of this telephone is over."""
        url = self.resolve(reference)
        if urlsplit(url)[:2] != urlsplit(self.stage.page.url)[:2]:
            self.answer()
            self.hear(HeardLeaving(url))
            self.finish(Ended("redirected"))
        else:
            self.turn_page(reference, method, {})

    def resolve(self, reference: str | None) -> str:
        """Return the absolute address of a URL in the present document (RFC 3986)."""
        return self.stage.page.url if reference is None else urljoin(self.stage.page.url, reference)

    def answer(self) -> None:
        """The line picks up."""
        if self.caller.status == "ringing":
            self.caller.status = "in-progress"

    def hear(self, item: Heard) -> None:
        """Note what is heard."""
        self.heard.append(item)

    def hear_prompt(self, prompt: Prompt) -> None:
        """Note what a Say, Play or Pause of the present document lets be heard, and the time it takes."""
        ear = self.stage.leg.ear
        match prompt:
            case Say(text=text, voice=voice, language=language, loop=loop):
                for _ in range(min(loop or 1, _MOST_LOOPS_HEARD)):
                    self.hear(HeardWords(text, voice, language, ear))
                    self.seconds += len(text.split()) / _WORDS_A_SECOND
            case Play(url=url, digits=digits, loop=loop):
                if digits is not None:
                    self.hear(HeardTone(digits, ear))
                if url is not None:
                    for _ in range(min(loop or 1, _MOST_LOOPS_HEARD)):
                        self._hear_played(self.resolve(url), ear)
            case Pause(length_s=length_s):
                self.hear(HeardPause(length_s, ear))
                self.seconds += length_s
                if self.let_pass is not None:
                    self.let_pass(length_s)
                    self.webhooks.caller_acted()  # whoever holds may do so for long

    def _hear_played(self, url: str, ear: Ear) -> None:
        said = self.recognise(url)
        last = self.heard[-1] if self.heard else None
        if said is None:
            self.hear(HeardAudio(url, ear))
        elif said.text or not isinstance(last, HeardWords):
            self.hear(replace(said, ear=ear, files=(url,)))
            self.seconds += len(said.text.split()) / _WORDS_A_SECOND
        else:
            self.heard[-1] = replace(last, files=(*last.files, url))

    def lose_keys(self) -> None:
        """Keys pressed ahead meet something that does not listen."""
        if self.held_keys:
            self.hear(KeysLost(self.held_keys))
            self.held_keys = ""

    def tell(self, reference: str | None, method: Method, fields: Mapping[str, str]) -> None:
        """Send a request about the caller's leg whose answer nobody performs."""
        self.webhooks.notify(self.caller, self.resolve(reference), method, fields)

    def tell_leg(self, callee: Callee, leg: Leg, event: LegEvent, duration_s: int = 0) -> None:
        """Send a progress callback about a callee's leg, when the document asked for this event."""
        if callee.status_callback is None or event not in callee.status_callback_events:
            return
        fields = self._progress(leg)
        if event == "completed":
            fields["CallDuration"] = str(duration_s)
        self.webhooks.notify(leg, self.resolve(callee.status_callback), callee.status_callback_method, fields)

    def finish(self, ended: Ended, status: str = "completed") -> None:
        """End the call and tell the line's status address."""
        self.lose_keys()
        self.caller.status = status
        self.waits = ended
        if self.status_url is None:
            return
        duration_s = math.ceil(self.seconds) if status == "completed" else 0
        fields = {"CallDuration": str(duration_s), "Duration": str(math.ceil(duration_s / 60))}
        self.webhooks.notify(self.caller, self.status_url, "POST", {**self._progress(self.caller), **fields})

    def _progress(self, leg: Leg) -> dict[str, str]:
        number = leg.sequence
        leg.sequence += 1
        return {
            "Timestamp": format_datetime(self.clock()),
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(number),
        }
