"""Systems in a rehearsal over real documents: what a script says they answer, and what they said, for a saved one."""

import json
from collections.abc import Callable, Iterator

import pytest
from fake_service import FakeService, says, serving
from line import BASE, CALLER, LINE_NUMBER, OPEN, Line

from ivr.handset.heard import Report
from ivr.menu.script import load_scripts
from ivr.menu.script_model import Script
from ivr.menu.script_writing import write_script
from ivr.phone.line import WsgiTransport
from ivr.phone.telephone import Telephone
from ivr.rehearsal.aside import FIELD, HEADER, PhoneSide
from ivr.rehearsal.player import play
from ivr.rehearsal.recorder import Recorder

FLOW = """\
account: {ask: Account number?, save: number, length: 4, next: look_up}
look_up: {fetch: "bank/accounts/{{ number }}", save: account, next: tell, missing: unknown, failed: sorry}
tell: {say: "Your balance is {{ account.balance | money }}.", next: account}
unknown: {say: I could not find that account., next: account}
"""


@pytest.fixture
def service() -> Iterator[FakeService]:
    with serving({"/v1/accounts/1234": says({"balance": 12.5})}) as service:
        yield service


def bank(line_of: Callable[..., Line], service: FakeService, flow: str = FLOW, **settings: str) -> Line:
    services = f'services: {{bank: {{url: "{service.url}/v1", timeout: 6s}}}}\n'
    return line_of(flow, services, IVR_PRIVATE_HOSTS=service.host, **settings)


def phone_with(line: Line, side: PhoneSide) -> Telephone:
    transport = WsgiTransport(line.app)
    form, hear = side.form, side.overhear
    return Telephone(
        transport, line.base, line.account_sid, line.token, CALLER, LINE_NUMBER, extra_form=form, overhear=hear
    )


def script_of(text: str) -> Script:
    (script,) = load_scripts(text, "it.yaml")
    return script


def why(line: Line, script: Script) -> str | None:
    return play(script, phone_with(line, PhoneSide(script, OPEN))).why


def test_a_script_says_what_is_answered_and_nobody_is_asked(line_of: Callable[..., Line], service: FakeService) -> None:
    line = bank(line_of, service)
    head = "- call: it\n  services: {bank/accounts: [{balance: 99}, missing]}\n  script: "
    twice = "[{presses: 1234}, {hears: 99 dollars}, {presses: 1234}, {hears: could not find}"
    assert why(line, script_of(f"{head}{twice}]\n")) is None
    thrice = why(line, script_of(f"{head}{twice}, {{presses: 1234}}]\n"))
    assert thrice is not None
    assert "has 2 answers in turn, and the call asks once more" in thrice
    without = why(line, script_of("- call: it\n  script: [{presses: 1234}]\n"))
    assert without is not None
    assert "the call asks `GET bank/accounts/1234`, and the script does not say what that answers" in without
    assert service.asked == []


def test_what_was_answered_is_saved(line_of: Callable[..., Line], service: FakeService) -> None:
    line = bank(line_of, service)
    saved = saved_after(line, "1234", "9999", "1234")
    assert 'bank/accounts/1234: {"balance": 12.5}' in write_script(saved)
    assert "bank/accounts/9999: missing" in write_script(saved)
    asked = len(service.asked)
    assert why(line, saved) is None
    assert (asked, len(service.asked)) == (3, 3)


def test_what_was_answered_late_is_saved_too(line_of: Callable[..., Line], service: FakeService) -> None:
    service.answers["/v1/accounts/1234"] = says({"balance": 7}, after_s=2.5)
    line = bank(line_of, service)
    saved = saved_after(line, "1234")
    assert 'bank: {"balance": 7}' in write_script(saved)
    assert why(line, saved) is None


def saved_after(line: Line, *pressed: str) -> Script:
    side = PhoneSide(None, OPEN)
    recorder = Recorder(phone_with(line, side), side)
    reports: list[Report] = [recorder.ring(), *(recorder.press(keys) for keys in pressed)]
    assert "Account number?" in reports[-1].words
    at = script_of(f"- call: it\n  at: {OPEN}\n  script: [silence]\n").at
    assert at is not None
    return script_of(write_script(recorder.script("saved", at, None, None)))


def test_only_a_development_telephone_is_believed_and_told(line_of: Callable[..., Line], service: FakeService) -> None:
    line = bank(line_of, service, TWILIO_AUTH_TOKEN="a" * 32, PUBLIC_BASE_URL=BASE)
    call = {"CallSid": "CA" + "1" * 32, "From": CALLER, "To": LINE_NUMBER}
    told = json.dumps({"services": {"bank": [False, [["answers", {"balance": 99}]]]}})
    answer = line.post("/voice", {**call, FIELD: told})
    assert (answer.status, HEADER in answer.headers) == (200, False)
    target = answer.body.decode().partition('action="')[2].partition('"')[0].replace("&amp;", "&")
    turn = line.post(target, {**call, "Digits": "1234", FIELD: told})
    assert b"12 dollars and 50 cents" in turn.body
    assert HEADER not in turn.headers
    assert len(service.asked) == 1


@pytest.mark.parametrize("told", ['{"services": 5}', '{"services": {"a": 5}}', '{"queues": {"a": 5}}', '{"used": 5}'])
def test_nonsense_is_refused(line_of: Callable[..., Line], service: FakeService, told: str) -> None:
    line = bank(line_of, service)
    answer = line.post("/voice", {"CallSid": "CA" + "1" * 32, "From": CALLER, "To": LINE_NUMBER, FIELD: told})
    assert answer.status == 400


@pytest.mark.parametrize("told", ["[]", "{", "5", ""])
def test_what_is_no_record_says_nothing(line_of: Callable[..., Line], service: FakeService, told: str) -> None:
    line = bank(line_of, service)
    answer = line.post("/voice", {"CallSid": "CA" + "1" * 32, "From": CALLER, "To": LINE_NUMBER, FIELD: told})
    assert answer.status == 200
