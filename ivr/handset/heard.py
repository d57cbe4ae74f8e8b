"""What a telephone reports: what was heard since the last report, and what the call waits for now."""

from dataclasses import dataclass
from typing import Literal, assert_never

Ear = Literal["caller", "callee"]


@dataclass(frozen=True, slots=True)
class HeardWords:
    """A sentence spoken by a voice; `files`: the absolute addresses that it was played from, when the line spoke it."""

    text: str
    voice: str
    language: str
    ear: Ear = "caller"
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeardAudio:
    """A recording, by its absolute address; it is not fetched."""

    url: str
    ear: Ear = "caller"


@dataclass(frozen=True, slots=True)
class HeardPause:
    """Silence made by the line."""

    seconds: int
    ear: Ear = "caller"


@dataclass(frozen=True, slots=True)
class HeardTone:
    """A beep, or the tones of the named keys."""

    name: str
    ear: Ear = "caller"


@dataclass(frozen=True, slots=True)
class HeardRinging:
    """The line began to ring these numbers, showing them `caller_id`."""

    numbers: tuple[str, ...]
    caller_id: str
    ear: Ear = "caller"


@dataclass(frozen=True, slots=True)
class HeardMusic:
    """The provider's own music while waiting in a queue."""

    queue: str
    ear: Ear = "caller"


@dataclass(frozen=True, slots=True)
class KeysLost:
    """Keys that nothing listened for: pressed while a prompt outside a Gather played, or where only words count."""

    keys: str
    ear: Ear = "caller"


@dataclass(frozen=True, slots=True)
class HeardLeaving:
    """The line handed the call to another application, at this address; this telephone does not follow."""

    url: str
    ear: Ear = "caller"


@dataclass(frozen=True, slots=True)
class TextSent:
    """The line sent a text message, which the caller may see later, or somebody else."""

    to: str
    text: str
    ear: Ear = "caller"


@dataclass(frozen=True, slots=True)
class CallbackPromised:
    """The line took down that this number is to be called back."""

    number: str
    ear: Ear = "caller"


Heard = (
    HeardWords
    | HeardAudio
    | HeardPause
    | HeardTone
    | HeardRinging
    | HeardMusic
    | KeysLost
    | HeardLeaving
    | TextSent
    | CallbackPromised
)


@dataclass(frozen=True, slots=True)
class WaitingForInput:
    """A Gather listens for keys (`dtmf`), words (`speech`) or both."""

    num_digits: int | None
    finish_on_key: str
    timeout_s: int
    dtmf: bool
    speech: bool
    hints: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class WaitingForMessage:
    """A Record runs until one of its finish keys, its greatest length, or silence."""

    max_s: int
    finish_on_key: str
    silence_s: int


@dataclass(frozen=True, slots=True)
class WaitingForCallee:
    """A phone rings elsewhere; with `asked`, the callee has picked up and is asked for a key before the bridge."""

    numbers: tuple[str, ...]
    timeout_s: int
    caller_id: str
    hangup_on_star: bool = False
    asked: WaitingForInput | None = None


@dataclass(frozen=True, slots=True)
class WaitingInQueue:
    """The caller waits for somebody to take the call from the queue; `asked`: some key leads out of it."""

    name: str
    asked: WaitingForInput | None = None


@dataclass(frozen=True, slots=True)
class WaitingForCaller:
    """An agent is being connected with the first of a queue, or talks with them."""

    queue: str
    timeout_s: int


@dataclass(frozen=True, slots=True)
class WaitingElsewhere:
    """The caller is in a conference, talks to a machine or pays; `what` is the room, the address or the amount."""

    kind: Literal["conference", "stream", "payment"]
    what: str


@dataclass(frozen=True, slots=True)
class WaitingForText:
    """A text conversation goes on with the next text; `may_be_over`: or begins anew, which nobody sees from outside."""

    may_be_over: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """The call is over: `hangup`, `end of document`, `caller hung up`, `rejected`, `busy`, `redirected`, `failed: …`"""

    how: str
    code: int | None = None

    @property
    def failed(self) -> bool:
        """Whether the line, not a person, is to blame."""
        return self.how.startswith("failed")


Waiting = (
    WaitingForInput
    | WaitingForMessage
    | WaitingForCallee
    | WaitingInQueue
    | WaitingForCaller
    | WaitingElsewhere
    | WaitingForText
    | Ended
)


@dataclass(frozen=True, slots=True)
class Report:
    """What one step brought. `warnings` are callbacks answered in a way that the provider would log."""

    heard: tuple[Heard, ...]
    waits: Waiting
    document: str = ""
    url: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """All that was said to the caller, in one line."""
        return " ".join(item.text for item in self.heard if isinstance(item, HeardWords) and item.ear == "caller")


def described(item: Heard) -> str:
    """Return what was heard, in one plain line."""
    match item:
        case HeardWords(text=text):
            return f"“{text}”"
        case HeardAudio(url=url):
            return f"♪ {url.rpartition('/')[2]}"
        case HeardPause(seconds=seconds):
            return f"… {seconds} s"
        case HeardTone(name="beep"):
            return "beep"
        case HeardTone(name=name):
            return f"tones {name}"
        case HeardRinging(numbers=numbers, caller_id=caller_id):
            return f"ringing {' and '.join(numbers)}, showing {caller_id}"
        case HeardMusic(queue=queue):
            return f"music of the queue {queue}"
        case HeardLeaving(url=url):
            return f"the call is handed to {url}"
        case KeysLost(keys=keys):
            return f"nothing listened for {keys}"
        case TextSent(to=to, text=text):
            return f"a text to {to}: “{text}”"
        case CallbackPromised(number=number):
            return f"{number} is to be called back"
        case _:
            assert_never(item)


def describe(waits: Waiting) -> str:
    """Return what a call waits for, as the end of a sentence."""
    match waits:
        case WaitingForInput(dtmf=dtmf, speech=speech):
            return "the line waits for " + " or ".join(["keys"] * dtmf + ["words"] * speech)
        case WaitingForMessage():
            return "the line is recording"
        case WaitingForCallee(asked=None):
            return "a phone is ringing elsewhere"
        case WaitingForCallee():
            return "the callee is being asked for a key"
        case WaitingInQueue(name=name):
            return f"the call waits in the queue {name}"
        case WaitingForCaller(queue=queue):
            return f"somebody of the queue {queue} is being connected"
        case WaitingElsewhere(kind="conference", what=room):
            return f"the caller is in the conference {room}"
        case WaitingElsewhere(kind="stream", what=url):
            return f"the caller is connected with {url}"
        case WaitingElsewhere(what=amount):
            return f"the caller pays {amount}"
        case WaitingForText():
            return "the line waits for a text"
        case Ended(how=how):
            return f"the call is over ({how})"
        case _:
            assert_never(waits)


def described_end(ended: Ended) -> str:
    """Return how the call ended, as a sentence to whoever rang."""
    match ended.how:
        case "hangup" | "end of document":
            return "The line hung up."
        case "redirected":
            return "Another application has the call now."
        case "caller hung up":
            return "You hung up."
        case "rejected" | "busy":
            return f"The line did not take the call ({ended.how})."
        case how if "answered 403" in how:
            return f"The call {how}. The line does not know this phone's token: is it another line's, or an old one?"
        case how:
            return f"The call {how}."
