"""Values said aloud and in writing."""

from collections.abc import Callable

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.menu.speaking.speaking import Speech, date, money, number, ordinal, phone, spell, time
from ivr.menu.templates.value import CannotComputeError, Value

_NEW_YORK = "America/New_York"


def _aloud(locale: str = "en-US") -> Speech:
    return Speech(locale, _NEW_YORK)


def _written(locale: str = "en-US") -> Speech:
    return Speech(locale, _NEW_YORK, written=True)


@pytest.mark.parametrize(
    ("value", "aloud", "written"),
    [
        ("4021", "4, 0, 2, 1", "4021"),
        (4021, "4, 0, 2, 1", "4021"),
        ("ab12", "A, B, 1, 2", "ab12"),
        ("AB-1 2", "A, B, dash, 1, 2", "AB-1 2"),
        ("a.b@c", "A, dot, B, at, C", "a.b@c"),
        ("ñß", "Ñ, ß", "ñß"),
        ("", "", ""),
    ],
)
def test_spell(value: Value, aloud: str, written: str) -> None:
    assert spell(_aloud(), value) == aloud
    assert spell(_written(), value) == written


@pytest.mark.parametrize(
    ("locale", "value", "aloud", "written"),
    [
        ("en-US", "+14155551234", "4 1 5, 5 5 5, 1 2 3 4", "(415) 555-1234"),
        ("en-US", "4155551234", "4 1 5, 5 5 5, 1 2 3 4", "(415) 555-1234"),
        ("en", "+14155551234", "4 1 5, 5 5 5, 1 2 3 4", "(415) 555-1234"),
        ("en-US", 4155551234, "4 1 5, 5 5 5, 1 2 3 4", "(415) 555-1234"),
        ("en-US", "+442079460958", "plus 4 4, 2 0, 7 9 4 6, 0 9 5 8", "+44 20 7946 0958"),
        ("en-GB", "+442079460958", "0 2 0, 7 9 4 6, 0 9 5 8", "020 7946 0958"),
        ("en-US", "+493012345678", "plus 4 9, 3 0, 1 2, 3 4, 5 6, 7 8", "+49 30 12345678"),
        ("it-IT", "+14155551234", "1, 4 1 5, 5 5 5, 1 2 3 4", "+1 415-555-1234"),
        ("en-US", "+14155551234;ext=12", "4 1 5, 5 5 5, 1 2 3 4, extension 1 2", "(415) 555-1234 ext. 12"),
        ("en-US", "911", "9 1 1", "911"),
        ("en-US", "988", "9 8 8", "988"),
        ("en-US", "1-800-FLOWERS", "8 0 0, 3 5 6, 9 3 7 7", "(800) 356-9377"),
    ],
)
def test_phone(locale: str, value: Value, aloud: str, written: str) -> None:
    assert phone(_aloud(locale), value) == aloud
    assert phone(_written(locale), value) == written


@pytest.mark.parametrize(
    ("value", "aloud", "written"),
    [
        (12.5, "12 dollars and 50 cents", "$12.50"),
        ("12.50", "12 dollars and 50 cents", "$12.50"),
        (1, "1 dollar", "$1.00"),
        (1.01, "1 dollar and 1 cent", "$1.01"),
        (0, "0 dollars", "$0.00"),
        (0.5, "50 cents", "$0.50"),
        (0.01, "1 cent", "$0.01"),
        (-12.5, "minus 12 dollars and 50 cents", "-$12.50"),
        (-0.004, "0 dollars", "$0.00"),
        (1234.5, "1,234 dollars and 50 cents", "$1,234.50"),
        (0.125, "13 cents", "$0.13"),
        (2.675, "2 dollars and 68 cents", "$2.68"),
        (1.005, "1 dollar and 1 cent", "$1.01"),
        (0.999, "1 dollar", "$1.00"),
    ],
)
def test_money_at_home(value: Value, aloud: str, written: str) -> None:
    assert money(_aloud(), value) == aloud
    assert money(_written(), value) == written


