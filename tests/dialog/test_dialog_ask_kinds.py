"""Asks: what each kind takes, from keys and from words."""

import pytest
from conversation import Conversation, ask

from ivr.dialog.directives import Listening
from ivr.menu.templates.value import Value

LANGUAGES = "{en: {locale: en-US}, gb: {locale: en-GB}, fr: {locale: fr-FR}}"


@pytest.mark.parametrize(
    ("settings", "pressed", "saved"),
    [
        ("as: digits", "007", "007"),
        ("as: digits", "0", "0"),
        ("as: digits, length: 4-6", "0012", "0012"),
        ("as: number", "0042", 42),
        ("as: number", "9" * 40, 10**40 - 1),
        ("as: amount", "12", 12),
        ("as: amount", "12*5", 12.5),
        ("as: amount", "0*05", 0.05),
        ("as: date", "02292024", "2024-02-29"),
        ("as: date, written: DDMMYYYY", "29022024", "2024-02-29"),
        ("as: date, written: YYYYMMDD", "20240229", "2024-02-29"),
        ("as: date, written: MMDDYY", "022924", "2024-02-29"),
        ("as: date, written: DDMM", "2902", "02-29"),
        ("as: time", "0930", "09:30"),
        ("as: time", "2359", "23:59"),
        ("as: phone", "4155550111", "+14155550111"),
        ("as: phone", "14155550111", "+14155550111"),
        ("as: phone", "4165550123", "+14165550123"),  # Canada, rung from the United States
        ("as: phone", "442079460958", "+442079460958"),
        ("as: yes_no", "1", True),
        ("as: yes_no", "2", False),
    ],
)
def test_keys_become_a_value_of_the_kind(settings: str, pressed: str, saved: Value) -> None:
    call = ask(settings).presses(pressed)
    assert call.heard == "Bye."
    assert call.saved["it"] == saved
    assert type(call.saved["it"]) is type(saved)
    assert call.outcome == "entered"


@pytest.mark.parametrize(
    ("settings", "pressed"),
    [
        ("as: digits", "12*4"),
        ("as: digits", "A"),
        ("as: digits, length: 4-6", "123"),
        ("as: digits, length: 4-6", "1234567"),
        ("as: number", "1*5"),
        ("as: number", "9" * 41),
        ("as: number", "9" * 5000),
        ("as: amount", "*5"),
        ("as: amount", "1*234"),
        ("as: amount", "1*2*3"),
        ("as: amount", "12*"),
        ("as: date", "02302024"),
        ("as: date", "13012024"),
        ("as: date", "0229202"),
        ("as: date", "00000000"),
        ("as: time", "2400"),
        ("as: time", "0960"),
        ("as: time", "930"),
        ("as: phone", "123"),
        ("as: phone", "9005550111"),  # premium
        ("as: yes_no", "3"),
        ("as: yes_no", "12"),
        ("as: words", "12"),
    ],
)
def test_what_is_no_value_of_the_kind_is_a_wrong_answer(settings: str, pressed: str) -> None:
    call = ask(settings).presses(pressed)
    assert call.heard == "That is no choice. Well?"
    assert "it" not in call.saved
    assert call.outcome == "no_match"


@pytest.mark.parametrize(
    ("language", "pressed", "saved"),
    [("en", "12312026", "2026-12-31"), ("gb", "31122026", "2026-12-31"), ("fr", "31122026", "2026-12-31")],
)
def test_a_date_is_entered_as_people_there_write_it(language: str, pressed: str, saved: str) -> None:
    flow = f"""
        s: {{language: {language}, next: q}}
        q: {{ask: {{en: Date?, gb: Date?, fr: Date ?}}, save: it, as: date, next: hangup}}
    """
    call = Conversation(flow, languages=LANGUAGES, patience="{give_up: hangup}")
    assert call.collects.max_digits == 8
    assert call.presses(pressed).saved["it"] == saved


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "July 1st, 2026"),
        ("gb", "1 July 2026"),
        ("gb", "01/07/2026"),
        ("es", "1 de julio de 2026"),
        ("fr", "1er juillet 2026"),
        ("de", "1. Juli 2026"),
        ("pt", "1º de julho de 2026"),
    ],
)
def test_a_date_is_said_with_the_name_of_its_month(language: str, said: str) -> None:
    flow = f"""
        s: {{language: {language}, next: q}}
        q: {{ask: "{{{{ call.language }}}}", save: it, as: date, hints: [may], next: hangup}}
    """
    spoken = LANGUAGES.replace("}}", "}, es: {locale: es-US}, de: {locale: de-DE}, pt: {locale: pt-BR}}")
    assert Conversation(flow, languages=spoken, patience="{give_up: hangup}").says(said).saved["it"] == "2026-07-01"


@pytest.mark.parametrize(
    ("country", "pressed", "saved"),
    [
        ("US", "4155550111", "+14155550111"),
        ("CA", "4155550111", "+14155550111"),
        ("GB", "02079460958", "+442079460958"),
        ("", "4155550111", "+14155550111"),  # withheld: the country of the language
        ("??", "4155550111", None),
    ],
)
def test_a_phone_number_is_read_as_dialled_where_the_caller_is(country: str, pressed: str, saved: str | None) -> None:
    flow = "q: {ask: Number?, save: it, as: phone, next: hangup}"
    assert Conversation(flow, country=country).presses(pressed).saved.get("it") == saved


