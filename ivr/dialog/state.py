"""What is remembered of a call between two turns."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct, field

from ivr.dialog.events import Caller
from ivr.menu.parts import Channel, ToStep
from ivr.menu.templates.value import Value
from ivr.values import CallId, MenuVersion, PhoneNumber

DEEPEST: Final = 12  # how far `back` and `return` reach; more is nobody's memory


class Disposition(StrEnum):
    """How a call ended, in one word for the call record."""

    CONNECTED = "connected"  # talked with a person
    MESSAGE = "message"  # left a message
    GOODBYE = "goodbye"  # the line said goodbye
    ABANDONED = "abandoned"  # the caller left before anything of that
    REJECTED = "rejected"  # the line did not answer
    FAILED = "failed"  # the network lost it
    CALLBACK = "callback"  # is to be called back
    MACHINE = "machine"  # talked with a machine of somebody else's
    REDIRECTED = "redirected"  # another application took it over
    UNKNOWN = "unknown"  # it ended while nobody could look at it


class Awaited(StrEnum):
    """What the line waits for."""

    KEYS = "keys"
    MESSAGE = "message"
    TEXT = "text"  # the next one of the conversation
    CALLEE = "callee"
    QUEUE = "queue"
    ROOM = "room"
    MACHINE = "machine"  # of somebody else's: a stream, a payment
    SYSTEM = "system"  # a service or a function
    OTHERS = "others"  # another application has the call
    END = "end"  # the caller has left in the middle; the network will say so
    NOTHING = "nothing"


_LONGEST_TALK_S: Final = 24 * 3600  # no call lasts longer, and nothing is heard of one while people talk
_ANYTHING_ELSE_S: Final = 6 * 3600
_ONCE_OVER_S: Final = 3600  # for what is delivered late, or again
_TALKING: Final = frozenset({Awaited.CALLEE, Awaited.QUEUE, Awaited.ROOM, Awaited.MACHINE, Awaited.OTHERS})


class Visit(Struct, frozen=True):
    """How the asking at the current step has gone so far. `entry` waits to be confirmed."""

    silences: int = 0
    wrongs: int = 0
    entry: str | None = None
    utterance: bool = False  # whether the entry was spoken
    page: int = 0  # of the choices that come from a list

    @property
    def tries(self) -> int:
        """How often the caller was not understood."""
        return self.silences + self.wrongs


class Passed(Struct, frozen=True):
    """A question that was answered, and the `do` steps that the call was in then."""

    step: ToStep
    returns: tuple[ToStep, ...] = ()


class Footing(Struct, frozen=True):
    """Where a call stands by the address of its webhook alone: all of a state that need not travel beside it."""

    call_id: CallId
    menus: MenuVersion
    language: str
    here: ToStep
    turn: int
    awaited: Awaited


class CallState(Struct, frozen=True):
    """A call between two turns. `turn` counts the events taken; times are whole seconds since 1970.

    `trail` are the menus and asks answered, for `back`; `returns` the `do` steps to come back to; `said` the steps
    heard since the last answer, for `repeat`; `stray` a finishing key that may still be in the air. `secrets` are
    sensitive answers, which no template sees; `lost` the names that had a value which nobody has any more. `queued`
    says since when the caller waits in a queue, so that who leaves one for a while keeps their place; `asked` is the
    claim of the system that is being waited for; `sought_for` the step for which a lost answer is asked again;
    `entered` the turns at which sensitive answers were given. On the channel of texts this is a conversation, whose
    last `message` is what templates see under that name.
    """

    call_id: CallId
    menus: MenuVersion
    caller: Caller
    line_number: PhoneNumber
    language: str
    here: ToStep
    started_at: int
    at: int
    turn: int = 0
    awaited: Awaited = Awaited.NOTHING
    saved: Mapping[str, Value] = field(default_factory=dict)
    secrets: Mapping[str, Value] = field(default_factory=dict)
    lost: tuple[str, ...] = ()
    visit: Visit = field(default_factory=Visit)
    visits: Mapping[str, int] = field(default_factory=dict)
    trail: tuple[Passed, ...] = ()
    returns: tuple[ToStep, ...] = ()
    said: tuple[ToStep, ...] = ()
    digits: str = ""
    stray: str = ""
    slower: bool = False
    apart_s: int = 0  # spent in conversations, or what a clock was set by: the limit on minutes leaves it out
    over_limit_at: int = 0  # the turn at which a limit was found passed; 0: none yet
    reached: Disposition | None = None
    ended: Disposition | None = None
    queued: Mapping[str, int] = field(default_factory=dict)
    asked: str = ""
    sought_for: ToStep | None = None
    entered: Mapping[str, int] = field(default_factory=dict)
    channel: Channel = Channel.CALL
    message: Mapping[str, Value] = field(default_factory=dict)

    @property
    def longest_silence_s(self) -> int:
        """How long it may be until the next is heard of the call, by what it waits for."""
        if self.ended is not None:
            return _ONCE_OVER_S
        return _LONGEST_TALK_S if self.awaited in _TALKING else _ANYTHING_ELSE_S
