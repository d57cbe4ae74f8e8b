"""Signs that look well on paper and cost half a text message, and what the seven-bit alphabet has in their place.

One curly quote makes a whole text UCS-2, which has room for 70 characters a segment in place of 160. What each means is
kept; letters of other scripts and accents that the alphabet lacks stay, and so do emoji: leaving those out would change
what is said. The list follows what Twilio calls smart encoding (its calculator's table, 2026), but a space stays one.
"""

from typing import Final

from ivr.messaging.segments import Encoding, encoding_of

_IN_PLACE_OF: Final = {
    '"': "«»“”„‟ʺ˝❝❞〝〞",
    "'": "‘’‚‛ʻʼʽʹˈ´ˊˋ`❛❜′‵",
    '""': "″‶",
    "-": "‐‑‒–—―⁃−•·‣◦﹘﹣",
    "...": "…",
    "/": "÷⁄∕⧸",
    "\\": "⧵⧹﹨",
    "1/4": "¼",
    "1/2": "½",
    "3/4": "¾",
    "|": "∣⎸⎹⏐",
    "*": "⁎∗⊛✢✣✤✥✱✲✳",
    "<": "‹﹤",
    ">": "›﹥",
    ":": "ː˸꞉",
    ";": "⁏﹔",
    "!": "ǃ﹗",
    "!!": "‼",
    "?": "﹖",
    ",": "﹐﹑、､",
    ".": "。｡﹒",
    "(": "❨❪⦅﹙",
    ")": "❩❫⦆﹚",
    "{": "❴﹛",
    "}": "❵﹜",
    "^": "ˆ",
    "~": "˜∼",
    "+": "˖﹢",
    "=": "﹦꞊",
    "_": "‗",
    "#": "﹟",
    "$": "﹩",
    "%": "﹪",
    "&": "﹠",
    "@": "﹫",
    "(c)": "©",
    "(R)": "®",
    "TM": "™",
    " ": "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
    "\n": "\u2028\u2029\u0085",
    "": "\u00ad\u200b\u2060\ufeff\u200e\u200f",
}
_FULL_WIDTH: Final = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_TABLE: Final = _FULL_WIDTH | {ord(sign): plain for plain, signs in _IN_PLACE_OF.items() for sign in signs}


def make_plain(text: str) -> str:
    """Return the text with plain signs for ornate ones; the same text when it has none."""
    return text.translate(_TABLE)


def make_cheap(text: str) -> str:
    """Return the text with plain signs where they make it one of seven bits; else as it is: nothing would be won."""
    plain = make_plain(text)
    return plain if encoding_of(plain) is Encoding.GSM_7 else text
