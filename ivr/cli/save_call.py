"""`ivr call --save`: the conversation just had becomes a call script, which is played at once to see that it holds."""

from collections.abc import Callable
from dataclasses import dataclass

from ivr.cli.call_screen import CallScreen
from ivr.cli.script_file import ScriptFile
from ivr.cli.script_results import result_lines
from ivr.handset.handset import Handset
from ivr.menu.script_model import Script
from ivr.rehearsal.player import play
from ivr.rehearsal.recorder import Recorder
from ivr.rehearsal.saving import HOLDS, NOTHING_SAVED, Circumstances, advice, find_script


@dataclass(frozen=True, slots=True)
class Saving:
    """Where a conversation goes, and what it began with."""

    file: ScriptFile
    began: Circumstances


def save(saving: Saving, recorder: Recorder, screen: CallScreen, handset_for: Callable[[Script], Handset]) -> bool:
    """Write the conversation down, play it again and say how that went. Returns whether it holds."""
    script = find_script(recorder, saving.began)
    if script is None:
        screen.say(NOTHING_SAVED, "yellow")
        return False
    saved = saving.file.add(script)
    screen.say(f"Saved as “{saved.name}” in {saved.place.file}:{saved.place.line}; give it a better name.")
    played = play(saved, handset_for(saved))
    if played.why is None:
        screen.say(HOLDS, "green")
        return True
    for line in result_lines(played):
        screen.draw(line)
    screen.say(advice(recorder), "yellow")
    return False