@pytest.mark.parametrize(
    ("settings", "said", "saved"),
    [
        ("as: words", "  the red one ", "the red one"),
        ("as: words", "12", "12"),
        ("as: yes_no", "Yes, please.", True),
        ("as: yes_no", "that's right", True),
        ("as: yes_no", "sí", True),
        ("as: yes_no", "no thanks", False),
        ("as: yes_no", "that's not right", False),
        ("as: yes_no", "no, that is not correct", False),
        ("as: yes_no", "that isn’t right", False),
        ("as: yes_no", "No, that's right.", False),
        ("as: digits, hints: [account]", "1 2 3 4.", "1234"),
        ("as: digits, hints: [account]", "12-34", "1234"),
        ("as: number, hints: [people]", "1,250", 1250),
        ("as: number, hints: [people]", "12.", 12),
        ("as: amount, hints: [dollars]", "$12.50", 12.5),
        ("as: amount, hints: [dollars]", "1,250.50", 1250.5),
        ("as: amount, hints: [dollars]", "1.250,50 €", 1250.5),
        ("as: amount, hints: [dollars]", "1 250", 1250),
        ("as: amount, hints: [dollars]", "12,5", 12.5),
        ("as: amount, hints: [dollars]", "12.", 12),
        ("as: amount, hints: [dollars]", "12 dollars", 12),
        ("as: amount, hints: [dollars]", "1,250.50 dollars.", 1250.5),
        ("as: amount, hints: [dollars]", "12 dollars and 5 cents", 12.05),
        ("as: amount, hints: [dollars]", "1 dollar 50", 1.5),
        ("as: amount, hints: [dollars]", "50 cents", 0.5),
        ("as: amount, hints: [dollars]", "12 Euro und 50 Cent", 12.5),
        ("as: amount, hints: [dollars]", "3 pesos con 20 centavos", 3.2),
        ("as: time, hints: [nine]", "9:30 p.m.", "21:30"),
        ("as: time, hints: [nine]", "9 o'clock", "09:00"),
        ("as: time, hints: [nine]", "9 PM", "21:00"),
        ("as: time, hints: [nine]", "21 Uhr 15", "21:15"),
        ("as: time, hints: [nine]", "9 h 30", "09:30"),
        ("as: time, hints: [nine]", "0930", "09:30"),
        ("as: date, hints: [May]", "February 29th, 2024", "2024-02-29"),
        ("as: date, hints: [May]", "the 29th of February 2024", "2024-02-29"),
        ("as: date, hints: [May]", "Feb. 29 2024", "2024-02-29"),
        ("as: date, hints: [May]", "2/29/2024", "2024-02-29"),
        ("as: date, hints: [May]", "0 2 2 9 2 0 2 4", "2024-02-29"),
        ("as: date, written: DDMM, hints: [May]", "May 1st", "05-01"),
        ("as: date, written: YYMMDD, hints: [May]", "May 1st 1999", "1999-05-01"),
        ("as: phone, hints: [number]", "(415) 555-0111", "+14155550111"),
        ("as: phone, hints: [number]", "+44 20 7946 0958", "+442079460958"),
    ],
)
def test_what_is_said_becomes_a_value_of_the_kind(settings: str, said: str, saved: Value) -> None:
    call = ask(settings).says(said)
    assert call.saved.get("it") == saved
    assert type(call.saved["it"]) is type(saved)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("as: words", "  "),
        ("as: yes_no", "maybe"),
        ("as: yes_no", "yes and no"),
        ("as: yes_no", "it's not wrong"),
        ("as: yes_no", "not"),
        ("as: digits, hints: [account]", "twelve"),
        ("as: digits, hints: [account]", "١٢٣"),
        ("as: number, hints: [people]", "12.5"),
        ("as: number, hints: [people]", "-5"),
        ("as: amount, hints: [dollars]", "-12"),
        ("as: amount, hints: [dollars]", "12 50"),
        ("as: amount, hints: [dollars]", "0.125"),
        ("as: amount, hints: [dollars]", "12.5.1"),
        ("as: amount, hints: [dollars]", "1\N{FULLWIDTH DIGIT FIVE}"),
        ("as: amount, hints: [dollars]", "12 thousand dollars"),
        ("as: amount, hints: [dollars]", "12.50 dollars and 50 cents"),
        ("as: amount, hints: [dollars]", "12 or 13 dollars"),
        ("as: time, hints: [nine]", "9"),
        ("as: time, hints: [nine]", "13 PM"),
        ("as: time, hints: [nine]", "24 Uhr"),
        ("as: date, hints: [May]", "February 30th, 2024"),
        ("as: date, hints: [May]", "May 2024"),
        ("as: date, hints: [May]", "May 1st"),
        ("as: date, hints: [May]", "May or June 1st 2024"),
        ("as: date, hints: [May]", "not May 1st 2024"),
        ("as: recording", "hello"),
    ],
)
def test_what_was_said_and_is_no_value_of_the_kind_is_a_wrong_answer(settings: str, said: str) -> None:
    call = ask(settings).says(said)
    assert "it" not in call.saved
    assert call.outcome == "no_match"


@pytest.mark.parametrize(
    ("settings", "listening"),
    [
        ("as: digits", None),
        ("as: words", Listening("en-US", ())),
        ("as: yes_no", Listening("en-US", ())),
        ("as: words, hints: [red, blue]", Listening("en-US", ("red", "blue"))),
        ("as: digits, hints: [account]", Listening("en-US", ("account",))),
    ],
)
def test_an_ask_listens_when_words_can_answer_it(settings: str, listening: Listening | None) -> None:
    assert ask(settings).collects.listening == listening
