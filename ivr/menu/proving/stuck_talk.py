"""A round of a text conversation that never ends as a script, ready to be played."""

import re
from typing import Final

from ivr.menu.model import Menus
from ivr.menu.parts import Channel
from ivr.menu.proving.prove import Stuck
from ivr.menu.proving.space import Does
from ivr.menu.proving.stuck_script import script_of
from ivr.menu.proving.telling import told_way

_WRONG: Final = '- texts: "?"'
_ROUND: Final = "# The round:"
_SAID: Final = re.compile(r"^(\s*)- (?:presses|says): (.*)$")
_SILENT: Final = re.compile(r"^(\s*)- silence$")
_LEFT: Final = re.compile(r"^(\s*)- leaves a message: .*$")
_HEAD: Final = re.compile(r"^- call: |^# Nobody gets out of this call")
_NOT_OF_TEXTS: Final = re.compile(r"^\s*- hangs up$|^  to: ")


def talk_of(menus: Menus, texted: Menus, stuck: Stuck) -> str:
    """Return the text of a script that goes the way, then three times round; `texted` is the line as texts meet it."""
    lines = []
    for line in script_of(texted, stuck).splitlines():
        if _NOT_OF_TEXTS.match(line):
            continue
        is_told = line.startswith(_ROUND)
        lines.append(f"{_ROUND} {told_way(stuck.round, channel=Channel.TEXT)}." if is_told else _in_texts(line))
        if line == "  script:":
            lines.append(f'    - texts: "{_first_text(menus, stuck)}"')
    start = _number(menus, stuck)
    if start is not None:
        lines.insert(next(at for at, line in enumerate(lines) if line.startswith("- text:")) + 1, f'  to: "{start}"')
    return "\n".join(lines) + "\n"


def _in_texts(line: str) -> str:
    if (said := _SAID.match(line)) is not None:
        return f"{said[1]}- texts: {said[2]}"
    if (silent := _SILENT.match(line)) is not None:
        return f"{silent[1]}{_WRONG}"
    if (left := _LEFT.match(line)) is not None:
        return f"{left[1]}- texts: This is a message."
    if _HEAD.match(line):
        return line.replace("- call: ", "- text: ", 1).replace("this call", "this conversation", 1)
    return line


def _started(stuck: Stuck) -> str | None:
    starts = (stage.edge.happening for stage in (*stuck.way, *stuck.round))
    return next((each.what for each in starts if each.does is Does.STARTS), None)


def _first_text(menus: Menus, stuck: Stuck) -> str:
    """Return what begins the conversation where it has to: a keyword, or anything."""
    start = _started(stuck)
    if start is None or start == str(menus.line.texts):
        return "hi"
    return next((word for word, step in menus.line.keywords.items() if str(step) == start), "hi")


def _number(menus: Menus, stuck: Stuck) -> str | None:
    start = _started(stuck)
    if start is None or start in {str(menus.line.texts), *map(str, menus.line.keywords.values())}:
        return None
    return next((number for number, route in menus.line.numbers.items() if str(route.texts) == start), None)
