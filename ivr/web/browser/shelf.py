"""What the telephone in the browser needs to have kept between two requests, which different processes may answer."""

from typing import Protocol


class PhoneShelf(Protocol):
    """Records of telephones, in parts. All raise StoreUnavailableError when they cannot be done in time.

    A telephone is alive until a second that each use puts off; who is not heard of by then was left lying.
    """

    def begin(self, name: str, parts: tuple[bytes, ...], alive_until: int, now: int) -> bool:
        """Keep a new telephone's record; False when there are too many already."""
        ...

    def append(self, name: str, number: int, part: bytes, alive_until: int | None) -> bool:
        """Keep one more part, when the record has `number` of them; False when it has not. None: the call is over."""
        ...

    def find(self, name: str) -> list[bytes]:
        """Return the parts of a record; none when it is unknown, or cannot be read any more."""
        ...

    def put_off(self, name: str, alive_until: int) -> None:
        """Let a telephone that is alive be so until then."""
        ...

    def take_left(self, now: int) -> str | None:
        """Return a telephone that nobody has used in time, to one who asks only; None when there is none."""
        ...

    def count_alive(self) -> int:
        """Return how many telephones are alive or were left lying."""
        ...

    def count_try(self, who: str, within_s: int) -> int:
        """Return how often somebody has tried something, with this try, since they began to within so many seconds."""
        ...
