"""What can be told of a prompt's words: how long they take, and which keys they offer in which order."""

import re
from collections.abc import Iterator
from typing import Final

from ivr.menu.parts import AudioPiece, Piece, Prompt, TextPiece

WORDS_PER_SECOND: Final = 2.5
_WORD: Final = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_VALUE: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_KEY: Final = re.compile(r"(?<![\w.,:$€£-])([0-9]{1,4}|[*#])(?![\w%:]|[.,-][0-9])")
_NAMED: Final = {
    **dict.fromkeys(("star", "asterisk", "asterisco", "estrella", "étoile", "stern", "sterntaste", "estrela"), "*"),
    **dict.fromkeys(("pound", "hash", "numeral", "almohadilla", "dièse", "raute", "rautetaste", "cardinal"), "#"),
    **dict.fromkeys(("zero", "cero", "zéro", "null"), "0"),
    **dict.fromkeys(("one", "uno", "un", "eins", "um"), "1"),
    **dict.fromkeys(("two", "dos", "deux", "zwei", "dois"), "2"),
    **dict.fromkeys(("three", "tres", "trois", "drei", "três"), "3"),
    **dict.fromkeys(("four", "cuatro", "quatre", "vier", "quatro"), "4"),
    **dict.fromkeys(("five", "cinco", "cinq", "fünf"), "5"),
    **dict.fromkeys(("six", "seis", "sechs"), "6"),
    **dict.fromkeys(("seven", "siete", "sept", "sieben", "sete"), "7"),
    **dict.fromkeys(("eight", "ocho", "huit", "acht", "oito"), "8"),
    **dict.fromkeys(("nine", "nueve", "neuf", "neun", "nove"), "9"),
}
_PRESS: Final = (
    r"press|dial|push|hit|oprima|marque|pulse|presione|appuyez sur|tapez|faites|drücken sie|wählen sie|pressione|digite"
)
# How a prompt tells the key first: at the beginning of a clause, with the choice right behind it.
_KEY_FIRST: Final = re.compile(
    rf"(?:^|[.;:!?,…])\s*(?:please |or |and |now |por favor |o |y |ou |et |bitte |oder |und )*(?:{_PRESS})\s+"
    r"(?:the |el |la |le |die |o |a )?(?:key |number |tecla |número |touche |taste )?[\"“]?(?:[0-9*#]|star|pound)[\"”]?"
    r" (?:for|to|if|para|si|pour|für|um|wenn|se)\b",
    re.IGNORECASE,
)


def plain_words(pieces: tuple[Piece, ...], language: str | None = None) -> str:
    """Return the words of some pieces with nothing in place of values; with `language` none that keep another one."""
    texts = []
    for piece in pieces:
        if language is not None and getattr(piece, "language", None) not in {None, language}:
            continue
        if isinstance(piece, TextPiece):
            texts.append(piece.template)
        elif isinstance(piece, AudioPiece) and piece.words:
            texts.append(piece.words)
    return " ".join(_VALUE.sub(" … ", text) for text in texts)


def count_words(pieces: tuple[Piece, ...]) -> int:
    """Return about how many words are said; a value counts as two."""
    words = plain_words(pieces)
    return len(_WORD.findall(words)) + 2 * words.count("…")


def keys_in(text: str) -> Iterator[str]:
    """Yield the keys that stand in a text by themselves, as figures or as words, in order."""
    found = [(each.start(), each[1]) for each in _KEY.finditer(text)]
    found += [(each.start(), _NAMED[each[0].lower()]) for each in _WORD.finditer(text) if each[0].lower() in _NAMED]
    yield from (key for _, key in sorted(found))


def figures_in(text: str) -> Iterator[str]:
    """Yield the keys that stand in a text as figures, and star and pound: words such as `un` may be no number."""
    yield from (found[1] for found in _KEY.finditer(text))
    words = (_NAMED.get(found[0].lower(), "") for found in _WORD.finditer(text))
    yield from (key for key in words if key in {"*", "#"})


def tells_key_first(text: str) -> bool:
    """Return whether a text says `Press 1 for …` somewhere."""
    return _KEY_FIRST.search(text) is not None


def spoken(prompt: Prompt) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    """Yield what is said on the telephone in each language."""
    yield from prompt.phone.items()
