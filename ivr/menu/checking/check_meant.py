"""Rules about values that are surely meant and not written so: a name stands where its value should."""

import re
from collections.abc import Iterator
from typing import Final

from ivr.menu.checking.check_names import saved_names
from ivr.menu.checking.check_recordings import spoken_in
from ivr.menu.parts import AudioPiece, Place, Prompt, TextPiece
from ivr.menu.problems import Problem
from ivr.menu.reading.load import Draft
from ivr.menu.reading.words import GIVEN
from ivr.menu.verbs import SetNames

_SINGLE: Final = re.compile(r"(?<![{%])\{\s*([a-z_]\w*(?:\.\w+)*)\s*\}(?!\})", re.ASCII)

_PIECE: Final = re.compile(r"(?<![{%])\{\s*(?:pause|language|recording|audio)\s*:[^{}]*\}(?!\})")


def check_meant(draft: Draft) -> Iterator[Problem]:
    """Yield names and pieces in single braces, which are said as they stand, and names that are saved as words."""
    saved = saved_names(draft)
    for prompt in spoken_in(draft):
        for words, place in dict.fromkeys(_words_of(prompt)):
            for found in _SINGLE.finditer(words):
                if found[1].partition(".")[0] in saved | GIVEN.keys():
                    text = f"`{found[0]}` is said as it stands; write `{{{{ {found[1]} }}}}` for its value."
                    yield Problem(place, "W408", text)
            for piece in _PIECE.findall(words):
                text = (
                    f"`{piece}` is said as it stands; a piece stands by itself in a list: [Before., {piece}, After.]."
                )
                yield Problem(place, "W408", text)
    for step in draft.menus.steps.values():
        if isinstance(step.verb, SetNames):
            for name, text in step.verb.values.items():
                if text in saved or _is_given(text):
                    said = f"This saves the word `{text}`; write `{{{{ {text} }}}}` for its value."
                    yield Problem(step.verb.places.get(name, step.place), "W409", said)


def _words_of(prompt: Prompt) -> Iterator[tuple[str, Place]]:
    for pieces in (*prompt.phone.values(), *prompt.text.values()):
        for piece in pieces:
            if isinstance(piece, TextPiece):
                yield piece.template, piece.place
            elif isinstance(piece, AudioPiece) and piece.words:
                yield piece.words, piece.place


def _is_given(text: str) -> bool:
    root, _, part = text.partition(".")
    return part in GIVEN.get(root, ())
