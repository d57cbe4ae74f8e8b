"""A conversation just had becomes a call script, and is played at once to see that it holds."""

from dataclasses import dataclass
from typing import Final

from ivr.handset.heard import Ended
from ivr.menu.script_model import Moment, Script
from ivr.rehearsal.recorder import Recorder

NOTHING_SAVED: Final = "Nothing was saved: the line failed, and a script of that would hold for no other call."
HOLDS: Final = "Played again, it goes as written."


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a conversation began with; None: what the line and this telephone do anyway."""

    at: Moment
    from_number: str | None
    to_number: str | None


def find_script(recorder: Recorder, began: Circumstances) -> Script | None:
    """Return the conversation as a script, or None when the line failed in it."""
    ended = recorder.waits
    if isinstance(ended, Ended) and ended.failed:
        return None
    return recorder.script(f"a call at {began.at.text}", began.at, began.from_number, began.to_number)


def advice(recorder: Recorder) -> str:
    """Return what to do when the script does not hold."""
    if recorder.guessed:
        return "Keys pressed ahead may have been a secret, so others were written down; press them answer by answer."
    return "Where a secret was asked for, a made-up answer stands; write one there that the line takes in the same way."