@pytest.mark.parametrize(
    ("locale", "currency", "aloud", "written"),
    [
        ("en-US", "EUR", "12 euros and 50 cents", "€12.50"),
        ("en-US", "eur", "12 euros and 50 cents", "€12.50"),
        ("en-US", "CAD", "12 Canadian dollars and 50 cents", "CA$12.50"),
        ("en-CA", None, "12 dollars and 50 cents", "$12.50"),
        ("en-CA", "USD", "12 US dollars and 50 cents", "US$12.50"),
        ("en-GB", None, "12 pounds and 50 pence", "£12.50"),
        ("en-US", "JPY", "13 Japanese yen", "¥13"),
        ("en-US", "CHF", "12.50 Swiss francs", "CHF12.50"),
        ("en-150", None, "12 dollars and 50 cents", "12.50 US$"),
        ("en-DE", "CHF", "12 point 50 Swiss francs", "12,50 CHF"),
        ("it-IT", None, "12,50 euro", "12,50 €"),
        ("it", None, "12,50 euro", "12,50 €"),
        ("ja-JP", "USD", "12.50米ドル", "$12.50"),
    ],
)
def test_money_elsewhere(locale: str, currency: str | None, aloud: str, written: str) -> None:
    assert money(_aloud(locale), 12.5, currency) == aloud
    assert money(_written(locale), 12.5, currency) == written


def test_a_whole_amount_of_a_rare_currency_has_no_noughts() -> None:
    assert money(_aloud(), 12, "CHF") == "12 Swiss francs"
    assert money(_aloud(), 12.5, "TND") == "12.500 Tunisian dinars"


def test_cents_of_another_dollar_keep_its_name() -> None:
    assert money(_aloud(), 0.5, "CAD") == "0 Canadian dollars and 50 cents"


@pytest.mark.parametrize(
    ("locale", "value", "aloud", "written"),
    [
        ("en-US", 1234.5, "1,234.5", "1,234.5"),
        ("en-US", "1234567", "1,234,567", "1,234,567"),
        ("en-US", -5, "minus 5", "-5"),
        ("en-US", 12.0, "12", "12"),
        ("en-US", 0.12345, "0.12345", "0.12345"),
        ("en-US", 1 / 3, "0.3333333333", "0.3333333333"),
        ("de-DE", 1234.5, "1.234,5", "1.234,5"),
        ("en-ZA", 1234.5, "1234 point 5", "1 234,5"),
        ("en-CH", 1234.5, "1234.5", "1’234.5"),
        ("en-IN", 1234567, "12,34,567", "12,34,567"),
        ("it-IT", 1234.5, "1.234,5", "1.234,5"),
        ("sv-SE", -1234.5, "-1 234,5", "-1 234,5"),
    ],
)
def test_number(locale: str, value: Value, aloud: str, written: str) -> None:
    assert number(_aloud(locale), value) == aloud
    assert number(_written(locale), value) == written


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *((1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"), (21, "21st")),
        *((102, "102nd"), (111, "111th"), ("3", "3rd"), (0, "0th"), (1001, "1,001st")),
    ],
)
def test_ordinal(value: Value, expected: str) -> None:
    assert ordinal(_aloud(), value) == expected
    assert ordinal(_written(), value) == expected


def test_ordinal_without_an_ending_is_the_number() -> None:
    assert ordinal(_aloud("sv-SE"), 3) == "3"
    assert ordinal(_written("sv-SE"), 1001) == "1 001"


@pytest.mark.parametrize(
    ("locale", "value", "aloud", "written"),
    [
        ("en-US", "2026-12-24", "Thursday, December 24, 2026", "Dec 24, 2026"),
        ("en-US", " 20261224 ", "Thursday, December 24, 2026", "Dec 24, 2026"),
        ("en-US", "2026-12-24T23:30:00", "Thursday, December 24, 2026", "Dec 24, 2026"),
        ("en-US", "2026-12-25T03:30:00Z", "Thursday, December 24, 2026", "Dec 24, 2026"),
        ("en-GB", "2026-12-24", "Thursday, 24 December 2026", "24 Dec 2026"),
        ("it-IT", "2026-01-01", "giovedì 1 gennaio 2026", "1 gen 2026"),
    ],
)
def test_date(locale: str, value: Value, aloud: str, written: str) -> None:
    assert date(_aloud(locale), value) == aloud
    assert date(_written(locale), value) == written


