"""What a turn may know beyond the call's own state."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class World:
    """`now` is aware. A turn that is answered a second time gets the same world again."""

    now: datetime
