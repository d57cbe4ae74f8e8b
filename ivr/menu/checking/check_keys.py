"""Rules about choices: none hides another, and prompts offer what there is."""

import re
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Final

from ivr.menu.key_patterns import Patience, longest_of
from ivr.menu.keys import begins, covers, find_key, overlap
from ivr.menu.parts import AudioPiece, Key, Place, Prompt, TargetWord, TextPiece
from ivr.menu.problems import Problem
from ivr.menu.reading.load import Draft
from ivr.menu.reading.texts import listed
from ivr.menu.verbs import Ask, Dial, Menu

_MOST_PATTERNS: Final = 100  # patterns in one menu that are compared with each other
_MOST_SHOWN: Final = 4
_OPEN: Final = 99
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
    patience = Patience()
    told: set[Place] = set()  # a long key that works everywhere is told once
    for name, step in draft.menus.steps.items():
        if isinstance(step.verb, Menu | Ask):
            yield from _conflicts(step.verb.keys, patience)
        if isinstance(step.verb, Ask | Dial) and name not in draft.guesses and draft.line_is_whole:
            yield from _offers_beside(step.verb, anywhere, patience)
        if isinstance(step.verb, Menu):
            yield from (problem for problem in _waits(step.verb, anywhere, patience) if problem.place not in told)
            told.update(key.place for key in anywhere)
            # What a step with an error does not have may be what could not be read.
            if name not in draft.guesses and draft.line_is_whole:
                yield from _offers(step.verb, anywhere, patience)


def _conflicts(keys: tuple[Key, ...], patience: Patience) -> Iterator[Problem]:
    # Only patterns can overlap. The same key twice was told when the file was read.
    patterns = [key for key in keys if key.is_pattern][:_MOST_PATTERNS]
    told: set[Place] = set()
    for one, other in combinations(patterns, 2):
        if other.place in told or not overlap(one, other, patience):
            continue
        told.add(other.place)
        if covers(one, other, patience):
            text = f"`{other.keys}` is never chosen: `{one.keys}` (line {one.place.line}) comes first and matches all "
            yield Problem(other.place, "E304", f"{text}of it; put `{other.keys}` before it, or remove one.")
        elif not covers(other, one, patience):  # the narrower one first is how exceptions are written
            text = f"`{other.keys}` and `{one.keys}` (line {one.place.line}) match the same keys; make them differ."
            yield Problem(other.place, "E301", text)


def _waits(menu: Menu, anywhere: tuple[Key, ...], patience: Patience) -> Iterator[Problem]:
    """Yield the longest choice of a menu when shorter ones have to wait for it: there is one timer for all keys."""
    own = {key.keys for key in menu.keys}
    others = [key for key in anywhere if key.keys and key.keys not in own]
    by_length = sorted((*menu.keys, *others), key=lambda key: -(longest_of(key.keys) or _OPEN))
    if not by_length:
        return
    longest = by_length[0]
    most = longest_of(longest.keys) or _OPEN
    short = [key for key in menu.keys if (longest_of(key.keys) or _OPEN) < most]
    short += [key for key in others if short or any(begins(key, each, patience) for each in menu.keys)]
    waiting = [f"`{key.keys}`" for key in short if (longest_of(key.keys) or _OPEN) < most]
    if menu.offers is not None and most > 1:
        waiting.insert(0, "a choice of the list")
    if waiting:
        shown = listed(waiting, "or") if len(waiting) <= _MOST_SHOWN else "a shorter one"
        how = f"has {most} keys" if most < _OPEN else "may go on for ever"
        text = f"`{longest.keys}` {how}, so whoever presses {shown} waits {menu.manners.wait} s for more of them; "
        yield Problem(longest.place, "W302", f"{text}put the long ones into a menu or an ask of their own.")


def _offers(menu: Menu, anywhere: tuple[Key, ...], patience: Patience) -> Iterator[Problem]:
    """Yield each key that a menu's prompts offer and nothing answers to, once."""
    words = (*_words_of(menu.prompt), *_words_of(menu.again))
    for key, place in _not_there(words, (*menu.keys, *anywhere), patience):
        text = f"This prompt offers the key `{key}`, which this menu does not have; add it or reword."
        yield Problem(place, "W305", text)


def _offers_beside(verb: Ask | Dial, anywhere: tuple[Key, ...], patience: Patience) -> Iterator[Problem]:
    """Yield each key that is offered where an answer is read back, or to a callee, and that does nothing there."""
    if isinstance(verb, Ask):
        there = (*(_pressed(key) for key in "12"), *anywhere)
        for key, place in _not_there(_words_of(verb.confirm), there, patience):
            text = f"This prompt offers the key `{key}`; where an answer is read back, 1 takes it and 2 asks again."
            yield Problem(place, "W305", text)
        return
    if verb.accept == "any":
        return
    takes = () if verb.accept is None else (_pressed(verb.accept),)
    for key, place in _not_there(_words_of(verb.whisper), takes, patience):
        mend = f'add `accept: "{key}"`' if verb.accept is None else f"`accept:` says `{verb.accept}`"
        text = f"This whisper offers the key `{key}`, which does nothing; {mend}, or reword."
        yield Problem(place, "W305", text)


def _not_there(
    words: Iterable[tuple[str, Place]], choices: tuple[Key, ...], patience: Patience
) -> Iterator[tuple[str, Place]]:
    told: set[str] = set()
    for text, place in words:
        for offered in _OFFERS.findall(text):
            key = _NAMED.get(offered.lower(), offered)
            if key not in told and find_key(choices, key) is None and not _begins_any(key, choices, patience):
                told.add(key)
                yield key, place


def _pressed(key: str) -> Key:
    return Key(key, TargetWord.HANGUP, Place("", 0, 0))


def _begins_any(key: str, choices: tuple[Key, ...], patience: Patience) -> bool:
    """Whether `press 1 and the extension` may be meant."""
    pressed = _pressed(key)
    return any(begins(pressed, choice, patience) for choice in choices)


def _words_of(prompt: Prompt | None) -> Iterator[tuple[str, Place]]:
    for pieces in prompt.phone.values() if prompt is not None else ():
        for piece in pieces:
            if isinstance(piece, TextPiece):
                yield piece.template, piece.place
            elif isinstance(piece, AudioPiece) and piece.words:
                yield piece.words, piece.place
