"""Microseconds per turn in process: (a), (b) and (c) side by side."""

import tempfile
from pathlib import Path

from bench.apps import WsgiApp, bare_app, our_app, sample_always_open, tutorial_app
from bench.ringing import Took, fastest, interleaved, logs_to_null, medians, one_after_the_other, settled
from bench.webhooks import STATEMENTS
from ivr.host import redis as embedded


def show_in_process(calls: int) -> None:
    """Ring `calls` calls at each app, and print what a turn took."""
    with tempfile.TemporaryDirectory() as name, logs_to_null():
        folder = Path(name)
        with embedded.ensure(folder / "redis") as redis:
            apps: dict[str, WsgiApp] = {
                "a": bare_app(),
                "b": tutorial_app(redis.url),
                "c": our_app(redis.url, folder, sample_always_open(folder)),
            }
            interleaved(apps, [STATEMENTS] * (1 + calls // 10))
            with settled():
                _show("call by call", one_after_the_other(apps, [STATEMENTS] * calls))
                _show("turn by turn, so that each finds the caches cold", interleaved(apps, [STATEMENTS] * calls))


def _show(how: str, took: Took) -> None:
    usual, quick = medians(took), fastest(took)
    print(f"microseconds per turn in process, {how} (median; a tenth is faster than)")
    for name, what in (("a", "bare Flask route"), ("b", "tutorial app"), ("c", "Ringtree")):
        print(f"  ({name}) {what:17} {usual[name]:7.0f} {quick[name]:7.0f}")
    for name in ("b", "a"):
        ratios = f"{usual['c'] / usual[name]:7.2f} {quick['c'] / quick[name]:7.2f}"
        print(f"  (c) / ({name})             {ratios}", flush=True)
