"""The lines of a call script: a word, a colon and a text become one thing that somebody does or that is expected."""

import re
from collections.abc import Callable, Mapping
from typing import Final, TypeVar, assert_never

from ivr.menu.parts import Place
from ivr.menu.reading.source import Listing, Node, Scalar, Table
from ivr.menu.reading.words import did_you_mean
from ivr.menu.script_model import (
    AgentDoes,
    AgentOutcome,
    CalleeDoes,
    CalleeOutcome,
    CallsBack,
    Connects,
    Dials,
    EndedHow,
    Ends,
    Gets,
    HangsUp,
    Hears,
    Joins,
    LeavesMessage,
    Pays,
    Presses,
    QueueDoes,
    QueueOutcome,
    Says,
    ScriptStep,
    SendsPicture,
    Silence,
    Texts,
    ThereEnds,
    ThereKind,
    ThereOutcome,
    Waits,
)
from ivr.values import Seconds

Complain = Callable[[Place, str, str], None]
_Word = TypeVar("_Word", bound=str)

_BARE: Final = ("silence", "hangs up", "waits", "pays", "ends")
_OUTCOMES: Final[tuple[CalleeOutcome, ...]] = ("answers", "accepts", "busy", "no_answer", "fails")
_AGENT: Final[tuple[AgentOutcome, ...]] = ("answers",)
_QUEUE: Final[tuple[QueueOutcome, ...]] = ("full", "fails")
_THERE: Final[tuple[ThereOutcome, ...]] = ("ends", "fails")
_ENDS: Final[tuple[EndedHow, ...]] = ("hangup", "rejected", "busy", "redirected", "failed")
_ACCEPTS: Final = re.compile(r"accepts\s+([0-9*#])", re.ASCII)
_PRESSED: Final = re.compile(r"[0-9A-D*#]+", re.ASCII)
_PICTURE: Final = re.compile(r"https?://[^\s/]+(/\S*)?")
_A_DAY: Final = Seconds(86_400)
_NAME: Final = re.compile(r"[a-z_][a-z0-9_]*", re.ASCII)
SYNONYMS: Final = {
    "hear": "hears",
    "prompt": "hears",
    "press": "presses",
    "dtmf": "presses",
    "keys": "presses",
    "say": "says",
    "speaks": "says",
    "silent": "silence",
    "no input": "silence",
    "timeout": "silence",
    "hang up": "hangs up",
    "hangup": "hangs up",
    "dial": "dials",
    "leave a message": "leaves a message",
    "leaves message": "leaves a message",
    "message": "leaves a message",
    "sends": "texts",
    "sends picture": "sends a picture",
    "send a picture": "sends a picture",
    "picture": "sends a picture",
    "pictures": "sends a picture",
    "media": "sends a picture",
    "receives": "gets",
    "end": "ends",
    "wait": "waits",
    "pay": "pays",
    "payment": "pays",
    "join": "joins",
    "connect": "connects",
    "calls back": "is called back",
    "called back": "is called back",
    "callback": "is called back",
    "machine": "stream",
    "operator": "agent",
}


