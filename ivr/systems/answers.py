"""What systems answer, as values that a call can keep: JSON's own kinds, not too deep, every number one that counts."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from ivr.menu.templates.value import Value

_DEEPEST: Final = 12
_MOST_BITS: Final = 133  # what has over 40 digits nothing in the language computes with


def read_answer(value: Any, depth: int = 0) -> Value:
    """Return the value; ValueError when it is nested deeper, or has larger numbers, than anybody can mean.

    Letters that stand for nothing, halves of a pair, become question marks: nobody could store or say them.
    """
    if depth > _DEEPEST:
        raise ValueError("too deep")
    if isinstance(value, str):
        return _whole(value)
    if isinstance(value, Mapping):
        return {_whole(str(name)): read_answer(part, depth + 1) for name, part in value.items()}
    if isinstance(value, Sequence):
        return [read_answer(part, depth + 1) for part in value]
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("a number without a value")
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        raise ValueError("a number of over 40 digits")
    if not (value is None or isinstance(value, int | float)):
        raise ValueError("no value of JSON")
    return value


def _whole(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
