"""The addresses of a call: where the caller stands, written into the path and query, and vouched for by a MAC.

A provider's signature covers the address or not, as it likes; the MAC always does, and ties it to one call.
"""

import hmac
from dataclasses import replace
from hashlib import sha256
from typing import Final
from urllib.parse import parse_qs, quote

from ivr.menu.parts import ToStep
from ivr.values import CallId, MenuVersion
from ivr.web.luggage import Luggage
from ivr.workflows.take_turn import Ticket

_MAC_CHARACTERS: Final = 22  # hexadecimal, so 88 bits: nobody guesses that at one try a webhook
_MOST_TURNS: Final = 100_000


class Addresses:
    """Writes and reads the addresses of turns with one secret."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._luggage = Luggage(secret)

    def __repr__(self) -> str:
        return "Addresses()"

    def way_on(self, call_id: CallId, ticket: Ticket) -> str:
        """Return the address, from the root, for the webhook that comes of an answer."""
        mac = self._mac(call_id, ticket)
        packed = self._luggage.pack(call_id, ticket.carried) if ticket.carried is not None else None
        return (
            f"/voice/{quote(ticket.here.flow)}/{quote(ticket.here.step)}"
            f"?turn={ticket.turn}&menus={quote(ticket.menus.value)}&lang={quote(ticket.language)}&k={mac}"
            + (f"&s={packed}" if packed is not None else "")
        )

    def find_ticket(self, call_id: CallId, flow: str, step: str, query: str) -> Ticket | None:
        """Return what an address says, or None when it is not one that we gave to this call."""
        try:
            fields = parse_qs(query, strict_parsing=True, max_num_fields=10, errors="strict")
            turn, menus, language, mac = (fields[name][0] for name in ("turn", "menus", "lang", "k"))
        except (ValueError, KeyError):
            return None
        if not (turn.isascii() and turn.isdigit() and len(turn) < 7 and int(turn) < _MOST_TURNS):
            return None
        ticket = Ticket(ToStep(flow, step), int(turn), MenuVersion(menus), language)
        if not hmac.compare_digest(self._mac(call_id, ticket).encode(), mac.encode()):
            return None
        carried = self._luggage.find(call_id, fields["s"][0]) if "s" in fields else None
        return replace(ticket, carried=carried) if carried is not None and carried.turn == ticket.turn else ticket

    def _mac(self, call_id: CallId, ticket: Ticket) -> str:
        said = "\n".join(
            (call_id.value, ticket.here.flow, ticket.here.step, str(ticket.turn), ticket.menus.value, ticket.language)
        )
        return hmac.new(self._secret, said.encode("utf-8", "surrogatepass"), sha256).hexdigest()[:_MAC_CHARACTERS]