class StepReader:
    """Reads the lines of scripts, each by its word; mistakes are told to `complain`."""

    def __init__(self, complain: Complain) -> None:
        self._complain = complain
        self.words: Final[Mapping[str, Callable[[str, Scalar], ScriptStep | None]]] = {
            "hears": lambda _, value: Hears(value.text, value.place),
            "presses": self._presses,
            "says": lambda _, value: Says(value.text, value.place),
            "silence": lambda word, value: self._bare(Silence, word, value),
            "hangs up": lambda word, value: self._bare(HangsUp, word, value),
            "dials": lambda _, value: Dials(value.text, value.place),
            "callee": self._callee,
            "waits": self._waits,
            "agent": self._agent,
            "queue": self._queue,
            "is called back": lambda _, value: CallsBack(value.text, value.place),
            "joins": lambda _, value: Joins(value.text, value.place),
            "conference": lambda _, value: self._there("conference", value),
            "connects": lambda _, value: Connects(value.text, value.place),
            "stream": lambda _, value: self._there("stream", value),
            "pays": self._pays,
            "leaves a message": self._message,
            "texts": lambda _, value: Texts(value.text, value.place),
            "sends a picture": self._picture,
            "gets": lambda _, value: Gets(value.text, value.place),
            "ends": self._ends,
        }

    def read(self, node: Node) -> ScriptStep | None:
        """Return the line, or None when it cannot be read."""
        match node:
            case Scalar(text=text, place=place):
                return self._named(Scalar(text, place), Scalar("", place))
            case Table(entries=((key, value),)) if isinstance(value, Scalar):
                return self._named(key, value)
            case Table(entries=((key, value),)):
                self._complain(value.place, "E107", f"`{key.text}` takes one text, not a list or a mapping.")
                return None
            case Table() | Listing():
                self._complain(node.place, "E107", "A line of a script is one thing: a word, a colon and a text.")
                return None
            case _:
                assert_never(node)

    def _named(self, key: Scalar, value: Scalar) -> ScriptStep | None:
        word = " ".join(re.split(r"[\s_-]+", key.text.strip())).lower()
        read = self.words.get(word)
        if read is None:
            meant = SYNONYMS.get(word)
            hint = f" Did you mean `{meant}`?" if meant else did_you_mean(word, self.words)
            self._complain(key.place, "E104", f"`{key.text}` is not something a script knows.{hint}")
            return None
        if not value.text and word not in _BARE:
            quotes = ' (a # or * needs quotes: "#")' if word == "presses" else ""
            self._complain(key.place, "E109", f"`{word}` has no value{quotes}.")
            return None
        return read(word, Scalar(value.text, key.place, value.plain))

    def _bare(self, kind: type[Silence] | type[HangsUp], word: str, value: Scalar) -> ScriptStep | None:
        if value.text:
            self._complain(value.place, "E107", f"`{word}` stands alone, without a value.")
            return None
        return kind(value.place)

    def _presses(self, _: str, value: Scalar) -> ScriptStep | None:
        keys = "".join(value.text.split())
        if _PRESSED.fullmatch(keys) is None:
            self._complain(value.place, "E108", f"`{value.text}` cannot be pressed; keys are 0-9, * and #.")
            return None
        return Presses(keys, value.place)

    def _one_of(self, value: Scalar, words: tuple[_Word, ...], what: str) -> _Word | None:
        """Return the word that was written, however it is spelled; None after saying that there is no such one."""
        spelled = re.sub(r"[\s-]+", "_", value.text.strip())
        for word in words:
            if spelled == word:
                return word
        self._complain(value.place, "E108", f"`{value.text}` is {what}.{did_you_mean(spelled, words)}")
        return None

    def _callee(self, _: str, value: Scalar) -> ScriptStep | None:
        accepts = _ACCEPTS.fullmatch(value.text)
        if accepts is not None:
            return CalleeDoes("accepts", value.place, accepts[1])
        outcome = self._one_of(value, _OUTCOMES, "nothing a callee does")
        return None if outcome is None else CalleeDoes(outcome, value.place)

    def _agent(self, _: str, value: Scalar) -> ScriptStep | None:
        outcome = self._one_of(value, _AGENT, "nothing that somebody does for a queue")
        return None if outcome is None else AgentDoes(outcome, value.place)

    def _queue(self, _: str, value: Scalar) -> ScriptStep | None:
        outcome = self._one_of(value, _QUEUE, "nothing that happens to a queue")
        return None if outcome is None else QueueDoes(outcome, value.place)

    def _there(self, kind: ThereKind, value: Scalar) -> ScriptStep | None:
        outcome = self._one_of(value, _THERE, f"nothing that happens to a {kind}")
        return None if outcome is None else ThereEnds(kind, outcome, value.place)

    def _waits(self, _: str, value: Scalar) -> ScriptStep | None:
        if not value.text:
            return Waits(value.place)
        if _NAME.fullmatch(value.text) is not None:
            return Waits(value.place, queue=value.text)
        try:
            time = Seconds.parse(value.text)
        except ValueError:
            text = f"`waits: {value.text}` is neither a queue nor a time like 90s; or leave it bare."
            self._complain(value.place, "E108", text)
            return None
        if time > _A_DAY:
            self._complain(value.place, "E108", f"Nobody waits in a queue for {value.text}; write a day at most.")
        return Waits(value.place, time=time)

    def _pays(self, _: str, value: Scalar) -> ScriptStep | None:
        if value.text == "fails":
            return Pays(value.place, fails=True)
        return Pays(value.place, value.text or None)

    def _message(self, _: str, value: Scalar) -> ScriptStep | None:
        try:
            length = Seconds.parse(value.text)
        except ValueError:
            self._complain(value.place, "E108", f"`{value.text}` is no length; write seconds with a unit, like 8s.")
            return None
        if length > _A_DAY:
            self._complain(value.place, "E108", f"Nobody speaks for {value.text}; write a day at most.")
        return LeavesMessage(length, value.place)

    def _picture(self, _: str, value: Scalar) -> ScriptStep | None:
        if _PICTURE.fullmatch(value.text) is None:
            text = f"`{value.text}` is no address of a picture; write it like https://pictures.example/roof.jpg."
            self._complain(value.place, "E108", text)
            return None
        return SendsPicture(value.text, value.place)

    def _ends(self, _: str, value: Scalar) -> ScriptStep | None:
        if not value.text:
            return Ends(None, value.place)
        how = self._one_of(value, _ENDS, "no end of a call")
        return None if how is None else Ends(how, value.place)
