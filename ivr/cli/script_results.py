"""How a call script went, in lines for a terminal: what happened, as a diff where it was something else."""

from collections.abc import Iterator
from typing import Final

from rich.text import Text

from ivr.menu.script_model import Script
from ivr.rehearsal.transcript import Played, Said

_MARKS: Final = {"-": "red", "+": "green", " ": "dim"}


def result_lines(played: Played) -> Iterator[Text]:
    """Yield one line for a script that went as written; its conversation too for one that did not."""
    if played.why is None:
        yield Text(f"✓ {_named(played.script)}", "green")
        return
    yield Text(f"✗ {_named(played.script)}", "red")
    for said in played.conversation:
        yield _diff_line(said)
    yield Text(f"    {played.failed_at} {played.why}", "red")


def skipped_line(script: Script, why: str) -> Text:
    """Return the line of a script that was not played."""
    return Text(f"– {_named(script)}: skipped, {why}", "yellow")


def _named(script: Script) -> str:
    return f"{script.name}  ({script.place.file}:{script.place.line})"


def _diff_line(said: Said) -> Text:
    place = f"   ({said.place})" if said.mark == "-" else ""
    return Text(f"  {said.mark} {said.text}{place}", _MARKS[said.mark])
