"""A speaking child, as its parent holds it: asked one thing at a time, ended when it takes too long."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from threading import Event, Timer
from typing import IO, Final

import msgspec

import ivr
from ivr.errors import RingtreeError
from ivr.voices.tasks import Answer, Task

_PACKAGE: Final = Path(ivr.__file__).resolve().parents[1]
_TO_END_S: Final = 5.0
_TO_BEGIN_S: Final = 60.0
_LAST_WORDS: Final = 2_000


class ChildGoneError(RingtreeError):
    """The child ended in the middle; its last words say why."""


class SpeakingChild:
    """A process that speaks and converts. For one thread at a time."""

    def __init__(self, engine: str = "") -> None:
        """Start it; `engine` is whose voices it has. What is asked first waits until it is ready."""
        self._last_words: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  closed with the child
        path = os.pathsep.join(filter(None, (str(_PACKAGE), os.environ.get("PYTHONPATH"))))
        try:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "ivr.voices.child", engine],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._last_words,
                env={**os.environ, "PYTHONPATH": path},
                start_new_session=True,  # a Ctrl-C is for the parent, which lets it finish what it is at
            )
        except OSError as error:
            self._last_words.close()
            raise ChildGoneError(f"No process can be started to speak ({error.strerror}).") from None
        self._answers: msgspec.json.Decoder[Answer] = msgspec.json.Decoder(Answer)
        self._left_s = _TO_BEGIN_S

    def ask(self, task: Task, within_s: float) -> Answer:
        """Return its answer; ChildGoneError when it ended, or was ended because it took longer than `within_s`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        expired = Event()
        limit = Timer(within_s + self._left_s, self._end, [expired])
        limit.daemon = True
        limit.start()
        try:
            self._process.stdin.write(msgspec.json.encode(task) + b"\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except OSError:
            line = b""
        finally:
            limit.cancel()
        if not line.endswith(b"\n"):
            raise ChildGoneError(self._tell_end(expired.is_set()))
        self._left_s = 0.0
        return self._answers.decode(line)

    def _end(self, expired: Event) -> None:
        expired.set()
        self._process.kill()

    def close(self) -> None:
        """Let it finish what it is at, and end it."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue  # it has ended, so nobody reads any more
        try:
            self._process.wait(_TO_END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._last_words.close()

    def _tell_end(self, expired: bool) -> str:
        code = self._process.wait()
        if expired:
            return "The process that speaks did not answer in time and was ended; try again."
        self._last_words.seek(0)
        words = self._last_words.read()[-_LAST_WORDS:].decode(errors="replace").strip().splitlines()
        why = words[-1] if words else f"code {code}"
        return f"The process that speaks ended ({why}); set its packages up anew with `make setup`."
