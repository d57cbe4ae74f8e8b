"""The stream of errands that calls leave in Redis; who does one kind reads all of it with a group of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from redis.exceptions import ResponseError

from ivr.dialog.errands import Errand, TextWanted
from ivr.log import get_logger
from ivr.sealing import Seal
from ivr.stores.errand_record import NewerErrandError, load_errand
from ivr.stores.redis_asking import ask, refused
from ivr.stores.redis_calls import ERRANDS_KEY
from ivr.stores.redis_wire import RedisWire

_READER: Final = "worker"  # one name for all: only who has the lease reads, and finds what a dead one left
_AT_ONCE: Final = 100
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class LeftErrand:
    """An errand that was left, as it lies there; `wanted` None: it can no longer be read."""

    entry_id: bytes
    line: bytes
    wanted: Errand | None


class RedisErrands:
    """What one group has not done yet. `seal` is the one that errands are sealed with."""

    def __init__(self, wire: RedisWire, seal: Seal, group: str) -> None:
        self._wire = wire
        self._seal = seal
        self._group = group
        self._passed = "0"  # what was begun up to here and is still there is of a newer version

    def read(self) -> Sequence[LeftErrand]:
        """Return errands that were begun and never done, then new ones; those of a newer version stay for its workers.

        StoreUnavailableError like the shelves.
        """
        found: list[LeftErrand] = []
        newer = 0
        for entry_id, line in (*self._read(self._passed), *self._read(">")):
            try:
                found.append(self._load(entry_id, line))
            except NewerErrandError:
                newer += 1
                if not found:
                    self._passed = entry_id.decode()
        if newer and not found:
            _log.warning("errands_left_to_a_newer_version", group=self._group, count=newer)
        return found

    def done(self, errand: LeftErrand) -> None:
        """Note that it is done, or none of this group's."""
        ask(self._wire, "XACK", ERRANDS_KEY, self._group, errand.entry_id)

    def _load(self, entry_id: bytes, line: bytes) -> LeftErrand:
        wanted = load_errand(line, self._seal)
        if wanted is None:
            _log.warning("errand_unreadable", group=self._group)
        return LeftErrand(entry_id, line, wanted)

    def _read(self, after: str) -> list[tuple[bytes, bytes]]:
        command = ("XREADGROUP", "GROUP", self._group, _READER, "COUNT", _AT_ONCE, "STREAMS", ERRANDS_KEY, after)
        try:
            found = self._wire.ask(*command)
        except ResponseError as error:
            if not str(error).startswith("NOGROUP"):
                raise refused(error) from error
            ask(self._wire, "XGROUP", "CREATE", ERRANDS_KEY, self._group, "0", "MKSTREAM")
            self._passed = "0"
            found = ask(self._wire, *command)
        if not found:
            return []
        ((_, entries),) = found
        # An entry that was deleted while it was pending has no fields.
        return [(entry_id, fields[1] if fields else b"") for entry_id, fields in entries]


class RedisTextErrands:
    """Texts that calls want sent."""

    def __init__(self, wire: RedisWire, seal: Seal) -> None:
        self._errands = RedisErrands(wire, seal, "texts")
        self._read: dict[str, LeftErrand] = {}

    def read(self) -> Sequence[TextWanted]:
        """Return the texts that are wanted and not written down; other errands stay as they are."""
        wanted = []
        for errand in self._errands.read():
            if isinstance(errand.wanted, TextWanted):
                self._read[_name(errand.wanted)] = errand
                wanted.append(errand.wanted)
            else:
                self._errands.done(errand)
        return wanted

    def done(self, wanted: TextWanted) -> None:
        """Note that it is written down."""
        errand = self._read.pop(_name(wanted), None)
        if errand is not None:
            self._errands.done(errand)


def _name(wanted: TextWanted) -> str:
    return f"{wanted.call_id.value}:{wanted.turn}:{wanted.number}"
