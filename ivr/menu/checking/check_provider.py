"""Rules about the world that the line runs in: what its provider can do, which functions there are."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ivr.menu.checking.web import Web
from ivr.menu.line import Language, Line
from ivr.menu.model import Step
from ivr.menu.parts import PausePiece, ToStep
from ivr.menu.problems import Problem
from ivr.menu.reading.load import Draft
from ivr.menu.reading.texts import listed, shown_seconds
from ivr.menu.reading.words import did_you_mean
from ivr.menu.verbs import Ask, AskKind, Callback, Conference, Dial, Menu, Queue, Run, Verb, Voicemail
from ivr.menu.voicing import is_own
from ivr.values import Seconds

_LOCALE: Final = re.compile(r"\b([a-z]{2,3})-[A-Z]{2}\b", re.ASCII)
CLIENTS: Final = "client:"  # in `lacks`: callees who are at a browser or an app


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a provider can do, as far as menus can ask for more.

    `lacks`: verbs, `verb.setting` or CLIENTS, each with the way round it. `voices`: the language, like `en`, of each
    voice by its name up to the first hyphen. `speakers`: how the names of its voices begin; empty: that is not known.
    `pauses_in_questions`: whether it keeps silent where a prompt says so while it listens for an answer.
    """

    provider: str
    longest_transcribed: Seconds
    most_callees: int
    most_hints: int
    longest_hint: int
    longest_queue_name: int
    lacks: Mapping[str, str] = field(default_factory=dict)
    voices: tuple[tuple[str, str], ...] = ()
    speakers: tuple[str, ...] = ()
    longest_ring: Seconds | None = None
    shortest_talk: Seconds = Seconds(1)
    longest_talk: Seconds = Seconds(86_400)
    pauses_in_questions: bool = True

    def find_language(self, voice: str) -> str | None:
        """Return the language that a voice speaks, or None when that is not known."""
        named = _LOCALE.search(voice)
        if named is not None:
            return named[1]
        return dict(self.voices).get(voice.partition("-")[0])


def check_provider(
    draft: Draft, web: Web, usual: Abilities | None, providers: Mapping[str, Abilities]
) -> Iterator[Problem]:
    """Yield what is asked of a provider and beyond it: of each that calls to the line come by, what they come to.

    `usual`: the one of a line that names none, and `providers` by the names that a line may use. Of a provider that is
    not known nothing is said, and nothing of names where none are known.
    """
    line = draft.menus.line
    yield from _unknown(line, providers)
    by_provider = _steps_by_provider(draft, web)
    known = {name: steps for name, steps in by_provider.items() if name is None or name in providers}
    yield from _shared(line, known, usual)
    for name, steps in by_provider.items():
        abilities = usual if name is None else providers.get(name)
        if abilities is not None:
            for step in steps:
                yield from _beyond(draft, step, abilities)
            yield from _line_beyond(line, abilities)


def _unknown(line: Line, providers: Mapping[str, Abilities]) -> Iterator[Problem]:
    named: list[tuple[str | None, tuple[str, ...]]] = [(line.provider, ("provider",))]
    named += [(route.provider, ("numbers", number, "provider")) for number, route in line.numbers.items()]
    for name, path in named if providers else ():
        if name is not None and name not in providers:
            hint = did_you_mean(name, sorted(providers)) or f" Those are known: {listed(sorted(providers), 'and')}."
            yield Problem(line.place_of(*path), "E604", f"`{name}` is no provider that this program knows.{hint}")


def _steps_by_provider(draft: Draft, web: Web) -> Mapping[str | None, Sequence[Step]]:
    """Return the steps that the calls of each provider come to, in the order of the line."""
    line, steps = draft.menus.line, draft.menus.steps
    starts: dict[str | None, set[ToStep]] = {line.provider: {line.calls, *draft.entries}}
    for number, route in line.numbers.items():
        starts.setdefault(line.provider_of(number), set()).add(route.calls or line.calls)
    if not draft.is_whole or len(starts) == 1:
        return {name: tuple(steps.values()) for name in starts}
    reached = {name: web.reached_from(begins) for name, begins in starts.items()}
    return {name: tuple(step for key, step in steps.items() if key in found) for name, found in reached.items()}


def _shared(line: Line, by_provider: Mapping[str | None, Sequence[Step]], usual: Abilities | None) -> Iterator[Problem]:
    """Yield queues and rooms in which callers of several providers would meet. None is the usual one."""
    met: dict[tuple[str, str], dict[str, Step]] = {}
    if usual is None:
        return
    for provider, steps in by_provider.items():
        for step in steps:
            meeting = _meeting(step.verb)
            if meeting is not None and meeting[1]:  # else there is no such queue, which is told elsewhere
                met.setdefault(meeting, {}).setdefault(provider or usual.provider.lower(), step)
    for (kind, name), found in met.items():
        if len(found) > 1:
            step = next(iter(found.values()))
            place = line.place_of("queues", name) if kind == "queue" else step.place_of(kind)
            text = f"Callers of {listed(sorted(found), 'and')} come to the {kind} `{name}`, and one company never puts "
            yield Problem(place, "E606", f"{text}callers of another through; give each a {kind} of its own.")


