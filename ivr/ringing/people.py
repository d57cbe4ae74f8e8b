"""What is known of people who are rung, and of the rings: an agent's phone is one person's, whatever the queue."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from ivr.values import CallId, PhoneNumber


class AgentState(StrEnum):
    """What an agent does."""

    FREE = "free"  # or left alone until a while is over
    RUNG = "rung"
    ACCEPTED = "accepted"  # has taken a call that is not there yet
    TALKING = "talking"


@dataclass(frozen=True, slots=True)
class AgentNow:
    """An agent at one moment. Nobody rings them before `until`; `since`: when they were last rung or heard.

    `misses`: how often in a row they were rung in vain.
    """

    state: AgentState = AgentState.FREE
    until: int = 0
    since: int = 0
    misses: int = 0

    def may_be_rung(self, now: int) -> bool:
        """Whether they are free, or what they were at is long over."""
        return self.until <= now


def agent_key(address: PhoneNumber) -> str:
    """Return an agent's name in the store, which does not tell their number."""
    return sha256(address.reveal().encode()).hexdigest()[:16]


class RingEnd(StrEnum):
    """How a ring ended."""

    SERVED = "served"  # a talk is over
    UNNEEDED = "unneeded"  # accepted, but nobody was there any more
    DECLINED = "declined"  # picked up, but did not accept: a refusal, or a machine
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"
    NOT_MADE = "not_made"  # the provider did not take the order


@dataclass(frozen=True, slots=True)
class Ring:
    """An agent who is rung, or was: for which queue, until when at most this lasts; `leg` once the provider named it.

    `promised` is the place they accepted, `served` the one they talked with, since `served_at`.
    """

    ring_id: str
    queue: str
    agent: PhoneNumber
    caller_id: PhoneNumber
    at: int
    until: int
    state: AgentState = AgentState.RUNG
    leg: CallId | None = None
    promised: str | None = None
    served: str | None = None
    served_at: int = 0
    is_picked_up: bool = False
    is_over: bool = False
