"""How long call scripts take on the engine alone: those of the sample line, again and again."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from ivr.menu.checking.check import Known, examine
from ivr.menu.model import Menus
from ivr.menu.script import load_scripts
from ivr.menu.script_model import Dials, Ends, Gets, Hears, Script
from ivr.rehearsal.rehearse import rehearse

_MENUS: Final = Path(__file__).parents[2] / "menus"
_NOW: Final = datetime(2026, 3, 3, 15, tzinfo=UTC)
_EXPECTS: Final = Hears | Dials | Gets | Ends
_PROMISED_S: Final = 2.0


def show_rehearsal(turns: int) -> None:
    """Play scripts until so many turns have been taken, reading them anew each time, and print what that took."""
    files = {path.as_posix(): path.read_text("utf-8") for path in sorted((_MENUS / "tests").glob("*.yaml"))}
    menus = _menus()
    one_round = sum(_turns(script) for path, text in files.items() for script in load_scripts(text, path))
    played, took = 0, 0.0
    while played < turns:
        begun = time.perf_counter()
        rehearsed = rehearse(menus, files, _NOW)
        took += time.perf_counter() - begun
        assert not rehearsed.failed
        played += one_round
    thousand_s = 1000 * took / played
    print("call scripts on the engine alone, with reading them")
    print(f"  {played:,} turns {took:8.2f} s")
    print(f"  1,000 turns {thousand_s:6.2f} s    {thousand_s / _PROMISED_S:.2f} of the {_PROMISED_S:g} s promised")


def _menus() -> Menus:
    files = {path.name: path.read_text("utf-8") for path in _MENUS.glob("*.yaml")}
    menus = examine(files, Known()).menus
    assert menus is not None
    return menus


def _turns(script: Script) -> int:
    """Return how many turns a script takes: its ringing, and all that somebody does."""
    return 1 + sum(not isinstance(step, _EXPECTS) for step in script.steps)
