"""Kinds of attribute values in TwiML: what a text may be, in words for people and as a test."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of attribute value: its description for people, and the test a text must pass."""

    allowed: str
    fits: Callable[[str], bool]


def matching(pattern: str, allowed: str) -> Kind:
    """Return the kind of texts that a pattern fits whole."""
    compiled = re.compile(pattern, re.ASCII)
    return Kind(allowed, lambda text: compiled.fullmatch(text) is not None)


def whole(low: int, high: int | None = None) -> Kind:
    """Return the kind of whole numbers within these bounds."""
    allowed = f"a whole number from {low}" + ("" if high is None else f" to {high}")

    def fits(text: str) -> bool:
        if not text.isascii() or not text.isdigit() or len(text) > 9:
            return False
        return low <= int(text) and (high is None or int(text) <= high)

    return Kind(allowed, fits)


def one_of(*words: str) -> Kind:
    """Return the kind that is one of these words."""
    return Kind(" or ".join(repr(word) for word in words), lambda text: text in words)


def some_of(*words: str) -> Kind:
    """Return the kind that is some of these words, separated by blanks."""
    allowed = f"one or more of {', '.join(words)}, separated by blanks"
    return Kind(allowed, lambda text: bool(text.split()) and set(text.split()) <= set(words))


def either(*kinds: Kind) -> Kind:
    """Return the kind that is one of these kinds."""
    return Kind(" or ".join(kind.allowed for kind in kinds), lambda text: any(kind.fits(text) for kind in kinds))


def is_url(text: str) -> bool:
    """Return whether Twilio could request this: printable ASCII, relative or http(s); the empty text is not one."""
    if re.fullmatch(r"[!-;=?-~]+", text) is None:
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    if parts.scheme:
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    return True


def _hints_fit(text: str) -> bool:
    entries = text.split(",")
    return len(entries) <= 500 and all(len(entry.strip()) <= 100 for entry in entries)


ANY_TEXT = Kind("any text", lambda _: True)
FILLED = Kind("a text that is not empty", lambda text: bool(text.strip()))
EMPTY = Kind("''", lambda text: not text)
URL = Kind("an http(s) URL or a relative one, in printable ASCII", is_url)
HINTS = Kind("at most 500 entries of at most 100 characters", _hints_fit)
METHOD = one_of("GET", "POST")
FLAG = one_of("true", "false")
LANGUAGE = matching(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?", "a BCP-47 tag such as en-US")
VOICE = matching(
    r"man|woman|alice|(Polly|Google)\.[A-Za-z][A-Za-z0-9.\-]*", "man, woman, Polly.<Name> or Google.<Name>"
)
TONES = matching(r"[0-9A-D#*wW]+", "keys 0-9 A-D # * and w or W for a wait")
KEYS = matching(r"[0-9#*]*", "keys among 1234567890*#")
LEG_EVENTS = some_of("initiated", "ringing", "answered", "completed")
RECORDING_EVENTS = some_of("in-progress", "completed", "absent")
TRIM = one_of("trim-silence", "do-not-trim")
SID = matching(r"[A-Z]{2}[0-9a-f]{32}", "a sid: two capitals and 32 hexadecimal digits")
SPEECH_MODEL = either(
    one_of(
        "default",
        "numbers_and_commands",
        "phone_call",
        "experimental_conversations",
        "experimental_utterances",
        "googlev2_long",
        "googlev2_short",
        "googlev2_telephony",
        "googlev2_telephony_short",
        "deepgram_nova-3",
    ),
    matching(r"deepgram_nova-2(-[a-z]+)?", "'deepgram_nova-2…'"),
)
