"""What holds of spoken values in every language: nothing is lost, nothing raises, no table has a hole."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from babel import Locale, localedata
from babel.numbers import get_currency_precision, is_currency
from how_much import so_many
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.menu.speaking.speaking import Speech, date, money, number, ordinal, time
from ivr.menu.speaking.speaking_digits import LONGEST_SIGN
from ivr.menu.speaking.speaking_money import local_currency
from ivr.menu.speaking.speech import WORDS, find_words, locale_of
from ivr.menu.speaking.speech_words import Coins, Words
from ivr.menu.templates.filters import FILTERS
from ivr.menu.templates.value import CannotComputeError, Value

_EVERYWHERE = sorted(localedata.locale_identifiers())
_SPOKEN = ["de-CH", "de-DE", "es-ES", "es-MX", "es-US", "fr-CA", "fr-FR", "pt-BR", "pt-PT"]
_SPEAKING = ["spell", "phone", "money", "number", "ordinal", "date", "time"]

_values: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=60),
    st.decimals(allow_nan=False, allow_infinity=False, places=2).map(str),
    st.dates().map(str),
    st.datetimes(timezones=st.timezones() | st.none()).map(str),
    st.times().map(str),
    st.integers(100, 10**15).map(lambda digits: f"+{digits}"),
    st.lists(st.integers(), max_size=3),
)
_currencies: st.SearchStrategy[Value] = st.one_of(
    st.none(), st.text(max_size=4), st.sampled_from(["USD", "EUR", "JPY", "TND", "CHF", "XAU", "XXX"]), st.integers()
)


@settings(deadline=None, max_examples=so_many(125, 500))
@given(st.sampled_from(_EVERYWHERE), st.booleans(), st.sampled_from(_SPEAKING), _values, _currencies)
def test_a_value_is_said_or_told_to_be_none(
    locale: str, written: bool, name: str, value: Value, currency: Value
) -> None:
    given = (currency,) if name == "money" and currency is not None else ()
    try:
        said = FILTERS[name].apply(value, given, Speech(locale.replace("_", "-"), "America/New_York", written))
    except CannotComputeError:
        return
    assert value is None or isinstance(said, str)


def test_every_locale_has_a_currency() -> None:
    assert all(is_currency(local_currency(Locale.parse(locale))) for locale in _EVERYWHERE)


@pytest.mark.parametrize("locale", _SPOKEN)
@settings(deadline=None, max_examples=so_many(15, 60))
@given(st.integers(0, 10**13) | st.integers(0, 99) | st.integers(0, 9999).map(lambda millions: millions * 10**8))
def test_no_cent_is_lost(locale: str, cents: int) -> None:
    words = _words(locale)
    coins = words.coins[local_currency(locale_of(locale))]
    said = money(Speech(locale, "UTC"), f"{cents // 100}.{cents % 100:02}")
    assert _heard_cents(said, words, coins) == cents


@pytest.mark.parametrize("locale", _SPOKEN)
@settings(deadline=None, max_examples=so_many(15, 60))
@given(st.integers(0, 999_999) | st.integers(0, 10**12))
def test_no_pound_is_lost_where_it_is_another_gender_than_a_euro(locale: str, pounds: int) -> None:
    words = _words(locale)
    said = money(Speech(locale, "UTC"), pounds, "GBP")
    coins = words.coins["GBP"]
    assert _heard(said.removesuffix(coins.many).removesuffix(coins.one).strip(), words) == pounds


@pytest.mark.parametrize("locale", _SPOKEN)
@settings(deadline=None, max_examples=so_many(15, 60))
@given(st.integers(0, 10**15))
def test_no_digit_of_a_number_is_lost(locale: str, whole: int) -> None:
    assert _heard(number(Speech(locale, "UTC"), whole), _words(locale)) == whole


@pytest.mark.parametrize("locale", _SPOKEN)
def test_no_two_minutes_and_no_two_days_sound_the_same(locale: str) -> None:
    speech = Speech(locale, "UTC")
    assert len({time(speech, f"{minute // 60:02}:{minute % 60:02}") for minute in range(24 * 60)}) == 24 * 60
    days = [dt.date(2026, 1, 1) + dt.timedelta(days) for days in range(365)]
    assert len({date(speech, day.isoformat()) for day in days}) == 365
    assert len({ordinal(speech, place) for place in range(200)}) == 200


@pytest.mark.parametrize("locale", _SPOKEN)
def test_nothing_said_needs_a_sign_that_only_readers_know(locale: str) -> None:
    speech = Speech(locale, "UTC")
    said = [money(speech, -1234567.89, code) for code in _words(locale).coins]
    said += [time(speech, "13:45"), date(speech, "2026-05-01"), number(speech, -0.5)]
    assert not re.search(r"[-\u2212$€£\u00a0\u202f’](?=\d)|[$€£{}]|\d[\u00a0\u202f’ ]\d", " ; ".join(said))


@pytest.mark.parametrize("words", [pytest.param(words, id=code) for code, words in WORDS.items()])
def test_no_table_has_a_hole(words: Words) -> None:
    assert set(words.symbols) >= set(WORDS["en"].symbols)
    assert all(len(symbol) + 2 <= LONGEST_SIGN for symbol in words.symbols.values())
    assert set(words.coins) >= set(WORDS["en"].coins)
    assert list(words.counting.scales) == sorted(words.counting.scales, key=lambda scale: -scale.size)
    assert len(words.clock.minutes) == 60
    for code, coins in words.coins.items():
        assert is_currency(code)
        # Coins are hundredths, or there are none.
        assert bool(coins.small_one) == bool(coins.small_many)
        assert get_currency_precision(code) in ({0, 2} if coins.small_one else {0})
    if words is not WORDS["en"]:
        assert set(words.clock.on_the_hour) == set(words.clock.past_the_hour) == set(range(24))


@pytest.mark.parametrize("code", WORDS)
def test_every_ordinal_has_an_ending(code: str) -> None:
    forms = {Locale.parse(code).ordinal_form(place) for place in range(1000)}
    ordinals = WORDS[code].ordinals
    assert forms <= set(ordinals.endings)
    assert ordinals.written is None or forms <= set(ordinals.written)


@pytest.mark.parametrize(
    ("locale", "code"),
    [
        ("es", "es_ES"),
        ("es-419", "es"),
        ("es-AR", "es"),
        ("pt", "pt_BR"),
        ("pt-AO", "pt"),
        ("fr-BE", "fr"),
        ("de", "de"),
    ],
)
def test_a_country_has_its_own_words_where_it_differs(locale: str, code: str) -> None:
    assert find_words(locale_of(locale)) is WORDS[code]


def test_a_language_without_words_has_none() -> None:
    assert find_words(locale_of("it-IT")) is None


def _words(locale: str) -> Words:
    words = find_words(locale_of(locale))
    assert words is not None
    return words


def _heard_cents(said: str, words: Words, coins: Coins) -> int:
    """Return the cents of an amount, as a caller adds up what is heard."""
    return sum(
        _heard(count, words) * (100 if name in {coins.one, coins.many} else 1)
        for count, name in _parts(said, words, coins)
    )


def _parts(said: str, words: Words, coins: Coins) -> Iterator[tuple[str, str]]:
    for part in re.split(rf" {words.joined_by} (?=\S+ (?:y un )?{coins.small_one[:4]})", said):
        name = max((name for name in _names(coins) if part.endswith(name)), key=len)
        yield part.removesuffix(name).strip(), name


def _names(coins: Coins) -> tuple[str, ...]:
    return coins.one, coins.many, coins.small_one, coins.small_many


_ONES = ("un", "una", "uno", "um", "uma", "ein", "eine", "une")
_WORDS = {
    **dict.fromkeys(_ONES, 1),
    "duas": 2,
    "veintiún": 21,
    "veintiuna": 21,
    "veintiuno": 21,
    "cien": 100,
    "ciento": 100,
    "cem": 100,
    "cento": 100,
    **{
        word: 20 + 10 * ten
        for ten, word in enumerate(["vinte", "trinta", "quarenta", "cinquenta", "sessenta", "setenta"])
    },
    **{
        word: 30 + 10 * ten
        for ten, word in enumerate(["treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta"])
    },
    **{word: 20 + 10 * ten for ten, word in enumerate(["vingt", "trente", "quarante", "cinquante", "soixante"])},
    "noventa": 90,
    "oitenta": 80,
    "quatre-vingt-une": 81,
}
_STEMS = (
    "doscient trescient cuatrocient quinient seiscient setecient ochocient novecient",
    "duzent trezent quatrocent quinhent seiscent setecent oitocent novecent",
)
_HUNDREDS = {
    f"{stem}{end}": 100 * hundred
    for stems in _STEMS
    for hundred, stem in enumerate(stems.split(), 2)
    for end in ("os", "as")
}


def _heard(said: str, words: Words) -> int:
    """Return the number that a count says, as somebody adds it up who knows how the language counts."""
    scales = {name: scale.size for scale in words.counting.scales for name in (scale.one.split()[-1], scale.many)}
    total = thousands = ones = 0
    for word in said.split():
        if word in scales:
            total += (thousands + ones) * scales[word]
            thousands = ones = 0
        elif word == "mil":
            thousands, ones = (ones or 1) * 1_000, 0
        elif word not in {"y", "e", "et", "de", "d'"}:
            ones += _value(word)
    return total + thousands + ones


def _value(word: str) -> int:
    known = {**_WORDS, **_HUNDREDS}
    return known[word] if word in known else int(re.sub(r"(?<=\d)[.,](?=\d{3})", "", word))
