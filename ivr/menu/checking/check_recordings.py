"""Rules about recordings: each one named is there."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Final, get_args

from ivr.menu.checking.wording import WORDS_PER_SECOND, count_words
from ivr.menu.parts import AudioPiece, Place, Prompt
from ivr.menu.problems import Problem
from ivr.menu.reading.load import Draft
from ivr.menu.verbs import Conference

_LEAST, _MOST = 0.3, 3  # of the time that words usually take
_FIELDS: Final[dict[type, tuple[str, ...]]] = {}  # those that may hold a prompt, found out once for each class


def check_recordings(draft: Draft, recordings: frozenset[str], unplayable: Mapping[str, str]) -> Iterator[Problem]:
    """Yield recordings that no caller of some language could hear, each once."""
    missing: dict[AudioPiece, tuple[Place, dict[str, None]]] = {}
    mute: dict[str, Place] = {}
    for prompt in spoken_in(draft):
        for code, pieces in prompt.phone.items():
            for piece in pieces:
                if isinstance(piece, AudioPiece):
                    language = piece.language or code
                    there = next(
                        (each for each in (f"{language}/{piece.file}", piece.file) if each in recordings), None
                    )
                    if there is None:
                        missing.setdefault(piece, (piece.place, {}))[1][language] = None
                    elif there in unplayable:
                        mute.setdefault(there, piece.place)
    yield from _music(draft, recordings)
    for file, place in mute.items():
        text = f"`audio/{file}` {unplayable[file]}; `ivr voices import FILE` makes one that it plays."
        yield Problem(place, "E411", text)
    for piece, (place, languages) in missing.items():
        names = " and ".join(f"`{code}`" for code in languages)
        where = (
            f"audio/{next(iter(languages))}/" if len(languages) == 1 else "audio/ or a folder there for each language"
        )
        yield Problem(place, "E402", f"There is no recording `{piece.file}` for {names}; put it under {where}.")


def check_forms(draft: Draft, coarse: Mapping[str, str]) -> Iterator[Problem]:
    """Yield recordings that are no telephone audio, each once."""
    told: set[str] = set()
    for prompt in spoken_in(draft) if coarse else ():
        for code, pieces in prompt.phone.items():
            for piece in pieces:
                names = (f"{piece.language or code}/{piece.file}", piece.file) if isinstance(piece, AudioPiece) else ()
                there = next((each for each in names if each in coarse), None)
                if there is not None and there not in told and isinstance(piece, AudioPiece):
                    told.add(there)
                    text = f"`audio/{there}` has {coarse[there]}, where a telephone carries 8 kHz of one channel; "
                    yield Problem(piece.place, "W415", f"{text}`ivr voices import --replace` converts it once.")


def check_lengths(draft: Draft, seconds: Mapping[str, float]) -> Iterator[Problem]:
    """Yield recordings that are far too short or too long for the words they are given, each once."""
    told: set[str] = set()
    for prompt in spoken_in(draft) if seconds else ():
        for code, pieces in prompt.phone.items():
            for piece in pieces:
                if not isinstance(piece, AudioPiece) or not piece.words or "{" in piece.words:
                    continue
                names = (f"{piece.language or code}/{piece.file}", piece.file)
                there = next((each for each in names if each in seconds), None)
                usual = count_words((piece,)) / WORDS_PER_SECOND
                if there is None or there in told or _LEAST * usual - 1 <= seconds[there] <= _MOST * usual + 5:
                    continue
                told.add(there)
                text = f"`audio/{there}` lasts {seconds[there]:.1f} s, and its words take about {usual:.1f} s to say; "
                yield Problem(piece.place, "W414", f"{text}is it the right recording?")


def _music(draft: Draft, recordings: frozenset[str]) -> Iterator[Problem]:
    """Yield music that is not there."""
    played = [(queue.music, queue.place) for queue in draft.menus.line.queues.values()]
    played += [
        (step.verb.music, step.place) for step in draft.menus.steps.values() if isinstance(step.verb, Conference)
    ]
    for file, place in dict.fromkeys(played):
        if file is not None and place is not None and file not in recordings:
            yield Problem(place, "E402", f"There is no recording `{file}` for the music; put it under audio/.")


def spoken_in(draft: Draft) -> Iterator[Prompt]:
    """Yield everything the line can say, but for the steps with an error: it may be in their prompts."""
    yield from prompts_of(draft.menus.line)
    for name, step in draft.menus.steps.items():
        if name not in draft.guesses:
            yield from prompts_of(step.verb)


def prompts_of(holder: object) -> Iterator[Prompt]:
    """Yield every prompt of a verb, its manners included, or of the line's settings."""
    for part in (holder, getattr(holder, "manners", None), getattr(holder, "offers", None)):
        if part is not None:
            values = (getattr(part, name) for name in _names_of(type(part)))
            yield from (value for value in values if isinstance(value, Prompt))


def _names_of(kind: type) -> tuple[str, ...]:
    if kind not in _FIELDS:
        _FIELDS[kind] = tuple(
            each.name for each in fields(kind) if each.type is Prompt or Prompt in get_args(each.type)
        )
    return _FIELDS[kind]
