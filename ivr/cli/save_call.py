"""`ivr call --save`: the conversation just had becomes a call script, which is played at once to see that it holds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ivr.cli.call_screen import CallScreen
from ivr.cli.script_file import ScriptFile
from ivr.cli.script_results import result_lines
from ivr.handset.handset import Handset
from ivr.handset.heard import Ended
from ivr.menu.moments import read_moment
from ivr.menu.script_model import Moment, Script
from ivr.rehearsal.player import play
from ivr.rehearsal.recorder import Recorder


@dataclass(frozen=True, slots=True)
class Saving:
    """Where a conversation goes, and what it began with; None: what the line and this telephone do anyway."""

    file: ScriptFile
    at: Moment
    from_number: str | None
    to_number: str | None


def moment_of(at: str | None, now: datetime) -> Moment:
    """Return the time a call was rehearsed at, else the time that it is, by the second."""
    text = at or f"{now:%Y-%m-%d %H:%M:%S} UTC"
    moment = read_moment(text)
    return Moment(text, moment.replace(tzinfo=None), None if moment.tzinfo is None else str(moment.tzinfo))


def save(saving: Saving, recorder: Recorder, screen: CallScreen, handset_for: Callable[[Script], Handset]) -> bool:
    """Write the conversation down, play it again and say how that went. Returns whether it holds."""
    ended = recorder.waits
    if isinstance(ended, Ended) and ended.failed:
        screen.say("Nothing was saved: the line failed, and a script of that would hold for no other call.", "yellow")
        return False
    script = recorder.script(f"a call at {saving.at.text}", saving.at, saving.from_number, saving.to_number)
    saved = saving.file.add(script)
    screen.say(f"Saved as “{saved.name}” in {saved.place.file}:{saved.place.line}; give it a better name.")
    played = play(saved, handset_for(saved))
    if played.why is None:
        screen.say("Played again, it goes as written.", "green")
        return True
    for line in result_lines(played):
        screen.draw(line)
    screen.say(_advice(recorder), "yellow")
    return False


def _advice(recorder: Recorder) -> str:
    if recorder.guessed:
        return "Keys pressed ahead may have been a secret, so others were written down; press them answer by answer."
    return "Where a secret was asked for, a made-up answer stands; write one there that the line takes in the same way."
