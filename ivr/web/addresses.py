"""The addresses of a call: where the caller stands, written into the path and query, and vouched for by a MAC.

A provider's signature covers the address or not, as it likes; the MAC always does, and ties it to one call.
"""

import hmac
import re
from dataclasses import dataclass
from functools import lru_cache, partial
from hashlib import blake2b, sha512
from typing import Final
from urllib.parse import parse_qs, quote, unquote

from ivr.dialog.directives import Whisper
from ivr.dialog.record import Record
from ivr.dialog.state import CallState
from ivr.dialog.whispering import dump_whisper, load_whisper, shorten_whisper
from ivr.menu.parts import ToStep
from ivr.sealing import Seal
from ivr.values import CallId, MenuVersion
from ivr.web.luggage import Luggage
from ivr.workflows.standing import Ticket

_MAC_BYTES: Final = 11  # so 88 bits: nobody guesses that at one try a webhook
_WAY_ON: Final = re.compile(
    rf"turn=([0-9]{{1,6}})&menus=([^&]+)&lang=([^&]+)&k=([0-9a-f]{{{2 * _MAC_BYTES}}})(?:&s=([A-Za-z0-9_-]+))?"
)
_MOST_TURNS: Final = 100_000
_LONGEST_WHISPER: Final = 3_000  # characters; it stands in the document once for each callee


@dataclass(frozen=True, slots=True)
class WhisperAddress:
    """What the address of a callee's webhook says: the caller's call and turn, the whisper, how often it was asked."""

    call_id: CallId
    turn: int
    whisper: Whisper
    asked: int


@dataclass(frozen=True, slots=True)
class WaitAddress:
    """What the address of a wait in a queue says: the call, where it stands, when it began, what was announced when.

    `begun` in seconds since 1970, `said` in seconds of waiting; None: nothing yet.
    """

    call_id: CallId
    ticket: Ticket
    begun: int
    said: int | None = None


class Addresses:
    """Writes and reads the addresses of turns with one secret."""

    def __init__(self, secret: bytes) -> None:
        self._key = sha512(b"addresses:" + secret).digest()
        self._luggage = Luggage(secret)
        self._whispers = Seal(secret, "whisper")

    def __repr__(self) -> str:
        return "Addresses()"

    def way_on(self, call_id: CallId, ticket: Ticket, state: CallState | None, written: Record | None = None) -> str:
        """Return the address, from the root, for the webhook that comes of an answer; it carries the state.

        `written`: the state as it is stored, where that is known already.
        """
        said = _said(call_id, ticket)
        packed = self._luggage.pack(said, state, written) if state is not None else None
        here = ticket.here
        return (
            f"/voice/{_quoted(here.flow)}/{_quoted(here.step)}"
            f"?turn={ticket.turn}&menus={_quoted(ticket.menus.value)}&lang={_quoted(ticket.language)}&k={self._mac(said)}"
            + (f"&s={packed}" if packed is not None else "")
        )

    def find_ticket(self, call_id: CallId, flow: str, step: str, query: str) -> Ticket | None:
        """Return what an address says, or None when it is not one that we gave to this call."""
        found = _WAY_ON.fullmatch(query)
        if found is None:
            return None
        turn, menus, language, mac, packed = found.groups()
        here, number = ToStep(flow, step), int(turn)
        ticket = Ticket(here, number, MenuVersion(_unquoted(menus)), _unquoted(language))
        said = _said(call_id, ticket)
        if number >= _MOST_TURNS or not hmac.compare_digest(self._mac(said), mac):
            return None
        if packed is None:
            return ticket
        return Ticket(here, number, ticket.menus, ticket.language, partial(self._luggage.find, said, packed))

    def whisper(self, call_id: CallId, turn: int, whisper: Whisper, asked: int) -> str:
        """Return the address of the callee's webhook; a whisper that is too long for one is shortened."""
        about = _about_whisper(call_id.value, turn, asked)
        while True:
            packed = self._whispers.seal_text(dump_whisper(whisper), about)
            if len(packed) <= _LONGEST_WHISPER:
                return f"/voice/side/whisper?call={quote(call_id.value, safe='')}&turn={turn}&asked={asked}&k={packed}"
            whisper = shorten_whisper(whisper)

    def find_whisper(self, query: str) -> WhisperAddress | None:
        """Return what the address of a callee's webhook says, or None when we did not give it."""
        try:
            fields = parse_qs(query, strict_parsing=True, max_num_fields=10, errors="strict")
            call, turn, asked, packed = (fields[name][0] for name in ("call", "turn", "asked", "k"))
            if not (_is_count(turn) and _is_count(asked)):
                return None
            plain = self._whispers.find_text(packed, _about_whisper(call, int(turn), int(asked)))
            return None if plain is None else WhisperAddress(CallId(call), int(turn), load_whisper(plain), int(asked))
        except (ValueError, KeyError):
            return None

    def wait(self, address: WaitAddress) -> str:
        """Return the address of a wait in a queue."""
        call_id, ticket = address.call_id, address.ticket
        last = "" if address.said is None else str(address.said)
        mac = self._mac(f"wait\n{_said(call_id, ticket)}\n{address.begun}\n{last}")
        return (
            f"/voice/side/wait?call={quote(call_id.value, safe='')}&flow={quote(ticket.here.flow)}"
            f"&step={quote(ticket.here.step)}&turn={ticket.turn}&menus={quote(ticket.menus.value)}"
            f"&lang={quote(ticket.language)}&begun={address.begun}&said={last}&k={mac}"
        )

    def find_wait(self, query: str) -> WaitAddress | None:
        """Return what the address of a wait says, or None when we did not give it."""
        try:
            fields = parse_qs(query, strict_parsing=True, keep_blank_values=True, max_num_fields=12, errors="strict")
            call, flow, step, turn, menus, language, begun, said, mac = (
                fields[name][0] for name in ("call", "flow", "step", "turn", "menus", "lang", "begun", "said", "k")
            )
        except (ValueError, KeyError):
            return None
        if not _is_count(turn) or (said and not _is_count(said)) or not (begun.isascii() and begun.isdigit()):
            return None
        call_id, ticket = CallId(call), Ticket(ToStep(flow, step), int(turn), MenuVersion(menus), language)
        ours = self._mac(f"wait\n{_said(call_id, ticket)}\n{begun}\n{said}")
        if not hmac.compare_digest(ours.encode(), mac.encode()):
            return None
        return WaitAddress(call_id, ticket, int(begun), int(said) if said else None)

    def _mac(self, said: str) -> str:
        return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=_MAC_BYTES, key=self._key).hexdigest()


def _said(call_id: CallId, ticket: Ticket) -> str:
    here = ticket.here
    return f"{call_id.value}\n{here.flow}\n{here.step}\n{ticket.turn}\n{ticket.menus.value}\n{ticket.language}"


@lru_cache(maxsize=4096)
def _quoted(name: str) -> str:
    return quote(name)


def _unquoted(text: str) -> str:
    return unquote(text) if "%" in text else text


def _about_whisper(call: str, turn: int, asked: int) -> bytes:
    return f"{call}\n{turn}\n{asked}".encode("utf-8", "surrogatepass")


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 7 and int(text) < _MOST_TURNS
