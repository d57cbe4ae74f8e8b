"""A clock that is set an hour back or forward in mid-call: no caller notices, and everything is noted once."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from random import Random

import pytest
from line import BASE, SECRET, Line, dispositions, followed, prompts_on, services_on, spoken, turns_of
from random_caller import live_a_call

from ivr.clock import Clock
from ivr.handset.heard import Ended
from ivr.phone.line import RepeatingTransport, Reply, Transport, WsgiTransport
from ivr.providers.twilio.provider import TwilioVoice
from ivr.stores.redis_wire import RedisWire
from ivr.web.addresses import Addresses
from ivr.web.app import make_app
from ivr.web.audio import AudioDoor
from ivr.web.gate import Gate
from ivr.web.pages import Pages
from ivr.web.voice import VoiceDoor

CALL = "CA" + "1" * 32
TOKEN = "0123456789abcdef0123456789abcdef"
NOON = datetime(2026, 3, 3, 17, tzinfo=UTC)  # in New York; an hour more or less changes no opening hours
HOUR = timedelta(hours=1)
MENUS = {
    "line.yaml": "line: A clock\ncalls: main\ntimezone: UTC\nlimits: {turns: 1000, minutes: 10}\n"
    "patience: {tries: 3, give_up: hangup}\n",
    "main.yaml": 'choices: {menu: "It is {{ now }}. Again, press 1.", keys: {1: choices}}\n',
}


class Watch:
    """A clock on which a second passes whenever somebody looks, and which is set to and fro meanwhile."""

    def __init__(self, *set_by: timedelta) -> None:
        self.set_by = cycle(set_by)
        self.passed = timedelta(0)

    def __call__(self) -> datetime:
        self.passed += timedelta(seconds=1)
        return NOON + self.passed + next(self.set_by)


STEADY = (timedelta(0),)
TO_AND_FRO = (timedelta(0), -HOUR, -HOUR, HOUR, timedelta(0), HOUR, -HOUR)


def line_by(clock: Clock, line: Line, wire: RedisWire, menus: Path | None = None) -> Line:
    """Return a line that goes by this clock; without `menus`, the sample's."""
    var = Path(line.environment["IVR_VAR_DIR"])
    shelf = followed(menus or Path(line.environment["IVR_MENUS_DIR"]), var / "followed")
    services = services_on(wire, Path(line.environment["IVR_VAR_DIR"]), shelf, clock)
    provider = TwilioVoice(BASE, (TOKEN,), development=True)
    prompts = prompts_on(shelf)
    door = VoiceDoor(services, Gate({provider.signature_header: provider}), Addresses(SECRET.encode()), prompts)
    app = make_app(door, Pages(services), AudioDoor(prompts.shelf, prompts))
    return Line(app, line.redis, line.environment, line.account_sid, TOKEN)


@pytest.fixture
def told_time(tmp_path: Path) -> Path:
    """Menus that say what time it is."""
    folder = tmp_path / "told"
    folder.mkdir()
    for name, text in MENUS.items():
        (folder / name).write_text(text)
    return folder


@dataclass
class Noting:
    """Keeps every document, without what its addresses carry."""

    inner: Transport
    documents: list[bytes] = field(default_factory=list)

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Reply:
        reply = self.inner.post(url, form, headers)
        self.documents.append(re.sub(rb'\?[^"]*', b"", reply.body))
        return reply

    def get(self, url: str, headers: Mapping[str, str]) -> Reply:
        return self.inner.get(url, headers)


@pytest.mark.parametrize("seed", range(12))
def test_callers_hear_what_a_steady_clock_would_let_them_hear(line: Line, wire: RedisWire, seed: int) -> None:
    heard = []
    for set_by in (STEADY, TO_AND_FRO):
        line.redis.flushall()
        ours = line_by(Watch(*set_by), line, wire)
        noting = Noting(WsgiTransport(ours.app))
        live_a_call(Random(seed), ours.phone(None, transport=noting, call_sid=CALL), patience=0.95)
        heard.append(noting.documents)
        turns = turns_of(ours.facts())[CALL]
        assert turns == Counter(range(len(turns)))
    assert heard[0] == heard[1]


def test_a_webhook_that_comes_again_after_the_clock_was_set_gets_the_same_answer(
    line: Line, wire: RedisWire, told_time: Path
) -> None:
    ours = line_by(Watch(*TO_AND_FRO), line, wire, told_time)
    repeating = RepeatingTransport(WsgiTransport(ours.app), lambda: 4)
    phone = ours.phone(None, transport=repeating, call_sid=CALL)
    heard = [spoken(phone.ring()), *(spoken(phone.press("1")) for _ in range(20))]
    assert len(set(heard)) == len(heard), "each turn tells another time"
    phone.hang_up()
    assert turns_of(ours.facts())[CALL] == Counter(range(22))


@pytest.mark.parametrize("set_by", [-HOUR, HOUR])
def test_the_limit_on_minutes_is_as_long_as_ever(
    line: Line, wire: RedisWire, told_time: Path, set_by: timedelta
) -> None:
    watch = Watch(*STEADY)
    phone = line_by(watch, line, wire, told_time).phone(None)
    phone.ring()
    watch.passed += timedelta(minutes=4)
    phone.press("1")
    watch.set_by = cycle([set_by])
    assert "Again, press 1." in phone.press("1").words
    watch.passed += timedelta(minutes=5)
    assert "Again, press 1." in phone.press("1").words
    watch.passed += timedelta(minutes=1)
    assert phone.press("1").waits == Ended("hangup")


def test_a_call_ends_once_and_is_kept_as_long_as_ever(line: Line, wire: RedisWire) -> None:
    ours = line_by(Watch(*TO_AND_FRO), line, wire)
    ours.phone(None, call_sid=CALL, status_path=None).ring()
    for status in ("in-progress", "completed", "completed", "failed"):
        assert ours.status(CALL, status).status == 204
    assert dispositions(ours.facts()) == ["abandoned"]
    left_s = line.redis.ttl(f"call:{CALL}")
    assert 2 * 3600 - 5 < left_s <= 2 * 3600
