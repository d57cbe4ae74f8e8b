"""The end of a call, told in any order, any number of times."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice, permutations
from pathlib import Path

import pytest
from how_much import IS_ALL
from line import CLOSED, OPEN, Line, dispositions, statuses_in

from ivr.handset.handset import HANGS_UP, STAYS_SILENT
from ivr.phone.telephone import Telephone

CALL_SID = "CA" + "3" * 32
ARRIVAL = {"CallSid": CALL_SID, "From": "+14155551234", "To": "+14155550100", "RingtreeAt": OPEN}


@pytest.mark.parametrize("last", ["completed", "busy", "no-answer", "canceled", "failed"])
def test_one_end_whatever_the_order(line: Line, last: str) -> None:
    orders = permutations(("queued", "ringing", "in-progress", "completed", last))
    for number, order in enumerate(islice(orders, 0, None, 1 if IS_ALL else 7)):
        call_sid = f"CA{number:032x}"
        line.post("/voice", {**ARRIVAL, "CallSid": call_sid})
        for status in order:
            for _ in range(2):
                answer = line.status(call_sid, status, CallDuration="12")
                assert (answer.status, answer.body) == (204, b"")
        (end,) = [fact for fact in line.facts_of(call_sid) if fact["kind"] == "call"]
        first = next(status for status in order if status in {"completed", last})
        assert end["disposition"] == ("failed" if first == "failed" else "abandoned")
        assert (end["turns"], end["duration"]) == (1, 12)


@pytest.mark.parametrize("status", ["queued", "initiated", "ringing", "in-progress", "answered?", "", "COMPLETED"])
def test_what_is_no_end_changes_nothing(line: Line, status: str) -> None:
    line.post("/voice", ARRIVAL)
    before = line.redis.get(f"call:{CALL_SID}")
    assert line.status(CALL_SID, status).status == 204
    assert line.redis.get(f"call:{CALL_SID}") == before
    assert dispositions(line.facts()) == []


def test_calls_that_nobody_knows_are_fine(line: Line) -> None:
    assert line.status("CA" + "4" * 32, "completed", CallDuration="9").status == 204
    assert line.status("CA" + "4" * 32, "beamed up", AnsweredBy="fax").status == 204
    assert sorted(line.redis.keys("*")) == [b"facts", b"menus:live"]
    told = [(fact["status"], fact["said"]) for fact in statuses_in(line.redis)]
    assert told == [("completed", "completed"), ("unknown", "beamed up")]


def test_a_status_without_a_call_is_malformed(line: Line) -> None:
    assert line.post("/status/call", {"CallStatus": "completed"}).status == 400


def test_twenty_at_once_end_it_once(line: Line) -> None:
    line.post("/voice", ARRIVAL)
    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(lambda _: line.status(CALL_SID, "completed").status, range(20)))
    assert answers == [204] * 20
    assert dispositions(line.facts()) == ["abandoned"]


def test_an_end_and_a_turn_at_once_are_both_counted(line: Line) -> None:
    for number in range(30):
        call_sid = f"CA{number:032x}"
        arrived = line.post("/voice", {**ARRIVAL, "CallSid": call_sid})
        target = arrived.body.decode().partition('action="')[2].partition('"')[0].replace("&amp;", "&")
        with ThreadPoolExecutor(2) as threads:
            turn = threads.submit(line.post, target, {**ARRIVAL, "CallSid": call_sid, "Digits": "1"})
            end = threads.submit(line.status, call_sid, "completed")
            assert (turn.result().status, end.result().status) == (200, 204)
        assert sorted(fact.get("turn", 0) for fact in line.facts_of(call_sid)) == [0, 1, 2]


def _talk(phone: Telephone) -> None:
    phone.ring()
    phone.press("0")
    phone.callee("answers")


def _talk_and_leave(phone: Telephone) -> None:
    phone.ring()
    phone.press("0")
    phone.callee("answers", caller_hangs_up=True)


def _leave_while_it_rings(phone: Telephone) -> None:
    phone.ring()
    phone.press("0")
    phone.hang_up()


def _message(then: str) -> Callable[[Telephone], None]:
    def leave(phone: Telephone) -> None:
        phone.ring()
        phone.press("0")
        phone.callee("busy")
        phone.leave_message(8, then)

    return leave


def _say_nothing_to_the_box(phone: Telephone) -> None:
    phone.ring()
    phone.press("0")
    phone.callee("no_answer")
    phone.stay_silent()


def _leave(phone: Telephone) -> None:
    phone.ring()
    phone.press("1")
    phone.hang_up()


@pytest.mark.parametrize(
    ("live", "disposition"),
    [
        (_talk, "connected"),
        (_talk_and_leave, "connected"),
        (_leave_while_it_rings, "abandoned"),
        (_message(HANGS_UP), "message"),
        (_message("#"), "message"),
        (_message(STAYS_SILENT), "message"),
        (_say_nothing_to_the_box, "goodbye"),
        (_leave, "abandoned"),
    ],
)
def test_how_it_ended(line: Line, live: Callable[[Telephone], None], disposition: str) -> None:
    phone = line.phone()
    live(phone)
    assert phone.hang_up().warnings == ()
    assert dispositions(line.facts()) == [disposition]


def test_a_message_after_hours(line: Line) -> None:
    phone = line.phone(CLOSED)
    phone.ring()
    phone.leave_message(8)
    assert dispositions(line.facts()) == ["message"]


@pytest.mark.parametrize("reason", ["busy", "rejected"])
def test_a_call_that_was_not_taken(make_line: Callable[..., Line], tmp_path: Path, reason: str) -> None:
    folder = tmp_path / "menus"
    folder.mkdir()
    (folder / "line.yaml").write_text("line: Shut\ncalls: main\ntimezone: UTC\n")
    (folder / "main.yaml").write_text(f"no: {{reject: {reason}}}\n")
    line = make_line(menus=folder)
    assert getattr(line.phone().ring().waits, "how", "") == reason
    assert dispositions(line.facts()) == ["rejected"]


def test_a_message_that_arrives_after_the_end_corrects_it(line: Line) -> None:
    phone = line.phone(at=CLOSED, call_sid=CALL_SID)
    phone.ring()
    line.status(CALL_SID, "completed")
    phone.leave_message(8, then=HANGS_UP)
    assert dispositions(line.facts()) == ["abandoned"]
    corrected = {fact["turn"]: fact.get("corrected") for fact in line.facts_of(CALL_SID) if fact["kind"] == "turn"}
    assert corrected == {1: None, 2: "message"}
