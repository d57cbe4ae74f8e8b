"""The telephone's screen: what is heard and what may be done, in a terminal or a pipe."""

from rich.console import Console
from rich.text import Text

from ivr.cli.call_input import hint
from ivr.handset.heard import Ended, Heard, HeardWords, Report, Waiting, described, described_end


class CallScreen:
    """Draws one call on a console."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._hint = ""

    def show(self, report: Report) -> None:
        """Draw what a step brought; how the call ended, when it did."""
        for item in report.heard:
            self._console.print(_drawn(item), soft_wrap=True)
        for warning in report.warnings:
            self.say(f"! {warning}", "yellow")
        if isinstance(report.waits, Ended):
            self.say(described_end(report.waits), "red" if report.waits.failed else "green")

    def ask(self, waits: Waiting) -> None:
        """Draw what may be typed (again only when it changes) and, on a terminal, a prompt."""
        said = hint(waits)
        if said != self._hint:
            self.say(said, "dim")
            self._hint = said
        if self._console.is_terminal:
            self._console.print("> ", end="", style="bold")

    def echo(self, line: str) -> None:
        """Draw a line that came from a pipe, so that what is printed reads as a conversation."""
        if not self._console.is_terminal:
            self.say(f"> {line}")

    def say(self, text: str, style: str = "") -> None:
        """Draw a line of our own."""
        self._console.print(Text(text, style), soft_wrap=True)

    def draw(self, line: Text) -> None:
        """Draw a line of somebody else's."""
        self._console.print(line, soft_wrap=True)


def _drawn(item: Heard) -> Text:
    text = Text("  callee hears: " if item.ear == "callee" else "  ")
    text.append(described(item), "" if isinstance(item, HeardWords) else "cyan")
    if isinstance(item, HeardWords):
        text.append(f"  {item.voice} {item.language}", "dim")
    return text
