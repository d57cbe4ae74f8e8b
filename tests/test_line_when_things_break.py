"""Redis gone, menus that fail, documents that cannot be written: the caller hears something and is led out."""

import io
import os
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

import pytest
from flask import Flask
from line import BASE, OPEN, SECRET, Line, dispositions, facts_in, followed, prompts_on, services_on, spoken
from redis import Redis

from ivr import log
from ivr.clock import utc_now
from ivr.dialog.directives import Directive, HangUp
from ivr.handset.heard import Ended, WaitingForCallee, WaitingForInput
from ivr.host.redis import EmbeddedRedis, ensure
from ivr.menu.model import Menus
from ivr.ports.calls import Services
from ivr.ports.releases import MenuShelf
from ivr.ports.webhooks import Document, VoiceProvider, Ways
from ivr.providers.twilio.provider import TwilioVoice
from ivr.stores.redis_wire import RedisWire
from ivr.values import MenuVersion
from ivr.web.addresses import Addresses
from ivr.web.app import make_app
from ivr.web.audio import AudioDoor
from ivr.web.gate import Gate
from ivr.web.pages import Pages
from ivr.web.voice import VoiceDoor

TOKEN = "0123456789abcdef0123456789abcdef"
APOLOGY = "We are sorry, this line cannot take your call right now. Please try again later."
SORRY = "We are sorry, something went wrong."
ACCOUNT_NUMBER = "86420975"


class Mined:
    """The sample's menus, whose reading explodes once for each charge that is laid."""

    def __init__(self, inner: MenuShelf) -> None:
        self.inner = inner
        self.charges = 0

    def current(self) -> Menus:
        self._step()
        return self.inner.current()

    def find(self, version: MenuVersion) -> Menus | None:
        self._step()
        return self.inner.find(version)

    def _step(self) -> None:
        if self.charges:
            self.charges -= 1
            self._explode("here")

    def _explode(self, where: str) -> NoReturn:
        raise ZeroDivisionError(where)


class Speechless(TwilioVoice):
    """A Twilio that can write goodbyes only."""

    def render(self, directives: Sequence[Directive], ways: Ways) -> Document:
        if not isinstance(directives[-1], HangUp):
            raise ZeroDivisionError
        return TwilioVoice.render(self, directives, ways)


def app_of(services: Services, provider: VoiceProvider) -> Flask:
    prompts = prompts_on(services.menus)
    door = VoiceDoor(services, Gate({provider.signature_header: provider}), Addresses(SECRET.encode()), prompts)
    return make_app(door, Pages(services), AudioDoor(prompts.shelf, prompts))


@pytest.fixture
def mined(line: Line, tmp_path: Path) -> Mined:
    return Mined(followed(Path(line.environment["IVR_MENUS_DIR"]), tmp_path / "followed"))


@pytest.fixture
def mined_line(line: Line, mined: Mined, wire: RedisWire, tmp_path: Path) -> Line:
    """The sample line on menus that can be made to explode."""
    app = app_of(services_on(wire, tmp_path, mined), TwilioVoice(BASE, (TOKEN,), development=True))
    return Line(app, line.redis, line.environment, line.account_sid, TOKEN)


def test_an_explosion_on_arrival_leads_to_a_person(mined_line: Line, mined: Mined) -> None:
    phone = mined_line.phone()
    mined.charges = 1
    report = phone.ring()
    assert spoken(report) == f"{SORRY} I am connecting you now."
    assert isinstance(report.waits, WaitingForCallee)
    assert spoken(phone.callee("no_answer")).startswith("We cannot come to the phone right now.")
    assert phone.leave_message(5, "#").waits == Ended("hangup")


@pytest.mark.parametrize("presses", ["", "9", "91"])
def test_an_explosion_in_mid_call_leads_to_a_person_and_the_talk_ends_the_call(
    mined_line: Line, mined: Mined, presses: str
) -> None:
    phone = mined_line.phone()
    phone.ring()
    for key in presses:
        phone.press(key)
    mined.charges = 1
    report = phone.press("1")
    assert spoken(report).startswith("Lo sentimos, algo salió mal." if presses else SORRY)
    assert ("Le comunico ahora." if presses else "I am connecting you now.") in spoken(report)
    assert phone.callee("answers").waits == Ended("hangup")
    assert [fact["disposition"] for fact in mined_line.facts() if fact["kind"] == "call"] == ["connected"]


