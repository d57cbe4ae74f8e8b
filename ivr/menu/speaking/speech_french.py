"""What French adds to babel: France's, and what Canada says otherwise."""

from dataclasses import replace
from typing import Final

from ivr.menu.speaking.speech_words import Clock, Coins, Counting, Ordinals, Plain, Scale, Words

_FEMININE: Final = {
    1: "une", 21: "vingt et une", 31: "trente et une", 41: "quarante et une", 51: "cinquante et une",
    61: "soixante et une", 81: "quatre-vingt-une",
}  # fmt: skip
_TO_NINETEEN: Final = (
    *("zéro", "premier", "deux", "trois", "quatr", "cinqu", "six", "sept", "huit", "neuv", "dix"),
    *("onz", "douz", "treiz", "quatorz", "quinz", "seiz", "dix-sept", "dix-huit", "dix-neuv"),
)
_TENS: Final = ((20, "vingt"), (30, "trent"), (40, "quarant"), (50, "cinquant"), (60, "soixant"), (80, "quatre-vingt"))


def _feminine(count: int) -> str | None:
    """Return `une` and what ends with it: `cent une`, with digits before it."""
    said = _FEMININE.get(count % 100)
    return said if said is None or count < 100 else f"{count // 100 * 100} {said}"


def _places() -> dict[int, str]:
    """Return the ordinals that eSpeak reads wrong from digits, such as 9 and 81, and their neighbours."""
    places = {place: f"{stem}ième" for place, stem in enumerate(_TO_NINETEEN)}
    for ten, stem in _TENS:
        named = f"{stem}e" if ten not in {20, 80} else stem
        places[ten] = f"{stem}ième"
        for one in range(1, 20 if ten in {60, 80} else 10):
            joined = " et " if one in {1, 11} and ten != 80 else "-"
            places[ten + one] = f"{named}{joined}{'unième' if one == 1 else places[one]}"
    return {**places, 0: "zéroième", 1: "premier"}


_HOURS: Final = {
    **{hour: f"{hour} heures" for hour in range(24)}, 0: "0 heure", 1: "une heure", 21: "vingt et une heures",
}  # fmt: skip
_DOLLAR: Final = Coins("dollar", "dollars", "cent", "cents", told_apart=True)
_CFA: Final = Coins("franc CFA", "francs CFA")

FRENCH: Final = Words(
    plus="plus",
    extension="poste",
    joined_by="et",
    counting=Counting(
        minus="moins",
        point="point",
        scales=(
            Scale(10**12, "un billion", "billions"),
            Scale(10**9, "un milliard", "milliards"),
            Scale(10**6, "un million", "millions"),
        ),
        of="de ",
        of_before_vowel="d'",
        zero_is_one=True,
        masculine={1: "un"}.get,
        feminine=_feminine,
    ),
    clock=Clock(
        {**_HOURS, 0: "minuit", 12: "midi"},
        {hour: f"{said} {{minutes}}" for hour, said in _HOURS.items()},
        tuple(_FEMININE.get(minute, str(minute)) for minute in range(60)),
    ),
    # `2e` is how it is written; not every synthesiser reads it as deuxième.
    ordinals=Ordinals({"one": "er", "other": "ème"}, written={"one": "er", "other": "e"}),
    symbols={
        "-": "tiret", ".": "point", "@": "arobase", "_": "tiret bas", "/": "barre oblique", "+": "plus",
        "*": "étoile", "#": "dièse", "&": "et", ":": "deux-points",
    },
    coins={
        "USD": replace(_DOLLAR, abroad=("dollar américain", "dollars américains")),
        **dict.fromkeys(("CAD", "AUD", "NZD"), _DOLLAR),
        "EUR": Coins("euro", "euros", "centime", "centimes"),
        "GBP": Coins("livre sterling", "livres sterling", "penny", "pence", feminine=True),
        "CHF": Coins("franc", "francs", "centime", "centimes", told_apart=True),
        "MXN": Coins("peso", "pesos", "centavo", "centavos", told_apart=True),
        "INR": Coins("roupie", "roupies", "paisa", "paisas", feminine=True),
        "XOF": _CFA,
        "XAF": _CFA,
        "XPF": Coins("franc", "francs", told_apart=True, abroad=("franc Pacifique", "francs Pacifique")),
        "HTG": Coins("gourde", "gourdes", "centime", "centimes", feminine=True),
        "MAD": Coins("dirham", "dirhams", "centime", "centimes", told_apart=True),
        "DZD": Coins("dinar", "dinars", "centime", "centimes", told_apart=True),
    },
    first_day="1er",
    plain=Plain(ordinals=_places()),
)  # fmt: skip
FRENCH_OF_CANADA: Final = replace(FRENCH, symbols={**FRENCH.symbols, "#": "carré"})
