"""What a reader asks of a setting: the kind of value it takes. Noted where the language is described, not read."""

from dataclasses import dataclass
from enum import Enum, auto

from ivr.menu.parts import Place


class Kind(Enum):
    """Kinds of values; `Asked.details` are their bounds, their words, or what line.yaml must define."""

    KNOWN = auto()  # it may stand there; what it takes its reader looks at itself
    TEXT = auto()
    TEXTS = auto()
    YES_NO = auto()
    DURATION = auto()
    COUNT = auto()
    PERCENT = auto()
    ONE_OF = auto()
    KEYS = auto()
    TARGET = auto()
    PROMPT = auto()
    TEMPLATE = auto()
    CONDITION = auto()
    TABLE = auto()
    SAVED = auto()
    DEFINED = auto()


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: what a setting of the mapping at `place` was asked for as."""

    place: Place
    name: str
    kind: Kind
    details: tuple[object, ...] = ()