def test_an_explosion_heard_twice_is_answered_alike(mined_line: Line, mined: Mined) -> None:
    phone = mined_line.phone()
    report = phone.ring()
    target = report.document.partition('action="')[2].partition('"')[0].replace("&amp;", "&")
    form = {"CallSid": mined_line.facts()[0]["call_id"], "Digits": "1", "RingtreeAt": OPEN}
    mined.charges = 1
    first = mined_line.post(target, form)
    mined.charges = 1
    assert mined_line.post(target, form) == first
    assert (first.status, SORRY in first.body.decode()) == (200, True)


def test_where_nothing_works_the_caller_is_told_to_try_later(mined_line: Line, mined: Mined) -> None:
    mined.charges = 1000
    report = mined_line.phone().ring()
    assert (spoken(report), report.waits) == (APOLOGY, Ended("hangup"))


def test_without_menus_the_caller_is_told_to_try_later(make_line: Callable[..., Line], tmp_path: Path) -> None:
    folder = tmp_path / "none"
    folder.mkdir()
    line = make_line(menus=folder)
    report = line.phone().ring()
    assert (spoken(report), report.waits, report.warnings) == (APOLOGY, Ended("hangup"), ())
    assert line.redis.keys() == [b"facts"], "only where the provider says that the call stands"


def test_a_document_that_cannot_be_written_becomes_an_apology(line: Line, wire: RedisWire, tmp_path: Path) -> None:
    menus = followed(Path(line.environment["IVR_MENUS_DIR"]), tmp_path / "followed")
    app = app_of(services_on(wire, tmp_path, menus), Speechless(BASE, (TOKEN,), development=True))
    report = Line(app, line.redis, line.environment, line.account_sid, TOKEN).phone().ring()
    assert (spoken(report), report.waits) == (APOLOGY, Ended("hangup"))


def ring_through(line: Line) -> None:
    """A call through account entry and a message."""
    phone = line.phone()
    assert "For your account, press 1." in spoken(phone.ring())
    assert "eight digit account number" in spoken(phone.press("1"))
    assert isinstance(phone.press(ACCOUNT_NUMBER).waits, WaitingForInput)
    assert spoken(phone.press("0")) == "I am connecting you now."
    assert "We cannot come" in spoken(phone.callee("no_answer"))
    report = phone.leave_message(5, "#")
    assert (report.waits, report.warnings) == (Ended("hangup"), ())


@pytest.mark.parametrize("url", ["unix:///no/such/socket", "redis://127.0.0.1:1/0"])
def test_a_redis_that_was_never_there(make_line: Callable[..., Line], url: str) -> None:
    ring_through(make_line(REDIS_URL=url))


def test_a_call_without_any_redis_forgets_nothing(make_line: Callable[..., Line]) -> None:
    phone = make_line(REDIS_URL="redis://127.0.0.1:1/0").phone()
    phone.ring()
    phone.press("9")
    assert spoken(phone.press("1")) == "Marque su número de cuenta de ocho cifras."
    assert spoken(phone.press(ACCOUNT_NUMBER)).startswith("Tengo 8, 6, 4, 2, 0, 9, 7, 5.")
    assert spoken(phone.press("1")).startswith("Para reportar un pago")
    report = phone.press("2")
    assert spoken(report).startswith("Enviaremos por correo un estado de la cuenta 8, 6, 4, 2, 0, 9, 7, 5 en dos días")
    assert ACCOUNT_NUMBER not in report.url


