"""Texts are answered by the line's menus."""

from collections.abc import Sequence
from dataclasses import dataclass

from ivr.ports import Services
from ivr.ports_texts import MessageReceived, Reply


@dataclass(frozen=True, slots=True)
class MenusConverser:
    """Answers texts by the menus that are live."""

    services: Services

    def converse(self, provider: str, received: MessageReceived) -> Sequence[Reply]:  # noqa: ARG002
        """Return what the line answers."""
        return ()
