"""What German adds to babel."""

from typing import Final

from ivr.menu.speaking.speech_words import Clock, Coins, Counting, Ordinals, Plain, Scale, Words

_HOURS: Final = {**{hour: f"{hour} Uhr" for hour in range(24)}, 1: "ein Uhr"}
_DOLLAR: Final = Coins("Dollar", "Dollar", "Cent", "Cent", told_apart=True)

_TO_NINETEEN: Final = (
    *("nullte", "erste", "zweite", "dritte", "vierte", "fünfte", "sechste", "siebte", "achte", "neunte", "zehnte"),
    *("elfte", "zwölfte", "dreizehnte", "vierzehnte", "fünfzehnte", "sechzehnte", "siebzehnte", "achtzehnte"),
    "neunzehnte",
)
_ONES: Final = ("", "einund", "zweiund", "dreiund", "vierund", "fünfund", "sechsund", "siebenund", "achtund", "neunund")
_TENS: Final = ("zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig")
_TO_NINETY_NINE: Final = {
    **dict(enumerate(_TO_NINETEEN)),
    **{20 + 10 * ten + one: f"{ones}{tens}ste" for ten, tens in enumerate(_TENS) for one, ones in enumerate(_ONES)},
}
_HUNDREDS: Final = ("ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")
_ORDINALS: Final = {
    **_TO_NINETY_NINE,
    **{
        100 * hundred + rest: f"{named}hundert{last if rest else 'ste'}"
        for hundred, named in enumerate(_HUNDREDS, 1)
        for rest, last in _TO_NINETY_NINE.items()
    },
}

GERMAN: Final = Words(
    plus="plus",
    extension="Durchwahl",
    joined_by="und",
    counting=Counting(
        minus="minus",
        point="Punkt",
        grouping=".",
        scales=(
            Scale(10**12, "eine Billion", "Billionen"),
            Scale(10**9, "eine Milliarde", "Milliarden"),
            Scale(10**6, "eine Million", "Millionen"),
        ),
        masculine={1: "ein"}.get,
        feminine={1: "eine"}.get,
    ),
    clock=Clock(
        {**_HOURS, 0: "Mitternacht"},
        {hour: f"{said} {{minute}}" for hour, said in _HOURS.items()},
    ),
    # Its ending depends on the sentence, which the synthesiser sees and we do not.
    ordinals=Ordinals({"other": "."}),
    symbols={
        "-": "Bindestrich", ".": "Punkt", "@": "ät", "_": "Unterstrich", "/": "Schrägstrich", "+": "plus",
        "*": "Stern", "#": "Raute", "&": "und", ":": "Doppelpunkt",
    },
    coins={
        **dict.fromkeys(("USD", "CAD", "AUD", "NZD"), _DOLLAR),
        "EUR": Coins("Euro", "Euro", "Cent", "Cent"),
        "GBP": Coins("Pfund", "Pfund", "Penny", "Pence"),
        "CHF": Coins("Franken", "Franken", "Rappen", "Rappen", told_apart=True),
        "MXN": Coins("Peso", "Pesos", "Centavo", "Centavos", told_apart=True),
        "INR": Coins("Rupie", "Rupien", "Paisa", "Paisa", feminine=True),
    },
    # eSpeak ends a sentence at the full stop of `1.`, and makes a count of it.
    plain=Plain(ordinals=_ORDINALS, days={day: f"{_ORDINALS[day]}r" for day in range(1, 32)}),
)  # fmt: skip
