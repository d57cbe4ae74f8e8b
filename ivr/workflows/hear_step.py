"""What a caller hears at a step, as one file: prompts and recordings, pauses between them, no telephone needed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, assert_never

from ivr.errors import RingtreeError
from ivr.menu.checking.check_recordings import prompts_of
from ivr.menu.line import Encoding, Language
from ivr.menu.model import Menus, Step
from ivr.menu.parts import AudioPiece, PausePiece, Piece, Prompt, RecordingPiece, TextPiece, ToStep
from ivr.menu.templates.template import Value, parse_template, render_runs
from ivr.menu.voicing import FixedText, OwnVoice, cut, own_voice_of, speech_of, stand_in
from ivr.ports.voices import OwnVoices

_BETWEEN_S: Final = 0.15


@dataclass(frozen=True, slots=True)
class StepWanted:
    """A step, `main/welcome` or just `welcome`, in a language of the line, and what names hold there."""

    step: str
    language: str | None
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class StepHeard:
    """A step's prompt as a file. `standing_in`: the languages whose voice is the provider's, and was only imitated.

    `left_out`: names without a value, and recordings that only a call has.
    """

    seconds: float
    standing_in: tuple[str, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Ear:
    menus: Menus
    voices: OwnVoices
    values: Mapping[str, Value]
    scratch: Path
    standing_in: dict[str, None]
    left_out: dict[str, None]


def hear_step(menus: Menus, wanted: StepWanted, voices: OwnVoices, scratch: Path, to: Path) -> StepHeard:
    """Write what a caller hears on coming to a step; RingtreeError when there is no such step or language.

    `scratch`: an empty folder, for the parts.
    """
    found = _find_language(menus, wanted.language)
    prompt = _prompt_of(_find_step(menus, wanted.step))
    pieces = prompt.phone.get(found.code) or prompt.phone.get(menus.line.first_language.code, ())
    ear = _Ear(menus, voices, {"line": {"name": menus.line.name}, **wanted.values}, scratch, {}, {})
    parts = [part for piece in pieces for part in _parts(piece, found, ear)]
    seconds = voices.speakers.join(parts, to)
    return StepHeard(seconds, tuple(ear.standing_in), tuple(ear.left_out))


def _find_language(menus: Menus, code: str | None) -> Language:
    line = menus.line
    found = line.first_language if code is None else line.find_language(code)
    if found is None:
        known = ", ".join(language.code for language in line.languages)
        raise RingtreeError(f"The line speaks no `{code}`; it speaks {known}.")
    return found


def _find_step(menus: Menus, name: str) -> Step:
    flow, slash, step = name.partition("/")
    wanted = ToStep(flow, step) if slash else ToStep(menus.line.calls.flow, name)
    found = menus.steps.get(wanted)
    if found is None:
        named = [str(each) for each in menus.steps if each.step == (step or flow)]
        hint = f" Did you mean {' or '.join(named)}?" if named else " Write flow/step, like main/welcome."
        raise RingtreeError(f"There is no step `{name}`.{hint}")
    return found


def _prompt_of(step: Step) -> Prompt:
    own = next(prompts_of(step.verb), None)
    if own is None:
        raise RingtreeError(f"The step {step.name} says nothing; play one with a prompt.")
    return own


def _parts(piece: Piece, language: Language, ear: _Ear) -> Iterator[Path | float]:
    match piece:
        case PausePiece():
            yield float(piece.seconds)
        case RecordingPiece():
            ear.left_out[f"the recording `{piece.name}`"] = None
        case AudioPiece():
            yield _recording(piece, piece.language or language.code, ear)
            yield _BETWEEN_S
        case TextPiece():
            yield from _spoken(piece, ear.menus.line.find_language(piece.language or "") or language, ear)
        case _:
            assert_never(piece)


def _recording(piece: AudioPiece, code: str, ear: _Ear) -> Path:
    paths = [ear.voices.shelf.path_of(name) for name in (f"{code}/{piece.file}", piece.file)]
    there = next((path for path in paths if path.is_file()), None)
    if there is None:
        raise RingtreeError(f"There is no recording {paths[0]}; `ivr check` tells of all that are missing.")
    return _as_part(there, ear)


def _spoken(piece: TextPiece, language: Language, ear: _Ear) -> Iterator[Path | float]:
    template = parse_template(piece.template)
    for use in template.names:
        if use.root not in ear.values:
            ear.left_out[f"`{'.'.join(map(str, use.path))}`"] = None
    voice = own_voice_of(language)
    if voice is None:
        voice = stand_in(language)
        ear.standing_in[f"{language.code} ({language.voice or 'the voice of the account'})"] = None
    for spoken in cut(render_runs(template, ear.values, speech_of(language, ear.menus.line.zone))):
        yield _voiced(voice, spoken.text, ear)
        yield _BETWEEN_S


def _voiced(voice: OwnVoice, text: str, ear: _Ear) -> Path:
    fixed = FixedText(voice, text, ())
    if fixed.file in ear.voices.shelf.find([fixed]):
        return _as_part(ear.voices.shelf.path_of(fixed.file), ear)
    part = _new_part(ear)
    ear.voices.speakers.speak(replace(voice, encoding=Encoding.PCM), text, part)
    return part


def _as_part(path: Path, ear: _Ear) -> Path:
    part = _new_part(ear)
    ear.voices.speakers.convert(path, part)
    return part


def _new_part(ear: _Ear) -> Path:
    return ear.scratch / f"{sum(1 for _ in ear.scratch.iterdir())}.wav"
