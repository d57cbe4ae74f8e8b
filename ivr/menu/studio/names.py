"""What Studio's names become: steps for widgets, plain names for variables."""

import re
from collections.abc import Iterable
from typing import Final

from ivr.menu.parts import TargetWord
from ivr.menu.reading.words import NOT_SAVED
from ivr.menu.studio.assigning import without_assigns

_TAKEN: Final = frozenset({*(word.value for word in TargetWord), "line", "tests"})
# What a template of Studio's may begin with: widgets.name.Part, flow.variables.name, trigger.call.From …
_PATH: Final = re.compile(
    r"""(?<![\w.\]"'-])(widgets|flow|trigger|contact)((?:\.\s*[A-Za-z_][\w-]*|\.\d+|\[\s*(?:"[^"]*"|'[^']*'|\d+)\s*\])+)"""
)
_PART: Final = re.compile(r"""\.\s*([A-Za-z_][\w-]*|\d+)|\[\s*(?:"([^"]*)"|'([^']*)'|(\d+))\s*\]""")
_INSIDE: Final = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)
_QUOTED: Final = re.compile(r"""("[^"]*"|'[^']*')""")

_OF_CALL: Final = {
    "From": "caller.number",
    "To": "line.number",
    "Caller": "caller.number",
    "Called": "line.number",
    "CallSid": "call.id",
    "CallerName": "caller.name",
    "FromCity": "caller.city",
    "FromState": "caller.state",
    "FromZip": "caller.zip",
    "FromCountry": "caller.country",
    "Direction": "call.direction",
    "Body": "message.text",
}
# Studio's way to the time of day: a filter of the word "now", by a pattern.
_NOW: Final = re.compile(r"""["']now["']\s*\|\s*date:\s*["']([^"']*)["'](?:\s*,[^}|]*)?""")
_CUT_OF_NOW: Final = {
    "%H:%M": "now | slice: 11, 5",
    "%H": "now | slice: 11, 2",
    "%Y-%m-%d": "now | slice: 0, 10",
    "%F": "now | slice: 0, 10",
    "%Y": "now | slice: 0, 4",
}


class Names:
    """The names of one flow. `lacking` collects paths of Studio's for which there is nothing here."""

    def __init__(self, widgets: Iterable[str]) -> None:
        self._steps: dict[str, str] = {}
        for widget in widgets:
            self._steps[widget] = self._free(_plain(widget, "step"), self._steps.values())
        self.given: set[str] = set()
        self.variables: set[str] = set()
        self.lacking: dict[str, str] = {}

    def step(self, widget: str) -> str:
        """Return the step that a widget becomes."""
        return self._steps[widget]

    def widget(self, step: str) -> str:
        """Return the widget that became a step; the step where none did."""
        return next((widget for widget, own in self._steps.items() if own == step), step)

    def saved(self, widget: str, what: str = "") -> str:
        """Return the name under which what comes of a widget is saved."""
        return _unreserved(f"{self._steps[widget]}_{what}" if what else f"{self._steps[widget]}_answer")

    def variable(self, name: str) -> str:
        """Return what a variable of the flow is called."""
        return _unreserved(_plain(name, "value"))

    def template(self, text: str) -> str:
        """Return a template with Studio's names replaced; what stands outside of braces is left as it is."""
        told = _NOW.sub(lambda found: _CUT_OF_NOW.get(found[1], found[0]), without_assigns(text))
        parts = _INSIDE.split(told)
        return "".join(self._inside(part) if index % 2 else part for index, part in enumerate(parts))

    def _inside(self, part: str) -> str:
        if '["' in part or "['" in part:  # the quotes of a name; texts in quotes do not look like paths
            return _PATH.sub(self._renamed, part)
        pieces = enumerate(_QUOTED.split(part))
        return "".join(piece if index % 2 else _PATH.sub(self._renamed, piece) for index, piece in pieces)

    def _renamed(self, found: re.Match[str]) -> str:
        parts = [next(filter(None, each.groups()), "") for each in _PART.finditer(found[2])]
        match found[1]:
            case "widgets":
                return self._of_widget(parts, found[0])
            case "flow":
                return self._of_flow(parts, found[0])
            case "contact":
                return "caller.number" if parts[:2] == ["channel", "address"] else self._lacks(found[0])
            case _:
                return self._of_trigger(parts, found[0])

    def _of_widget(self, parts: list[str], whole: str) -> str:
        name, rest = parts[0], parts[1:]
        if name not in self._steps:
            return self._lacks(whole)
        match rest:
            case [("Digits" | "SpeechResult")]:
                return self.saved(name)
            case ["inbound", "Body"]:
                return self.saved(name)
            case ["RecordingUrl" | "RecordingSid", *_]:
                return self.saved(name)
            case ["parsed", *path]:
                return _joined(self.saved(name), path)
            case ["body" | "Body"]:
                return self.saved(name)
            case _:
                return self._lacks(whole)

    def _of_flow(self, parts: list[str], whole: str) -> str:
        match parts:
            case ["variables" | "data", name, *path]:
                own = self.variable(name)
                (self.given if parts[0] == "data" else self.variables).add(own)
                return _joined(own, path)
            case ["channel", "address"]:
                return "line.number"
            case _:
                return self._lacks(whole)

    def _of_trigger(self, parts: list[str], whole: str) -> str:
        match parts:
            case ["call" | "message", what] if what in _OF_CALL:
                return _OF_CALL[what]
            case ["parent", "parameters", name, *path] | ["request", name, *path]:
                own = self.variable(name)
                self.given.add(own)
                return _joined(own, path)
            case _:
                return self._lacks(whole)

    def _lacks(self, whole: str) -> str:
        own = _unreserved(_plain(whole.replace("widgets.", "", 1), "value"))
        self.lacking[whole] = own
        return own

    @staticmethod
    def _free(name: str, taken: Iterable[str]) -> str:
        others, number, free = set(taken), 2, name
        while free in others:
            free, number = f"{name}_{number}", number + 1
        return free


def _joined(root: str, path: Iterable[str]) -> str:
    """Return the way into a value, as templates here have it."""
    return root + "".join(
        f"[{part}]" if part.isdigit() else f".{part}" if part.isidentifier() else f'["{part}"]' for part in path
    )


def quoted(text: str) -> str:
    """Return a text as a condition has it."""
    return f"'{text}'" if '"' in text else f'"{text}"'


def _plain(name: str, instead: str) -> str:
    """Return a name of `a-z 0-9 _`; letters that begin a word inside it begin one still."""
    spread = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    plain = re.sub(r"[^a-z0-9]+", "_", spread.lower()).strip("_")
    plain = plain or instead
    if plain[0].isdigit():
        plain = f"{instead}_{plain}"
    return f"{plain}_step" if plain in _TAKEN else plain


def _unreserved(name: str) -> str:
    return f"{name}_value" if name in NOT_SAVED else name
