"""A text came in: it is written down before anything else, and answered now or by a job."""

import threading
from collections.abc import Sequence
from concurrent.futures import Executor, Future
from concurrent.futures import TimeoutError as TooSlowError
from dataclasses import dataclass, field
from datetime import timedelta

from ivr.log import get_logger
from ivr.ports.text_work import Hold, Incoming, Job, Texts
from ivr.ports.texts import MessageReceived, Reply, Written
from ivr.workflows.answer_text import answer, send_on

_log = get_logger(__name__)

_Settled = Sequence[Written] | None


def receive_text(texts: Texts, provider: str, received: MessageReceived) -> int | None:
    """Write a text down; return its number, or None when it was written down before. DatabaseUnavailableError."""
    now = texts.clock()
    number = texts.shelf.claim(provider, received, now, now + timedelta(seconds=texts.pace.sweep_after_s))
    what = "text_received" if number is not None else "text_received_again"
    _log.info(what, provider=provider, text=received.message_id.value)
    return number


def answer_by_job(texts: Texts, number: int) -> None:
    """Let a worker answer a text."""
    texts.jobs.enqueue(Job.ANSWER_TEXT, number)


def answer_at_once(texts: Texts, number: int, threads: Executor) -> Sequence[Written]:
    """Return the replies when they are there in time, for the document; none when a worker or a thread sends them.

    There is one claim, and one moment in which it is decided which way the replies go, so none goes both ways.
    """
    way = _Way(texts)
    future = threads.submit(answer, texts, number, way.settle)
    try:
        written = future.result(texts.pace.compute_s)
    except TooSlowError:
        written = _late(texts, number, way, future)
    except Exception as error:  # noqa: BLE001 - whatever it was, a worker tries again
        _log.exception("answer_failed", number=number, error=type(error).__name__)
        written = None
    if written is None:  # it was not the time for this one, or it went wrong
        answer_by_job(texts, number)
    return written or ()


def _late(texts: Texts, number: int, way: "_Way", future: "Future[_Settled]") -> _Settled:
    if not way.give_up():
        return future.result(texts.pace.compute_s)  # it is just being written down
    _log.info("text_takes_long", number=number)
    return None if future.cancel() else ()


@dataclass(slots=True)
class _Way:
    """Which way the replies go: in the document for as long as somebody waits for it, by the API after that."""

    texts: Texts
    _is_late: bool = False
    _is_settled: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def give_up(self) -> bool:
        """Wait no longer; False when the replies are for the document already."""
        with self._lock:
            self._is_late = not self._is_settled
            return self._is_late

    def settle(self, text: Incoming, hold: Hold, replies: Sequence[Reply]) -> _Settled:
        """Write the replies down, and that they go the way that is right now."""
        with self._lock:
            now, shelf = self.texts.clock(), self.texts.shelf
            if self._is_late:
                return send_on(self.texts, shelf.settle(text, hold, replies, now))
            look_at = now + timedelta(seconds=self.texts.pace.look_after_s)
            written = shelf.settle_at_once(text, hold, replies, now, look_at)
            self._is_settled = written is not None
            return written
