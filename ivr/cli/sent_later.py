"""What a line sends after it has answered a webhook, read from its rows."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from ivr.errors import RingtreeError
from ivr.ports.text_work import Answered, SentText
from ivr.values import MessageId

PATIENCE_S: Final = 30.0
_LOOKS_EVERY_S: Final = 0.1

FindAnswer = Callable[[MessageId], Answered | None]


class NothingSentError(RingtreeError):
    """No reply came in time."""


@dataclass(frozen=True, slots=True)
class SentLater:
    """Looks until all is there."""

    find_answer: FindAnswer
    patience_s: float = PATIENCE_S

    def all_to(self, sid: str) -> Iterator[SentText]:
        """Yield each reply to that text as it comes; NothingSentError when not all have come in time."""
        shown, deadline = 0, time.monotonic() + self.patience_s
        while time.monotonic() < deadline:
            answered = self.find_answer(MessageId(sid))
            for reply in answered.replies[shown:] if answered is not None else ():
                yield reply
                shown += 1
            if answered is not None and answered.is_done:
                return
            time.sleep(_LOOKS_EVERY_S)
        raise NothingSentError(
            f"No reply within {self.patience_s:g} s. Replies are sent by the worker; is `ivr up` running?"
        )
