"""A line's embedded Redis, kept for as long as the line lives: started again when it ends, tried again when it cannot.

Calls go on without it meanwhile, so nothing here ever ends the line once it runs.
"""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from ivr.errors import EmbeddedServerDownError, EmbeddedServerError
from ivr.host import redis, redis_server
from ivr.host.redis import EmbeddedRedis

_WATCH_S: Final = 0.1
_ASK_S: Final = 1.0  # another process's server, which only its answers tell of
_STEADY_S: Final = 60.0  # who has run so long has not failed at once
_LONGEST_PAUSE_S: Final = 60.0
_STOP_S: Final = 10.0


class RedisKeeper:
    """Keeps a Redis at `url`. With `redis_url` it is that one, and nothing is started. `tell` gets sentences."""

    def __init__(self, var: Path, tell: Callable[[str], None], redis_url: str | None = None) -> None:
        self._var = var
        self._tell = tell
        self._given = redis_url
        self._server: EmbeddedRedis | None = None
        self._is_own = False
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._keep, name="redis-watch", daemon=True)
        self._process = os.getpid()
        self.url = redis_url or ""

    def start(self) -> None:
        """Start it, and begin to watch it. One that does not come up now is told of and tried again.

        EmbeddedServerError when there is something to mend before any line can run here. On Linux the server ends with
        the calling thread.
        """
        if self._given:
            return
        try:
            self.url = self._begin().url
        except EmbeddedServerDownError as error:
            self.url = redis.url_for(self._var)
            self._tell(_meanwhile(error))
        self._watch.start()

    def close(self) -> None:
        """Stop it, when it is ours. A forked child stops nothing."""
        if self._given or self._process != os.getpid():
            return
        self._over.set()
        self._watch.join(_STOP_S)
        if self._server is not None:
            self._server.close()

    def _begin(self) -> EmbeddedRedis:
        self._server = redis.ensure(self._var)
        self._is_own = self._server.owner
        return self._server

    def _keep(self) -> None:
        failures, told, began = 0, "", time.monotonic()
        while not self._over.wait(_WATCH_S if self._is_own else _ASK_S):
            if self._runs():
                continue
            if self._server is not None and self._is_own:
                self._tell("The embedded Redis ended unexpectedly; it is started again, with its data.")
                self._server.close()
            self._server = None
            failures = 0 if time.monotonic() - began > _STEADY_S else failures
            if self._over.wait(_pause_s(failures)):
                return
            failures, began = failures + 1, time.monotonic()
            try:
                self._begin()
            except EmbeddedServerError as error:
                self._is_own = False
                if str(error) != told:
                    self._tell(_meanwhile(error))
                told = str(error)
            else:
                if told:
                    self._tell("The embedded Redis answers again.")
                told = ""

    def _runs(self) -> bool:
        if self._server is None:
            return False
        return not self._server.failed if self._is_own else redis_server.url_answers(self._server.url)


def _meanwhile(error: EmbeddedServerError) -> str:
    return f"{error} Calls go on without it meanwhile, and it is tried again, at least every minute."


def _pause_s(failures: int) -> float:
    return 0.0 if failures == 0 else min(2.0 ** (failures - 1), _LONGEST_PAUSE_S)