@pytest.mark.parametrize(
    ("locale", "value", "aloud", "written"),
    [
        ("en-US", "17:05", "5:05 PM", "5:05 PM"),
        ("en-US", "17:00", "5 PM", "5:00 PM"),
        ("en-US", "9:30", "9:30 AM", "9:30 AM"),
        ("en-US", "09:30:15", "9:30 AM", "9:30 AM"),
        ("en-US", "12:00", "noon", "12:00 PM"),
        ("en-US", "00:00", "midnight", "12:00 AM"),
        ("en-US", "00:30", "12:30 AM", "12:30 AM"),
        ("en-US", "2026-12-24T17:05:00", "5:05 PM", "5:05 PM"),
        ("en-US", "2026-12-24T22:00:00+00:00", "5 PM", "5:00 PM"),
        ("en-US", "2026-12-24 22:05Z", "5:05 PM", "5:05 PM"),
        ("en-GB", "17:05", "17:05", "17:05"),
        ("it-IT", "17:00", "17:00", "17:00"),
        ("it-IT", "00:00", "00:00", "00:00"),
    ],
)
def test_time(locale: str, value: Value, aloud: str, written: str) -> None:
    assert time(_aloud(locale), value) == aloud
    assert time(_written(locale), value) == written


@pytest.mark.parametrize(
    ("said", "value", "why"),
    [
        (money, "ten", "needs an amount, not text"),
        (money, True, "needs an amount, not true or false"),
        (money, float("nan"), "without a value"),
        (money, 10**16, "over 1,000,000,000,000,000"),
        (number, "", "needs a number, not blank text"),
        (ordinal, 2.5, "needs a whole number"),
        (ordinal, -1, "needs a whole number"),
        (phone, "anonymous", "needs a phone number"),
        (phone, "sip:desk123@acme.example", "needs a phone number"),
        (phone, "room 101", "needs a phone number"),
        (phone, "12", "needs a phone number"),
        (date, "2026-02-30", "needs a date such as 2026-12-24"),
        (date, "24/12/2026", "needs a date"),
        (date, "17:05", "needs a date"),
        (date, 20261224, "needs a date"),
        (time, "25:00", "needs a time such as 17:05"),
        (time, "2026-12-24", "needs a time"),
        (time, "5 PM", "needs a time"),
        (time, "0001-01-01T00:00:00+23:59", "needs a time"),
    ],
)
def test_what_cannot_be_said_is_left_as_it_is(said: Callable[[Speech, Value], str], value: Value, why: str) -> None:
    with pytest.raises(CannotComputeError, match=why) as caught:
        said(_aloud(), value)
    if isinstance(value, str):
        assert caught.value.instead == value


def test_a_currency_that_is_none_is_told() -> None:
    with pytest.raises(CannotComputeError, match="currency such as USD"):
        money(_aloud(), 5, "BUCKS")


@settings(deadline=None)
@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_no_cent_is_lost(amount: object) -> None:
    words = money(_aloud(), str(amount)).removeprefix("minus ").replace(",", "").split()
    cents = sum(int(count) * (100 if unit.startswith("dollar") else 1) for count, unit in _pairs(words))
    assert cents == int(str(amount).replace(".", "").replace("-", ""))


def _pairs(words: list[str]) -> list[tuple[str, str]]:
    kept = [word for word in words if word != "and"]
    return list(zip(kept[::2], kept[1::2], strict=True))


@settings(deadline=None)
@given(st.integers(2_000_000_000, 9_999_999_999))
def test_no_digit_of_a_number_is_lost(national: int) -> None:
    spoken = phone(_aloud(), f"+1{national}")
    assert "".join(filter(str.isdigit, spoken)) == str(phonenumbers.parse(f"+1{national}").national_number)


@pytest.mark.parametrize("locale", ["fr-FR", "de-CH", "pt-BR", "ja-JP", "es-US", "en-US", "sv-SE"])
def test_no_rare_blank_makes_a_text_message_dear(locale: str) -> None:
    speech = _written(locale)
    said = [money(speech, -1234567.5), number(speech, -1234567.5), date(speech, "2026-12-24"), time(speech, "17:05")]
    assert not set("\u00a0\u202f\u2009").intersection("".join(said))
