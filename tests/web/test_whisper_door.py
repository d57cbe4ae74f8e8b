"""The callee's own webhooks: only addresses that we gave lead in, and no store is needed for them."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from line import BY_EVERY_COMPANY, OPEN, Knocked, Line

pytestmark = BY_EVERY_COMPANY

CALL_SID, LEG_SID = "CA" + "1" * 32, "CA" + "2" * 32
LINE = "line: Desk\ncalls: main\ntimezone: UTC\npatience: {give_up: hangup}\n"
MAIN = """
d: {dial: ["+14155550111", "+14155550112"], whisper: "For {{ caller.number | spell }}.", accept: 5, otherwise: m}
m: {voicemail: Speak., next: hangup}
"""


@pytest.fixture
def menus(tmp_path: Path) -> Path:
    folder = tmp_path / "menus"
    folder.mkdir()
    (folder / "line.yaml").write_text(LINE)
    (folder / "main.yaml").write_text(MAIN)
    return folder


@pytest.fixture
def desk(make_line: Callable[..., Line], menus: Path) -> Line:
    return make_line(menus=menus)


def arrival(line: Line) -> str:
    """Return the address that the callees' legs are sent to."""
    form = {"CallSid": CALL_SID, "From": "+14155551234", "To": "+14155550100", "RingtreeAt": OPEN}
    found = re.findall(r' url="([^"]+)"', line.post("/voice", form).body.decode())
    assert len(set(found)) == 1
    assert len(found) == 2
    return unescape(found[0])


def leg(line: Line, target: str, **more: str) -> Knocked:
    form = {"CallSid": LEG_SID, "ParentCallSid": CALL_SID, "From": "+14155550100", "To": "+14155550111", **more}
    return line.post(target, form)


def action(answer: Knocked) -> str:
    found = re.search(r' action="([^"]+)"', answer.body.decode())
    assert found is not None, answer.body
    return unescape(found[1])


def did(line: Line) -> list[str]:
    return [fact["did"] for fact in line.facts_of(CALL_SID) if fact["kind"] == "callee"]


def test_who_presses_the_key_takes_the_call(desk: Line) -> None:
    asked = leg(desk, arrival(desk))
    assert b"For +, 1, 4, 1, 5" in asked.body or b"For plus" in asked.body
    assert leg(desk, action(asked), Digits="5").body.endswith(b"<Response></Response>")
    assert did(desk) == ["picked_up", "accepted"]
    (first, *_) = [fact for fact in desk.facts_of(CALL_SID) if fact["kind"] == "callee"]
    assert (first["turn"], first["leg_id"]) == (1, desk.call_id(LEG_SID).value)


def test_two_wrong_keys_do_not(desk: Line) -> None:
    once = leg(desk, action(leg(desk, arrival(desk))), Digits="1")
    assert b"<Gather" in once.body
    assert leg(desk, action(once), Digits="1").body.endswith(b"<Response><Hangup/></Response>")
    assert did(desk) == ["picked_up", "declined", "declined"]


def test_the_callers_turn_is_not_touched(desk: Line) -> None:
    target = arrival(desk)
    before = desk.redis.get(f"call:{CALL_SID}")
    leg(desk, action(leg(desk, target)), Digits="5")
    assert desk.redis.get(f"call:{CALL_SID}") == before


def test_it_needs_no_redis(make_line: Callable[..., Line], menus: Path) -> None:
    line = make_line(menus=menus, REDIS_URL="redis://127.0.0.1:1/0")
    asked = leg(line, arrival(line))
    assert (asked.status, leg(line, action(asked), Digits="5").status) == (200, 200)


@pytest.mark.parametrize(
    "tamper",
    [
        lambda target: target.replace("asked=0", "asked=1"),
        lambda target: target.replace("turn=1", "turn=2"),
        lambda target: target.replace(CALL_SID, LEG_SID),
        lambda target: target[:-4] + "AAAA",
        lambda target: target.partition("&k=")[0],
        lambda target: target.replace("call=", "call=%ff"),
        lambda target: target.replace("asked=0", "asked=" + "9" * 40),
    ],
)
def test_an_address_that_we_did_not_give_leads_nowhere(desk: Line, tamper: Callable[[str], str]) -> None:
    answer = leg(desk, tamper(arrival(desk)), Digits="5")
    assert (answer.status, answer.body) == (403, b"")
    assert did(desk) == []


def test_a_forged_signature_is_refused(desk: Line) -> None:
    form = {"CallSid": LEG_SID}
    assert desk.post(arrival(desk), form, token="0" * 32).status == 403


def test_nobody_who_reads_the_address_learns_the_callers_number(desk: Line) -> None:
    assert "4155551234" not in arrival(desk)
