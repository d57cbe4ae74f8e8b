"""The facts that wait in Redis to be filed: a consumer group takes them, and forgets them when they are.

Those of a newer version stay where they are: while a line is brought up to date its older workers still run.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from redis.exceptions import ResponseError

from ivr.dialog.facts import Fact
from ivr.log import get_logger
from ivr.ports.records import Batch
from ivr.sealing import Seal
from ivr.stores.fact_reading import NewerFactError, find_fact
from ivr.stores.redis_asking import refused
from ivr.stores.redis_calls import FACTS_KEY
from ivr.stores.redis_wire import RedisWire

_GROUP: Final = "records"
# All take under one name: of several workers the lease lets one at it, and what a dead one had taken is found again.
_CONSUMER: Final = "records"
_TAKEN, _NEW = "0", ">"
_MOST_PAGES: Final = 20  # of facts of a newer version that one look passes over
_log = get_logger(__name__)

_Entry = tuple[bytes, Any]
Find = Callable[[bytes | str, Seal], Fact | None]


class RedisFacts:
    """The source of facts on a Redis server. Facts that two take at once are filed once all the same."""

    def __init__(self, wire: RedisWire, seal: Seal, find: Find = find_fact) -> None:
        self._wire = wire
        self._seal = seal
        self._find = find
        self._passed = _TAKEN  # what was taken up to here and is still there is of a newer version

    def take(self, most: int) -> Batch:
        """Return the oldest facts that are not done; those that were taken before and not done come first."""
        batch = Batch([], [])
        for _ in range(_MOST_PAGES):
            entries = self._read(most, self._passed) or self._read(most, _NEW)
            batch = self._batch(entries)
            if batch.marks or not entries:
                break
        return batch

    def _batch(self, entries: Sequence[_Entry]) -> Batch:
        marks: list[str] = []
        facts: list[Fact] = []
        newer = 0
        for mark, fields in entries:
            try:
                fact = self._find(fields[1], self._seal) if fields else None  # none: trimmed after it was taken
            except NewerFactError:
                newer += 1
                if not marks:
                    self._passed = mark.decode()
                continue
            marks.append(mark.decode())
            if fact is not None:
                facts.append(fact)
        if newer and not marks:
            _log.warning("facts_left_to_a_newer_version", count=newer)
        return Batch(marks, facts, len(marks) - len(facts))

    def done(self, batch: Batch) -> None:
        """Forget the facts of a batch: they are filed."""
        if batch.marks:
            self._ask("XACK", FACTS_KEY, _GROUP, *batch.marks)
            # Away, so that what is trimmed from a full stream is always something that nobody had taken.
            self._ask("XDEL", FACTS_KEY, *batch.marks)

    def _read(self, most: int, since: str) -> list[_Entry]:
        command = ("XREADGROUP", "GROUP", _GROUP, _CONSUMER, "COUNT", most, "STREAMS", FACTS_KEY, since)
        try:
            reply = self._wire.ask(*command)
        except ResponseError as error:
            if not str(error).startswith("NOGROUP"):
                raise refused(error) from error
            self._make_group()
            self._passed = _TAKEN
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
