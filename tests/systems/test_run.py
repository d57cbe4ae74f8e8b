"""Functions of developers that menus run: typed arguments, values back, and everything that can go wrong."""

import io
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from line import Line

from ivr import log
from ivr.errors import SettingsError
from ivr.systems.functions import load_functions

CODE = """
import time

def order(number: str, most: int, rate: float, urgent: bool = False) -> dict:
    assert type(number) is str and type(most) is int and type(rate) is float and type(urgent) is bool
    return {"id": number[::-1], "left": most - 1, "urgent": urgent}

def slow(seconds: float) -> str:
    time.sleep(seconds)
    return "done"

def broken(pin: str) -> str:
    raise RuntimeError("the pin is " + pin)

def odd() -> object:
    return object()

def large() -> list:
    return ["x" * 1000] * 100

def _private() -> str:
    return "never"
"""


@pytest.fixture(autouse=True)
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "acme_line.py").write_text(CODE)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    sys.modules.pop("acme_line", None)


def heard(line_of: Callable[..., Line], step: str, logged: io.StringIO | None = None) -> str:
    flow = f"q: {{ask: Number?, save: number, length: 4, next: run}}\nrun: {{{step}, next: tell, failed: sorry}}\n"
    flow += 'tell: {hangup: "It is {{ found.id | default: found }} {{ found.left }} {{ found.urgent }}."}\n'
    line = line_of(flow, IVR_FUNCTIONS="acme_line")
    if logged is not None:
        log.configure("text", logged)
    phone = line.phone()
    phone.ring()
    return phone.press("0042").words


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ('run: order, with: {number: "{{ number }}", most: "3", rate: "{{ 2 }}"}, save: found', "It is 2400 2 false."),
        (
            "run: order, with: {number: '{{ number }}', most: 3, rate: 1.5, urgent: true}, save: found",
            "It is 2400 2 true.",
        ),
        ("run: slow, with: {seconds: '2.6'}, save: found", "It is done ."),
        ("run: order, with: {number: '{{ number }}', most: many, rate: 1}, save: found", "We cannot do that now."),
        ("run: order, with: {number: '{{ number }}'}, save: found", "We cannot do that now."),
        ("run: order, with: {other: x}, save: found", "We cannot do that now."),
        ("run: broken, with: {pin: '{{ number }}'}, save: found", "We cannot do that now."),
        ("run: odd, save: found", "We cannot do that now."),
        ("run: large, save: found", "We cannot do that now."),
        ("run: _private, save: found", "We cannot do that now."),
        ("run: order.__globals__, save: found", "We cannot do that now."),
        ("run: time.sleep, save: found", "We cannot do that now."),
    ],
)
def test_functions(line_of: Callable[..., Line], step: str, said: str) -> None:
    assert heard(line_of, step) == said


def test_what_a_function_raises_is_not_logged(logged: io.StringIO, line_of: Callable[..., Line]) -> None:
    heard(line_of, "run: broken, with: {pin: '{{ number }}'}, save: found", logged)
    assert "function_failed" in logged.getvalue()
    assert "acme_line.py:" in logged.getvalue()
    assert "0042" not in logged.getvalue()


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("def f(a): return a", "The argument a of the function f has no type"),
        ("def f(*a: str): return a", "takes arguments without names"),
        ("def f(a: str, /): return a", "takes arguments without names"),
        ("x = 1", "defines no public function"),
        ("import nothing_like_that", "cannot be imported"),
    ],
)
def test_what_cannot_be_registered_stops_the_start(tmp_path: Path, code: str, why: str) -> None:
    (tmp_path / "acme_line.py").write_text(textwrap.dedent(code))
    with pytest.raises(SettingsError, match=why):
        load_functions(("acme_line",))


def test_no_more_than_twenty_are_asked_in_one_turn(line_of: Callable[..., Line]) -> None:
    steps = [f"r{number}: {{run: odd, save: x, next: r{number + 1}, failed: r{number + 1}}}" for number in range(25)]
    line = line_of("\n".join([*steps, "r25: {menu: All of them., keys: {1: sorry}}", ""]), IVR_FUNCTIONS="acme_line")
    report = line.phone().ring()
    assert "All of them." not in report.words
    assert report.words
    assert len(line.redis.keys("asked:*")) == 20
