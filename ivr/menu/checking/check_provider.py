"""Rules about the world that the line runs in: what its provider can do, which functions there are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ivr.menu.line import Language, Line
from ivr.menu.model import Step
from ivr.menu.problems import Problem
from ivr.menu.reading.load import Draft
from ivr.menu.reading.texts import listed, shown_seconds
from ivr.menu.reading.words import did_you_mean
from ivr.menu.verbs import Ask, AskKind, Dial, Menu, Run, Verb, Voicemail
from ivr.values import Seconds

_LOCALE: Final = re.compile(r"\b([a-z]{2,3})-[A-Z]{2}\b", re.ASCII)


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a provider can do, as far as menus can ask for more. `lacks`: verbs, or `verb.setting`.

    `voices`: the language, like `en`, of each voice by its name up to the first hyphen.
    """

    provider: str
    longest_transcribed: Seconds
    most_callees: int
    most_hints: int
    longest_hint: int
    longest_queue_name: int
    lacks: frozenset[str] = frozenset()
    voices: tuple[tuple[str, str], ...] = ()

    def find_language(self, voice: str) -> str | None:
        """Return the language that a voice speaks, or None when that is not known."""
        named = _LOCALE.search(voice)
        if named is not None:
            return named[1]
        return dict(self.voices).get(voice.partition("-")[0])


def check_provider(draft: Draft, abilities: Abilities | None) -> Iterator[Problem]:
    """Yield what is asked of the provider and beyond it. Nothing where it is not known which one it is."""
    if abilities is None:
        return
    for step in draft.menus.steps.values():
        yield from _lacking(step, abilities)
        yield from _transcribed(step, abilities)
        yield from _too_many(draft, step, abilities)
    line = draft.menus.line
    for name in line.queues:
        if len(name) > abilities.longest_queue_name:
            text = f"{abilities.provider} knows no queue names over {abilities.longest_queue_name} letters; shorten it."
            yield Problem(line.place_of("queues", name), "E602", text)
    for language in line.languages:
        yield from _speaking_another(line, language, abilities)


def _speaking_another(line: Line, language: Language, abilities: Abilities) -> Iterator[Problem]:
    for setting, voice in (("voice", language.voice), ("live", language.live)):
        spoken = abilities.find_language(voice) if voice is not None else None
        if spoken is not None and spoken != language.locale.partition("-")[0]:
            text = f"The voice `{voice}` speaks `{spoken}`, but `{language.code}` is {language.locale}; take one "
            yield Problem(line.place_of("languages", language.code, setting), "W603", f"{text}of that language.")


def check_functions(draft: Draft, functions: frozenset[str] | None) -> Iterator[Problem]:
    """Yield functions that nobody registered. Nothing where it is not known which there are."""
    if functions is None:
        return
    for name, step in draft.menus.steps.items():
        if isinstance(step.verb, Run) and step.verb.name not in functions and name not in draft.guesses:
            hint = did_you_mean(step.verb.name, sorted(functions))
            text = f"No developer registered a function `{step.verb.name}`.{hint or ' See IVR_FUNCTIONS.'}"
            yield Problem(step.place_of("run"), "E515", text)


# Verbs whose word is not that of their class.
_WORDS: Final = {
    "CheckHours": "hours",
    "SetNames": "set",
    "SetLanguage": "language",
    "SendText": "text",
    "OptOut": "opt_out",
}


def _word_of(verb: Verb) -> str:
    name = type(verb).__name__
    return _WORDS.get(name, name.lower())


def _lacking(step: Step, abilities: Abilities) -> Iterator[Problem]:
    verb = _word_of(step.verb)
    if verb in abilities.lacks:
        yield Problem(step.place_of(verb), "E602", f"{abilities.provider} has no `{verb}`; lead callers elsewhere.")
    for setting in step.places:
        if f"{verb}.{setting}" in abilities.lacks:
            text = f"{abilities.provider} has no `{setting}` for `{verb}`; remove it."
            yield Problem(step.place_of(setting), "E602", text)


def _transcribed(step: Step, abilities: Abilities) -> Iterator[Problem]:
    verb = step.verb
    is_recording = isinstance(verb, Voicemail) or (isinstance(verb, Ask) and verb.kind is AskKind.RECORDING)
    if is_recording and isinstance(verb, Voicemail | Ask) and verb.transcribe:
        longest = verb.max
        if longest is not None and longest > abilities.longest_transcribed:
            most = shown_seconds(abilities.longest_transcribed)
            text = f"{abilities.provider} transcribes no recording over {most}, and this may last "
            text += f"{shown_seconds(longest)}; write `max: {most}`, or leave `transcribe` out."
            yield Problem(step.place_of("max", "transcribe"), "E602", text)


def _too_many(draft: Draft, step: Step, abilities: Abilities) -> Iterator[Problem]:
    verb = step.verb
    if isinstance(verb, Dial):
        contacts = draft.menus.line.contacts
        callees = sum(len(contacts[who].dial) if who in contacts else 1 for who in verb.who)
        if callees > abilities.most_callees and not verb.in_order:
            text = f"{abilities.provider} rings {abilities.most_callees} at most at once, and these are {callees}; "
            yield Problem(step.place_of("dial"), "E602", f"{text}write `in_order: yes`, or use a queue.")
    elif isinstance(verb, Ask | Menu):
        spoken = [key.phrases for key in verb.keys] if isinstance(verb, Menu) else [verb.hints]
        hints = {code: [hint for each in spoken for hint in each.get(code, ())] for each in spoken for code in each}
        longest = max((len(hint) for found in hints.values() for hint in found), default=0)
        most = max(map(len, hints.values()), default=0)
        limits = [
            (most > abilities.most_hints, f"more than {abilities.most_hints} phrases"),
            (longest > abilities.longest_hint, f"phrases over {abilities.longest_hint} letters"),
        ]
        over = [what for is_over, what in limits if is_over]
        if over:
            text = f"{abilities.provider} listens for no {listed(over, 'or')} at once; shorten the list."
            yield Problem(step.place_of("hints", "words"), "E602", text)
