"""Call scripts: conversations written down, to be played against a line.

- call: a caller on Christmas Eve is sent to voicemail
  at: 2026-12-24 17:05 America/New_York
  script:
    - hears: Thank you for calling
    - presses: 2
    - ends: hangup
"""

import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Final, assert_never
from zoneinfo import ZoneInfo

from ivr.errors import RingtreeError
from ivr.menu.moments import UnknownZoneError, read_moment
from ivr.menu.parts import Place
from ivr.menu.problems import Problem, in_order
from ivr.menu.reading.source import Listing, Node, Scalar, Table, read_yaml
from ivr.menu.reading.words import did_you_mean, find_similar
from ivr.menu.script_model import (
    CalleeDoes,
    CalleeOutcome,
    Channel,
    Dials,
    EndedHow,
    Ends,
    Gets,
    HangsUp,
    Hears,
    JsonValue,
    LeavesMessage,
    Moment,
    Presses,
    Says,
    Script,
    ScriptStep,
    Silence,
    Texts,
    Waits,
)
from ivr.values import Seconds


class BadScriptError(RingtreeError):
    """A script file with mistakes; all of them, in order."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


_KEYS: Final = ("call", "text", "at", "from", "to", "services", "script")
_CHANNELS: Final = ("call", "text")
_BARE: Final = ("silence", "hangs up", "waits", "ends")
_OUTCOMES: Final[tuple[CalleeOutcome, ...]] = ("answers", "accepts", "busy", "no_answer", "fails")
_ENDS: Final[tuple[EndedHow, ...]] = ("hangup", "rejected", "busy", "redirected", "failed")
_ACCEPTS: Final = re.compile(r"accepts\s+([0-9*#])", re.ASCII)
_PRESSED: Final = re.compile(r"[0-9*#]+", re.ASCII)
_SYNONYMS: Final = {
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
    "receives": "gets",
    "end": "ends",
    "wait": "waits",
}


def load_scripts(text: str, file: str) -> tuple[Script, ...]:
    """Return the scripts of one file; BadScriptError tells every mistake in it at once, each with its place."""
    root, found = read_yaml(file, text)
    problems = [problem for problem in found if problem.is_error]
    reader = _Reader(problems)
    scripts: tuple[Script, ...] = ()
    if isinstance(root, Listing):
        scripts = tuple(script for item in root.items if (script := reader.script(item)) is not None)
    elif root is not None or not problems:
        place = Place(file, 1, 1) if root is None else root.place
        reader.complain(place, "E107", "A script file is a list; begin with `- call: what happens`.")
    if problems:
        raise BadScriptError(in_order(problems))
    return scripts


class _Reader:
    """Reads nodes into scripts and collects what is wrong with them."""

    def __init__(self, problems: list[Problem]) -> None:
        self._problems = problems
        self._steps: Final[Mapping[str, Callable[[str, Scalar], ScriptStep | None]]] = {
            "hears": lambda word, value: self._worded(Hears, word, value),
            "presses": self._presses,
            "says": lambda word, value: self._worded(Says, word, value),
            "silence": lambda word, value: self._bare(Silence, word, value),
            "hangs up": lambda word, value: self._bare(HangsUp, word, value),
            "dials": lambda word, value: self._worded(Dials, word, value),
            "callee": self._callee,
            "waits": lambda word, value: self._bare(Waits, word, value),
            "leaves a message": self._message,
            "texts": lambda word, value: self._worded(Texts, word, value),
            "gets": lambda word, value: self._worded(Gets, word, value),
            "ends": self._ends,
        }

    def complain(self, place: Place, code: str, text: str) -> None:
        self._problems.append(Problem(place, code, text))

    def script(self, node: Node) -> Script | None:
        if not isinstance(node, Table):
            self.complain(node.place, "E107", "A script is a mapping; begin with `call: what happens`.")
            return None
        fields = {key.text: value for key, value in node.entries}
        unknown = [key for key, _ in node.entries if key.text not in _KEYS]
        for key in unknown:
            self.complain(key.place, "E104", f"`{key.text}` is not known here.{did_you_mean(key.text, _KEYS)}")
        if ("call" in fields) == ("text" in fields):
            is_misspelt = "call" not in fields and any(find_similar(key.text, _KEYS) in _CHANNELS for key in unknown)
            if not is_misspelt:
                self.complain(node.place, "E109", "A script has either `call:` or `text:`, followed by what happens.")
            return None
        channel: Channel = "call" if "call" in fields else "text"
        return Script(
            name=self._text(fields, channel) or "",
            channel=channel,
            at=self._moment(fields.get("at")),
            from_number=self._text(fields, "from"),
            to_number=self._text(fields, "to"),
            services=self._services(fields.get("services")),
            steps=self._script_steps(fields.get("script"), node.place),
            place=node.place,
        )

    def _text(self, fields: Mapping[str, Node], name: str) -> str | None:
        node = fields.get(name)
        if node is None:
            return None
        if isinstance(node, Scalar) and node.text:
            return node.text
        self.complain(node.place, "E107", f"`{name}` takes one text.")
        return None

    def _moment(self, node: Node | None) -> Moment | None:
        if node is None:
            return None
        typed = node.text if isinstance(node, Scalar) else ""
        try:
            moment = read_moment(typed)
        except ValueError as error:
            self.complain(node.place, "E501" if isinstance(error, UnknownZoneError) else "E108", f"`at`: {error}")
            return None
        zone = moment.tzinfo.key if isinstance(moment.tzinfo, ZoneInfo) else None
        return Moment(typed, moment.replace(tzinfo=None), zone)

    def _services(self, node: Node | None) -> Mapping[str, JsonValue]:
        if node is None:
            return {}
        if not isinstance(node, Table):
            self.complain(node.place, "E107", "`services` takes a mapping: service/path, a colon, and the answer.")
            return {}
        return {key.text: _json(value) for key, value in node.entries}

    def _script_steps(self, node: Node | None, place: Place) -> tuple[ScriptStep, ...]:
        if not isinstance(node, Listing) or not node.items:
            self.complain(place if node is None else node.place, "E109", "`script` takes a list of what happens.")
            return ()
        return tuple(step for item in node.items if (step := self._step(item)) is not None)

    def _step(self, node: Node) -> ScriptStep | None:
        match node:
            case Scalar(text=text, place=place):
                return self._named(Scalar(text, place), Scalar("", place))
            case Table(entries=((key, value),)) if isinstance(value, Scalar):
                return self._named(key, value)
            case Table(entries=((key, value),)):
                self.complain(value.place, "E107", f"`{key.text}` takes one text, not a list or a mapping.")
                return None
            case Table() | Listing():
                self.complain(node.place, "E107", "A line of a script is one thing: a word, a colon and a text.")
                return None
            case _:
                assert_never(node)

    def _named(self, key: Scalar, value: Scalar) -> ScriptStep | None:
        word = " ".join(re.split(r"[\s_-]+", key.text.strip())).lower()
        read = self._steps.get(word)
        if read is None:
            meant = _SYNONYMS.get(word)
            hint = f" Did you mean `{meant}`?" if meant else did_you_mean(word, self._steps)
            self.complain(key.place, "E104", f"`{key.text}` is not something a script knows.{hint}")
            return None
        if not value.text and word not in _BARE:
            quotes = ' (a # or * needs quotes: "#")' if word == "presses" else ""
            self.complain(key.place, "E109", f"`{word}` has no value{quotes}.")
            return None
        return read(word, Scalar(value.text, key.place, value.plain))

    def _worded(
        self, kind: type[Hears] | type[Says] | type[Dials] | type[Texts] | type[Gets], _: str, value: Scalar
    ) -> ScriptStep:
        return kind(value.text, value.place)

    def _bare(self, kind: type[Silence] | type[HangsUp] | type[Waits], word: str, value: Scalar) -> ScriptStep | None:
        if value.text:
            self.complain(value.place, "E107", f"`{word}` stands alone, without a value.")
            return None
        return kind(value.place)

    def _presses(self, _: str, value: Scalar) -> ScriptStep | None:
        keys = "".join(value.text.split())
        if _PRESSED.fullmatch(keys) is None:
            self.complain(value.place, "E108", f"`{value.text}` cannot be pressed; keys are 0-9, * and #.")
            return None
        return Presses(keys, value.place)

    def _callee(self, _: str, value: Scalar) -> ScriptStep | None:
        accepts = _ACCEPTS.fullmatch(value.text)
        if accepts is not None:
            return CalleeDoes("accepts", value.place, accepts[1])
        spelled = re.sub(r"[\s-]+", "_", value.text.strip())
        for outcome in _OUTCOMES:
            if spelled == outcome:
                return CalleeDoes(outcome, value.place)
        self.complain(
            value.place, "E108", f"`{value.text}` is nothing a callee does.{did_you_mean(spelled, _OUTCOMES)}"
        )
        return None

    def _message(self, _: str, value: Scalar) -> ScriptStep | None:
        try:
            return LeavesMessage(Seconds.parse(value.text), value.place)
        except ValueError:
            self.complain(value.place, "E108", f"`{value.text}` is no length; write seconds with a unit, like 8s.")
            return None

    def _ends(self, _: str, value: Scalar) -> ScriptStep | None:
        if not value.text:
            return Ends(None, value.place)
        for how in _ENDS:
            if value.text == how:
                return Ends(how, value.place)
        self.complain(value.place, "E108", f"`{value.text}` is no end of a call.{did_you_mean(value.text, _ENDS)}")
        return None


def _json(node: Node) -> JsonValue:
    """Return a faked answer as data. What is unquoted and reads as JSON (12.5, true, null) is that; else it is text."""
    match node:
        case Scalar(text=text, plain=plain):
            return _json_scalar(text) if plain else text
        case Listing(items=items):
            return [_json(item) for item in items]
        case Table(entries=entries):
            return {key.text: _json(value) for key, value in entries}
        case _:
            assert_never(node)


def _json_scalar(text: str) -> JsonValue:
    try:
        value: object = json.loads(text)
    except ValueError:
        return text
    if isinstance(value, float) and not math.isfinite(value):
        return text
    return value if isinstance(value, bool | int | float) or value is None else text
