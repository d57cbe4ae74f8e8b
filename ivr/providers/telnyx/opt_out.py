"""Which texts Telnyx answers itself: https://developers.telnyx.com/docs/messaging/messages/advanced-opt-in-out."""

from typing import Final

from ivr.messaging.keywords import ProviderWords

# YES and REVOKE are not among them, nor is HELP until a messaging profile is given an answer to it.
WORDS: Final = ProviderWords(
    stop=frozenset({"stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit"}),
    start=frozenset({"start", "unstop"}),
)
