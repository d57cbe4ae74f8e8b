"""A conversation by text becomes a script, by what the engine answers to the same texts at the same time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ivr.handset.heard import Report
from ivr.menu.script_model import ScriptStep, SendsPicture, Texts
from ivr.rehearsal.telling import NOWHERE, expectations


@dataclass(frozen=True, slots=True)
class TextTyped:
    """A text that a person has sent, with pictures by their addresses."""

    words: str = field(repr=False)
    media: tuple[str, ...] = ()


class Talk(Protocol):
    """Somebody's texts to the engine."""

    @property
    def secret(self) -> str | None:
        """Return what stands for the answer that is asked for now, when that is a sensitive one."""
        ...

    def send(self, text: str, media: Sequence[str] = ()) -> Report:
        """Send a text and return what comes back."""
        ...


def steps_of(typed: Sequence[TextTyped], talk: Talk) -> Iterator[ScriptStep]:
    """Yield the lines of a script of these texts. Where a secret is asked for, a made-up answer stands.

    It is the made-up one that the engine gets too, so that the script holds. NotFakedError when a system is asked.
    """
    for each in typed:
        words = talk.secret if talk.secret is not None and each.words else each.words
        report = talk.send(words, each.media)
        if words:
            yield Texts(words, NOWHERE)
        for url in each.media:
            yield SendsPicture(url, NOWHERE)
        yield from expectations(report, None)
