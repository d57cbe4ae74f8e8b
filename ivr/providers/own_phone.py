"""Texts of a line under development: nobody sends them on; the telephone in this terminal reads their rows."""

from collections.abc import Sequence
from datetime import datetime

from ivr.messaging.status import MessageStatus
from ivr.ports.texts import MessageReported, OutgoingText
from ivr.values import MessageId


class OwnPhoneTexts:
    """Takes every text, and leaves it where it lies. It stands in for the provider of that name."""

    def __init__(self, name: str) -> None:
        self._name = name

    @property
    def name(self) -> str:
        """Return the name of the provider, as in rows."""
        return self._name

    def send(self, text: OutgoingText) -> MessageReported:
        """Return that it is on its way, under a name made of ours."""
        return MessageReported(_name_of(text), MessageStatus.QUEUED.value, MessageStatus.QUEUED)

    def find_sent(self, text: OutgoingText, asked_at: datetime) -> Sequence[MessageReported]:  # noqa: ARG002 - the port
        """Return nothing: what was not taken lies there still."""
        return ()


def _name_of(text: OutgoingText) -> MessageId:
    return MessageId(f"SM-own-{text.own_id}")
