"""The language's own words: what each verb may say, and what people from other systems type instead."""

import difflib
from collections.abc import Iterable
from typing import Final

_MANNERS: Final = ("on_silence", "on_wrong", "wait", "tries", "give_up")
_ASKING: Final = ("again", "silent", "otherwise", *_MANNERS)
_OUTCOMES: Final = ("busy", "no_answer", "failed", "otherwise")

# What any step may say beside its verb.
BESIDE: Final = ("by_text", "at_most", "give_up")

# verb: the keys that this version reads.
VERBS: Final[dict[str, tuple[str, ...]]] = {
    "say": ("next", "must_hear", "since", "until"),
    "menu": ("keys", "words", *_ASKING),
    "ask": (
        *("save", "as", "length", "finish", "check", "confirm", "hints", "keys", "written", "max", "sensitive"),
        *("next", *_ASKING),
    ),
    "dial": ("ring", "max", "caller_id", "then_press", "record", "in_order", "answered", *_OUTCOMES),
    "voicemail": ("mailbox", "max", "finish", "transcribe", "save", "notify", "next", "silent"),
    "hours": ("open", "closed", "holiday", "closing"),
    "choose": ("otherwise",),
    "set": ("next",),
    "language": ("next",),
    "do": ("next",),
    "hangup": (),
    "reject": (),
}

# Words of the language that are read later than this version; not mistakes, but not run either.
LATER_VERBS: Final = ("queue", "callback", "fetch", "run", "text", "conference", "stream", "pay", "redirect")
LATER_KEYS: Final[dict[str, tuple[str, ...]]] = {
    "menu": ("from", "each", "label", "save", "empty", "next"),
    "ask": ("transcribe",),
    "dial": ("whisper", "accept", "leave"),
    "voicemail": ("with",),
}
LATER_BESIDE: Final = ("keep",)

LINE_KEYS: Final = (
    *("line", "calls", "texts", "timezone", "numbers", "keywords", "languages", "patience", "anywhere", "hours"),
    *("contacts", "mailboxes", "lists", "limits"),
)
LATER_LINE_KEYS: Final = ("queues", "services", "hung_up", "outbound")

# Other systems' words, and ours for them.
FOREIGN: Final = {
    "timeout": "wait",
    "no_input": "on_silence",
    "noinput": "on_silence",
    "no_match": "on_wrong",
    "nomatch": "on_wrong",
    "invalid": "on_wrong",
    "retries": "tries",
    "attempts": "tries",
    "max_attempts": "tries",
    "default": "otherwise",
    "else": "otherwise",
    "goto": "next",
    "go_to": "next",
    "then": "next",
    "target": "next",
    "exit": "give_up",
    "fallback": "give_up",
    "options": "keys",
    "choices": "keys",
    "digits": "length",
    "num_digits": "length",
    "type": "as",
    "validate": "check",
    "variable": "save",
    "terminator": "finish",
    "finish_on_key": "finish",
    "callerid": "caller_id",
    "max_length": "max",
    "gather": "ask",
    "input": "ask",
    "prompt": "say",
    "play": "say",
    "speak": "say",
    "message": "say",
    "transfer": "dial",
    "forward": "dial",
    "connect": "dial",
    "call": "dial",
    "record": "voicemail",
    "if": "choose",
    "split": "choose",
    "switch": "choose",
    "branch": "choose",
    "schedule": "hours",
    "end": "hangup",
    "disconnect": "hangup",
    "busy": "reject",
    "extension": "dial",
    "extensions": "keys",
    "ivr": "menu",
    "tz": "timezone",
    "time_zone": "timezone",
    "start": "calls",
    "name": "line",
}


def find_similar(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that was probably meant: a spelling close by, or our word for another system's."""
    spelled = word.replace("-", "_").replace(" ", "_").lower()
    choices = list(known)
    if spelled in choices:
        return spelled
    close = difflib.get_close_matches(spelled, choices, n=1, cutoff=0.72)
    if close:
        return close[0]
    foreign = FOREIGN.get(spelled)
    return foreign if foreign in choices else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return " Did you mean `…`?", or the choices when there are few, or nothing."""
    choices = list(known)
    similar = find_similar(word, choices)
    if similar is not None:
        return f" Did you mean `{similar}`?"
    if 0 < len(choices) <= 12:
        return f" Known here: {', '.join(f'`{choice}`' for choice in choices)}."
    return ""
