"""Rules about recordings: each one named is there."""

from collections.abc import Iterator
from dataclasses import fields

from ivr.menu.parts import AudioPiece, Place, Prompt
from ivr.menu.problems import Problem
from ivr.menu.reading.load import Draft
from ivr.menu.verbs import Conference


def check_recordings(draft: Draft, recordings: frozenset[str]) -> Iterator[Problem]:
    """Yield recordings that no caller of some language could hear, each once."""
    missing: dict[AudioPiece, tuple[Place, dict[str, None]]] = {}
    for prompt in spoken_in(draft):
        for code, pieces in prompt.phone.items():
            for piece in pieces:
                if isinstance(piece, AudioPiece):
                    language = piece.language or code
                    if not {f"{language}/{piece.file}", piece.file} & recordings:
                        missing.setdefault(piece, (piece.place, {}))[1][language] = None
    yield from _music(draft, recordings)
    for piece, (place, languages) in missing.items():
        names = " and ".join(f"`{code}`" for code in languages)
        where = (
            f"audio/{next(iter(languages))}/" if len(languages) == 1 else "audio/ or a folder there for each language"
        )
        yield Problem(place, "E402", f"There is no recording `{piece.file}` for {names}; put it under {where}.")


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
    holders: list[object] = [draft.menus.line, draft.menus.line.manners]
    for name, step in draft.menus.steps.items():
        if name not in draft.guesses:
            holders += [step.verb, getattr(step.verb, "manners", None)]
    for holder in holders:
        if holder is not None:
            values = (getattr(holder, each.name) for each in fields(holder))  # type: ignore[arg-type]
            yield from (value for value in values if isinstance(value, Prompt))
