"""Advice on what the line says of itself in a language that it cannot speak without being told how."""

from collections.abc import Iterator

from ivr.menu.line import Language
from ivr.menu.own_words import KNOWN_LANGUAGES
from ivr.menu.problems import Problem
from ivr.menu.reading.load import Draft
from ivr.menu.reading.texts import listed
from ivr.menu.verbs import Ask, Dial, Menu


def advise_on_own_words(draft: Draft) -> Iterator[Problem]:
    """Yield languages whose callers hear English words in between, though the menus could say them."""
    strange = [each for each in draft.menus.line.languages if not is_known(each)]
    words = _english_words(draft) if strange else []
    if not words:
        return
    for language in strange:
        text = f"Callers in `{language.code}` hear in English {listed(words)}: Ringtree knows no words of its own for "
        place = draft.menus.line.place_of("languages", language.code)
        yield Problem(place, "W722", f"{text}{language.locale}.")


def is_known(language: Language) -> bool:
    """Return whether the line speaks a language by itself."""
    return language.locale.partition("-")[0] in KNOWN_LANGUAGES


def _english_words(draft: Draft) -> list[str]:
    line, verbs = draft.menus.line, [step.verb for step in draft.menus.steps.values()]
    words = []
    if line.broken is None:
        words.append("that something went wrong (say it as `broken:` under `patience:`)")
    if line.lost is None and any(isinstance(verb, Menu | Ask) for verb in verbs):
        words.append("that a question is asked again (`lost:`)")
    if any(isinstance(verb, Dial) and verb.accept is not None and verb.whisper is None for verb in verbs):
        words.append("who is calling when they take a call (`whisper:` of the `dial`)")
    return words
