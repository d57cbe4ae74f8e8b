"""What is worth expecting again of what was heard: a telling part, without numbers, which may be somebody's."""

import re
from collections.abc import Iterator
from typing import Final

from ivr.handset.heard import (
    CallbackPromised,
    Ended,
    Heard,
    HeardAudio,
    HeardRinging,
    HeardWords,
    Report,
    TextSent,
    Waiting,
    WaitingElsewhere,
    WaitingInQueue,
)
from ivr.menu.parts import Place
from ivr.menu.script_model import (
    CallsBack,
    Connects,
    Dials,
    EndedHow,
    Ends,
    Gets,
    Hears,
    Joins,
    ScriptStep,
    Waits,
)

_MOST_WORDS: Final = 8
_NUMBER: Final = re.compile(r"\d")
_SENTENCE: Final = re.compile(r"(?<=[.!?…])\s+")
NOWHERE: Final = Place("", 1, 1)
_ENDS: Final[dict[str, EndedHow]] = {
    "hangup": "hangup",
    "end of document": "hangup",
    "rejected": "rejected",
    "busy": "busy",
    "redirected": "redirected",
}


def expectations(report: Report, waited_before: Waiting | None) -> Iterator[ScriptStep]:
    """Yield what a script may expect of a report: no more than what was said first and last, and where the call is."""
    yield from _heard([item for item in report.heard if isinstance(item, HeardWords | HeardAudio)])
    for item in report.heard:
        match item:
            case TextSent(text=text) if telling := telling_part(text):
                yield Gets(telling, NOWHERE)
            case CallbackPromised(number=number):
                yield CallsBack(number, NOWHERE)
    if report.heard and isinstance(report.heard[-1], HeardRinging):
        yield Dials(report.heard[-1].numbers[0], NOWHERE)
    yield from _whereabouts(report.waits, waited_before)


def telling_part(text: str) -> str:
    """Return the first words of a sentence that has some without a digit; "" when there are none."""
    found = [run for sentence in _SENTENCE.split(" ".join(text.split())) if (run := _without_numbers(sentence))]
    return max(found, key=lambda run: min(len(run.split()), _MOST_WORDS), default="")


def _without_numbers(sentence: str) -> str:
    """Return the longest run of words without a digit, cut to a few."""
    runs: list[list[str]] = [[]]
    for word in sentence.split():
        if _NUMBER.search(word):
            runs.append([])
        else:
            runs[-1].append(word)
    longest = max(runs, key=len)[:_MOST_WORDS]
    return " ".join(longest).strip(" ,;:") if any(word.isalpha() or len(word) > 1 for word in longest) else ""


def _heard(items: list[HeardWords | HeardAudio]) -> Iterator[Hears]:
    """Yield what was heard first and last, as parts that come one after the other."""
    parts = [part for item in items if (part := _part_of(item))]
    for part in dict.fromkeys((*parts[:1], *parts[-1:])):
        yield Hears(part, NOWHERE)


def _part_of(item: Heard) -> str:
    match item:
        case HeardWords(text=text):
            return telling_part(text)
        case HeardAudio(url=url):
            name = url.rpartition("/")[2].partition("?")[0]
            return "" if _NUMBER.search(name) else name
        case _:
            return ""


def _whereabouts(waits: Waiting, before: Waiting | None) -> Iterator[ScriptStep]:
    match waits:
        case WaitingInQueue(name=name):
            queue = name.partition(".")[0]
            if not (isinstance(before, WaitingInQueue) and before.name == name):
                yield Waits(NOWHERE, queue)
        case WaitingElsewhere(kind="conference", what=room):
            yield Joins(room, NOWHERE)
        case WaitingElsewhere(kind="stream", what=url):
            yield Connects(url, NOWHERE)
        case Ended(how=how):
            yield Ends(_ENDS.get(how), NOWHERE)
