"""Somebody who writes text messages to a line, whatever stands behind it."""

from collections.abc import Sequence
from typing import Protocol

from ivr.handset.heard import Report, Waiting


class Correspondence(Protocol):
    """One person's texts to one number of a line."""

    @property
    def number(self) -> str:
        """Return the number that they write from; what is sent there is what they get."""
        ...

    @property
    def waits(self) -> Waiting:
        """Return what the conversation waits for now."""
        ...

    def send(self, text: str, media: Sequence[str] = ()) -> Report:
        """Send a text, with pictures by their addresses, and return what comes back.

        NotWaitingError where the line answers no texts; after the end a text begins anew.
        """
        ...
