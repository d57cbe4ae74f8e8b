"""Text conversations: the same flows as calls, and where they differ."""

from typing import Any

import pytest
from conversation import Conversation
from texter import Texter

from ivr.dialog.errands import CallbackWanted
from ivr.dialog.events import SystemEnded, SystemOutcome

CHOICES = """
choices:
  menu: {by_phone: "For the balance, press 1.", by_text: What can we do?}
  keys: {1: balance, 2: person, "*": bye, "5X": bye}
  words: {1: [balance, how much], 2: [a person], "*": [nothing at all]}
balance: {say: "You have {{ 12.5 | money }}, code {{ '4021' | spell }}.", next: choices}
person: {dial: "+14155550111", otherwise: hangup, by_text: leave}
leave: {voicemail: What shall we tell them?, mailbox: front, save: told, next: bye}
bye: {hangup: Goodbye.}
"""
MAILBOX = "{front: {}}"
CALL_ME: dict[str, Any] = {"queues": "{cards: {agents: desk}}", "contacts": '{desk: {dial: "+14155550111"}}'}


def choices() -> Texter:
    return Texter(CHOICES, mailboxes=MAILBOX).writes("hi")


def ask(settings: str, *, start: str = "", **line: Any) -> Texter:
    """Return a conversation at an ask with these settings, which saves `it` and then says goodbye."""
    flow = f'{start}q: {{ask: Well?, save: it, next: bye, {settings}}}\nbye: {{hangup: "{{{{ it }}}}, bye."}}'
    return Texter(flow, **line).writes("hi")


# --- menus -------------------------------------------------------------------------------------------------------


def test_choices_that_the_prompt_does_not_name_are_listed_with_their_labels() -> None:
    assert choices().got == "What can we do?\n1: balance\n2: a person\n*: nothing at all"


@pytest.mark.parametrize(
    "prompt",
    ["For the balance, press 1. For a person, 2.", "Balance or person?", "1 = money, 2 = talk", "(1) x (2) y"],
)
def test_choices_that_the_prompt_names_are_not_listed(prompt: str) -> None:
    flow = f"m: {{menu: '{prompt}', keys: {{1: b, 2: b}}, words: {{1: [balance], 2: [person]}}}}\nb: {{hangup: x}}"
    assert Texter(flow).writes("hi").got == prompt


@pytest.mark.parametrize(
    "text", ["1", " 1. ", "(1)", "1️⃣", "１", "one", "option 1", "BALANCE!", "💰 How much?", "Bálance"]
)
def test_a_choice_is_found_by_key_label_and_phrase(text: str) -> None:
    assert choices().writes(text).gets == [
        "You have $12.50, code 4021.\nWhat can we do?\n1: balance\n2: a person\n*: nothing at all"
    ]


@pytest.mark.parametrize("text", ["*", "nothing at all, thanks", "57", "*️⃣"])
def test_stars_and_patterns_are_choices_too(text: str) -> None:
    assert choices().writes(text).got == "Goodbye."


@pytest.mark.parametrize("text", ["7", "", "😀", "what?", "how much, a person", "12"])
def test_anything_else_is_a_wrong_answer(text: str) -> None:
    texter = choices().writes(text)
    assert texter.got.startswith("That is no choice.\nWhat can we do?")
    assert texter.outcome == "no_match"


def test_digits_may_be_the_words_of_a_choice() -> None:
    flow = (
        "m: {menu: Which bus?, keys: {1: a, 2: b}, words: {1: ['38'], 2: [38 express]}}\na: {hangup: A}\nb: {hangup: B}"
    )
    assert Texter(flow).writes("hi", "38").got == "A"
    assert Texter(flow).writes("hi", "38 express").got == "B"


def test_who_is_never_understood_is_given_up_on_the_channel_of_texts() -> None:
    give_up = "{tries: 2, on_wrong: No., give_up: {calls: main/c, texts: main/t}}"
    flow = "m: {menu: x, keys: {1: c}}\nc: {hangup: By call.}\nt: {hangup: By text.}"
    assert Texter(flow, patience=give_up).writes("hi", "8", "9").got == "By text."
    assert Conversation(flow, patience=give_up).presses("8", "9").heard == "By call."


def test_silent_is_never_taken_by_text_and_otherwise_is() -> None:
    flow = "m: {menu: x, keys: {1: a}, silent: a, otherwise: b}\na: {hangup: A}\nb: {hangup: B}"
    assert Texter(flow).writes("hi", "").got == "B"


