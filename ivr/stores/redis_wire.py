"""Commands to Redis on the hot path: one kept connection per thread, and nobody waits for a server that is gone."""

import math
import threading
import time
from collections.abc import Callable
from typing import Any, Final

from hiredis import pack_command
from redis import ConnectionPool
from redis.backoff import NoBackoff
from redis.exceptions import BusyLoadingError, RedisError, ResponseError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

from ivr.errors import StoreUnavailableError
from ivr.ports.calls import Meanwhile, idle
from ivr.stores.redis_dialling import Connection, Dialler
from ivr.stores.redis_reading import PunctualParser

_WEBHOOK_S: Final = 0.6  # for all that one webhook asks: it must be answered within a second
_ANSWER_S: Final = 0.3  # for one command
_DIAL_S: Final = 0.5  # for a connection to be opened
_SLOW_S: Final = 0.5  # one command with its connecting; after it nothing more is asked of the server for a while
_REST_S: Final = 1.0  # after a failure one request in this time tries again, the others go on without

Command = tuple[str | bytes | int, ...]
Reply = Any  # what redis-py's parser makes of a reply


class _OfThread(threading.local):
    """A thread's connection, and how long it may still wait for the server."""

    connection: Connection | None = None
    left_s: float = math.inf


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
            parser_class=PunctualParser,
            **tls,
        )

        def make() -> Connection:
            connection: Connection = pool.connection_class(**pool.connection_kwargs)
            return connection

        try:
            make()
        except TypeError as error:  # from_url takes every option and fails on the first command
            raise ValueError("unknown option") from error
        self._dialler = Dialler(make)
        self._mine = _OfThread()
        self._clock = clock
        self._rests_until = 0.0

    def begin(self) -> None:
        """Give this thread the time of one webhook. A thread that never begins has as long as its commands take."""
        self._mine.left_s = _WEBHOOK_S

    def ask(self, *command: str | bytes | int, meanwhile: Meanwhile = idle) -> Reply:
        """Return the reply; StoreUnavailableError when there is none in time. ResponseError is the server's own no.

        `meanwhile` is done while the server works: once, or again, or not at all when there is no server.

        A connection that went stale while idle is opened again once. While the server rests after a failure, only
        one request a second is let through to see whether it is back.
        """
        mine, now = self._mine, self._clock()
        if now < self._rests_until:
            raise StoreUnavailableError("Redis does not answer; trying again within a second")
        if mine.left_s <= 0:
            raise StoreUnavailableError("Redis is slow, and a caller has waited for it long enough")
        if self._rests_until:
            self._rests_until = now + _REST_S  # this request looks; the others go on without
        try:
            reply = self._ask(command, now + mine.left_s, meanwhile)
        except ResponseError:
            self._rests_until = 0.0
            raise
        except (RedisError, OSError) as error:
            # When it only had the rest of a webhook's time, it may be well enough for others.
            self._rests_until = self._clock() + _REST_S if mine.left_s >= _ANSWER_S else 0.0
            raise StoreUnavailableError(
                f"Redis does not answer ({type(error).__name__}); is REDIS_URL right?"
            ) from error
        finally:
            took_s = self._clock() - now
            mine.left_s -= took_s
        self._rests_until = now + took_s + _REST_S if took_s > _SLOW_S else 0.0
        return reply

    def _ask(self, command: Command, until: float, meanwhile: Meanwhile) -> Reply:
        kept = self._mine.connection
        if kept is not None and kept.is_connected:
            try:
                return self._exchange(kept, command, until, meanwhile)
            except (BusyLoadingError, RedisTimeoutError):
                raise
            except (RedisConnectionError, OSError):
                pass  # it went stale while idle
        fresh = self._mine.connection = self._dialler.dial(min(until - self._clock(), _DIAL_S))
        return self._exchange(fresh, command, until, meanwhile)

    def _exchange(self, connection: Connection, command: Command, until: float, meanwhile: Meanwhile) -> Reply:
        try:
            packed = pack_command(command)  # type: ignore[arg-type] # its stub means a tuple of any length
            connection.send_packed_command([packed], check_health=False)
            meanwhile()
            left_s = until - self._clock()
            if left_s >= _ANSWER_S:
                return connection.read_response()
            return connection.read_response(timeout=max(left_s, 0.001))  # 0 would be not to wait, and no timeout
        except ResponseError:
            raise
        except BaseException:
            connection.disconnect()  # a late reply must not be taken for the next command's
            raise
