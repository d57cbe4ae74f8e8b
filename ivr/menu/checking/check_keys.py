"""Rules about choices: none hides another, and prompts offer what there is."""

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Final

from ivr.menu.keys import begins, find_key, overlap
from ivr.menu.parts import AudioPiece, Key, Place, Prompt, TargetWord, TextPiece
from ivr.menu.problems import Problem
from ivr.menu.reading.load import Draft
from ivr.menu.verbs import Ask, Menu

_MOST_PATTERNS: Final = 200  # choices with X in one menu that are compared with each other
_NAMED: Final = {"star": "*", "pound": "#", "hash": "#", "asterisco": "*", "numeral": "#", "étoile": "*", "dièse": "#"}
# How prompts offer a key, in the languages we know: the word before it.
_OFFERS: Final = re.compile(
    r"\b(?:press|dial|push|hit|oprima|marque|pulse|presione|appuyez sur(?: le)?|tapez(?: le)?|drücken sie(?: die)?|"
    r"pressione|digite|disque)\s+(?:el |le |la |die |o )?"
    r"([0-9](?![0-9])|[*#]|star|pound|hash|asterisco|numeral|étoile|dièse)",
    re.IGNORECASE,
)


def check_keys(draft: Draft) -> Iterator[Problem]:
    """Yield choices that get in each other's way, and prompts that offer keys which lead nowhere."""
    anywhere = draft.menus.line.anywhere
    for name, step in draft.menus.steps.items():
        if isinstance(step.verb, Menu | Ask):
            yield from _conflicts(step.verb.keys)
        if isinstance(step.verb, Menu):
            yield from _waits(step.verb, anywhere)
            # What a step with an error does not have may be what could not be read.
            if name not in draft.guesses and draft.line_is_whole:
                yield from _offers(step.verb, anywhere)


def _conflicts(keys: tuple[Key, ...]) -> Iterator[Problem]:
    # Only choices with X can overlap. The same key twice was told when the file was read.
    for one, other in combinations([key for key in keys if key.is_pattern][:_MOST_PATTERNS], 2):
        if overlap(one, other):
            yield Problem(
                other.place,
                "E301",
                f"`{other.keys}` and `{one.keys}` (line {one.place.line}) match the same keys; make them differ.",
            )


def _waits(menu: Menu, anywhere: tuple[Key, ...]) -> Iterator[Problem]:
    patterns = [key for key in menu.keys if key.is_pattern][:_MOST_PATTERNS]
    longer_than: dict[str, Key] = {}
    for key in menu.keys:
        for length in range(1, len(key.keys) if not key.is_pattern else 0):
            longer_than.setdefault(key.keys[:length], key)
    own = {key.keys: key.place for key in menu.keys}
    for short in (*menu.keys, *(key for key in anywhere if key.keys and key.keys not in own)):
        candidates = menu.keys if short.is_pattern and short in patterns else patterns
        longer = longer_than.get(short.keys) or next((key for key in candidates if begins(short, key)), None)
        if longer is not None:
            yield Problem(
                own.get(short.keys, longer.place),
                "W302",
                f"`{short.keys}` also begins `{longer.keys}`: whoever presses it waits {menu.manners.wait} s longer.",
            )


def _offers(menu: Menu, anywhere: tuple[Key, ...]) -> Iterator[Problem]:
    """Yield each key that a prompt offers and nothing answers to, once for a menu."""
    told: set[str] = set()
    choices = (*menu.keys, *anywhere)
    for words, place in (*_words_of(menu.prompt), *_words_of(menu.again)):
        for offered in _OFFERS.findall(words):
            key = _NAMED.get(offered.lower(), offered)
            if key not in told and find_key(choices, key) is None and not _begins_any(key, choices):
                told.add(key)
                text = f"This prompt offers the key `{key}`, which this menu does not have; add it or reword."
                yield Problem(place, "W305", text)


def _begins_any(key: str, choices: tuple[Key, ...]) -> bool:
    """Whether `press 1 and the extension` may be meant."""
    pressed = Key(key, TargetWord.HANGUP, Place("", 0, 0))
    return any(begins(pressed, choice) for choice in choices)


def _words_of(prompt: Prompt | None) -> Iterator[tuple[str, Place]]:
    for pieces in prompt.phone.values() if prompt is not None else ():
        for piece in pieces:
            if isinstance(piece, TextPiece):
                yield piece.template, piece.place
            elif isinstance(piece, AudioPiece) and piece.words:
                yield piece.words, piece.place
