"""The sample line, rung: real documents, real signatures, a real Redis."""

from pathlib import Path

import pytest
from line import (
    BY_EVERY_COMPANY_IN_ALL,
    CLOSED,
    EXCEPTION,
    HOLIDAY,
    LINE_NUMBER,
    OPEN,
    ROOT,
    Line,
    dispositions,
    spoken,
)

from ivr.handset.handset import CalleeOutcome
from ivr.handset.heard import Ended, HeardWords, Report, WaitingForCallee, WaitingForInput, WaitingForMessage
from ivr.menu.script import load_scripts
from ivr.menu.script_model import Script
from ivr.phone.line import WsgiTransport
from ivr.phone.telephone import Telephone
from ivr.rehearsal.placing import DEFAULT_CALLER
from ivr.rehearsal.player import play

pytestmark = BY_EVERY_COMPANY_IN_ALL

SERVICE = ("+14155550111",)

SCRIPTS = [
    script
    for file in sorted((ROOT / "menus" / "tests").glob("*.yaml"))
    for script in load_scripts(file.read_text(encoding="utf-8"), file.relative_to(ROOT).as_posix())
]
CALLS = [script for script in SCRIPTS if script.channel == "call"]


def voices(report: Report) -> set[str]:
    return {item.language for item in report.heard if isinstance(item, HeardWords)}


@pytest.mark.parametrize("script", CALLS, ids=lambda script: f"{Path(script.place.file).stem}: {script.name}")
def test_its_call_scripts(line: Line, script: Script) -> None:
    at = OPEN if script.at is None else script.at.text
    phone = Telephone(
        WsgiTransport(line.app),
        line.base,
        line.account_sid,
        line.token,
        script.from_number or DEFAULT_CALLER,
        script.to_number or LINE_NUMBER,
        extra_form={"RingtreeAt": at},
        company=line.company,
    )
    played = play(script, phone)
    assert played.why is None, "\n".join(
        (*(said.text for said in played.conversation), f"{played.failed_at} {played.why}")
    )


def test_there_are_scripts_for_both_channels_and_languages_and_every_branch_of_the_hours() -> None:
    by_file = {(Path(script.place.file).stem, script.channel) for script in SCRIPTS}
    calls = {("account", "call"), ("hours", "call"), ("people", "call"), ("spanish", "call")}
    assert by_file == {*calls, ("texting", "text")}


def test_an_account_number_is_read_back_and_kept(line: Line) -> None:
    phone = line.phone()
    assert "Thank you for calling Harbor Bank." in spoken(phone.ring())
    assert spoken(phone.press("1")) == "Please enter your eight digit account number."
    assert spoken(phone.press("01234567")).startswith("I have 0, 1, 2, 3, 4, 5, 6, 7. If that is right")
    assert "eight digit" in spoken(phone.press("2"))
    assert spoken(phone.press("00000001")).startswith("I have 0, 0, 0, 0, 0, 0, 0, 1.")
    assert spoken(phone.press("1")).startswith("To report a payment")
    assert "statement for account 0, 0, 0, 0, 0, 0, 0, 1 within" in spoken(phone.press("2"))
    assert isinstance(phone.press("1").waits, WaitingForCallee)
    assert phone.callee("answers").waits == Ended("hangup")
    assert dispositions(line.facts()) == ["connected"]


def test_a_pound_key_out_of_habit_is_nobodys_mistake(line: Line) -> None:
    phone = line.phone()
    phone.ring()
    phone.press("1")
    assert spoken(phone.press("01234567#")).startswith("I have 0, 1, 2")
    assert spoken(phone.press("1")).startswith("To report a payment")


def test_spanish_from_there_on(line: Line) -> None:
    phone = line.phone()
    assert voices(phone.ring()) == {"en-US", "es-US"}
    report = phone.press("9")
    assert (voices(report), "Para su cuenta, oprima el 1." in spoken(report)) == ({"es-US"}, True)
    assert spoken(phone.press("1")) == "Marque su número de cuenta de ocho cifras."
    report = phone.press("12345678")
    assert spoken(report).startswith("Tengo 1, 2, 3, 4, 5, 6, 7, 8. Si es correcto")
    assert voices(phone.press("1")) == {"es-US"}
    assert spoken(phone.press("0")) == "Le comunico ahora."
    assert "No podemos atenderle" in spoken(phone.callee("no_answer"))
    report = phone.leave_message(9, "#")
    assert (spoken(report).endswith("Adiós."), voices(report), report.waits) == (True, {"es-US"}, Ended("hangup"))
    assert {fact["language"] for fact in line.facts()[1:-1]} == {"es"}
    assert dispositions(line.facts()) == ["message"]


