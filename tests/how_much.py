"""How much is tried: `make test` tells most, `make test-all` more, and RINGTREE_ALL=every tries all there is."""

import os
from typing import Final, TypeVar

import pytest

_ASKED: Final = os.environ.get("RINGTREE_ALL", "")
IS_ALL: Final = bool(_ASKED)  # `make test-all` sets it to 1
in_all: Final = pytest.mark.skipif(not IS_ALL, reason="takes seconds of waiting; `make test-all` has it")

T = TypeVar("T")


def so_many(usual: T, by_all: T, every: T | None = None) -> T:
    """Return how much is tried usually, by `make test-all`, or when every case there is was asked for."""
    if _ASKED == "every" and every is not None:
        return every
    return by_all if IS_ALL else usual
