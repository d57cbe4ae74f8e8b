"""What German adds to babel."""

from typing import Final

from ivr.menu.speaking.speech_words import Clock, Coins, Counting, Ordinals, Scale, Words

_HOURS: Final = {**{hour: f"{hour} Uhr" for hour in range(24)}, 1: "ein Uhr"}
_DOLLAR: Final = Coins("Dollar", "Dollar", "Cent", "Cent", told_apart=True)

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
        masculine={1: "ein"},
        feminine={1: "eine"},
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
)  # fmt: skip