@pytest.mark.parametrize(
    ("outcome", "says"),
    [
        ("busy", "All of us are on the phone."),
        ("no_answer", "We cannot come to the phone right now."),
        ("fails", "We cannot come to the phone right now."),
    ],
)
def test_nobody_there_means_a_message_box(line: Line, outcome: CalleeOutcome, says: str) -> None:
    phone = line.phone()
    phone.ring()
    report = phone.press("0")
    assert isinstance(report.waits, WaitingForCallee)
    assert (report.waits.numbers, report.waits.caller_id) == (SERVICE, LINE_NUMBER)
    report = phone.callee(outcome)
    assert spoken(report).startswith(f"{says} Please leave your name")
    assert isinstance(report.waits, WaitingForMessage)
    assert phone.leave_message(12).waits == Ended("caller hung up")
    *_, message, end = line.facts()
    assert message["outcome"] == "message"
    assert (message["recorded"]["mailbox"], message["recorded"]["duration"]) == ("front", 12)
    assert (end["kind"], end["disposition"], end["turns"]) == ("call", "message", 4)


def test_cards_are_rung_one_after_the_other(line: Line) -> None:
    phone = line.phone()
    phone.ring()
    rung = []
    report = phone.press("2")
    while isinstance(report.waits, WaitingForCallee):
        rung.append(report.waits.numbers)
        report = phone.callee("no_answer")
    assert rung == [("+14155550112",), ("+14155550113",)]
    assert isinstance(report.waits, WaitingForMessage)


@pytest.mark.parametrize(
    ("at", "says", "waits"),
    [
        (OPEN, "For your account, press 1.", WaitingForInput),
        ("2026-03-03 09:00", "For your account, press 1.", WaitingForInput),
        ("2026-03-03 08:59:59", "Our office is closed now.", WaitingForMessage),
        ("2026-03-03 17:00", "Our office is closed now.", WaitingForMessage),
        (CLOSED, "Our office is closed now.", WaitingForMessage),
        ("2026-03-07 12:59", "For your account, press 1.", WaitingForInput),
        ("2026-03-08 12:00", "Our office is closed now.", WaitingForMessage),
        (HOLIDAY, "Today is a bank holiday", WaitingForMessage),
        ("2026-12-24 11:59", "For your account, press 1.", WaitingForInput),
        (EXCEPTION, "Our office is closed now.", WaitingForMessage),
    ],
)
def test_the_hours(line: Line, at: str, says: str, waits: type) -> None:
    report = line.phone(at).ring()
    assert f"Thank you for calling Harbor Bank. {says}" in spoken(report)
    assert isinstance(report.waits, waits)


def test_patience_ends_with_a_person(line: Line) -> None:
    phone = line.phone()
    phone.ring()
    assert spoken(phone.stay_silent()).startswith("Sorry, I didn't hear anything. Account, 1. Lost card, 2.")
    assert spoken(phone.press("7")).startswith("Sorry, that is not one of the choices. Account, 1.")
    assert spoken(phone.stay_silent()) == "I am connecting you now."
    assert [fact["outcome"] for fact in line.facts()] == ["arrived", "no_input", "no_match", "no_input"]


def test_star_goes_back_and_zero_reaches_a_person_from_anywhere(line: Line) -> None:
    phone = line.phone()
    phone.ring()
    phone.press("1")
    assert "press 1. For a lost card" in spoken(phone.press("*"))
    phone.press("1")
    assert isinstance(phone.press("0").waits, WaitingForCallee)


def test_the_facts_hold_the_way_but_nothing_that_was_entered(line: Line) -> None:
    phone = line.phone()
    phone.ring()
    phone.press("1")
    phone.press("87654321")
    phone.press("1")
    phone.hang_up()
    facts = line.facts()
    assert [(fact.get("turn"), fact.get("key"), fact.get("path")) for fact in facts] == [
        (1, None, ["main/welcome", "main/check_hours", "main/choices"]),
        (2, "1", ["account/number"]),
        (3, None, []),
        (4, None, ["account/services"]),
        (0, None, None),
    ]
    assert [fact.get("caller") for fact in facts] == [DEFAULT_CALLER, None, None, None, None]
    assert "87654321" not in str(facts)
    assert dispositions(facts) == ["abandoned"]
