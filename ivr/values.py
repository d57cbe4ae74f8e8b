"""Ids, numbers and durations that must not be mixed up, and that print safely."""

import re
from typing import Any, Self

from msgspec import Struct

DURATION = re.compile(r"(\d{1,9})\s*(s|m|h|d)", re.ASCII)
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)


class Seconds(int):
    """A length of time in whole seconds."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the seconds that `20s`, `5m`, `1h` or `90d` mean; ValueError when the unit is missing."""
        found = DURATION.fullmatch(text.strip())
        if found is None:
            raise ValueError(text)
        return cls(int(found[1]) * _UNITS[found[2]])


class CallId(Struct, frozen=True):
    """A provider's name for a call. Opaque: providers differ in shape and length."""

    value: str

    def __str__(self) -> str:
        return self.value


class MessageId(Struct, frozen=True):
    """A provider's name for a text message. Opaque: providers differ in shape and length."""

    value: str

    def __str__(self) -> str:
        return self.value


class OwnId(Struct, frozen=True):
    """Our own name for a text message, which we have before a provider knows of it."""

    value: str

    def __str__(self) -> str:
        return self.value


class MenuVersion(Struct, frozen=True):
    """The content hash of one version of a line's menus."""

    value: str

    def __str__(self) -> str:
        return self.value


class PhoneNumber(Struct, frozen=True):
    """A caller's or a line's address as the provider spelled it; often, but never surely, E.164.

    Prints masked (`+1415•••1234`), so that logs and messages cannot leak it; `reveal` is for the wire.
    """

    raw: str

    def __str__(self) -> str:
        return masked(self.raw)

    def __repr__(self) -> str:
        return f"PhoneNumber({masked(self.raw)})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        """Print masked in rich's way too; msgspec's own would show the number."""
        return [("raw", masked(self.raw))]

    def reveal(self) -> str:
        """Return the number as it goes over the wire."""
        return self.raw

    @property
    def is_e164(self) -> bool:
        """Whether this is a full international number rather than `anonymous`, `sip:…` or a fragment."""
        return _E164.fullmatch(self.raw) is not None


def masked(number: str) -> str:
    """Return the number with its middle hidden: country and area stay, and the last four."""
    if len(number) < 10:
        return "•" * len(number)
    return f"{number[:5]}•••{number[-4:]}"
