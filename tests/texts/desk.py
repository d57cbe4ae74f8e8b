"""A desk at which texts are answered one step at a time: real rows, jobs in a list, a clock that is set."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ivr.dialog.events import Caller
from ivr.messaging.status import MessageStatus
from ivr.ports.text_work import Job, TextPace, Texts, TextShelf
from ivr.ports.texts import MessageReceived, MessageReported, OutgoingText, Reply, TextSender
from ivr.values import MessageId, PhoneNumber
from ivr.workflows.answer_text import answer_text
from ivr.workflows.receive_text import receive_text
from ivr.workflows.send_text import send_text
from ivr.workflows.sweep_texts import sweep_texts

NOON = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
ANNA, LINE = PhoneNumber("+14155551234"), PhoneNumber("+14155550100")


@dataclass
class Echo:
    """Answers with the same words; `before` may do something first."""

    before: Callable[[MessageReceived], None] = lambda _received: None
    meanwhile: str = ""
    heard: list[str] = field(default_factory=list)

    def converse(self, _provider: str, received: MessageReceived, tell: Callable[[Reply], object]) -> Sequence[Reply]:
        """Return the words, each part of them a reply; nothing for a blank."""
        self.heard.append(received.body)
        self.before(received)
        if self.meanwhile:
            tell(Reply(self.meanwhile))
        return [Reply(f"You said: {part}") for part in received.body.split("|") if part.strip()]


@dataclass
class Provider:
    """A provider that sends texts: `mood` may raise instead, before or after it has taken one."""

    taken: list[OutgoingText] = field(default_factory=list)
    mood: Callable[[], None] = lambda: None
    mood_after: Callable[[], None] = lambda: None
    mood_asked: Callable[[], None] = lambda: None
    name: str = "twilio"

    def send(self, text: OutgoingText) -> MessageReported:
        self.mood()
        self.taken.append(text)
        self.mood_after()
        return self._reported(len(self.taken))

    def find_sent(self, text: OutgoingText, asked_at: datetime) -> Sequence[MessageReported]:
        self.mood_asked()
        return [self._reported(n) for n, each in enumerate(self.taken, 1) if each.reply == text.reply]

    def _reported(self, number: int) -> MessageReported:
        return MessageReported(MessageId(f"SMout{number}"), "queued", MessageStatus.QUEUED)

    @property
    def bodies(self) -> list[str]:
        return [each.reply.body for each in self.taken]


@dataclass
class Desk:
    """What the tests do and look at."""

    shelf: TextShelf
    converser: Echo = field(default_factory=Echo)
    provider: Provider = field(default_factory=Provider)
    pace: TextPace = field(default_factory=TextPace)
    now: datetime = NOON
    jobs: list[tuple[Job, int]] = field(default_factory=list)
    loses_jobs: bool = False

    @property
    def texts(self) -> Texts:
        return Texts(lambda: self.now, self.shelf, self, self.converser, self.pace)

    def enqueue(self, job: Job, number: int) -> None:
        """Take note of a job."""
        if not self.loses_jobs:
            self.jobs.append((job, number))

    def receive(self, body: str = "hi", sid: str = "SM1", sender: PhoneNumber = ANNA) -> int | None:
        """Let a text come in, as the fast mode does."""
        number = receive_text(self.texts, "twilio", MessageReceived(MessageId(sid), Caller(sender), LINE, body))
        if number is not None:
            self.enqueue(Job.ANSWER_TEXT, number)
        return number

    def work(self) -> None:
        """Do all jobs, and what comes of them."""
        senders: Mapping[str, TextSender] = {"twilio": self.provider}
        while self.jobs:
            job, number = self.jobs.pop(0)
            if job is Job.ANSWER_TEXT:
                answer_text(self.texts, number)
            else:
                send_text(self.texts, senders, number)

    def later(self, seconds: float) -> None:
        """Let time pass, sweep, and do what comes of it."""
        self.now += timedelta(seconds=seconds)
        sweep_texts(self.texts)
        self.work()
