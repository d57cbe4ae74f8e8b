"""What may be seen of a call from outside: where it is and what is remembered, but nothing sensitive."""

from collections.abc import Callable
from pathlib import Path

import pytest
from line import Line, followed, services_on

from ivr.ports.calls import Services
from ivr.stores.redis_wire import RedisWire
from ivr.values import CallId
from ivr.workflows.watch_call import Known, watch_call

FLOW = """
card: {ask: Your card?, save: card, length: 8, sensitive: yes, next: pin}
pin: {ask: Your code?, save: pin, length: 4, sensitive: yes, next: floor}
floor: {ask: Which floor?, save: floor, length: 2, next: end}
end: {menu: "Floor {{ floor }}.", keys: {1: sorry}}
"""


@pytest.fixture
def services(line_of: Callable[..., Line], wire: RedisWire, tmp_path: Path) -> Services:
    """What another process of the same line works with."""
    line_of(FLOW)
    return services_on(wire, tmp_path, followed(tmp_path / "menus", tmp_path / "var"))


def test_a_call_is_watched(services: Services, line_of: Callable[..., Line]) -> None:
    phone = line_of(FLOW).phone()
    phone.ring()
    call = CallId(phone.leg.call_sid)
    watched = watch_call(services, call)
    assert watched is not None
    assert (str(watched.here.step), watched.turn, watched.asks_secret) == ("card", 1, True)
    assert watched.place is not None
    assert watched.place.line == 2
    phone.press("86420975")
    phone.press("4711")
    watched = watch_call(services, call)
    assert watched is not None
    assert watched.asks_secret is False
    assert "4711" not in str(watched)
    phone.press("12")
    watched = watch_call(services, call)
    assert watched is not None
    assert set(watched.knows) == {Known("floor", "12"), Known("card", None), Known("pin", None)}
    assert watched.disposition is None
    phone.hang_up()
    ended = watch_call(services, call)
    assert ended is not None
    assert ended.disposition == "abandoned"


def test_nothing_is_seen_of_a_call_that_nobody_knows(services: Services) -> None:
    assert watch_call(services, CallId("CA0")) is None


def test_nothing_is_seen_where_redis_is_away(services: Services, tmp_path: Path) -> None:
    away = services_on(RedisWire("unix:///nowhere/at-all.sock"), tmp_path, services.menus)
    assert watch_call(away, CallId("CA0")) is None


def test_a_call_on_menus_that_are_gone_may_be_asking_anything(
    services: Services, line_of: Callable[..., Line], wire: RedisWire, tmp_path: Path
) -> None:
    phone = line_of(FLOW).phone()
    phone.ring()
    other = tmp_path / "other"
    other.mkdir()
    (other / "line.yaml").write_text((tmp_path / "menus" / "line.yaml").read_text())
    (other / "main.yaml").write_text("sorry: {hangup: Bye.}\n")
    elsewhere = services_on(wire, tmp_path, followed(other, tmp_path / "var2"))
    watched = watch_call(elsewhere, CallId(phone.leg.call_sid))
    assert watched is not None
    assert watched.asks_secret is True
    assert watched.place is None
