"""How long people are left alone: an agent after a ring, a customer who could not be reached."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from ivr.ringing.people import RingEnd

_MOST_DOUBLED: Final = 5


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds. `rests`: after each end of a ring; after one in vain twice as long for each before, to `longest_rest`.

    `ring`: how long a phone rings where nothing is said; `accept`: for how long then an agent may be hearing what it is
    about; `hold`: how long after each word from them one who accepted is believed to hold; `longest_hold`: in all.
    `look_again`: how often the provider is asked whether a talk goes on of which nothing is heard.
    """

    rests: Mapping[RingEnd, int] = field(
        default_factory=lambda: {
            RingEnd.SERVED: 3,
            RingEnd.UNNEEDED: 0,
            RingEnd.DECLINED: 60,
            RingEnd.BUSY: 45,
            RingEnd.NO_ANSWER: 90,
            RingEnd.FAILED: 300,
            RingEnd.NOT_MADE: 10,
        }
    )
    longest_rest: int = 900
    ring: int = 20
    grace: int = 10  # Twilio rings five seconds longer, and tells it a little later
    accept: int = 45
    hold: int = 60
    longest_hold: int = 300
    look_again: int = 600
    longest_talk: int = 4 * 3600

    def rest_after(self, end: RingEnd, misses: int) -> int:
        """Return for how many seconds an agent is left alone; `misses`: so often they were rung in vain before."""
        doubled = 0 if end in {RingEnd.SERVED, RingEnd.UNNEEDED} else min(misses, _MOST_DOUBLED)
        return min(self.rests[end] << doubled, self.longest_rest)


def misses_after(end: RingEnd, misses: int) -> int:
    """Return how often an agent has now been rung in vain."""
    return 0 if end in {RingEnd.SERVED, RingEnd.UNNEEDED} else misses + 1


# --- customers ---------------------------------------------------------------------------------------------------


class CallbackEnd(StrEnum):
    """How an attempt to call a customer back ended, or the callback as a whole."""

    REACHED = "reached"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    MACHINE = "machine"
    FAILED = "failed"
    LEFT = "left"  # the customer answered, but hung up before they were connected
    MISSED = "missed"  # the customer answered, but the agent had gone
    REFUSED = "refused"  # the number cannot be called, or must not be: never tried again
    NOT_MADE = "not_made"  # the provider did not take the order this time
    EXPIRED = "expired"  # nobody had time for it for days
    DUPLICATE = "duplicate"  # the same number already waits to be called back


@dataclass(frozen=True, slots=True)
class Retries:
    """How often a customer is tried, and how many seconds after an attempt that failed; longer each time."""

    most: int = 4
    after: Mapping[CallbackEnd, int] = field(
        default_factory=lambda: {
            CallbackEnd.BUSY: 300,
            CallbackEnd.NO_ANSWER: 1800,
            CallbackEnd.MACHINE: 3600,
            CallbackEnd.FAILED: 900,
            CallbackEnd.LEFT: 1800,
            CallbackEnd.MISSED: 30,
            CallbackEnd.NOT_MADE: 60,
        }
    )
    longest_wait: int = 3 * 86_400
    ring: int = 25

    def find_next(self, end: CallbackEnd, tries: int, now: int) -> int | None:
        """Return when to try again after so many attempts; None when that was the last."""
        wait = self.after.get(end)
        return None if wait is None or tries >= self.most else now + wait * max(1, tries)