def test_what_works_everywhere_works_in_menus_and_alone_in_asks() -> None:
    anywhere = '{"0": main/bye, agent: main/bye, again: repeat, menu: start}'
    flow = "q: {ask: Your name?, save: name, as: words, next: m}\nm: {menu: x, keys: {1: q}}\nbye: {hangup: Bye.}"
    texter = Texter(flow, anywhere=anywhere).writes("hi")
    assert texter.writes("Again!").gets == ["Your name?"]
    assert texter.writes("an agent of fortune").gets == ["x"]
    assert texter.writes("Menu").gets == ["Your name?"]
    assert texter.writes("0").gets == ["Bye."]


def test_back_and_repeat() -> None:
    flow = (
        "a: {say: Hello., next: q}\nq: {ask: One?, save: one, as: digits, length: 1, next: r}\n"
        'r: {ask: Two?, save: two, as: digits, length: 1, next: hangup, keys: {"*": back, "9": repeat}}'
    )
    texter = Texter(flow).writes("hi")
    assert texter.got == "Hello.\nOne?"
    assert texter.writes("1").got == "Two?"
    assert texter.writes("9").got == "Two?"
    assert texter.writes("*").got == "One?"


def test_a_list_is_offered_by_its_labels_page_by_page() -> None:
    flow = """
set: {set: {all: "{{ 'ab,bc,cd,de,ef,fg,gh,hi,ij,jk' | split: ',' }}"}, next: m}
m:
  menu: Which?
  from: all
  each: "For {{ item }}, press {{ key }}."
  label: "The {{ item }}"
  save: it
  empty: bye
  next: bye
bye: {hangup: "You chose {{ it }}."}
"""
    texter = Texter(flow).writes("hi")
    assert texter.gets[0].splitlines()[:2] == ["Which?", "1: The ab"]
    assert texter.gets[0].splitlines()[-2:] == ["8: The hi", "For more, reply 9."]
    texter.writes("9")
    assert texter.got == "1: The ij\n2: The jk\nFor more, reply 9."
    assert texter.writes("the JK please").got == "You chose jk."
    assert Texter(flow).writes("hi", "3").got == "You chose cd."


# --- asks --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("digits", "1234-5678", "12345678"),
        ("digits", "#", None),
        ("number", "1,200", 1200),
        ("number", "twelve", None),
        ("amount", "$12.50", 12.5),
        ("amount", "7", 7),
        ("date", "3/4/2026", "2026-03-04"),
        ("date", "2026-03-04", "2026-03-04"),
        ("date", "03042026", "2026-03-04"),
        ("date", "13/13/2026", None),
        ("date", "3/4/26", "2026-03-04"),
        ("time", "9:30 PM", "21:30"),
        ("time", "12 am", "00:00"),
        ("time", "0930", "09:30"),
        ("time", "9", None),
        ("time", "13 pm", None),
        ("phone", "(415) 555-2671", "+14155552671"),
        ("yes_no", "Yes, please!", True),
        ("yes_no", "2", False),
        ("words", "42 Main St.", "42 Main St."),
        ("words", "42", "42"),
        ("recording", "It leaks.", "It leaks."),
    ],
)
def test_what_an_answer_is(kind: str, text: str, value: object) -> None:
    texter = ask(f"as: {kind}").writes(text)
    assert texter.saved.get("it") == value
    assert texter.ended == (value is not None)


def test_length_check_and_confirm_are_the_same_by_text() -> None:
    texter = ask('as: digits, length: 4, check: it > 5000, confirm: "{{ it | spell }}?"')
    assert texter.writes("123").got == "That is no choice.\nWell?"
    assert texter.writes("1234").got == "That is no choice.\nWell?"
    texter = ask('as: digits, length: 4, confirm: "{{ it | spell }}?"').writes("6543")
    assert texter.got == "6543?"
    assert texter.writes("no").got == "Well?"
    assert texter.writes("6544", "👍 yes").got == "6544, bye."


def test_a_recording_is_any_reply_with_its_pictures() -> None:
    texter = ask("as: recording").writes("Look:", media=("https://pictures.test/1.jpg",))
    assert texter.saved["it"] == "Look: https://pictures.test/1.jpg"
    recorded = texter.last.fact.recorded
    assert recorded is not None
    assert (recorded.recording_id, recorded.url, recorded.mailbox) == ("SM2", "", None)
    assert ask("as: recording").writes("").outcome == "no_match"


