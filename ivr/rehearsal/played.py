"""What a rehearsing telephone is told of prompts that are played: the words, and whose voice, in a header of JSON.

A real telephone hears them. This one fetches nothing, and its scripts expect words.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from ivr.dialog.directives import Speak
from ivr.handset.heard import HeardWords

HEADER: Final = "ringtree-played"
_LONGEST_HEADER: Final = 30_000
_BELOW: Final = "/audio/"


def told_of(played: Iterable[tuple[Speak, Sequence[str]]]) -> str:
    """Return the value of the header: prompts, and the files that each is heard by; "" when there are none."""
    told = [[words.text, words.voice, words.locale, list(files)] for words, files in played]
    dumped = json.dumps(told) if told else ""
    return dumped if len(dumped) <= _LONGEST_HEADER else ""


class PlayedSide:
    """What a telephone knows of the files in the document that it performs."""

    def __init__(self) -> None:
        self._files: list[tuple[str, HeardWords]] = []
        self._next = 0

    def note(self, headers: Mapping[str, str]) -> None:
        """Take note of what came with a document."""
        told = headers.get(HEADER)
        if told is not None:
            self._files = [pair for prompt in _read(told) for pair in _files_of(*prompt)]
            self._next = 0

    def recognise(self, url: str) -> HeardWords | None:
        """Return what is said in a file: a prompt with its first, nothing with the others; None for a recording.

        They come in the document's order; a document may be performed more than once.
        """
        path = unquote(urlsplit(url).path)
        for step in range(len(self._files)):
            at = (self._next + step) % len(self._files)
            file, words = self._files[at]
            if path == f"{_BELOW}{file}":
                self._next = at + 1
                return words
        return None


def _files_of(text: str, voice: str | None, locale: str, files: Sequence[str]) -> Iterable[tuple[str, HeardWords]]:
    return [(file, HeardWords("" if at else text, voice or "", locale)) for at, file in enumerate(files)]


def _read(told: str) -> list[Any]:
    try:
        read = json.loads(told)
    except ValueError:
        return []
    return read if isinstance(read, list) else []
