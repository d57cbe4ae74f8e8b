"""docs/queues.md says what is so: the waits it names are those that are kept."""

from pathlib import Path

import pytest

from ivr.ringing.patience import CallbackEnd, Pace, Retries
from ivr.ringing.people import RingEnd

TEXT = " ".join((Path(__file__).parents[2] / "docs" / "queues.md").read_text().split())
ROWS = {
    CallbackEnd.BUSY: "busy |",
    CallbackEnd.NO_ANSWER: "no answer |",
    CallbackEnd.MACHINE: "a machine or a fax",
    CallbackEnd.FAILED: "the call failed |",
    CallbackEnd.LEFT: "the customer hangs up",
    CallbackEnd.MISSED: "the agent has gone |",
}
AGENTS = {
    RingEnd.SERVED: "{} s after a talk",
    RingEnd.BUSY: "{} s when busy",
    RingEnd.DECLINED: "{} s after a refusal",
    RingEnd.NO_ANSWER: "{} s without an answer",
    RingEnd.FAILED: "{} s where the number failed",
}


def written(seconds: int) -> str:
    if seconds == 3600:
        return "an hour"
    return f"{seconds} seconds" if seconds < 60 else f"{seconds // 60} minutes"


@pytest.mark.parametrize("end", ROWS)
def test_when_a_customer_is_tried_again(end: CallbackEnd) -> None:
    row = TEXT.partition(f"| {ROWS[end]}")[2].partition(" | | ")[0]
    assert f"again after {written(Retries().after[end])}" in row


@pytest.mark.parametrize("end", AGENTS)
def test_how_long_an_agent_is_left_alone(end: RingEnd) -> None:
    assert AGENTS[end].format(Pace().rests[end]) in TEXT


def test_every_end_is_told_of() -> None:
    assert {end.value for end in RingEnd} <= set(TEXT.replace("`", " ").replace(",", " ").replace(")", " ").split())
    assert "after four attempts, or three days" in TEXT
    assert (Retries().most, Retries().longest_wait) == (4, 3 * 86_400)
    assert Pace().longest_rest == 15 * 60
