"""Commands to Redis on the hot path: one kept connection per thread, and nobody waits for a server that is gone."""

import threading
import time
from collections.abc import Callable
from typing import Any, Final, Protocol

from redis import ConnectionPool
from redis.backoff import NoBackoff
from redis.exceptions import BusyLoadingError, RedisError, ResponseError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

from ivr.errors import StoreUnavailableError

_ANSWER_S: Final = 0.3  # a turn asks twice; a caller's webhook must be answered within a second
_SLOW_S: Final = 0.5  # one command with its connecting; after it nothing more is asked of the server for a while
_REST_S: Final = 1.0  # after a failure one request in this time tries again, the others go on without

Reply = Any  # what redis-py's parser makes of a reply


class _Connection(Protocol):
    """The part of redis-py's connection that is used; its own types say nothing."""

    @property
    def is_connected(self) -> bool: ...
    def send_command(self, *command: str | bytes | int, check_health: bool) -> None: ...
    def read_response(self) -> Reply: ...
    def disconnect(self) -> None: ...


class RedisWire:
    """A Redis server, for as many threads as like. The client's pool is left out: it costs 50 µs a command.

    ValueError for an address with options that it does not have.
    """

    def __init__(self, url: str, *, verify_tls: bool = True, clock: Callable[[], float] = time.monotonic) -> None:
        tls: dict[str, Any] = {} if verify_tls or not url.startswith("rediss:") else {"ssl_cert_reqs": None}
        pool = ConnectionPool.from_url(
            url,
            socket_timeout=_ANSWER_S,
            socket_connect_timeout=_ANSWER_S,
            retry=Retry(NoBackoff(), 0),
            # Nothing is said first but what must be: each word costs a round trip.
            protocol=2,
            driver_info=None,
            **tls,
        )
        self._open: Callable[[], _Connection] = lambda: pool.connection_class(**pool.connection_kwargs)
        try:
            self._open()
        except TypeError as error:  # from_url takes every option and fails on the first command
            raise ValueError("unknown option") from error
        self._local = threading.local()
        self._clock = clock
        self._rests_until = 0.0

    def ask(self, *command: str | bytes | int) -> Reply:
        """Return the reply; StoreUnavailableError when there is none in time. ResponseError is the server's own no.

        A connection that went stale while idle is opened again once. While the server rests after a failure, only
        one request a second is let through to see whether it is back.
        """
        now = self._clock()
        if now < self._rests_until:
            raise StoreUnavailableError("Redis does not answer; trying again within a second")
        if self._rests_until:
            self._rests_until = now + _REST_S  # this request looks; the others go on without
        try:
            reply = self._ask(command)
        except ResponseError:
            self._rests_until = 0.0
            raise
        except (RedisError, OSError) as error:
            self._rests_until = self._clock() + _REST_S
            raise StoreUnavailableError(
                f"Redis does not answer ({type(error).__name__}); is REDIS_URL right?"
            ) from error
        took_s = self._clock() - now
        self._rests_until = now + took_s + _REST_S if took_s > _SLOW_S else 0.0
        return reply

    def _ask(self, command: tuple[str | bytes | int, ...]) -> Reply:
        connection = self._kept()
        fresh = not connection.is_connected
        try:
            return self._exchange(connection, command)
        except (BusyLoadingError, RedisTimeoutError):
            raise
        except (RedisConnectionError, OSError):
            if fresh:
                raise
            return self._exchange(connection, command)

    def _kept(self) -> _Connection:
        connection: _Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._open()
        return connection

    @staticmethod
    def _exchange(connection: _Connection, command: tuple[str | bytes | int, ...]) -> Reply:
        try:
            connection.send_command(*command, check_health=False)
            return connection.read_response()
        except ResponseError:
            raise
        except BaseException:
            connection.disconnect()  # a late reply must not be taken for the next command's
            raise
