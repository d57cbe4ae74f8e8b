"""How a script went: each line of the conversation, as it was written down or as it happened."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from ivr.errors import RingtreeError
from ivr.handset.heard import Ended, Report, TextSent, described
from ivr.menu.parts import Place
from ivr.menu.script_model import Script, ScriptStep
from ivr.menu.script_words import shown

Mark = Literal[" ", "-", "+"]


class NotPlayedError(RingtreeError):
    """A script that cannot be played here."""


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a conversation, as it was written in the script (`place`) or as it happened.

    `mark`: as in a diff, `-` was expected and `+` came instead.
    """

    text: str
    place: Place | None = None
    mark: Mark = " "


@dataclass(frozen=True, slots=True)
class Played:
    """How a script went. `failed_at` and `why` are None when all of it happened."""

    script: Script
    conversation: tuple[Said, ...]
    failed_at: Place | None = None
    why: str | None = None


def paired(steps: tuple[ScriptStep, ...]) -> Iterator[tuple[ScriptStep, ScriptStep | None]]:
    """Yield each line with the one that follows it."""
    for index, step in enumerate(steps):
        yield step, steps[index + 1] if index + 1 < len(steps) else None


def _on_one_line(text: str) -> str:
    return " ⏎ ".join(text.splitlines())


class Transcript:
    """The conversation so far; `what`, the call or the conversation, is what is told to be over."""

    def __init__(self, what: str) -> None:
        self.lines: list[Said] = []
        self._what = what
        self._since = 0

    def write(self, step: ScriptStep) -> None:
        """Note a line of the script that came true."""
        self.lines.append(Said(shown(step), step.place))

    def act(self, step: ScriptStep, act: Callable[[], Report]) -> Report:
        """Do what a line of the script says, and return what came of it."""
        self._since = len(self.lines)
        self.write(step)
        report = act()
        self._since = len(self.lines)
        return report

    def note(self, report: Report, own_number: str | None = None) -> None:
        """Note what came of what somebody did; texts to their own number are simply what they get."""
        for item in report.heard:
            if isinstance(item, TextSent) and item.to == own_number:
                self.lines.append(Said(f"line: “{_on_one_line(item.text)}”"))
                continue
            who = "callee hears" if item.ear == "callee" else "line"
            self.lines.append(Said(f"{who}: {described(item)}"))
        self.lines += [Said(f"! {warning}") for warning in report.warnings]
        if isinstance(report.waits, Ended):
            self.lines.append(Said(f"the {self._what} is over: {report.waits.how}"))

    def failed_at(self, step: ScriptStep | None) -> tuple[Said, ...]:
        """Return the conversation with the line that did not come true, and what came instead of it."""
        before, since = self.lines[: self._since], self.lines[self._since :]
        if since and since[-1].place is not None and step is not None and since[-1].place == step.place:
            since = since[:-1]  # what the caller did was noted before it turned out not to be possible
        met = [said for said in since if said.place is not None]
        instead = [replace(said, mark="+") for said in since if said.place is None]
        missed = [] if step is None else [Said(shown(step), step.place, "-")]
        return (*before, *met, *missed, *instead)
