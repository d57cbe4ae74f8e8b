"""`ivr call --sound`: what the caller hears, as a file."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from ivr.cli.call_screen import CallScreen
from ivr.handset.tapped import Listener
from ivr.ports.sound import SoundTrack
from ivr.rehearsal.placing import BadOptionError


def read_sound_file(file: Path) -> Path:
    """Return where the sound goes; BadOptionError when it cannot go there, before anything rings."""
    if file.suffix.lower() != ".wav":
        raise BadOptionError(f"--sound {file} does not end in .wav; write it like --sound call.wav")
    if not file.parent.is_dir():
        raise BadOptionError(f"--sound {file}: there is no folder {file.parent}; make it first, or name another.")
    return file


@contextmanager
def heard_by(
    open_track: Callable[[Path], SoundTrack], file: Path | None, screen: CallScreen
) -> Iterator[Listener | None]:
    """Let somebody listen while this lasts, then write what they heard. No file: nobody does."""
    if file is None:
        yield None
        return
    with closing(open_track(file)) as track:
        yield track.listen
        screen.say("Putting together what was heard …", "dim")
        for problem in track.write():
            screen.say(f"! {problem}", "yellow")
        screen.say(f"What was heard is in {file}.")
