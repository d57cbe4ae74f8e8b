"""`make bench`: measure and print, the parts one after the other."""

import argparse
from collections.abc import Callable
from typing import Final

from bench.checking import show_checking
from bench.flat import show_flatness
from bench.full_speech import show_full_speech
from bench.in_process import show_in_process
from bench.proving import show_proof
from bench.publishing import show_publishing
from bench.redis_bytes import show_bytes
from bench.rehearsal import show_rehearsal
from bench.rendering import show_rendering
from bench.served import show_served

# What each part does, when there is time and when there is none.
_PARTS: Final[dict[str, tuple[Callable[[], None], Callable[[], None]]]] = {
    "in-process": (lambda: show_in_process(150), lambda: show_in_process(20)),
    "flat": (
        lambda: show_flatness(120, (10, 100, 1_000, 10_000), (1, 1_000, 100_000)),
        lambda: show_flatness(10, (10, 1_000), (1, 1_000)),
    ),
    "proof": (lambda: show_proof((100, 1_000, 10_000)), lambda: show_proof((100, 1_000))),
    "bytes": (lambda: show_bytes(10_000), lambda: show_bytes(10_000)),
    "rehearsal": (lambda: show_rehearsal(3_000), lambda: show_rehearsal(300)),
    "checking": (lambda: show_checking((100, 1_000, 10_000)), lambda: show_checking((100, 1_000))),
    "full-speech": (lambda: show_full_speech(5.0, 300), lambda: show_full_speech(1.0, 30)),
    "rendering": (lambda: show_rendering(1_000), lambda: show_rendering(200)),
    "publishing": (lambda: show_publishing((500, 10_000), 5), lambda: show_publishing((500,), 2)),
    "served": (lambda: show_served(3, 3.0), lambda: show_served(1, 1.0)),
}


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="measure less, and less surely")
    parser.add_argument("--only", choices=_PARTS, action="append", help="one part; may be given again")
    options = parser.parse_args()
    for name in options.only or _PARTS:
        whole, quick = _PARTS[name]
        (quick if options.quick else whole)()


if __name__ == "__main__":
    main()
