"""The door of background jobs: what a worker does when it is asked for a job by its name."""

import logging
from collections.abc import Callable, Mapping
from typing import Final

import dramatiq
from dramatiq.broker import Broker

from ivr.errors import RingtreeError
from ivr.log import get_logger
from ivr.ports.text_work import Job

THREADS: Final = 8
_IDLE_MS: Final = 100  # so long a job waits at most for a worker that had nothing to do
_STOP_MS: Final = 20_000
_TOLD_AGAIN_S: Final = 60.0
_MOST_TOLD: Final = 100
_log = get_logger(__name__)

Work = Callable[[int], None]


class _Complaints(logging.Handler):
    """Dramatiq's complaints as lines of our log, and one that lasts once a minute.

    By itself it writes past our log, a traceback for each queue every second while Redis does not do what it should.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._told: dict[str, float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Tell of it, unless it has been told of within the minute."""
        error = record.exc_info[1] if record.exc_info else None
        what = record.getMessage().partition("\n")[0] if error is None else type(error).__name__
        if record.created >= self._told.get(what, 0.0) + _TOLD_AGAIN_S:
            if len(self._told) >= _MOST_TOLD:
                self._told.clear()
            self._told[what] = record.created
            _log.warning("jobs_wait", why=what)


class JobWorker:
    """Does jobs on threads of its own until it is stopped; what it has begun by then it finishes."""

    def __init__(self, broker: Broker, works: Mapping[Job, Work], queues: Mapping[Job, str]) -> None:
        self._complaints = _Complaints()
        for priority, (job, work) in enumerate(works.items()):
            named = dramatiq.actor(actor_name=job.value, queue_name=queues[job], priority=priority, broker=broker)
            named(_guarded(job, work))
        self._worker = dramatiq.Worker(broker, worker_timeout=_IDLE_MS, worker_threads=THREADS)

    def start(self) -> None:
        """Begin."""
        logging.getLogger("dramatiq").addHandler(self._complaints)
        self._worker.start()

    def stop(self) -> None:
        """Fetch no more, finish what was begun within 20 s, give back the rest."""
        self._worker.stop(timeout=_STOP_MS)
        logging.getLogger("dramatiq").removeHandler(self._complaints)


def _guarded(job: Job, work: Work) -> Callable[[int], None]:
    def do(number: int) -> None:
        try:
            work(number)
        except RingtreeError as error:
            _log.warning("job_failed", job=job.value, number=number, why=str(error))
        except Exception as error:  # noqa: BLE001 - the row is still open, and a sweep comes back to it
            _log.exception("job_failed", job=job.value, number=number, error=type(error).__name__)

    return do
