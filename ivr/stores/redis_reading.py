"""Replies from Redis, read within a time that is for the whole of one."""

import time
from typing import Any

from redis.connection import DefaultParser
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.utils import SENTINEL


class PunctualParser(DefaultParser):  # type: ignore[misc,valid-type] # whichever redis-py has found
    """Gives up a reply that is not there in time. redis-py's own begins that time anew with every piece of a reply."""

    _until: float | None = None

    def read_response(self, disable_decoding: bool = False, push_request: bool = False, timeout: Any = SENTINEL) -> Any:
        """Return the reply; redis-py's errors."""
        self._until = None
        return super().read_response(disable_decoding, push_request, timeout)

    def read_from_socket(self, timeout: Any = SENTINEL, raise_on_timeout: bool = True) -> bool:
        """Read a piece; redis-py's TimeoutError when the time of the whole reply is over."""
        now = time.monotonic()
        if self._until is None:
            self._until = now + (self._socket_timeout if timeout is SENTINEL else timeout)
        else:
            timeout = self._until - now
            if timeout <= 0:
                raise RedisTimeoutError("the reply has not ended in time")
        return bool(super().read_from_socket(timeout, raise_on_timeout))
