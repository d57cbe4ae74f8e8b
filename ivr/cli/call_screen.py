"""The telephone's screen: what is heard and what may be done, in a terminal or a pipe."""

from rich.console import Console
from rich.text import Text

from ivr.cli.call_input import hint
from ivr.handset.heard import Ended, Heard, HeardWords, Report, Waiting, described


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
            self.say(_ending(report.waits), "red" if report.waits.failed else "green")

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


def _ending(ended: Ended) -> str:
    match ended.how:
        case "hangup" | "end of document":
            return "The line hung up."
        case "redirected":
            return "Another application has the call now."
        case "caller hung up":
            return "You hung up."
        case "rejected" | "busy":
            return f"The line did not take the call ({ended.how})."
        case how if "answered 403" in how:
            return f"The call {how}. The line does not know this phone's token: is it another line's, or an old one?"
        case how:
            return f"The call {how}."