def test_the_last_text_is_known_as_message_but_never_a_secret() -> None:
    flow = """
q: {ask: Well?, save: it, as: words, SECRET next: c}
c: {choose: [{when: message.text == "yes", next: y}], otherwise: n}
y: {hangup: Y}
n: {hangup: N}
"""
    assert Texter(flow.replace("SECRET", "")).writes("hi", " Yes ").got == "Y"
    secret = Texter(flow.replace("SECRET", "sensitive: yes,")).writes("hi", "yes")
    assert secret.got == "N"
    assert (secret.state.secrets, dict(secret.state.message), secret.state.digits) == ({"it": "yes"}, {}, "")


# --- what takes a voice, or somebody -----------------------------------------------------------------------------


def test_a_step_that_takes_a_voice_is_gone_round() -> None:
    texter = choices().writes("a person")
    assert texter.got == "What shall we tell them?"
    texter.writes("Call me", media=("https://pictures.test/2.jpg",))
    assert texter.got == "Goodbye."
    recorded = texter.last.fact.recorded
    assert recorded is not None
    assert (recorded.mailbox, texter.saved["told"]) == ("front", "Call me https://pictures.test/2.jpg")
    assert texter.state.reached == "message"


def test_where_the_check_was_not_heeded_the_line_gives_up() -> None:
    texter = Texter('m: {menu: "1?", keys: {1: r}}\nr: {dial: "+14155550111", otherwise: m}').writes("hi", "1")
    assert texter.ended
    assert texter.last.complaints == ("a text conversation cannot go on at main/r, which takes a voice",)


def test_a_callback_asks_for_the_number() -> None:
    flow = "c: {callback: We will call., into: cards, next: bye}\nbye: {hangup: Bye.}"
    texter = Texter(flow, **CALL_ME).writes("hi")
    assert texter.got == "We will call.\nPlease reply with the number where we can reach you."
    assert texter.writes("415 555 2671").got == (
        "We will call you back at (415) 555-2671. Is that right? Reply yes or no."
    )
    assert texter.writes("yes").got == "Bye."
    (errand,) = texter.last.errands
    assert isinstance(errand, CallbackWanted)
    assert errand.to.reveal() == "+14155552671"


# --- replies -----------------------------------------------------------------------------------------------------


def test_recordings_are_their_words_and_pauses_nothing() -> None:
    flow = """
a: {say: [{audio: hello.wav, text: Hello there.}, {pause: 2s}, How are you?], next: b}
b: {say: {by_phone: {audio: only.wav, text: Only by phone.}, by_text: Only by text.}, next: hangup}
"""
    assert Texter(flow).writes("hi").gets == ["Hello there. How are you?\nOnly by text."]


def test_a_text_step_to_the_texter_is_a_reply_in_its_place_with_its_pictures() -> None:
    flow = """
a: {say: Before., next: t}
t: {text: Your map, media: "https://maps.test/1.png", next: o}
o: {text: A customer wrote., to: "+14155552671", next: b}
b: {hangup: After.}
"""
    texter = Texter(flow).writes("hi")
    assert texter.gets == ["Before.", "Your map", "After."]
    assert [each.to.reveal() for each in texter.last.errands] == ["+14155552671"]


def test_ten_replies_at_most() -> None:
    steps = "".join(f"s{n}: {{text: t{n}, media: 'https://x.test/{n}', next: s{n + 1}}}\n" for n in range(12))
    texter = Texter(f"{steps}s12: {{hangup: Bye.}}").writes("hi")
    assert texter.gets == [f"t{n}" for n in range(10)]
    assert "more than 10 texts are to be sent in one turn; the rest is left out" in texter.last.complaints


def test_systems_are_asked_in_the_middle_of_a_turn() -> None:
    flow = """
q: {ask: Number?, save: n, as: digits, next: f}
f: {fetch: "bank/{{ n }}", save: found, next: t, missing: q, failed: hangup}
t: {hangup: "{{ found.name }} has {{ found.balance | money }}."}
"""
    found = SystemEnded(SystemOutcome.OK, {"name": "Ann", "balance": 3})
    answers = [SystemEnded(SystemOutcome.MISSING), found]
    bank = '{bank: {url: "https://bank.example"}}'
    texter = Texter(flow, services=bank, answers=answers[:1]).writes("hi", "7")
    assert texter.got == "Number?"
    assert Texter(flow, services=bank, answers=answers[1:]).writes("hi", "7").got == "Ann has $3.00."


