"""Texts are answered by the line's menus."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ivr.dialog.directives import Write
from ivr.menu.moments import read_moment
from ivr.ports.calls import Services
from ivr.ports.conversations import IncomingText
from ivr.ports.texts import MessageReceived, Reply
from ivr.rehearsal.aside import LineSide
from ivr.workflows.converse import converse
from ivr.workflows.worlds import Rehearsed

_PATIENCE_S: Final = 1.0  # texts of one person come here one after the other; who is still at it has been killed


@dataclass(frozen=True, slots=True)
class MenusConverser:
    """Answers texts by the menus that are live. `prefixes` stand before the names of texts, by their providers."""

    services: Services
    prefixes: Mapping[str, str] = field(default_factory=dict)

    def converse(self, provider: str, received: MessageReceived, tell: Callable[[Reply], object]) -> Sequence[Reply]:
        """Return what the line answers; what cannot be done now is raised, see `converse`."""
        incoming = IncomingText(
            provider=provider,
            message_id=self.prefixes.get(provider, "") + received.message_id.value,
            sender=received.sender,
            line_number=received.our_number,
            text=received.body,
            media=tuple(each.url for each in received.media),
        )
        written = converse(
            self.services,
            incoming,
            rehearsed=Rehearsed(read_moment(received.at), LineSide(None)) if received.at else None,
            tell=lambda write: tell(_reply(write)),
            patience_s=_PATIENCE_S,
        )
        return [_reply(write) for write in written]


def _reply(write: Write) -> Reply:
    return Reply(write.text, write.media)
