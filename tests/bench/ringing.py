"""Calls rung in process: the WSGI app is called straight, so no figure holds an HTTP server."""

import contextlib
import gc
import re
import statistics
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from itertools import count, cycle, permutations
from typing import Final

from bench.apps import WsgiApp, null_device
from bench.webhooks import Script, environ_of, form_of
from ivr import log

ACTION: Final = re.compile(rb'action="([^"]+)"')
_APART: Final = 1_000_000  # calls of one app from the next one's, which may be on the same Redis
_NUMBERS: Final = count(1)  # a number that has been rung goes on where that call ended

Took = dict[str, list[float]]


@dataclass(slots=True)
class Phone:
    """One call of one app."""

    app: WsgiApp
    call: int
    target: str = "/voice"

    def turn(self, keys: str | None) -> float:
        """Take the call's next turn; return the microseconds that the app took."""
        environ = environ_of(self.target, form_of(self.call, keys))
        statuses: list[str] = []

        def start_response(status: str, _headers: object, _error: object = None) -> None:
            statuses.append(status)

        began = time.perf_counter()
        document = b"".join(self.app(environ, start_response))
        took_us = (time.perf_counter() - began) * 1e6
        found = ACTION.search(document)
        assert statuses == ["200 OK"], statuses
        assert found is not None, document
        self.target = unescape(found[1].decode())
        return took_us


def interleaved(apps: Mapping[str, WsgiApp], scripts: Iterable[Script], skip: int = 1) -> Took:
    """Return each app's microseconds of every turn from the `skip`-th on.

    The apps take turns request by request, in every order, so that all meet the same machine and the same neighbours.
    """
    took: Took = {name: [] for name in apps}
    orders = cycle(list(permutations(apps)))
    for script in scripts:
        number = next(_NUMBERS)
        phones = {name: Phone(app, place * _APART + number) for place, (name, app) in enumerate(apps.items())}
        for turn, keys in enumerate(script):
            for name in next(orders):
                us = phones[name].turn(keys)
                if turn >= skip:
                    took[name].append(us)
    return took


def one_after_the_other(apps: Mapping[str, WsgiApp], scripts: Iterable[Script], skip: int = 1) -> Took:
    """Return the same of apps that take turns call by call, in every order.

    A process serves one app, so in its second turn much of it lies in the processor's caches already.
    """
    took: Took = {name: [] for name in apps}
    orders = cycle(list(permutations(apps)))
    for script in scripts:
        for name in next(orders):
            phone = Phone(apps[name], next(_NUMBERS))
            turns = [phone.turn(keys) for keys in script]
            took[name] += turns[skip:]
    return took


def medians(took: Took) -> dict[str, float]:
    """Return each app's median."""
    return {name: statistics.median(turns) for name, turns in took.items()}


def fastest(took: Took) -> dict[str, float]:
    """Return what a tenth of each app's turns stay below: what a turn takes that nobody else's work came into."""
    return {name: statistics.quantiles(turns, n=10)[0] for name, turns in took.items()}


@contextlib.contextmanager
def settled() -> Iterator[None]:
    """Put all that the apps have loaded out of the collector's way, as it would be after an hour, and keep it on."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@contextlib.contextmanager
def logs_to_null() -> Iterator[None]:
    """Let the apps that are made in here log to the null device."""
    with null_device() as null, contextlib.redirect_stderr(null):
        yield
    log.configure("text")  # nobody may write to the closed one
