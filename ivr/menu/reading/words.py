"""The language's own words: what each verb may say, and what people from other systems type instead."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from ivr.menu.reading.foreign_words import FOREIGN

_MANNERS: Final = ("on_silence", "on_wrong", "wait", "tries", "give_up", "confidence")
_ASKING: Final = ("again", "silent", "otherwise", *_MANNERS)
_OUTCOMES: Final = ("busy", "no_answer", "failed", "otherwise")

# What any step may say beside its verb.
BESIDE: Final = ("by_text", "at_most", "give_up")

# verb: the keys that this version reads.
VERBS: Final[dict[str, tuple[str, ...]]] = {
    "say": ("next", "must_hear", "since", "until"),
    "menu": ("keys", "words", *_ASKING, "from", "each", "label", "save", "empty", "next"),
    "ask": (
        *("save", "as", "length", "finish", "check", "confirm", "hints", "keys", "written", "max", "sensitive"),
        "transcribe",
        *("next", "keep", *_ASKING),
    ),
    "dial": (
        *("ring", "max", "caller_id", "then_press", "record", "in_order", "whisper", "accept", "leave", "answered"),
        *_OUTCOMES,
    ),
    "voicemail": ("mailbox", "max", "finish", "transcribe", "save", "notify", "with", "next", "silent", "keep"),
    "queue": (
        *("announce", "every", "max_wait", "leave", "priority", "with", "record"),
        *("answered", "full", "failed", "otherwise"),
    ),
    "callback": ("into", "number", "at", "next", *_ASKING),
    "conference": ("moderator", "muted", "music", "record", "next"),
    "stream": ("kind", "with", "next", "failed"),
    "pay": ("currency", "for", "cards", "token", "tries", "save", "paid", "failed", "keep"),
    "fetch": (
        *("query", "body", "form", "save", "timeout", "meanwhile", "next", "missing", "refused", "failed"),
        "keep",
    ),
    "run": ("with", "save", "next", "failed", "keep"),
    "text": ("to", "media", "next", "failed"),
    "hours": ("open", "closed", "holiday", "closing"),
    "choose": ("otherwise",),
    "set": ("next", "keep"),
    "language": ("next", "keep"),
    "opt_out": ("next",),
    "do": ("next",),
    "hangup": (),
    "reject": (),
    "redirect": ("failed",),
}

LINE_KEYS: Final = (
    *("line", "calls", "texts", "timezone", "numbers", "keywords", "restart", "languages", "patience", "anywhere"),
    *("hours", "contacts", "mailboxes", "queues", "services", "lists", "limits", "hung_up"),
    *("compliance", "provider"),
)
# Read later than by this version: not a mistake, but not run either.
LATER_LINE_KEYS: Final = ("outbound",)

# What is there without anybody saving it, and its parts where they are fixed.
GIVEN: Final[Mapping[str, tuple[str, ...]]] = {
    "caller": ("number", "country", "city", "state", "zip", "name", "percent"),
    "line": ("name", "number"),
    "call": ("id", "channel", "direction", "language", "turns", "at"),
    "now": (),
    "today": ("holiday",),
    "hours": (),
    "lists": (),
    "queues": (),
    "digits": (),
    "message": ("text", "media"),
}
# …there in some settings only: the choices of a list, the announcements of a queue, the services of the line.
GIVEN_WITHIN: Final[Mapping[str, str]] = {
    "item": "`each` and `label` of a menu from a list",
    "key": "`each` of a menu from a list",
    "queue": "`announce` of a queue",
    "env": "`services` in line.yaml",
}
# Names that nothing can be saved under: a template would read something else.
NOT_SAVED: Final = frozenset(
    {
        *GIVEN,
        *GIVEN_WITHIN,
        "and",
        "or",
        "not",
        "contains",
        "true",
        "false",
        "nil",
        "null",
        "empty",
        "blank",
    }
)


def _vocabulary() -> frozenset[str]:
    words = {*BESIDE, *LINE_KEYS, *LATER_LINE_KEYS, *VERBS, "when", "calls", "texts"}
    return frozenset(words.union(*VERBS.values()))


# The words, as a pattern, behind which a text stands that is spoken; any two letters may be a language.
SPOKEN: Final = (
    "say|menu|ask|voicemail|callback|hangup|again|confirm|whisper|announce|meanwhile|each|on[_-]silence|on[_-]wrong|"
    "text|by[_-]phone|by[_-]text|[a-z]{2}"
)

_OCCASION: Final = re.compile(r"^(?:on|if|when|after)_")

# What may stand beside some verb.
SETTINGS: Final = frozenset(BESIDE).union(*VERBS.values())

# Every word of the language that may stand before a colon in a step or at the margin of line.yaml.
VOCABULARY: Final = _vocabulary()


def verbs_with(setting: str) -> tuple[str, ...]:
    """Return the verbs that a setting goes with."""
    return tuple(verb for verb, settings in VERBS.items() if setting in settings)


def find_own_word(word: str, known: Iterable[str]) -> str | None:
    """Return our word for another system's, when it is one of those known; `on_busy` is read as `busy` then."""
    choices = set(known)
    bare = _OCCASION.sub("", word)
    own = (*FOREIGN.get(word, ()), bare, *FOREIGN.get(bare, ())) if bare != word else FOREIGN.get(word, ())
    return next((each for each in own if each in choices), None)


def find_similar(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that was probably meant: a spelling close by, or our word for another system's."""
    spelled = _spelled(word)
    choices = list(known)
    if spelled in choices:
        return spelled
    foreign = find_own_word(spelled, choices)
    if foreign is not None:
        return foreign
    return _nearest(spelled, choices)


def slips_between(word: str, other: str) -> int:
    """Return by how many slips of a finger a word differs from another."""
    return _slips(_spelled(word), other.lower(), len(word) + len(other))


def _spelled(word: str) -> str:
    return word.strip().replace("-", "_").replace(" ", "_").lower()


def _nearest(word: str, choices: Iterable[str]) -> str | None:
    """Return the choice with the fewest slips of a finger, if they are few for its length; the first of equals."""
    best, fewest = None, _allowed(word) + 1
    letters = set(word)
    for choice in choices:
        if abs(len(choice) - len(word)) >= fewest or len(letters.symmetric_difference(choice.lower())) > 2 * fewest:
            continue
        slips = _slips(word, choice.lower(), fewest)
        if slips < min(fewest, max(_allowed(choice), 1) + 1):
            best, fewest = choice, slips
    return best


def _allowed(word: str) -> int:
    """Return how many slips a word of that length may have: none below 3 letters, for `en` is not `es`."""
    return 0 if len(word) < 3 else 1 if len(word) < 5 else 2 if len(word) < 9 else 3


def _slips(one: str, other: str, most: int) -> int:
    """Return how many letters were left out, added, mistaken or swapped with the next; `most` when it is no fewer."""
    before, row = [most] * (len(other) + 1), list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        above, row = row, [i]
        for j, b in enumerate(other, start=1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) >= most:
            return most
        before = above
    return min(row[-1], most)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return " Did you mean `…`?", or the choices when there are few, or nothing."""
    choices = list(known)
    similar = find_similar(word, choices)
    if similar is not None:
        return f" Did you mean `{similar}`?"
    if 0 < len(choices) <= 16:
        return f" Known here: {', '.join(f'`{choice}`' for choice in choices)}."
    return ""
