"""What somebody wants who texts one of the words that belong to the carriers' rules; no menu ever hears of those."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Wish(StrEnum):
    """What is asked for by such a word."""

    STOP = "stop"  # no more messages
    START = "start"  # messages again
    HELP = "help"  # who writes to me, and how do I stop it


# In any case: https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out and 47 CFR 64.1200(a)(10).
CARRIER_WORDS: Final[Mapping[Wish, frozenset[str]]] = {
    Wish.STOP: frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"}),
    Wish.START: frozenset({"start", "unstop"}),
    Wish.HELP: frozenset({"help", "info"}),
}


def find_carrier_word(text: str) -> Wish | None:
    """Return what a text asks for that is such a word, blanks around it and case aside; None for any other."""
    bare = text.strip().lower()
    return next((wish for wish, words in CARRIER_WORDS.items() if bare in words), None)
