"""What a line of the log looks like, and that loggers follow what is configured after they were made."""

import io
import json
from collections.abc import Iterator

import pytest

from ivr import log
from ivr.values import Seconds

LOGGER = log.get_logger("ivr.somewhere")


@pytest.fixture
def said() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    yield stream
    log.configure("text")


def test_a_line_for_machines_is_one_record(said: io.StringIO) -> None:
    log.configure("json", said)
    LOGGER.info("turn", call="CA1", turn=7, path=["a/b"], repeated=False)
    LOGGER.warning("refused", status=403, path="/voice/é", other=said)
    turn, refused = (json.loads(line) for line in said.getvalue().splitlines())
    assert turn.pop("timestamp").endswith("Z")
    assert list(turn.items()) == [
        *(("module", "ivr.somewhere"), ("call", "CA1"), ("turn", 7), ("path", ["a/b"]), ("repeated", False)),
        *(("event", "turn"), ("level", "info")),
    ]
    assert (refused["level"], refused["path"], refused["other"]) == ("warning", "/voice/é", str(said))


@pytest.mark.parametrize("odd", [Seconds(20), 10**40, {"a": [Seconds(1)]}], ids=repr)
def test_nothing_is_too_odd_to_be_logged(said: io.StringIO, odd: object) -> None:
    log.configure("json", said)
    LOGGER.info("menus", odd=odd)
    assert json.loads(said.getvalue())["odd"] == odd


def test_a_logger_follows_what_is_configured_later(said: io.StringIO) -> None:
    styles: tuple[log.Format, ...] = ("text", "json", "text")
    for style in styles:
        log.configure(style, said)
        LOGGER.info("turn", call="CA1")
    first, second, third = said.getvalue().splitlines()
    assert "call=CA1" in first
    assert json.loads(second)["call"] == "CA1"
    assert "call=CA1" in third


@pytest.mark.parametrize("style", ["text", "json"])
def test_what_broke_is_told_without_what_it_broke_on(said: io.StringIO, style: log.Format) -> None:
    log.configure(style, said)
    entered = "4321"
    try:
        int(entered) // 0
    except ZeroDivisionError:
        LOGGER.exception("turn_failed", call="CA1")
    assert "ZeroDivisionError" in said.getvalue()
    assert "error" in said.getvalue()
    assert entered not in said.getvalue()


def test_what_is_of_no_interest_is_not_said(said: io.StringIO) -> None:
    log.configure("json", said)
    LOGGER.debug("turn")
    assert said.getvalue() == ""
