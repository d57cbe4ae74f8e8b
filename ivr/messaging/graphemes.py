"""What people see as one character: a letter with its accents, an emoji with its skin, a flag, a family."""

import unicodedata
from collections.abc import Iterator
from typing import Final

_JOINER: Final = "\u200d"
_CONTROLS: Final = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs"})
_MARKS: Final = frozenset({"Mn", "Me", "Mc"})
_ALSO_MARKS: Final = frozenset("\u200c\u0e33\u0eb3\uff9e\uff9f")  # Unicode's table of breaks says so


def split_graphemes(text: str) -> Iterator[str]:
    """Yield the characters that people see, in order; joined again they are the text.

    These are the rules of Unicode's annex 29 that messages meet; `\\r\\n` counts as two, for it is sent as two.
    """
    begin = 0
    for end in range(1, len(text)):
        if not _belongs(text, begin, end):
            yield text[begin:end]
            begin = end
    if text:
        yield text[begin:]


def _belongs(text: str, begin: int, here: int) -> bool:
    """Return whether the character at `here` belongs to the one that begins at `begin`."""
    before, sign = text[here - 1], text[here]
    if sign < "\u0300" or (_is_control(before) and before != _JOINER and before not in _ALSO_MARKS):
        return False
    if _is_mark(sign):
        return True
    if before == _JOINER:
        return here - 1 > begin and unicodedata.category(sign) == "So"
    if _is_flag_letter(sign):
        return here - begin == 1 and _is_flag_letter(before)
    return _joins_hangul(before, sign)


def _is_control(sign: str) -> bool:
    return unicodedata.category(sign) in _CONTROLS


def _is_mark(sign: str) -> bool:
    return sign == _JOINER or sign in _ALSO_MARKS or _is_skin(sign) or unicodedata.category(sign) in _MARKS


def _is_skin(sign: str) -> bool:
    return "\U0001f3fb" <= sign <= "\U0001f3ff"


def _is_flag_letter(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff"


def _joins_hangul(before: str, sign: str) -> bool:
    """Return whether two letters make one syllable: a beginning, a vowel, an end."""
    if "\u1160" <= sign <= "\u11a7" or "\uac00" <= sign <= "\ud7a3":
        return "\u1100" <= before <= "\u115f" or ("\u1160" <= sign <= "\u11a7" and _ends_in_vowel(before))
    if "\u1100" <= sign <= "\u115f":
        return "\u1100" <= before <= "\u115f"
    return "\u11a8" <= sign <= "\u11ff" and ("\u1160" <= before <= "\u11ff" or "\uac00" <= before <= "\ud7a3")


def _ends_in_vowel(sign: str) -> bool:
    return "\u1160" <= sign <= "\u11a7" or ("\uac00" <= sign <= "\ud7a3" and (ord(sign) - 0xAC00) % 28 == 0)
