"""Advice on languages: a translation that was forgotten, or that says much more or less than the first language."""

import re
from collections.abc import Iterator
from typing import Final

from ivr.menu.checking.check_recordings import prompts_of
from ivr.menu.checking.wording import plain_words
from ivr.menu.parts import Piece, Prompt, TextPiece
from ivr.menu.problems import Problem
from ivr.menu.reading.load import Draft

_FEWEST_WORDS: Final = 3
_SHORTEST: Final = 40  # letters of the longer one: short phrases differ by their nature
_TOO_MUCH: Final = 2.5
# Written in far fewer signs than they are spoken.
_DENSE: Final = frozenset({"zh", "ja", "ko", "yue", "th", "he", "ar", "fa"})
_SIGNS: Final = re.compile(r"[\W\d_]+")


def advise_on_translations(draft: Draft) -> Iterator[Problem]:
    """Yield prompts of which two languages say the same words, or one much more than the other."""
    if len(draft.menus.line.languages) < 2:
        return
    told: set[int] = set()  # a prompt of the line's is used by many steps
    holders = [draft.menus.line, *(step.verb for name, step in draft.menus.steps.items() if name not in draft.guesses)]
    for holder in holders:
        for prompt in prompts_of(holder):
            if id(prompt) not in told:
                told.add(id(prompt))
                yield from _compared(draft, prompt)


def _compared(draft: Draft, prompt: Prompt) -> Iterator[Problem]:
    first = draft.menus.line.first_language
    base = _own_words(prompt, first.code)
    if base is None:
        return
    for language in draft.menus.line.languages[1:]:
        other = _own_words(prompt, language.code)
        pieces = prompt.phone.get(language.code)
        if other is None or pieces is None or pieces is prompt.phone.get(first.code):
            continue
        lengths = sorted((len(_SIGNS.sub("", base)), len(_SIGNS.sub("", other))))
        is_dense = {first.locale.partition("-")[0], language.locale.partition("-")[0]} & _DENSE
        place = next((piece.place for piece in pieces if isinstance(piece, TextPiece)), prompt.place)
        if base == other and len(_SIGNS.split(base)) > _FEWEST_WORDS:
            text = f"`{language.code}` says the same words as `{first.code}`; translate them."
            yield Problem(place, "W710", text)
        elif lengths[1] >= _SHORTEST and lengths[1] > _TOO_MUCH * lengths[0] and not is_dense:
            more = "less" if len(other) < len(base) else "more"
            text = f"`{language.code}` says much {more} than `{first.code}`; was something left out?"
            yield Problem(place, "W711", text)


def _own_words(prompt: Prompt, code: str) -> str | None:
    """Return the words in that language, without those that are in another one for everybody."""
    pieces: tuple[Piece, ...] = prompt.phone.get(code, ())
    words = " ".join(plain_words(pieces, code).split())
    return words or None
