"""For whom a value is said: in which locale and zone, aloud or in writing, and the few words each language adds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.core import get_global


@dataclass(frozen=True, slots=True)
class Speech:
    """How values are said: `locale` as `en-US`, `zone` as `America/New_York`, `written` when nobody speaks them."""

    locale: str
    zone: str
    written: bool = False


@dataclass(frozen=True, slots=True)
class Coins:
    """What a currency is called aloud: one and many of it, and of its hundredth."""

    one: str
    many: str
    small_one: str
    small_many: str


@dataclass(frozen=True, slots=True)
class Words:
    """The words that a language adds to spoken values. `ordinals` are endings by CLDR's ordinal form."""

    minus: str
    plus: str
    extension: str
    joined_by: str
    noon: str
    midnight: str
    ordinals: Mapping[str, str]
    symbols: Mapping[str, str]
    coins: Mapping[str, Coins] = field(default_factory=dict)


_ENGLISH: Final = Words(
    minus="minus",
    plus="plus",
    extension="extension",
    joined_by="and",
    noon="noon",
    midnight="midnight",
    ordinals={"one": "st", "two": "nd", "few": "rd", "other": "th"},
    symbols={
        "-": "dash", ".": "dot", "@": "at", "_": "underscore", "/": "slash", "+": "plus", "*": "star", "#": "pound",
        "&": "and", ":": "colon",
    },
    coins={
        "USD": Coins("dollar", "dollars", "cent", "cents"),
        "CAD": Coins("dollar", "dollars", "cent", "cents"),
        "AUD": Coins("dollar", "dollars", "cent", "cents"),
        "NZD": Coins("dollar", "dollars", "cent", "cents"),
        "EUR": Coins("euro", "euros", "cent", "cents"),
        "GBP": Coins("pound", "pounds", "penny", "pence"),
        "MXN": Coins("peso", "pesos", "centavo", "centavos"),
        "INR": Coins("rupee", "rupees", "paisa", "paise"),
    },
)  # fmt: skip
# A language that is not here is spoken with what babel knows; another one is another entry.
_WORDS: Final[Mapping[str, Words]] = {"en": _ENGLISH}


def find_words(locale: Locale) -> Words | None:
    """Return the words that the locale's language adds, or None."""
    return _WORDS.get(locale.language)


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
    """Return the territory of a locale, or the likeliest one of its language: `US` for `en`."""
    if locale.territory:
        return str(locale.territory)
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
