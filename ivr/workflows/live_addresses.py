"""The addresses of what is spoken during a call: the words themselves, sealed, so that no log tells anybody's balance.

Whoever has the address can hear it until it expires; nobody can make one up, or read it.
"""

from typing import Final

import msgspec

from ivr.menu.line import Encoding
from ivr.menu.voicing import OwnVoice
from ivr.sealing import Seal

LIVE_FOLDER: Final = "live/"
_ENDING: Final = ".wav"
_LONGEST: Final = 3_000  # characters; with a longer address some server on the way may refuse it
_ABOUT: Final = b"live"


class _Said(msgspec.Struct, array_like=True):
    until: int
    language: str
    voice: str
    rate: int
    encoding: Encoding
    text: str


class LiveAddresses:
    """Writes and reads these addresses with one secret."""

    def __init__(self, secret: bytes) -> None:
        self._seal = Seal(secret, "live sound")

    def __repr__(self) -> str:
        return "LiveAddresses()"

    def write(self, voice: OwnVoice, text: str, until: int) -> str | None:
        """Return the path below `/audio/`, good until that second since 1970; None when the text is too long for one.

        The same words in the same voice until the same second have the same address.
        """
        said = _Said(until, voice.language, voice.name, voice.rate, voice.encoding, text)
        sealed = self._seal.seal_text(msgspec.json.encode(said), _ABOUT)
        return f"{LIVE_FOLDER}{sealed}{_ENDING}" if len(sealed) <= _LONGEST else None

    def find(self, path: str, now: float) -> tuple[OwnVoice, str] | None:
        """Return who says what at a path below `/audio/`; None when we did not write it, or it has expired."""
        if not (path.startswith(LIVE_FOLDER) and path.endswith(_ENDING)) or len(path) > _LONGEST + 20:
            return None
        sealed = path.removeprefix(LIVE_FOLDER).removesuffix(_ENDING)
        try:
            plain = self._seal.find_text(sealed, _ABOUT)
            said = None if plain is None else msgspec.json.decode(plain, type=_Said)
        except msgspec.DecodeError:
            return None
        if said is None or said.until < now:
            return None
        return OwnVoice(said.language, said.voice, said.rate, said.encoding), said.text
