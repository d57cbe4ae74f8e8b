"""The pictures that came with a text, fetched and put into a folder."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ivr.ports.conversations import PictureRefusedError, PictureSource

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9_-]")


@dataclass(frozen=True, slots=True)
class Fetched:
    """One picture: where it lies now, or why it does not."""

    path: Path | None
    why: str = ""


def fetch_pictures(source: PictureSource, addresses: Sequence[str], folder: Path, name: str) -> Iterator[Fetched]:
    """Fetch each picture and write it to a file of that name and its number; yield how it went."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, address in enumerate(addresses, start=1):
        try:
            picture = source.fetch(address)
        except PictureRefusedError as problem:
            yield Fetched(None, str(problem))
            continue
        path = folder / f"{_UNSAFE.sub('_', name)}-{number}{picture.suffix}"
        path.write_bytes(picture.content)
        yield Fetched(path)
