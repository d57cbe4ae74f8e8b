"""Microseconds per turn in process: (a), (b) and (c) side by side."""

import tempfile
from pathlib import Path

from bench.apps import WsgiApp, bare_app, our_app, sample_always_open, tutorial_app
from bench.ringing import interleaved, logs_to_null, medians, settled
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
                found = medians(interleaved(apps, [STATEMENTS] * calls))
    print("microseconds per turn in process (median)")
    print(f"  (a) bare Flask route   {found['a']:7.0f}")
    print(f"  (b) tutorial app       {found['b']:7.0f}")
    print(f"  (c) Ringtree           {found['c']:7.0f}")
    print(f"  (c) / (b) = {found['c'] / found['b']:.2f}    (c) / (a) = {found['c'] / found['a']:.2f}", flush=True)
