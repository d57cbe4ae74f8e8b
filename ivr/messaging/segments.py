"""How many segments a text is sent, and charged, as: the alphabets and sizes of 3GPP TS 23.038 and 23.040."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ivr.messaging.graphemes import split_graphemes

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED: Final = frozenset("\f^{}\\[~]|€")  # sent with an escape before, so each takes two
_GSM_7: Final = _BASIC | _EXTENDED


class Encoding(StrEnum):
    """How a text goes over the air: seven bits a character, or sixteen as soon as one character needs them."""

    GSM_7 = "GSM-7"
    UCS_2 = "UCS-2"


_ALONE: Final = {Encoding.GSM_7: 160, Encoding.UCS_2: 70}
_JOINED: Final = {Encoding.GSM_7: 153, Encoding.UCS_2: 67}  # each of several carries a header of six bytes


@dataclass(frozen=True, slots=True)
class Measured:
    """What a text comes to. `units` are septets of GSM-7, or UTF-16 units of UCS-2."""

    encoding: Encoding
    units: int
    segments: int


def measure(text: str) -> Measured:
    """Return the encoding, the size and the number of segments; an empty text is one. Costs a walk over the text."""
    encoding = encoding_of(text)
    sizes = _sizes(text, encoding)
    units = sum(sizes)
    if units <= _ALONE[encoding]:
        return Measured(encoding, units, 1)
    return Measured(encoding, units, _count(sizes, _JOINED[encoding]))


def encoding_of(text: str) -> Encoding:
    """Return GSM-7 when it has every character, else UCS-2."""
    return Encoding.GSM_7 if _GSM_7.issuperset(text) else Encoding.UCS_2


def find_strangers(text: str) -> tuple[str, ...]:
    """Return the characters that make a text UCS-2, each once, in order."""
    return tuple(dict.fromkeys(sign for sign in text if sign not in _GSM_7))


def _sizes(text: str, encoding: Encoding) -> list[int]:
    if encoding is Encoding.GSM_7:
        return [2 if sign in _EXTENDED else 1 for sign in text]
    return [sum(2 if sign > "\uffff" else 1 for sign in grapheme) for grapheme in split_graphemes(text)]


def _count(sizes: list[int], room: int) -> int:
    """Return how many segments are filled: what takes several units is never torn apart between two."""
    segments, left = 1, room
    for size in sizes:
        if size > left:
            segments, left = segments + 1, room
        left -= size
    return segments
