"""Rules about recordings: each one named is there."""

from collections.abc import Iterator
from dataclasses import fields

from ivr.menu.model import AudioPiece, Menus, Prompt
from ivr.menu.problems import Problem


def check_recordings(menus: Menus, recordings: frozenset[str]) -> Iterator[Problem]:
    """Yield recordings that no caller of some language could hear."""
    for prompt in prompts_of(menus):
        for code, pieces in prompt.phone.items():
            for piece in pieces:
                if isinstance(piece, AudioPiece):
                    language = piece.language or code
                    if not {f"{language}/{piece.file}", piece.file} & recordings:
                        yield Problem(
                            piece.place,
                            "E402",
                            f"There is no recording `{piece.file}` for `{language}`; put it under audio/{language}/.",
                        )


def prompts_of(menus: Menus) -> Iterator[Prompt]:
    """Yield everything the line can say."""
    holders: list[object] = [menus.line.manners]
    for step in menus.steps.values():
        holders += [step.verb, getattr(step.verb, "manners", None)]
    for holder in holders:
        if holder is not None:
            values = (getattr(holder, each.name) for each in fields(holder))  # type: ignore[arg-type]
            yield from (value for value in values if isinstance(value, Prompt))
