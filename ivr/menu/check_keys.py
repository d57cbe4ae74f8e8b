"""Rules about choices: none hides another, and prompts offer what there is."""

import re
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Final

from ivr.menu.keys import begins, find_key, overlap
from ivr.menu.model import Ask, Key, Menu, Menus, Prompt, TextPiece
from ivr.menu.problems import Problem

_NAMED: Final = {"star": "*", "pound": "#", "hash": "#", "asterisco": "*", "numeral": "#", "étoile": "*", "dièse": "#"}
# How prompts offer a key, in the languages we know: the word before it.
_OFFERS: Final = re.compile(
    r"\b(?:press|dial|push|hit|oprima|marque|pulse|presione|appuyez sur(?: le)?|tapez(?: le)?|drücken sie(?: die)?|"
    r"pressione|digite|disque)\s+(?:el |le |la |die |o )?"
    r"([0-9](?![0-9])|[*#]|star|pound|hash|asterisco|numeral|étoile|dièse)",
    re.IGNORECASE,
)


def check_keys(menus: Menus) -> Iterator[Problem]:
    """Yield choices that get in each other's way, and prompts that offer keys which lead nowhere."""
    for step in menus.steps.values():
        if isinstance(step.verb, Menu | Ask):
            yield from _conflicts(step.verb.keys)
        if isinstance(step.verb, Menu):
            yield from _waits(step.verb, menus.line.anywhere)
            for prompt in (step.verb.prompt, step.verb.again):
                yield from _offers(step.verb, prompt, menus.line.anywhere)


def _conflicts(keys: tuple[Key, ...]) -> Iterator[Problem]:
    for one, other in combinations(keys, 2):
        if overlap(one, other):
            yield Problem(
                other.place,
                "E301",
                f"`{other.keys}` and `{one.keys}` (line {one.place.line}) match the same keys; make them differ.",
            )


def _waits(menu: Menu, anywhere: tuple[Key, ...]) -> Iterator[Problem]:
    for short in (*menu.keys, *(key for key in anywhere if key.keys)):
        longer = next((key for key in menu.keys if begins(short, key)), None)
        if longer is not None:
            place = short.place if short in menu.keys else longer.place
            yield Problem(
                place,
                "W302",
                f"`{short.keys}` also begins `{longer.keys}`: whoever presses it waits {menu.manners.wait} s longer.",
            )


def _offers(menu: Menu, prompt: Prompt | None, anywhere: tuple[Key, ...]) -> Iterator[Problem]:
    """Yield each key that a prompt offers and nothing answers to."""
    told: set[str] = set()
    for pieces in _pieces_of(prompt).values():
        for piece in pieces:
            if not isinstance(piece, TextPiece):
                continue
            for offered in _OFFERS.findall(piece.template):
                key = _NAMED.get(offered.lower(), offered)
                if key not in told and find_key((*menu.keys, *anywhere), key) is None:
                    told.add(key)
                    yield Problem(
                        piece.place,
                        "W305",
                        f"This prompt offers the key `{key}`, which this menu does not have; add it or reword.",
                    )


def _pieces_of(prompt: Prompt | None) -> Mapping[str, tuple[object, ...]]:
    return {} if prompt is None else prompt.phone
