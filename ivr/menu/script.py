"""Call scripts: conversations written down, to be played against a line.

- call: a caller on Christmas Eve is sent to voicemail
  at: 2026-12-24 17:05 America/New_York
  script:
    - hears: Thank you for calling
    - presses: 2
    - ends: hangup
"""

import re
from collections.abc import Mapping
from typing import Final
from zoneinfo import ZoneInfo

from ivr.errors import RingtreeError
from ivr.menu.moments import UnknownZoneError, read_moment
from ivr.menu.parts import Place
from ivr.menu.problems import Problem, in_order
from ivr.menu.reading.source import Listing, Node, Scalar, Table, read_yaml
from ivr.menu.reading.words import did_you_mean, find_similar
from ivr.menu.script_fakes import read_functions, read_queues, read_services
from ivr.menu.script_model import CallsBack, Channel, Ends, Gets, Moment, Script, ScriptStep, SendsPicture, Texts
from ivr.menu.script_steps import StepReader
from ivr.menu.script_words import written
from ivr.values import PhoneNumber


class BadScriptError(RingtreeError):
    """A script file with mistakes; all of them, in order."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


SCRIPT_KEYS: Final = ("call", "text", "at", "from", "to", "services", "functions", "queues", "script")
_CHANNELS: Final = ("call", "text")
_NUMBER_LIKE: Final = re.compile(r"\+?[0-9][0-9 ().-]{5,}", re.ASCII)
_BY_TEXT: Final = (Texts, SendsPicture, Gets, CallsBack, Ends)


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
        self._steps = StepReader(self.complain)

    def complain(self, place: Place, code: str, text: str) -> None:
        self._problems.append(Problem(place, code, text))

    def script(self, node: Node) -> Script | None:
        if not isinstance(node, Table):
            self.complain(node.place, "E107", "A script is a mapping; begin with `call: what happens`.")
            return None
        fields = {key.text: value for key, value in node.entries}
        unknown = [key for key, _ in node.entries if key.text not in SCRIPT_KEYS]
        for key in unknown:
            self.complain(key.place, "E104", f"`{key.text}` is not known here.{did_you_mean(key.text, SCRIPT_KEYS)}")
        if ("call" in fields) == ("text" in fields):
            meant = {find_similar(key.text, SCRIPT_KEYS) for key in unknown}
            is_misspelt = "call" not in fields and not meant.isdisjoint(_CHANNELS)
            if not is_misspelt:
                self.complain(node.place, "E109", "A script has either `call:` or `text:`, followed by what happens.")
            return None
        channel: Channel = "call" if "call" in fields else "text"
        return Script(
            name=self._text(fields, channel) or "",
            channel=channel,
            at=self._moment(fields.get("at")),
            from_number=self._number(fields, "from"),
            to_number=self._number(fields, "to"),
            services=read_services(fields.get("services"), self.complain),
            functions=read_functions(fields.get("functions"), self.complain),
            queues=read_queues(fields.get("queues"), self.complain),
            steps=self._script_steps(fields.get("script"), node.place, channel),
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

    def _number(self, fields: Mapping[str, Node], name: str) -> str | None:
        """Return an address: whole numbers, and whatever is none. Half a number is what no provider tells."""
        text = self._text(fields, name)
        if text is not None and _NUMBER_LIKE.fullmatch(text) and not PhoneNumber(text).is_e164:
            told = f'`{name}: {text}` is no whole number; write +, the country and the number, like "+14155551234".'
            self.complain(fields[name].place, "E108", told)
        return text

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

    def _script_steps(self, node: Node | None, place: Place, channel: Channel) -> tuple[ScriptStep, ...]:
        if not isinstance(node, Listing) or not node.items:
            self.complain(place if node is None else node.place, "E109", "`script` takes a list of what happens.")
            return ()
        steps = tuple(step for item in node.items if (step := self._steps.read(item)) is not None)
        for step in steps if channel == "text" else ():
            if not isinstance(step, _BY_TEXT):
                words = "`texts`, `sends a picture`, `gets` and `ends`"
                text = f"`{written(step)[0]}` is of calls; a text conversation has {words}."
                self.complain(step.place, "E108", text)
        return steps
