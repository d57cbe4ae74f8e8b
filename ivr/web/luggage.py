"""What a call's next webhook brings back in its address, beside the place: all that was entered and counted so far.

With it a call goes on when the store is gone, full, or came back older. Sealed, so that neither the provider nor
anybody who reads its logs sees what was entered, and nobody can alter it or use it elsewhere.
"""

import zlib
from typing import Final

from ivr.dialog.record import Record, UnreadableRecordError, dump_luggage, load_luggage
from ivr.dialog.state import CallState, Footing
from ivr.sealing import Seal

_LONGEST: Final = 3_000  # characters; with a longer address some server on the way may refuse the webhook
_LARGEST_BYTES: Final = 64_000
_SMALL_BYTES: Final = 1_000  # are not worth compressing
_PLAIN, _COMPRESSED = b"p", b"z"


class Luggage:
    """Packs and unpacks states; `ticket` is the text of the address that a packed state belongs to."""

    def __init__(self, secret: bytes) -> None:
        self._seal = Seal(secret, "luggage")

    def __repr__(self) -> str:
        return "Luggage()"

    def pack(self, ticket: str, state: CallState, written: Record | None = None) -> str | None:
        """Return the sealed state as it stands in an address, without its longest answers when it is too much.

        None when even without all of them it is too large. `written`: the state as it is stored, where that is known.
        """
        packed = self._packed(ticket, dump_luggage(state, written=written))
        if packed is not None:
            return packed
        longest_first = sorted(state.saved, key=lambda name: -len(repr(state.saved[name])))
        for left_behind in (1, 2, 4, 8, len(longest_first)):
            packed = self._packed(ticket, dump_luggage(state, longest_first[:left_behind]))
            if packed is not None:
                break
        return packed

    def find(self, ticket: str, packed: str, footing: Footing) -> CallState | None:
        """Return the state with that footing, or None when this is none that we packed for that address."""
        try:
            plain = self._seal.find_text(packed, _about(ticket))
            return None if plain is None else load_luggage(_expanded(plain), footing)
        except (ValueError, zlib.error, UnreadableRecordError):
            return None

    def _packed(self, ticket: str, plain: bytes) -> str | None:
        if len(plain) > _LARGEST_BYTES:
            return None
        small = _PLAIN + plain if len(plain) < _SMALL_BYTES else _COMPRESSED + zlib.compress(plain, 6)
        packed = self._seal.seal_text(small, _about(ticket))
        return packed if len(packed) <= _LONGEST else None


def _expanded(plain: bytes) -> bytes:
    if plain[:1] == _PLAIN:
        return plain[1:]
    return zlib.decompressobj().decompress(plain[1:], _LARGEST_BYTES)


def _about(ticket: str) -> bytes:
    return ticket.encode("utf-8", "surrogatepass")
