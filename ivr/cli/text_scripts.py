"""`ivr text --script` and `ivr text --save`: conversations by text, played over a line that runs, or written down."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ivr.cli.call_screen import CallScreen
from ivr.cli.script_file import open_scripts
from ivr.cli.sent_later import SentLater
from ivr.errors import RingtreeError
from ivr.handset.heard import Report, TextSent, WaitingForText
from ivr.menu.script_model import CallsBack, Script
from ivr.phone.text_phone import TextPhone
from ivr.rehearsal.text_player import play_texts
from ivr.rehearsal.text_recorder import TextTyped
from ivr.rehearsal.transcript import NotPlayedError, Played

_OVER_A_LINE: Final = WaitingForText(may_be_over=True)


@dataclass(slots=True)
class LineTalk:
    """A correspondence with a line that runs: nobody sees from outside whether it has ended the conversation."""

    phone: TextPhone
    later: SentLater | None
    warnings: list[str] = field(default_factory=list)

    @property
    def number(self) -> str:
        """Return the number that they write from."""
        return self.phone.from_number

    @property
    def waits(self) -> WaitingForText:
        """Return what the conversation waits for: a text, as far as one can see."""
        return _OVER_A_LINE

    def send(self, text: str, media: Sequence[str] = ()) -> Report:
        """Send a text, and return what comes back, at once or later."""
        sent = self.phone.text(text, media)
        found = [(each.body, each.media) for each in sent.heard]
        if not found and self.later is not None:
            found = [(each.reply.body, each.reply.media) for each in self.later.all_to(sent.sid)]
        warnings, self.phone.warnings[:] = tuple(self.phone.warnings), []
        heard = tuple(TextSent(self.number, " ".join((body, *pictures))) for body, pictures in found)
        return Report(heard, self.waits, warnings=warnings)


def play_over_line(script: Script, talk_from: Callable[[Script, str], LineTalk]) -> Played:
    """Play the script of a conversation. Without a number of its own it is somebody's who has never written before.

    NotPlayedError for what only `ivr test` can play.
    """
    if script.services or script.functions or script.queues:
        raise NotPlayedError("what systems answer can be made up by `ivr test` only")
    if any(isinstance(step, CallsBack) for step in script.steps):
        raise NotPlayedError("`is called back` is seen by `ivr test` only")
    return play_texts(script, talk_from(script, script.from_number or _stranger()))


def save_texts(
    file: Path, typed: Sequence[TextTyped], write_down: Callable[[Sequence[TextTyped]], Script], screen: CallScreen
) -> bool:
    """Write a conversation down behind the scripts of a file; return whether that could be done."""
    scripts = open_scripts(file)
    if not typed:
        screen.say("Nothing was saved: nothing was sent.", "yellow")
        return False
    try:
        script = write_down(typed)
    except RingtreeError as problem:
        screen.say(f"Nothing was saved: {problem}", "yellow")
        return False
    saved = scripts.add(script)
    screen.say(f"Saved as “{saved.name}” in {saved.place.file}:{saved.place.line}; give it a better name.")
    screen.say("`ivr test` plays it.", "green")
    return True


def _stranger() -> str:
    return f"+1415555{random.randrange(10_000):04}"
