"""Requests per second on one core, through the web servers that the apps would run in."""

import contextlib
import statistics
import tempfile
from itertools import count
from pathlib import Path
from typing import Any, Final

from redis import Redis

from bench.apps import environment_of, sample_always_open
from bench.cores import CAN_PIN, CLIENT_CORE, pinned
from bench.load import Load, ring
from bench.node_server import NoExpressError, express, install
from bench.servers import Address, gunicorn
from ivr.host import redis as embedded

_LANES: Final = 8  # calls at the same time
_WARM_UP_S: Final = 2.0  # Node compiles meanwhile
_APART: Final = 10_000_000  # one app's calls from the next one's


def show_served(rounds: int, seconds: float) -> None:
    """Load each server in turn, several rounds, so that all meet the same machine; print what they answered."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stack.enter_context(pinned(CLIENT_CORE))
        redis_url = stack.enter_context(embedded.ensure(folder / "redis")).url
        environment = environment_of(redis_url, folder, sample_always_open(folder))
        servers = {
            name: stack.enter_context(gunicorn(app, folder, environment))
            for name, app in {
                "(a) bare Flask route": "bench.apps:bare_app()",
                "(b) tutorial app": f"bench.apps:tutorial_app({redis_url!r})",
                "(c) Ringtree": "app:app",
            }.items()
        }
        try:
            install()
            servers["(b) in Express"] = stack.enter_context(express(redis_url))
        except NoExpressError as error:
            print(f"The tutorial app in Express is left out: {error}.")
        _show(*_load(servers, redis_url, rounds, seconds))


def _load(
    servers: dict[str, Address], redis_url: str, rounds: int, seconds: float
) -> tuple[dict[str, list[Load]], dict[str, float]]:
    """Return what came of each round, and the seconds that Redis computed for each server."""
    calls = count(1, _APART)
    for address in servers.values():
        ring(address, _LANES, _WARM_UP_S, next(calls))
    loads: dict[str, list[Load]] = {name: [] for name in servers}
    redis_s = dict.fromkeys(servers, 0.0)
    with Redis.from_url(redis_url) as client:
        for _ in range(rounds):
            for name, address in servers.items():
                before = _computed_s(client)
                loads[name].append(ring(address, _LANES, seconds, next(calls)))
                redis_s[name] += _computed_s(client) - before
    return loads, redis_s


def _computed_s(client: "Redis") -> float:
    """Return the seconds that Redis has computed so far."""
    found: Any = client.info("cpu")
    return float(found["used_cpu_sys"] + found["used_cpu_user"])


def _show(loads: dict[str, list[Load]], redis_s: dict[str, float]) -> None:
    where = "one worker on a core of its own" if CAN_PIN else "one worker; this system pins nothing to a core"
    print(f"requests per second over loopback, {_LANES} calls at once, {where}")
    print(f"  {'':24}     rps    p50 ms    p99 ms    client's CPU    Redis's CPU")
    for name, rounds in loads.items():
        rps = statistics.median(len(load.latencies_s) / load.took_s for load in rounds)
        latencies = statistics.quantiles([s for load in rounds for s in load.latencies_s], n=100)
        took_s = sum(load.took_s for load in rounds)
        print(
            f"  {name:24}{rps:8.0f}{latencies[49] * 1e3:10.2f}{latencies[98] * 1e3:10.2f}"
            f"{sum(load.client_s for load in rounds) / took_s:16.0%}{redis_s[name] / took_s:15.0%}",
            flush=True,
        )
