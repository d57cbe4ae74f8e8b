"""What is kept for a caller's number, what is sensitive, and what was lost."""

import pytest
from conversation import CALLER, Conversation, known_caller
from msgspec.structs import replace

from ivr.dialog.turn import KEPT_LANGUAGE

TWO = {"languages": "{en: {locale: en-US}, es: {locale: es-US}}", "patience": "{give_up: hangup}"}
FLOW = """
m: {menu: {en: "Zip {{ zip | default: 'unknown' }}.", es: Hola.}, keys: {1: ask_zip, 2: spanish, 3: count}}
ask_zip: {ask: {en: Zip?, es: ¿Zip?}, save: zip, length: 5, keep: 90d, next: m}
spanish: {language: es, keep: 1h, next: m}
count: {set: {visits: "{{ visits | plus: 1 }}"}, keep: 7d, next: m}
"""


def test_what_is_saved_is_kept_for_the_number() -> None:
    call = Conversation(FLOW, **TWO).presses("1", "02134", "3")
    assert call.kept == {"zip": "02134", "visits": 1}
    call.presses("2")
    assert call.kept == {"zip": "02134", "visits": 1, KEPT_LANGUAGE: "es"}


@pytest.mark.parametrize("caller", ["anonymous", "", "client:anna", "4155551234"])
def test_nothing_is_kept_for_a_number_that_is_none(caller: str) -> None:
    call = Conversation(FLOW, **TWO, caller=caller).presses("1", "02134", "2")
    assert (call.kept, call.saved) == ({}, {"zip": "02134"})


def test_a_wrong_answer_is_not_kept() -> None:
    assert Conversation(FLOW, **TWO).presses("1", "021").kept == {}


def test_a_caller_who_is_known_is_greeted_as_such() -> None:
    call = known_caller({"zip": "02134", "visits": 4}, FLOW, **TWO)
    assert call.heard == "Zip 02134."
    assert call.presses("3").kept == {"visits": 5}


def test_a_kept_language_is_spoken_from_the_first_word() -> None:
    assert known_caller({KEPT_LANGUAGE: "es"}, FLOW, **TWO).heard == "Hola."
    assert known_caller({KEPT_LANGUAGE: "fr"}, FLOW, **TWO).heard == "Zip unknown."


def test_what_a_number_sets_and_speaks_wins_over_what_is_kept() -> None:
    numbers = '{"+14155550100": {language: es, set: {zip: "99999"}}}'
    call = known_caller({"zip": "02134", KEPT_LANGUAGE: "en"}, FLOW, **TWO, numbers=numbers)
    assert call.heard == "Hola."
    assert (call.saved["zip"], call.kept) == ("99999", {})


# --- sensitive ----------------------------------------------------------------------------------------------------

PIN = """
q: {ask: PIN?, save: pin, length: 4, sensitive: yes, check: pin != "0000", next: m}
m: {menu: "{{ pin }}{{ digits }}Next.", keys: {1: m, 2: q}}
"""


def test_a_sensitive_answer_is_out_of_reach_of_every_template() -> None:
    call = Conversation(PIN).presses("4321")
    assert (call.heard, call.saved, dict(call.state.secrets)) == ("Next.", {}, {"pin": "4321"})
    assert call.facts[-1].key is None
    assert "4321" not in str(call.facts)


def test_a_sensitive_answer_is_checked() -> None:
    call = Conversation(PIN).presses("0000")
    assert (call.heard, dict(call.state.secrets)) == ("That is no choice. PIN?", {})


def test_a_sensitive_answer_may_be_given_again() -> None:
    assert dict(Conversation(PIN).presses("4321", "2", "1234").state.secrets) == {"pin": "1234"}


# --- lost ---------------------------------------------------------------------------------------------------------

LOST = """
card: {ask: Card?, save: card, length: 4, next: amount}
amount: {ask: How much?, save: amount, as: amount, next: choice}
choice: {menu: "Press 1 or 2.", keys: {1: pay, 2: hours, 3: split, 4: computed}}
pay: {say: "Card {{ card }} pays {{ amount }}.", next: choice}
hours: {say: We are open., next: choice}
split: {choose: [{when: card == "1111", next: pay}], otherwise: hours}
computed: {set: {twice: "{{ amount | times: 2 }}"}, next: told}
told: {say: "Twice is {{ twice }}.", next: choice}
"""


def lost(*names: str, flow: str = LOST, **line: str) -> Conversation:
    """Return a call whose answers to these names went missing after it had given all of them."""
    call = Conversation(flow, **line).presses("1111", "50")
    saved = {name: value for name, value in call.saved.items() if name not in names}
    call.forget(replace(call.state, saved=saved, lost=names))
    return call


def test_a_step_that_uses_no_lost_name_goes_on_as_if_nothing_had_happened() -> None:
    assert lost("card", "amount").presses("2").heard == "We are open. Press 1 or 2."


def test_a_step_that_uses_a_lost_name_is_gone_to_when_it_was_asked_for_again() -> None:
    call = lost("card").presses("1")
    assert call.heard == "Sorry, I need to ask you that again. Card?"
    assert call.presses("2222").heard == "Card 2222 pays 50. Press 1 or 2."
    assert call.state.lost == ()


def test_a_condition_and_a_value_use_names_too() -> None:
    assert lost("card").presses("3").heard == "Sorry, I need to ask you that again. Card?"
    assert lost("amount").presses("4").heard == "Sorry, I need to ask you that again. How much?"


def test_the_line_says_in_its_own_words_that_it_asks_again() -> None:
    patience = "{give_up: hangup, lost: We forgot.}"
    assert lost("amount", patience=patience).presses("1").heard == "We forgot. How much?"


def test_a_lost_value_that_was_computed_is_computed_again() -> None:
    call = Conversation(LOST).presses("1111", "50", "4")
    assert call.heard == "Twice is 100. Press 1 or 2."
    call.forget(replace(call.state, saved={"card": "1111", "amount": 50}, lost=("twice",)))
    call.presses("4")
    assert (call.heard, call.state.lost) == ("Twice is 100. Press 1 or 2.", ())


def test_names_that_lead_to_each_other_are_sought_once() -> None:
    flow = """
    a: {ask: "A {{ b }}?", save: a, next: b}
    b: {ask: "B {{ a }}?", save: b, next: m}
    m: {menu: "{{ a }} {{ b }}", keys: {1: m}}
    """
    call = Conversation(flow).presses("1", "2")
    call.forget(replace(call.state, saved={}, lost=("a", "b")))
    assert call.presses("1").heard == "Sorry, I need to ask you that again. B ?"
    assert not call.ended


def test_a_lost_sensitive_answer_is_asked_for_where_it_is_needed() -> None:
    call = Conversation(PIN).presses("4321")
    call.forget(replace(call.state, secrets={}, lost=("pin",)))
    assert call.presses("1").heard == "Sorry, I need to ask you that again. PIN?"


def test_a_number_is_kept_masked_where_people_look() -> None:
    assert CALLER not in repr(Conversation(FLOW, **TWO).state)
