"""What people wrote and said is not kept for ever, nor what was told on the way."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from ivr.log import get_logger
from ivr.ports.records import RecordShelf

_REST: Final = timedelta(hours=1)
_DOUBTED: Final = timedelta(days=1)
_NAMES: Final = timedelta(days=1)  # so long the same webhook is known again; providers let it be signed for minutes
_log = get_logger(__name__)


@dataclass(slots=True)
class Retention:
    """Empties the words of texts and recordings after some days, and drops what was told after some more.

    It takes a little of what is old at every look, and rests for an hour when there is no more. A clock that is
    suddenly ahead is not believed for a day: what is forgotten by mistake is lost.
    """

    records: RecordShelf
    words_days: int
    events_days: int
    _rests_until: datetime | None = None
    _looked_at: datetime | None = None

    def look(self, now: datetime) -> None:
        """Forget some of what is old, if it is time. DatabaseUnavailableError."""
        ahead = timedelta() if self._looked_at is None else now - self._looked_at
        self._looked_at = now
        if ahead < timedelta():
            self._rests_until = None  # it was reckoned by the other time
        elif ahead > _REST:
            self._rests_until = now + _DOUBTED
            _log.warning("clock_doubted", ahead_s=int(ahead.total_seconds()), until=str(self._rests_until))
        if self._rests_until is not None and now < self._rests_until:
            return
        words_before, events_before = now - timedelta(days=self.words_days), now - timedelta(days=self.events_days)
        count = self.records.forget(words_before, events_before, now - _NAMES)
        if count:
            _log.info("words_forgotten", rows=count)
        else:
            self._rests_until = now + _REST
