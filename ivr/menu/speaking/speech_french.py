"""What French adds to babel: France's, and what Canada says otherwise."""

from dataclasses import replace
from typing import Final

from ivr.menu.speaking.speech_words import Clock, Coins, Counting, Ordinals, Scale, Words

_FEMININE: Final = {
    1: "une", 21: "vingt et une", 31: "trente et une", 41: "quarante et une", 51: "cinquante et une",
    61: "soixante et une", 81: "quatre-vingt-une",
}  # fmt: skip
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
        masculine={1: "un"},
        feminine=_FEMININE,
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
)  # fmt: skip
FRENCH_OF_CANADA: Final = replace(FRENCH, symbols={**FRENCH.symbols, "#": "carré"})
