"""The facts that wait in Redis to be filed: a consumer group takes them, and forgets them when they are."""

from typing import Any, Final

from redis.exceptions import ResponseError

from ivr.dialog.facts import Fact
from ivr.ports.records import Batch
from ivr.sealing import Seal
from ivr.stores.fact_reading import find_fact
from ivr.stores.redis_asking import refused
from ivr.stores.redis_calls import FACTS_KEY
from ivr.stores.redis_wire import RedisWire

_GROUP: Final = "records"
# All take under one name: of several workers the lease lets one at it, and what a dead one had taken is found again.
_CONSUMER: Final = "records"
_TAKEN, _NEW = "0", ">"


class RedisFacts:
    """The source of facts on a Redis server. Facts that two take at once are filed once all the same."""

    def __init__(self, wire: RedisWire, seal: Seal) -> None:
        self._wire = wire
        self._seal = seal

    def take(self, most: int) -> Batch:
        """Return the oldest facts that are not done; those that were taken before and not done come first."""
        entries = self._read(most, _TAKEN) or self._read(most, _NEW)
        facts: list[Fact] = []
        unreadable = 0
        for _mark, fields in entries:
            fact = find_fact(fields[1], self._seal) if fields else None  # none: trimmed after it was taken
            if fact is not None:
                facts.append(fact)
            else:
                unreadable += 1
        return Batch([mark.decode() for mark, _ in entries], facts, unreadable)

    def done(self, batch: Batch) -> None:
        """Forget the facts of a batch: they are filed."""
        if batch.marks:
            self._ask("XACK", FACTS_KEY, _GROUP, *batch.marks)
            # Away, so that what is trimmed from a full stream is always something that nobody had taken.
            self._ask("XDEL", FACTS_KEY, *batch.marks)

    def _read(self, most: int, since: str) -> list[tuple[bytes, Any]]:
        command = ("XREADGROUP", "GROUP", _GROUP, _CONSUMER, "COUNT", most, "STREAMS", FACTS_KEY, since)
        try:
            reply = self._wire.ask(*command)
        except ResponseError as error:
            if not str(error).startswith("NOGROUP"):
                raise refused(error) from error
            self._make_group()
            reply = self._ask(*command)
        return [tuple(entry) for entry in reply[0][1]] if reply else []

    def _make_group(self) -> None:
        try:
            self._wire.ask("XGROUP", "CREATE", FACTS_KEY, _GROUP, "0", "MKSTREAM")
        except ResponseError as error:
            if not str(error).startswith("BUSYGROUP"):
                raise refused(error) from error

    def _ask(self, *command: str | int) -> Any:
        try:
            return self._wire.ask(*command)
        except ResponseError as error:
            raise refused(error) from error
