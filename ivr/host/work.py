"""The worker's loop: one look after the other, each by whichever worker has its lease, until it is asked to stop.

A plain loop, for all looks come twice a second, and one that is late is only the next one. What takes longer is a job.
"""

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import FrameType
from typing import Final

from ivr.errors import DatabaseUnavailableError, MenusNotReadyError, StoreUnavailableError
from ivr.log import get_logger

TICK_S: Final = 0.5
_log = get_logger(__name__)


@dataclass(slots=True)
class Looks:
    """What is done again and again. `hold`: whether it is ours to do; `let_go`: it is another worker's from now on."""

    look: Callable[[], None]
    hold: Callable[[], bool]
    let_go: Callable[[], None]
    _trouble: str = ""

    def once(self) -> None:
        """Look when it is ours; whatever goes wrong, there is a next time. A trouble that lasts is logged once."""
        try:
            if self.hold():
                self.look()
            self._trouble = ""
        except (StoreUnavailableError, DatabaseUnavailableError, MenusNotReadyError) as error:
            if self._trouble != type(error).__name__:
                _log.warning("worker_waits", why=str(error))
            self._trouble = type(error).__name__
        except Exception as error:  # noqa: BLE001 - people wait, and the next look may go well
            _log.exception("look_failed", error=type(error).__name__)


def work(looks: Sequence[Looks], tick_s: float = TICK_S) -> int:
    """Look until SIGINT or SIGTERM; return the exit code. Call it from the main thread: it takes the signals."""
    with _signals() as stop:
        while not stop.is_set():
            for each in looks:
                each.once()
            stop.wait(tick_s)
    for each in looks:
        with suppress(StoreUnavailableError):
            each.let_go()
    return 0


@contextmanager
def _signals() -> Iterator[threading.Event]:
    stop = threading.Event()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
