"""What English adds to babel."""

from typing import Final

from ivr.menu.speaking.speech_words import Clock, Coins, Counting, Ordinals, Words

_DOLLAR: Final = Coins("dollar", "dollars", "cent", "cents", told_apart=True)

ENGLISH: Final = Words(
    plus="plus",
    extension="extension",
    joined_by="and",
    counting=Counting(minus="minus", point="point", grouping=","),
    clock=Clock({0: "midnight", 12: "noon"}),
    ordinals=Ordinals({"one": "st", "two": "nd", "few": "rd", "other": "th"}),
    symbols={
        "-": "dash", ".": "dot", "@": "at", "_": "underscore", "/": "slash", "+": "plus", "*": "star", "#": "pound",
        "&": "and", ":": "colon",
    },
    coins={
        **dict.fromkeys(("USD", "CAD", "AUD", "NZD"), _DOLLAR),
        "EUR": Coins("euro", "euros", "cent", "cents"),
        "GBP": Coins("pound", "pounds", "penny", "pence"),
        "MXN": Coins("peso", "pesos", "centavo", "centavos"),
        "INR": Coins("rupee", "rupees", "paisa", "paise"),
    },
)  # fmt: skip
