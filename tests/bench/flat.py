"""Whether a turn of (c) costs the same however large the menus are and however many calls are live."""

import contextlib
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from redis import Redis

from bench.apps import WsgiApp, our_app, sample_always_open
from bench.large_menus import SPREAD_OUT, script_of, write_menus
from bench.ringing import Phone, interleaved, logs_to_null, medians, settled
from bench.stored import store_more
from bench.webhooks import STATEMENTS
from ivr.host import redis as embedded


def show_flatness(calls: int, steps: Sequence[int], live: Sequence[int]) -> None:
    """Ring `calls` calls at each variant, and print what a turn took."""
    print("microseconds per turn of (c) in process (median)")
    _show_row("steps in the menus", _by_steps(calls, steps))
    _show_row("live calls in Redis", _by_live_calls(calls, live))


def _show_row(what: str, found: Mapping[str, float]) -> None:
    spread = max(found.values()) / min(found.values()) - 1
    print(f"  {what:20}{''.join(f'{name:>10}' for name in found)}")
    print(f"  {'':20}{''.join(f'{us:10.0f}' for us in found.values())}    spread {spread:.1%}", flush=True)


def _by_steps(calls: int, steps: Sequence[int]) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as name, logs_to_null():
        folder = Path(name)
        with embedded.ensure(folder / "redis") as redis:
            apps: dict[str, WsgiApp] = {
                f"{count:,}": our_app(redis.url, folder, write_menus(folder / str(count), count)) for count in steps
            }
            interleaved(apps, [script_of(-number) for number in range(1, 2 + calls // 10)])
            with settled():
                return medians(interleaved(apps, [script_of(number) for number in range(calls)], SPREAD_OUT))


def _by_live_calls(calls: int, live: Sequence[int]) -> dict[str, float]:
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stack.enter_context(logs_to_null())
        menus = sample_always_open(folder)
        apps: dict[str, WsgiApp] = {}
        for count in live:
            redis = stack.enter_context(embedded.ensure(folder / f"redis-{count}"))
            app = apps[f"{count:,}"] = our_app(redis.url, folder, menus)
            _fill(app, redis.url, count - 1)
        interleaved(apps, [STATEMENTS] * (1 + calls // 10))
        with settled():
            return medians(interleaved(apps, [STATEMENTS] * calls))


def _fill(app: WsgiApp, redis_url: str, count: int) -> None:
    """Store `count` more calls in the middle of the sample line."""
    phone = Phone(app, 0)
    for keys in STATEMENTS[:6]:
        phone.turn(keys)
    with Redis.from_url(redis_url) as redis:
        store_more(redis, redis_url, like=0, count=count)
