"""Telnyx, as the workflows see it."""

from typing import ClassVar

from ivr.providers.telnyx.dialect import TEXML
from ivr.providers.telnyx.webhooks import TelnyxWebhooks
from ivr.providers.twiml.dialect import Dialect
from ivr.providers.twiml.voice import DialectVoice


class TelnyxVoice(DialectVoice, TelnyxWebhooks):
    """Telnyx's calls by TeXML."""

    __slots__ = ()

    dialect: ClassVar[Dialect] = TEXML
