"""Twilio, as the workflows see it."""

from typing import ClassVar

from ivr.providers.twilio.dialect import TWIML
from ivr.providers.twilio.webhooks import TwilioWebhooks
from ivr.providers.twiml.dialect import Dialect
from ivr.providers.twiml.voice import DialectVoice


class TwilioVoice(DialectVoice, TwilioWebhooks):
    """Twilio's Programmable Voice."""

    __slots__ = ()

    dialect: ClassVar[Dialect] = TWIML