def _meeting(verb: Verb) -> tuple[str, str] | None:
    match verb:
        case Queue():
            return "queue", verb.name
        case Callback():
            return "queue", verb.into
        case Conference():
            return "conference", verb.room
        case _:
            return None


def _beyond(draft: Draft, step: Step, abilities: Abilities) -> Iterator[Problem]:
    yield from _lacking(draft.menus.line, step, abilities)
    yield from _transcribed(step, abilities)
    yield from _too_many(draft, step, abilities)
    yield from _too_long(step, abilities)
    yield from _unpaused(step, abilities)


def _line_beyond(line: Line, abilities: Abilities) -> Iterator[Problem]:
    for name in line.queues:
        if len(name) > abilities.longest_queue_name:
            text = f"{abilities.provider} knows no queue names over {abilities.longest_queue_name} letters; shorten it."
            yield Problem(line.place_of("queues", name), "E602", text)
    for language in line.languages:
        yield from _speaking_another(line, language, abilities)
        yield from _speechless(line, language, abilities)


def _speaking_another(line: Line, language: Language, abilities: Abilities) -> Iterator[Problem]:
    for setting, voice in (("voice", language.voice), ("live", language.live)):
        spoken = abilities.find_language(voice) if voice is not None else None
        if spoken is not None and spoken != language.locale.partition("-")[0]:
            text = f"The voice `{voice}` speaks `{spoken}`, but `{language.code}` is {language.locale}; take one "
            yield Problem(line.place_of("languages", language.code, setting), "W603", f"{text}of that language.")


def _speechless(line: Line, language: Language, abilities: Abilities) -> Iterator[Problem]:
    for setting, voice in (("voice", language.voice), ("live", language.live)):
        if voice is None or is_own(voice) or not abilities.speakers or voice.startswith(abilities.speakers):
            continue
        families = [speaker.removesuffix(".") for speaker in abilities.speakers]
        text = f"{abilities.provider} has no voice `{voice}`; take one of {listed(families, 'or')}, or your own."
        yield Problem(line.place_of("languages", language.code, setting), "E602", text)


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


def _lacking(line: Line, step: Step, abilities: Abilities) -> Iterator[Problem]:
    verb, lacks = _word_of(step.verb), abilities.lacks
    if verb in lacks:
        text = f"{abilities.provider} has no `{verb}`; {lacks[verb]}."
        yield Problem(step.place_of(verb), "E602", text)
    for setting in step.places:
        name = f"{verb}.{setting}"
        if name in lacks:
            yield Problem(step.place_of(setting), "E602", _without(setting, verb, name, abilities))
    if isinstance(step.verb, Dial):
        contacts = [line.contacts[who] for who in step.verb.who if who in line.contacts]
        callees = [*step.verb.who, *(callee for contact in contacts for callee in contact.dial)]
        if CLIENTS in lacks and any(callee.startswith(CLIENTS) for callee in callees):
            text = f"{abilities.provider} rings no `{CLIENTS}…`; {lacks[CLIENTS]}."
            yield Problem(step.place_of("dial"), "E602", text)


def _without(setting: str, verb: str, name: str, abilities: Abilities) -> str:
    return f"{abilities.provider} has no `{setting}` for `{verb}`; {abilities.lacks[name]}."


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


def _too_long(step: Step, abilities: Abilities) -> Iterator[Problem]:
    longest = abilities.longest_ring
    if isinstance(step.verb, Dial) and longest is not None and (step.verb.ring or 0) > longest:
        most = shown_seconds(longest)
        text = f"{abilities.provider} lets a phone ring for {most} at most; write `ring: {most}`, or dial again."
        yield Problem(step.place_of("ring"), "E602", text)
    talk = step.verb.max if isinstance(step.verb, Dial) else None
    if talk is not None and not abilities.shortest_talk <= talk <= abilities.longest_talk:
        bounds = f"{shown_seconds(abilities.shortest_talk)} to {shown_seconds(abilities.longest_talk)}"
        text = f"{abilities.provider} ends a talk after {bounds} only; write a `max` between them, or leave it out."
        yield Problem(step.place_of("max"), "E602", text)


def _unpaused(step: Step, abilities: Abilities) -> Iterator[Problem]:
    verb = step.verb
    if isinstance(verb, Ask | Menu) and not abilities.pauses_in_questions:
        prompts = [verb.prompt] if verb.again is None else [verb.prompt, verb.again]
        pieces = (piece for prompt in prompts for said in prompt.phone.values() for piece in said)
        if any(isinstance(piece, PausePiece) for piece in pieces):
            text = f"{abilities.provider} makes no pause while it listens for an answer, and goes on at once; "
            text += "leave the pause out, or play a recording of silence there."
            yield Problem(step.place_of(_word_of(verb)), "W605", text)
