"""Which core does what: the server alone on one, the client and Redis on the other."""

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Final

SERVER_CORE: Final = 0
CLIENT_CORE: Final = 1
# Asked once, before anything is pinned.
CAN_PIN: Final = sys.platform == "linux" and {SERVER_CORE, CLIENT_CORE} <= os.sched_getaffinity(0)


@contextlib.contextmanager
def pinned(core: int) -> Iterator[None]:
    """Keep this thread, and the processes that are started in here, on one core; where that cannot be, do nothing."""
    if sys.platform != "linux" or not CAN_PIN:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
