"""What English adds to babel."""

from typing import Final

from ivr.menu.speaking.speech_words import Clock, Coins, Counting, Ordinals, Plain, Words

_DOLLAR: Final = Coins("dollar", "dollars", "cent", "cents", told_apart=True)

_ENDINGS: Final = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}

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
    # Others read `December 1` as December first, and `5:05` as five oh five.
    plain=Plain(
        days={day: f"{day}{_ENDINGS.get(day, 'th')}" for day in range(1, 32)},
        times=((r":00\b", " hundred"), (r":0(\d)\b", r" oh \1")),
    ),
)  # fmt: skip
