"""What is written down of every request, by whichever door it came: metrics, and a line in the log when it failed."""

import time
from functools import lru_cache
from typing import Final

from prometheus_client import Counter, Histogram

from ivr.log import get_logger

_REQUESTS: Final = Counter("ringtree_requests_total", "Requests answered", ("route", "status"))
_SECONDS: Final = Histogram("ringtree_request_seconds", "Time to answer", ("route",))
_LONGEST_PATH: Final = 80
_log = get_logger(__name__)


def note_answer(route: str, status: int, begun: float) -> None:
    """Count an answer and the time since `begun`, by `time.perf_counter`."""
    _requests(route, status).inc()
    _seconds(route).observe(time.perf_counter() - begun)


def note_refusal(path: str, status: int, why: str) -> None:
    """Log that a request was answered with a bare status, and why, where that is known."""
    told = {"why": why} if why else {}
    _log.warning("refused", status=status, path=path[:_LONGEST_PATH], **told)


def note_failure(path: str, error: Exception) -> None:
    """Log what broke; for an `except` clause."""
    _log.exception("request_failed", path=path[:_LONGEST_PATH], error=type(error).__name__)


# To look a series up by its labels costs twice what counting does; there are as many as routes and statuses.
@lru_cache(maxsize=256)
def _requests(route: str, status: int) -> Counter:
    return _REQUESTS.labels(route, str(status))


@lru_cache(maxsize=64)
def _seconds(route: str) -> Histogram:
    return _SECONDS.labels(route)
