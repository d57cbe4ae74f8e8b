"""Calls, texts and opt-outs on the terminal: masked, chosen, and as machines want them."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from embedded import embedded
from line import CALLER, OPEN, SECRET, Line

from ivr.cli.main import ivr
from ivr.factory import make_tools
from ivr.sealing import Seal
from ivr.stores.redis_facts import RedisFacts
from ivr.stores.redis_wire import RedisWire
from ivr.stores.sql.call_records import SqlCallRecords
from ivr.stores.sql.database import open_database
from ivr.stores.sql.tables import MESSAGES, SENDING_STOPS
from ivr.workflows.file_facts import file_facts

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
CALL_SID = "CA" + "5" * 32


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(ivr, arguments, obj=make_tools({"IVR_VAR_DIR": str(folder / "var")}))


def ran(folder: Path, *arguments: str) -> str:
    result = run(folder, *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def called(line: Line, wire: RedisWire, tmp_path: Path) -> Path:
    """A folder below which two calls are on record: one that chose, and one that hung up at once."""
    phone = line.phone(call_sid=CALL_SID)
    phone.ring()
    phone.press("0")
    phone.callee("answers")
    other = {"CallSid": "CA" + "6" * 32, "From": "+14155559876", "To": "+14155550100", "RingtreeAt": OPEN}
    line.post("/voice", other)
    line.status("CA" + "6" * 32, "completed", CallDuration="3")
    database = embedded(tmp_path / "var")
    file_facts(RedisFacts(wire, Seal(SECRET.encode(), "calls")), SqlCallRecords(database))
    database.close()
    return tmp_path


def calls(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(ran(folder, "calls", "--json", *arguments))
    return found


def test_a_call_with_its_way_through_the_menus(called: Path) -> None:
    (call,) = calls(called, "--disposition", "connected", "--full")
    assert (call["call"], call["from"], call["status"], call["channel"]) == (CALL_SID, CALLER, "completed", "call")
    assert call["path"][0] == "main/welcome"
    assert call["last_step"] == call["path"][-1]
    assert call["turns"] == 3


def test_numbers_are_masked_unless_all_is_asked_for(called: Path) -> None:
    for form in ([], ["--json"], ["--csv"]):
        said = ran(called, "calls", *form)
        assert CALLER not in said
        assert "•••" in said
        assert CALLER in ran(called, "calls", "--full", *form)


def test_calls_are_chosen(called: Path) -> None:
    assert len(calls(called)) == 2
    assert [call["disposition"] for call in calls(called, "--number", "9876")] == ["abandoned"]
    assert [call["seconds"] for call in calls(called, "--number", "+14155559876")] == [3]
    assert calls(called, "--number", "%") == []
    assert calls(called, "--status", "busy") == []
    assert len(calls(called, "-n", "1")) == 1
    assert calls(called, "--until", "2020-01-01") == []
    assert len(calls(called, "--since", "2020-01-01 10:00 UTC")) == 2
    assert "There are no such calls." in ran(called, "calls", "--until", "2020-01-01")


def test_a_moment_that_is_none_is_refused_with_a_way_on(called: Path) -> None:
    result = run(called, "calls", "--since", "yesterdayish")
    assert result.exit_code == 2
    assert "2026-12-24 17:05" in result.output
    assert "2h" in result.output
    result = run(called, "calls", "--since", "9999999d")
    assert result.exit_code == 2
    assert "90d" in result.output


def test_a_spreadsheet_has_a_heading_even_when_it_is_empty(tmp_path: Path) -> None:
    for command in ("calls", "messages", "optouts"):
        (heading,) = csv.reader(io.StringIO(ran(tmp_path, command, "--csv")))
        assert "at" in heading


def test_a_spreadsheet_of_calls(called: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(ran(called, "calls", "--csv", "--full", "--number", CALLER))))
    assert [row["from"] for row in rows] == [CALLER]
    assert rows[0]["path"].startswith("main/welcome ")


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A folder below which two texts are on record."""
    (tmp_path / "var").mkdir()
    database = embedded(tmp_path / "var")
    text = {
        **dict.fromkeys(("service", "error"), ""),
        "provider": "twilio",
        "our_number": "+14155550100",
        "their_number": CALLER,
        "media": "[]",
        "about": "{}",
        "segments": 1,
        "rank": -1,
        "part": 0,
        "created_at": NOON,
        "updated_at": NOON,
        "attempts": 1,
    }
    ours = {"own_id": "b", "direction": "outbound", "body": "=1+1", "status": "undelivered", "error": "30003"}
    with database.begin() as connection:
        for more in ({"own_id": "a", "direction": "inbound", "body": "my pin is 1234", "status": "received"}, ours):
            connection.execute(MESSAGES.insert().values({**text, **more}))
    database.close()
    return tmp_path


