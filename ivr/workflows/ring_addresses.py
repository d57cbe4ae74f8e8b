"""The addresses of rings' webhooks: who is rung and how far that is, vouched for by a MAC.

They are made where calls are ordered, and read where the webhooks arrive.
"""

import hmac
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import parse_qs, quote

_MAC_CHARACTERS: Final = 22  # hexadecimal, as in the addresses of turns
_MOST_FIELDS: Final = 8


class Stage(StrEnum):
    """Where somebody who was rung stands."""

    PICKED_UP = "picked_up"
    ASKED = "asked"  # whether they take the call
    HOLDING = "holding"  # until somebody is there for them
    OVER = "over"  # a talk, or the attempt at one
    TAKEN = "taken"  # said of the caller: somebody has them
    STATUS = "status"  # said of the leg: how it ended


@dataclass(frozen=True, slots=True)
class RingAddress:
    """What an address says. `name` is a ring or a callback; `number`: how often somebody was asked, or was tried."""

    kind: str
    name: str
    stage: Stage
    number: int


class RingAddresses:
    """Writes and reads the addresses of rings with one secret."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def __repr__(self) -> str:
        return "RingAddresses()"

    def agent(self, ring_id: str, stage: str, asked: int = 0) -> str:
        """Return where an agent's leg asks what comes next."""
        return self._written("/voice/side/agent", RingAddress("agent", ring_id, Stage(stage), asked))

    def taken(self, ring_id: str) -> str:
        """Return where it is told which caller an agent was connected with."""
        return self._written("/voice/side/taken", RingAddress("agent", ring_id, Stage.TAKEN, 0))

    def agent_status(self, ring_id: str) -> str:
        """Return where it is told how an agent's leg ended."""
        return self._written("/status/agent", RingAddress("agent", ring_id, Stage.STATUS, 0))

    def customer(self, job_id: str, tries: int, stage: str) -> str:
        """Return where a customer's leg asks what comes next."""
        return self._written("/voice/side/customer", RingAddress("customer", job_id, Stage(stage), tries))

    def customer_status(self, job_id: str, tries: int) -> str:
        """Return where it is told how a customer's leg ended."""
        return self._written("/status/customer", RingAddress("customer", job_id, Stage.STATUS, tries))

    def find(self, kind: str, query: str) -> RingAddress | None:
        """Return what an address of that kind says, or None when we did not give it."""
        try:
            fields = parse_qs(query, strict_parsing=True, max_num_fields=_MOST_FIELDS, errors="strict")
            name, stage, number, mac = (fields[field][0] for field in ("name", "at", "n", "k"))
            address = RingAddress(kind, name, Stage(stage), int(number))
        except (ValueError, KeyError):
            return None
        return address if hmac.compare_digest(self._mac(address).encode(), mac.encode()) else None

    def _written(self, path: str, address: RingAddress) -> str:
        name = quote(address.name, safe="")
        return f"{path}?name={name}&at={address.stage}&n={address.number}&k={self._mac(address)}"

    def _mac(self, address: RingAddress) -> str:
        said = f"ring\n{address.kind}\n{address.name}\n{address.stage}\n{address.number}"
        return hmac.digest(self._secret, said.encode("utf-8", "surrogatepass"), "sha256").hex()[:_MAC_CHARACTERS]
