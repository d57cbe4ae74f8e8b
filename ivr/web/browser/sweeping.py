"""Hangs up telephones that were left lying, for as long as any are in use."""

import threading
import time
from collections.abc import Callable

from ivr.errors import RingtreeError
from ivr.log import get_logger

_EVERY_S = 10.0
_log = get_logger(__name__)


class Sweeper:
    """A thread that runs only while telephones are in use; every process that has met one has it.

    `put_down` is told where this process answers, hangs up what was left, and returns how many there still are.
    """

    def __init__(self, put_down: Callable[[str], int], every_s: float = _EVERY_S) -> None:
        self._put_down = put_down
        self._every_s = every_s
        self._lock = threading.Lock()
        self._reach = ""
        self._is_noted = False
        self._is_running = False

    def note(self, reach: str) -> None:
        """Take note that a telephone is in use."""
        with self._lock:
            self._reach, self._is_noted = reach, True
            if self._is_running:
                return
            self._is_running = True
        threading.Thread(target=self._run, name="phones", daemon=True).start()

    def _run(self) -> None:
        while True:
            with self._lock:
                self._is_noted = False
            time.sleep(self._every_s)
            if self._sweep() > 0:
                continue
            with self._lock:
                if not self._is_noted:
                    self._is_running = False
                    return

    def _sweep(self) -> int:
        try:
            return self._put_down(self._reach)
        except RingtreeError:  # Redis is away; the next telephone that is used begins anew
            return 0
        except Exception as error:  # noqa: BLE001 - a thread that died would never begin anew
            _log.exception("phones_not_swept", error=type(error).__name__)
            return 0