# --- where it starts, and starts again ---------------------------------------------------------------------------

SPANISH: dict[str, Any] = {"languages": "{en: {locale: en-US}, es: {locale: es-US}}", "patience": "{give_up: hangup}"}
NUMBERS = '{"+14155550177": {texts: other, language: es, set: {city: Oakland}}}'


def test_a_number_has_a_start_a_language_and_values_of_its_own() -> None:
    flows = {
        "main": "a: {hangup: {en: Main., es: Principal.}}",
        "other": 'a: {menu: {en: "1?", es: "¿{{ city }} o 1?"}, keys: {1: start}, otherwise: start}',
    }
    assert Texter(flows, numbers=NUMBERS, **SPANISH).writes("hi").got == "Main."
    texter = Texter(flows, texted="+14155550177", numbers=NUMBERS, **SPANISH).writes("hi")
    assert texter.got == "¿Oakland o 1?"
    assert texter.writes("1").got == "¿Oakland o 1?"


def test_values_are_written_in_the_language_of_the_conversation() -> None:
    flows = {
        "main": "l: {language: es, next: b}\n"
        'b: {hangup: {en: "{{ 12.5 | money }}", es: "Tiene {{ 12.5 | money }} el {{ \'2026-03-04\' | date }}."}}'
    }
    assert Texter(flows, **SPANISH).writes("hi").got == "Tiene $12.50 el 4 mar 2026."


def test_a_kept_language_and_the_channel_are_known() -> None:
    flow = {"main": 'a: {hangup: {en: "{{ call.channel }}", es: "{{ call.channel }}!"}}'}
    assert Texter(flow, remembered={"/language": "es"}, **SPANISH).writes("hi").got == "text!"


@pytest.mark.parametrize("text", ["restart", "RESTART!", " Restart. 🔄"])
def test_the_restart_word_begins_anew_wherever_it_is(text: str) -> None:
    flow = "q: {ask: Name?, save: name, as: words, next: v}\nv: {voicemail: A message?, next: hangup}"
    texter = Texter(flow).writes("hi", "Ann")
    assert texter.got == "A message?"
    texter.writes(text)
    assert (texter.got, dict(texter.saved), texter.state.turn) == ("Name?", {}, 1)


def test_a_line_has_restart_words_of_its_own() -> None:
    flow = "q: {ask: Name?, save: name, as: words, next: r}\nr: {ask: Age?, save: age, as: number, next: hangup}"
    texter = Texter(flow, restart="[start over, de nuevo]").writes("hi", "Ann")
    assert texter.writes("restart").got == "That is no choice.\nAge?"
    assert texter.writes("De nuevo").got == "Name?"


def test_keywords_are_of_the_first_text_only() -> None:
    flows = {"main": "q: {ask: Name?, save: name, as: words, next: hangup}", "order": "o: {hangup: Ordering.}"}
    keywords = "{order: order, my order: order}"
    assert Texter(flows, keywords=keywords).writes("Order!").got == "Ordering."
    assert Texter(flows, keywords=keywords).writes("my  ORDER").got == "Ordering."
    assert Texter(flows, keywords=keywords).writes("order now").got == "Name?"
    texter = Texter(flows, keywords=keywords).writes("hi", "order")
    assert (texter.ended, texter.saved) == (True, {"name": "order"})


def test_who_waits_too_long_begins_anew_and_the_minutes_of_calls_do_not_count() -> None:
    flow = "q: {ask: Name?, save: name, as: words, next: r}\nr: {ask: Age?, save: age, as: number, next: hangup}"
    patience = "{give_up: hangup, on_wrong: No., text_wait: 3d}"
    texter = Texter(flow, patience=patience).writes("hi", "Ann")
    assert texter.later(days=3).writes("x").got == "No.\nAge?"
    assert texter.later(days=3, seconds=1).writes("7").got == "Name?"
    assert not Texter(flow).writes("hi").later(hours=24).writes("Ann").ended
    assert Texter(flow).writes("hi").later(hours=25).writes("Ann").got == "Name?"
