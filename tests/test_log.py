"""Log lines: no value can break a line, colour a terminal, pass for another line, or fill a disk."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from line import CALLER, OPEN, Line
from rich.pretty import pretty_repr

from ivr import log
from ivr.dialog.events import Caller
from ivr.values import PhoneNumber

pytestmark = pytest.mark.sampled(3)

FORGED = "2026-03-03T10:00:00.000000Z [info     ] turn call=CA1"
NASTY = {
    "a new line": f"x\n{FORGED}",
    "a return": f"x\r{FORGED}",
    "both": f"x\r\n{FORGED}",
    "another separator": f"x\N{LINE SEPARATOR}{FORGED}\N{PARAGRAPH SEPARATOR}y\x85z\x0bw\x0c",
    "escapes": "x\x1b[2J\x1b[31m\x9b1m\x1b]0;title\x07",
    "zeros": "x\0\0",
    "a lone surrogate": "x\ud800",
    "a byte that is none": "x\udcff",
    "right to left": "x\N{RIGHT-TO-LEFT OVERRIDE}y\N{ZERO WIDTH SPACE}",
    "a megabyte": "x" * 1_000_000,
    "quotes": "x' outcome='chose\" call=CA2",
    "templates": "x%s {event} %(call)s {{ call }}",
}


class OddError(Exception):
    """Something whose text nobody chose."""


@pytest.fixture(params=NASTY)
def nasty(request: pytest.FixtureRequest) -> str:
    return NASTY[request.param]


def written(style: log.Format, tell: Callable[[], None]) -> list[str]:
    said = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="strict", newline="")
    log.configure(style, said)
    try:
        tell()
    finally:
        log.configure("text")
    said.flush()
    return said.buffer.getvalue().decode().removesuffix("\n").split("\n")


@pytest.mark.parametrize("style", ["text", "json"])
def test_a_value_stays_in_its_line(style: log.Format, nasty: str) -> None:
    def tell() -> None:
        log.get_logger("here").info("turn", call=nasty, path=[nasty], more={nasty: (nasty,)}, other=Path("x"))

    (line,) = written(style, tell)
    assert line.isprintable()
    assert len(line) < 10_000
    if style == "json":
        assert json.loads(line)["event"] == "turn"


@pytest.mark.parametrize("style", ["text", "json"])
def test_an_event_stays_in_its_line(style: log.Format, nasty: str) -> None:
    (line,) = written(style, lambda: log.get_logger("here").warning(nasty))
    assert line.isprintable()
    assert len(line) < 10_000


def test_a_traceback_cannot_be_taken_for_events(nasty: str) -> None:
    def fail() -> NoReturn:
        raise OddError(nasty)

    def tell() -> None:
        try:
            fail()
        except OddError:
            log.get_logger("here").exception("failed")

    first, *others = written("text", tell)
    assert first.isprintable()
    assert all(line.isprintable() and (not line or line.startswith("    ")) for line in others)
    assert sum(map(len, others)) < 30_000
    (line,) = written("json", tell)
    assert line.isprintable()
    assert len(line) < 10_000
    assert json.loads(line)["exception"][0]["exc_type"] == "OddError"


FIELDS = (
    *("CallSid", "From", "To", "FromCity", "CallStatus", "SpeechResult", "Confidence", "Digits", "RecordingUrl"),
    *("RecordingSid", "RecordingStatus", "TranscriptionText", "DialCallStatus", "QueueResult", "ErrorCode"),
)


@pytest.mark.parametrize(
    "target", ["/voice", "/status/call", "/status/recording", "/status/transcription", "/voice/x/y"]
)
def test_what_a_provider_sends_never_breaks_a_line(logged: io.StringIO, line: Line, target: str, nasty: str) -> None:
    form = {"CallSid": "CA1", "CallStatus": "completed", "From": CALLER, "To": "+14155550100", "RingtreeAt": OPEN}
    for field in FIELDS:
        value = nasty[:2_000].encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        answer = line.post(target, {**form, field: value})
        assert answer.status in {200, 204, 400}
    for told in logged.getvalue().splitlines():
        assert re.match(r"\d{4}-\d\d-\d\dT", told), told[:200]
        assert told.isprintable()
        assert not told.startswith(FORGED)


def test_a_number_prints_masked_however_it_is_printed() -> None:
    number = PhoneNumber(CALLER)
    for show in (str, repr, pretty_repr, "{}".format):
        for printed in (show(number), show([number]), show(Caller(number))):
            assert CALLER[5:-4] not in printed
            assert CALLER[-4:] in printed
