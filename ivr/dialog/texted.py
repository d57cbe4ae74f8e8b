"""What a text message means as an answer: keys, words, or what stands where a recording would."""

import re
from typing import Final

from ivr.dialog.events import TextReceived
from ivr.dialog.facts import Recorded
from ivr.values import Seconds

_KEYS: Final = re.compile(r"[0-9*#]+", re.ASCII)
_AROUND_KEYS: Final = re.compile(r"[\s\ufe0f\u20e3]+")  # blanks, and what makes an emoji of a key


def keys_texted(text: str) -> str:
    """Return the keys that a message consists of; "" when there is anything else in it."""
    keys = _AROUND_KEYS.sub("", text)
    return keys if _KEYS.fullmatch(keys) else ""


def recorded_text(event: TextReceived, mailbox: str | None) -> Recorded:
    """Return a text that stands where a recording would: it is kept under its own id, with the messages."""
    return Recorded("", event.message_id, Seconds(0), mailbox, transcribe=False)


def words_and_pictures(event: TextReceived) -> str:
    """Return a reply as it is saved: its words, then the addresses of its pictures."""
    return " ".join((event.text.strip(), *event.media)).strip()