def test_a_redis_that_dies_and_comes_back_in_mid_call(make_line: Callable[..., Line], tmp_path: Path) -> None:
    with ensure(tmp_path / "own") as server, Redis.from_url(server.url) as redis:
        line = make_line(REDIS_URL=server.url)
        phone = line.phone(call_sid="CA" + "7" * 32)
        phone.ring()
        phone.press("9")
        before = len(facts_in(redis))
        server.close()
        assert spoken(phone.press("3")).startswith("Abrimos de lunes a viernes")
        assert spoken(phone.press("1")) == "Marque su número de cuenta de ocho cifras."
        with ensure(tmp_path / "own"):
            redis.flushall()
            time.sleep(1.1)  # for a second after a failure nobody asks
            assert spoken(phone.press("12345678")).startswith("Tengo 1, 2, 3")
            assert spoken(phone.press("1")).startswith("Para reportar un pago")
            assert spoken(phone.press("0")) == "Le comunico ahora."
            assert phone.callee("answers").waits == Ended("hangup")
            line.redis = redis
            facts = line.facts()
    assert before == 2
    assert sorted(fact["turn"] for fact in facts) == [0, 3, 4, 5, 6, 7, 8], "those in between waited in a file"


def test_a_redis_that_hangs_costs_the_caller_no_more_than_a_moment(
    make_line: Callable[..., Line], tmp_path: Path
) -> None:
    with ensure(tmp_path / "own") as server:
        line = make_line(REDIS_URL=server.url)
        phone = line.phone()
        phone.ring()
        pid = server._owned.process.pid if server._owned is not None else 0
        _signal(pid, signal.SIGSTOP)
        try:
            begun = utc_now()
            assert spoken(phone.press("1")) == "Please enter your eight digit account number."
            assert (utc_now() - begun).total_seconds() < 5
        finally:
            _signal(pid, signal.SIGCONT)


def _signal(pid: int, number: signal.Signals) -> None:
    assert pid > 1
    os.kill(pid, number)


@pytest.mark.parametrize("style", ["text", "json"])
def test_the_logs_of_an_explosion_hold_nothing_that_was_entered(
    logged: io.StringIO, mined_line: Line, mined: Mined, style: log.Format
) -> None:
    log.configure(style, logged)
    phone = mined_line.phone()
    phone.ring()
    phone.press("1")
    mined.charges = 1
    phone.press(ACCOUNT_NUMBER)
    assert "ZeroDivisionError" in logged.getvalue()
    _assert_discreet(logged.getvalue(), TOKEN)


def test_the_logs_of_a_call_hold_no_number_no_digits_and_no_token(logged: io.StringIO, line: Line) -> None:
    ring_through(line)
    line.post("/voice", {"CallSid": "CA1", "From": "+14155551234", "Digits": ACCOUNT_NUMBER}, token="0" * 32)
    said = logged.getvalue()
    assert said.count("turn_failed") == 0
    assert "step=account/number" in said
    assert "disposition=message" in said
    _assert_discreet(said, line.token)


def _assert_discreet(said: str, token: str) -> None:
    for secret in ("4155551234", "4155550100", ACCOUNT_NUMBER, token, SECRET):
        assert secret not in said


MENUS = {
    "line.yaml": """
line: Toll
calls: main
timezone: UTC
patience: {tries: 3, give_up: main/way_out}
""",
    "main.yaml": """
card: {ask: "Your card, please.", save: card, length: 4, next: amount}
amount: {ask: "How much?", save: amount, as: amount, confirm: "You pay {{ amount }}. Press 1 if right.", next: choice}
choice: {menu: "Card {{ card }} pays {{ amount }}. Again 1, pay 2.", keys: {1: choice, 2: bye}}
way_out: {menu: "To try again, press 1.", keys: {1: card}}
bye: hangup
""",
}


