"""What a person does with a telephone, as data that travels: one class for each method of a handset."""

from typing import Annotated, assert_never

from msgspec import Meta, Struct

from ivr.handset.handset import HANGS_UP, CalleeOutcome, Handset, QueueOutcome, StayOutcome
from ivr.handset.heard import Report

Keys = Annotated[str, Meta(pattern=r"^[0-9A-D*#]{1,100}$")]
Words = Annotated[str, Meta(max_length=2_000)]
Length = Annotated[int, Meta(ge=0, le=3_600)]


class Ring(Struct, frozen=True, forbid_unknown_fields=True, tag_field="does", tag="ring"):
    """Rings the line."""


class Press(Struct, frozen=True, forbid_unknown_fields=True, tag_field="does", tag="press"):
    """Presses keys."""

    keys: Keys


class Say(Struct, frozen=True, forbid_unknown_fields=True, tag_field="does", tag="say"):
    """Speaks."""

    words: Words


class StaySilent(Struct, frozen=True, forbid_unknown_fields=True, tag_field="does", tag="silence"):
    """Does nothing; in a queue, waits on."""


class LeaveMessage(Struct, frozen=True, forbid_unknown_fields=True, tag_field="does", tag="message"):
    """Speaks after the tone, and then hangs up, stays silent, or presses a key."""

    seconds: Length
    then: Annotated[str, Meta(max_length=20)] = HANGS_UP
    words: Words = "This is a message."


class CalleeDoes(Struct, frozen=True, forbid_unknown_fields=True, tag_field="does", tag="callee"):
    """The person who is rung does something; `left`: the caller hangs up on them."""

    outcome: CalleeOutcome
    key: Keys = "1"
    left: bool = False


class WaitOn(Struct, frozen=True, forbid_unknown_fields=True, tag_field="does", tag="wait"):
    """Waits in a queue."""

    seconds: Annotated[int, Meta(ge=1, le=120)]


class Dequeue(Struct, frozen=True, forbid_unknown_fields=True, tag_field="does", tag="queue"):
    """The queue does something; `left`: the caller hangs up on whoever answered."""

    outcome: QueueOutcome
    left: bool = False


class ComeBack(Struct, frozen=True, forbid_unknown_fields=True, tag_field="does", tag="back"):
    """What the caller was away for is over, or fails."""

    outcome: StayOutcome


class HangUp(Struct, frozen=True, forbid_unknown_fields=True, tag_field="does", tag="hang up"):
    """Hangs up."""


Act = Ring | Press | Say | StaySilent | LeaveMessage | CalleeDoes | WaitOn | Dequeue | ComeBack | HangUp


def perform(phone: Handset, act: Act) -> Report:
    """Do it; NotWaitingError when it does not fit what the call waits for."""
    match act:
        case Ring():
            return phone.ring()
        case Press(keys=keys):
            return phone.press(keys)
        case Say(words=words):
            return phone.say(words)
        case StaySilent():
            return phone.stay_silent()
        case LeaveMessage(seconds=seconds, then=then, words=words):
            return phone.leave_message(seconds, then, words)
        case CalleeDoes(outcome=outcome, key=key, left=left):
            return phone.callee(outcome, key, caller_hangs_up=left)
        case WaitOn(seconds=seconds):
            return phone.wait_on(seconds)
        case Dequeue(outcome=outcome, left=left):
            return phone.dequeue(outcome, caller_hangs_up=left)
        case ComeBack(outcome=outcome):
            return phone.come_back(outcome)
        case HangUp():
            return phone.hang_up()
        case _:
            assert_never(act)
