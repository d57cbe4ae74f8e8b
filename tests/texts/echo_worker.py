"""The worker of the line that says what was said: `python echo_worker.py`."""

import sys
from contextlib import ExitStack

from echo_line import broker, settings, texts

from ivr.factory.joining import connect
from ivr.factory.worker import look_after_texts
from ivr.host.work import work


def run_worker() -> int:
    """Do jobs and sweep until asked to stop."""
    assert settings.redis_url is not None
    wire = connect(settings.redis_url, settings)
    with ExitStack() as stack:
        return work([look_after_texts(settings, texts, broker, wire, stack, lambda: None)], 0.2)


if __name__ == "__main__":
    sys.exit(run_worker())