def write_menus(folder: Path, **changed: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in {**MENUS, **changed}.items():
        (folder / name).write_text(text)
    return folder


def test_an_outage_at_a_question_that_is_read_back_changes_nothing(
    make_line: Callable[..., Line], tmp_path: Path, wire: RedisWire
) -> None:
    phone = make_line(menus=write_menus(tmp_path / "toll")).phone()
    phone.ring()
    phone.press("1234")
    assert spoken(phone.press("50#")) == "You pay 50. Press 1 if right."
    wire.ask("FLUSHALL")
    assert spoken(phone.press("1")) == "Card 1234 pays 50. Again 1, pay 2."


def test_a_silent_call_ends_without_redis_too(make_line: Callable[..., Line], tmp_path: Path) -> None:
    phone = make_line(menus=write_menus(tmp_path / "toll"), REDIS_URL="redis://127.0.0.1:1/0").phone()
    report = phone.ring()
    for _ in range(200):
        if isinstance(report.waits, Ended):
            break
        report = phone.stay_silent()
    assert report.waits == Ended("hangup")


def test_a_key_means_nothing_to_a_menu_the_caller_did_not_hear(make_line: Callable[..., Line], tmp_path: Path) -> None:
    folder = write_menus(tmp_path / "toll")
    line = make_line(menus=folder)
    phone = line.phone()
    phone.ring()
    for keys in ("1234", "50#", "1"):
        report = phone.press(keys)
    assert spoken(report) == "Card 1234 pays 50. Again 1, pay 2."
    write_menus(folder, **{"main.yaml": MENUS["main.yaml"].replace("Again 1, pay 2", "Pay 1, again 2")})
    for file in Path(line.environment["IVR_VAR_DIR"]).glob("ringtree.db*"):
        file.unlink()  # or the call would go on with the menus it began with
    restarted = make_line(menus=folder)
    line.app.wsgi_app = restarted.app.wsgi_app  # type: ignore[method-assign]
    assert spoken(phone.press("1")) == "Sorry, I need to ask you that again. Card 1234 pays 50. Pay 1, again 2."


def test_what_was_promised_waits_with_its_fact_when_nothing_is_known_of_the_call(
    line_of: Callable[..., Line], redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    flow = (
        "a: {menu: Press 1., keys: {1: text}}\ntext: {text: Hello., next: bye, failed: bye}\nbye: {hangup: Goodbye.}\n"
    )
    away = line_of(flow, REDIS_URL="redis://127.0.0.1:1/0")
    phone = away.phone(call_sid="CA" + "7" * 32)
    target = phone.ring().document.partition('action="')[2].partition('"')[0].replace("&amp;", "&")
    form = {"CallSid": "CA" + "7" * 32, "From": "+14155551234", "To": "+14155550100", "Digits": "1", "RingtreeAt": OPEN}
    assert b"Goodbye." in away.post(target.partition("&s=")[0], form).body
    line = line_of(flow, REDIS_URL=redis_server.url)
    deadline = time.monotonic() + 15
    while (tmp_path / "var" / "facts.spool").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert line.redis.xlen("errands") == 1
    assert [(fact["kind"], fact["turn"]) for fact in line.facts()] == [("turn", 1), ("turn", 2), ("call", 0)]
    assert dispositions(line.facts()) == ["goodbye"]


class Mute(TwilioVoice):
    """A Twilio that can write documents for the caller only."""

    def render(self, directives: Sequence[Directive], ways: Ways) -> Document:
        if "/side/" in ways.on:
            raise ZeroDivisionError
        return TwilioVoice.render(self, directives, ways)


def test_a_callee_whose_document_cannot_be_written_is_let_go(
    make_line: Callable[..., Line], wire: RedisWire, tmp_path: Path
) -> None:
    folder = write_menus(
        tmp_path / "toll", **{"main.yaml": 'd: {dial: "+14155550111", whisper: Hello., accept: 5, otherwise: hangup}\n'}
    )
    (folder / "line.yaml").write_text("line: Toll\ncalls: main\ntimezone: UTC\n")
    line = make_line(menus=folder)
    menus = followed(folder, tmp_path / "followed")
    app = app_of(services_on(wire, tmp_path, menus), Mute(BASE, (TOKEN,), development=True))
    line = Line(app, line.redis, line.environment, line.account_sid, TOKEN)
    form = {"CallSid": "CA1", "From": "+14155551234", "To": "+14155550100", "RingtreeAt": OPEN}
    target = line.post("/voice", form).body.decode().partition(' url="')[2].partition('"')[0].replace("&amp;", "&")
    answer = line.post(target, {**form, "CallSid": "CA2"})
    assert (answer.status, answer.body.endswith(b"<Response><Hangup/></Response>")) == (200, True)
