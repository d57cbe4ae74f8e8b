"""For whom a value is said: in which locale and zone, aloud or in writing, and the words of their language."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from ivr.menu.speaking.speech_english import ENGLISH
from ivr.menu.speaking.speech_french import FRENCH, FRENCH_OF_CANADA
from ivr.menu.speaking.speech_german import GERMAN
from ivr.menu.speaking.speech_portuguese import PORTUGUESE, PORTUGUESE_OF_BRAZIL
from ivr.menu.speaking.speech_spanish import SPANISH, SPANISH_OF_MEXICO, SPANISH_OF_SPAIN
from ivr.menu.speaking.speech_words import Words


@dataclass(frozen=True, slots=True)
class Speech:
    """How values are said: `locale` as `en-US`, `zone` as `America/New_York`, `written` when nobody speaks them.

    `plain`: by a synthesiser that knows words and counts, and reads little else right.
    """

    locale: str
    zone: str
    written: bool = False
    plain: bool = False


# A language that is not here is spoken with what babel knows; another one is another entry, with a country only where
# people say it otherwise there.
WORDS: Final[Mapping[str, Words]] = {
    "de": GERMAN,
    "en": ENGLISH,
    "es": SPANISH,
    "es_ES": SPANISH_OF_SPAIN,
    "es_MX": SPANISH_OF_MEXICO,
    "fr": FRENCH,
    "fr_CA": FRENCH_OF_CANADA,
    "pt": PORTUGUESE,
    "pt_BR": PORTUGUESE_OF_BRAZIL,
}
# Spanish for all of Latin America is mostly spoken to from the United States.
_COUNTRIES: Final[Mapping[str, str]] = {"419": "US"}


@lru_cache(maxsize=64)
def find_words(locale: Locale) -> Words | None:
    """Return the words that the locale's language adds in its country, or None."""
    return WORDS.get(f"{locale.language}_{territory_of(locale)}") or WORDS.get(locale.language)


@lru_cache(maxsize=64)
def words_of(code: str) -> Words | None:
    """Return the same for a code like `es-US`."""
    return find_words(locale_of(code))


@lru_cache(maxsize=64)
def locale_of(code: str) -> Locale:
    """Return the locale of a code like `es-US`; of its language when the place is unknown, else American English."""
    for spelled in (code, code.replace("_", "-").partition("-")[0]):
        try:
            return Locale.parse(spelled.replace("_", "-"), sep="-")
        except (ValueError, UnknownLocaleError):
            continue
    return Locale("en", "US")


@lru_cache(maxsize=64)
def territory_of(locale: Locale) -> str:
    """Return the country of a locale, or the likeliest one of its language: `US` for `en` and for `en-001`."""
    territory = str(locale.territory or "")
    if territory.isalpha():
        return territory
    if territory in _COUNTRIES:
        return _COUNTRIES[territory]
    likely = str(get_global("likely_subtags").get(locale.language, "en_Latn_US"))
    return likely.rpartition("_")[2]


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    """Return the zone of that name; UTC when there is none."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return ZoneInfo("UTC")


def plain_spaces(text: str) -> str:
    """Return the text with ordinary spaces: babel's no-break ones would make a text message cost double."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2009", " ")
