"""Voicemail: what is recorded, what is kept, and what happens once the caller has left."""

import pytest
from conversation import Conversation

from ivr.dialog.facts import Recorded
from ivr.dialog.state import Disposition
from ivr.values import Seconds

URL = "https://recordings.test/RE1"
MAILBOX = {"mailboxes": "{front: {email: desk@acme.example}}"}
FLOW = """
v: {voicemail: Leave a message., mailbox: front, save: said, max: 60s, finish: "*", next: thanks, silent: nothing}
thanks: {hangup: Thanks.}
nothing: {hangup: Nothing there.}
"""


def test_a_message_is_asked_for_and_recorded() -> None:
    call = Conversation(FLOW, **MAILBOX)
    assert call.heard == "Leave a message."
    assert (call.records.longest, call.records.finish_on, call.records.transcribe) == (Seconds(60), "*", False)


def test_a_message_may_be_two_minutes_long_unless_the_menu_says_otherwise() -> None:
    call = Conversation("v: {voicemail: Speak., transcribe: yes, next: hangup}")
    assert (call.records.longest, call.records.finish_on, call.records.transcribe) == (Seconds(120), "#", True)


def test_a_message_is_kept_with_its_mailbox_and_the_call_goes_on() -> None:
    call = Conversation(FLOW, **MAILBOX).leaves_message(8)
    assert call.heard == "Thanks."
    assert call.facts[-1].recorded == Recorded(URL, "RE1", Seconds(8), "front", transcribe=False)
    assert call.saved == {"said": URL}
    assert (call.outcome, call.state.reached) == ("message", Disposition.MESSAGE)


@pytest.mark.parametrize("how", ["silence", "empty"])
def test_no_message_is_told_apart(how: str) -> None:
    call = Conversation(FLOW, **MAILBOX)
    call = call.silence() if how == "silence" else call.leaves_message(0)
    assert call.heard == "Nothing there."
    assert call.facts[-1].recorded is None
    assert (call.outcome, dict(call.saved)) == ("no_message", {})
    assert call.state.reached is Disposition.GOODBYE


def test_without_silent_an_empty_message_goes_on_like_any_other() -> None:
    assert Conversation("v: {voicemail: Speak., next: bye}\nbye: {hangup: Bye.}").silence().heard == "Bye."


def test_a_key_where_a_message_is_expected_asks_for_it_again() -> None:
    call = Conversation(FLOW, **MAILBOX).presses("5")
    assert call.heard == "Leave a message."
    assert call.records
    assert call.leaves_message(3).heard == "Thanks."


# --- the caller has left -----------------------------------------------------------------------------------------

AFTER = {
    "main": """
        v: {voicemail: Speak., save: said, next: mark}
        mark: {set: {marked: "yes"}, next: pick}
        pick: {choose: [{when: marked == "yes", next: open}], otherwise: bye}
        open: {hours: office, open: through, closed: bye}
        through: {do: more, next: tongue}
        tongue: {language: en, next: name}
        name: last
        last: {set: {last: "{{ marked }}"}, next: bye}
        bye: {say: Bye., next: never}
        never: {set: {never: "yes"}, next: hangup}
    """,
    "more": "more: {set: {more: 'yes'}, next: return}",
}
LINE = {"hours": '{office: {open: {mon-fri: "09:00-17:00"}}}'}


def test_steps_without_a_caller_go_on_and_stop_at_the_first_that_needs_one() -> None:
    call = Conversation(AFTER, **LINE).hangs_up_during_message(8)
    assert call.ended
    assert call.heard == ""
    assert call.saved == {"said": URL, "marked": "yes", "more": "yes", "last": "yes"}
    assert call.path[-1] == "main/bye"
    assert call.state.reached is Disposition.MESSAGE
    assert call.facts[-1].recorded is not None


def test_a_caller_who_stays_hears_the_rest() -> None:
    call = Conversation(AFTER, **LINE).leaves_message(8)
    assert call.heard == "Bye."
    assert call.saved["never"] == "yes"


@pytest.mark.parametrize(
    "step",
    [
        "{say: Still there?, next: hangup}",
        "{menu: Still there?, keys: {1: hangup}}",
        "{ask: Still there?, save: x, next: hangup}",
        '{dial: "+14155550111", otherwise: hangup}',
        "{voicemail: More?, next: hangup}",
        "{hangup: Bye.}",
        "{reject: busy}",
    ],
)
def test_nothing_is_said_and_nobody_dialled_for_somebody_who_left(step: str) -> None:
    call = Conversation(f"v: {{voicemail: Speak., next: x}}\nx: {step}").hangs_up_during_message(3)
    assert call.ended
    assert call.heard == ""
    assert call.path == ["main/x"]


@pytest.mark.parametrize("target", ["hangup", "back", "repeat", "slower", "start"])
def test_no_target_brings_a_caller_back_who_left(target: str) -> None:
    flow = f"m: {{menu: Choose., keys: {{1: v}}}}\nv: {{voicemail: Speak., next: {target}}}"
    call = Conversation(flow).presses("1").hangs_up_during_message(3)
    assert call.ended
    assert call.heard == ""


def test_hanging_up_without_a_word_leaves_no_message() -> None:
    call = Conversation(FLOW, **MAILBOX).hangs_up_during_message(0)
    assert call.ended
    assert (call.outcome, call.heard, call.state.reached) == ("no_message", "", None)


def test_at_most_holds_for_messages_too() -> None:
    flow = """
        v: {voicemail: Speak., at_most: 2, next: v, give_up: enough}
        enough: {hangup: Enough.}
    """
    call = Conversation(flow).leaves_message(3)
    assert call.heard == "Speak."
    assert call.leaves_message(3).heard == "Enough."