def test_texts_say_where_they_stand_and_why_but_not_what_was_written(written: Path) -> None:
    said = ran(written, "messages", "--csv")
    assert "could not be reached" in said
    assert "1234" not in said.replace("•••1234", "")
    listed = json.loads(ran(written, "messages", "--json", "--status", "undelivered"))
    assert [(each["text"], each["error"], each["body"]) for each in listed] == [("b", "30003", "")]
    assert "my pin is 1234" in ran(written, "messages", "--json", "--full")
    assert "'=1+1" in ran(written, "messages", "--csv", "--full"), "no text becomes a formula"


def test_an_account_that_sends_nothing_is_told_of_beside_the_list(written: Path) -> None:
    assert run(written, "messages", "--json").stderr == ""
    database = open_database(None, written / "var")
    with database.begin() as connection:
        stop = {"provider": "twilio", "code": "20003", "since": NOON, "until": NOON}
        connection.execute(SENDING_STOPS.insert().values(stop))
        waiting = {"status": "queued", "error": "20003", "next_look_at": NOON}
        connection.execute(MESSAGES.update().where(MESSAGES.c.own_id == "b").values(waiting))
    database.close()
    told = run(written, "messages", "--json")
    assert json.loads(told.stdout)[0]["why"].startswith("Twilio does not know the account")
    assert told.stderr.startswith("No text is sent by twilio since 2026-11-2")
    assert told.stderr.endswith("Texts that wait: 1; once a minute one is tried.\n")
    assert "TWILIO_ACCOUNT_SID" in told.stderr


def test_somebody_is_written_down_and_taken_back(tmp_path: Path) -> None:
    assert ran(tmp_path, "optouts") == "Nobody has opted out.\n"
    said = ran(tmp_path, "optouts", "--stop", CALLER, "--why", "a letter")
    assert said == "+1415•••1234 gets no more texts and calls.\n"
    assert "already" in ran(tmp_path, "optouts", "--stop", CALLER, "--why", "another letter")
    listed = json.loads(ran(tmp_path, "optouts", "--json"))
    assert {(each["number"], each["channel"], each["source"]) for each in listed} == {
        ("+1415•••1234", "text", "staff"),
        ("+1415•••1234", "call", "staff"),
    }
    assert listed[0]["evidence"].startswith("a letter (")
    assert "may be written to and called again" in ran(tmp_path, "optouts", "--start", CALLER, "--why", "they rang")
    assert ran(tmp_path, "optouts") == "Nobody has opted out.\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--stop", "4155551234", "--why", "x"], "Write the number in full"),
        (["--stop", CALLER], "Say how you know"),
        (["--stop", CALLER, "--start", CALLER, "--why", "x"], "not both"),
    ],
)
def test_what_is_not_written_down(tmp_path: Path, arguments: list[str], sentence: str) -> None:
    result = run(tmp_path, "optouts", *arguments)
    assert result.exit_code == 2
    assert sentence in result.output
