"""Slips of the hand in the terminal: each is a sentence, told once, before anything rings."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr.cli.access import LineAccess
from ivr.cli.call import call
from ivr.cli.call_options import read_options
from ivr.cli.main import ivr
from ivr.factory import make_tools
from ivr.rehearsal.placing import BadOptionError

ROOT = Path(__file__).parents[2]
CALLER = "+14155551234"
LINE = "line: Acme\ncalls: main\ntimezone: UTC\n"


@dataclass(frozen=True)
class Home:
    """What the composition root hands to the commands."""

    find_access: Callable[[], LineAccess]


def nobody_asks() -> LineAccess:
    raise AssertionError("the options come first")


def ring(*arguments: str) -> Result:
    return CliRunner().invoke(call, arguments, obj=Home(nobody_asks))


# --- options of `ivr call` -----------------------------------------------------------------------------------------

NUMBER = "write +, the country and the number without spaces, like +14155551234"
MOMENT = "write a date and a time like 2026-12-24 17:05 or 2026-12-24 17:05 America/New_York."
URL = "write it like http://127.0.0.1:8000."


@pytest.mark.parametrize(
    ("option", "given", "named", "advice"),
    [
        ("--at", "17:30", "--at: `17:30` ", MOMENT),
        ("--at", "tomorrow", "--at: `tomorrow` ", MOMENT),
        ("--at", "24.11.2026 17:30", "--at: `24.11.2026 17:30` ", MOMENT),
        ("--at", "2026-12-24 17:05 Berlin", "--at: `Berlin` ", "write one like Europe/Berlin."),
        ("--at", "", "--at: A date is missing", MOMENT),
        ("--at", "2026-02-30", "--at: `2026-02-30` ", MOMENT),
        ("--at", "1900-01-01", "--at: `1900-01-01` ", "write a year from 1971 to 2999."),
        ("--from", "abc", "--from abc ", NUMBER),
        ("--from", "4155551234", "--from 4155551234 ", NUMBER),
        ("--from", "+1 415 555 1234", '--from "+1 415 555 1234" ', NUMBER),
        ("--from", "+123456", "--from +123456 ", NUMBER),
        ("--from", "+1234567890123456", "--from +1234567890123456 ", NUMBER),
        ("--from", "sip:", "--from sip: ", NUMBER),
        ("--from", "", '--from "" ', "or anonymous, or unknown."),
        ("--to", "4155551234", "--to 4155551234 ", NUMBER),
        ("--to", "", '--to "" ', NUMBER),
        ("--to", "anonymous", "--to anonymous ", NUMBER),
        ("--url", "127.0.0.1:8333", "--url 127.0.0.1:8333 ", URL),
        ("--url", "localhost:8333", "--url localhost:8333 ", URL),
        ("--url", "", '--url "" ', URL),
        ("--url", "http://", "--url http:// ", URL),
        ("--url", "http://127.0.0.1:many", "--url http://127.0.0.1:many ", URL),
        ("--url", "http://127.0.0.1:8000/voice", "--url http://127.0.0.1:8000/voice ", URL),
        ("--url", "ftp://127.0.0.1", "--url ftp://127.0.0.1 ", URL),
    ],
)
def test_an_option_that_cannot_be_read_is_refused_before_ringing(
    option: str, given: str, named: str, advice: str
) -> None:
    ran = ring(option, given)
    assert (ran.exit_code, ran.stdout) == (2, "")
    (said,) = ran.stderr.splitlines()
    assert said.startswith(named)
    assert advice in said


def test_scripts_are_not_played_with_such_an_option_either(tmp_path: Path) -> None:
    ran = ring("--script", str(tmp_path / "none.yaml"), "--at", "tomorrow")
    assert (ran.exit_code, ran.stderr[:16]) == (2, "--at: `tomorrow`")


@pytest.mark.parametrize(
    "number", [CALLER, "+1234567", "+123456789012345", "anonymous", "unknown", "sip:desk@acme.example", "client:joe"]
)
def test_whoever_may_ring(number: str) -> None:
    assert read_options(number, None, None, None).from_number == number


@pytest.mark.parametrize("number", [CALLER, "sip:desk@acme.example", "client:joe"])
def test_whatever_may_be_rung(number: str) -> None:
    assert read_options(CALLER, number, None, None).to_number == number


@pytest.mark.parametrize(
    "at", ["2026-12-24", "2026-12-24 17:05", "2026-12-24T17:05", "2026-12-24 17:05 America/New_York", "2026-12-24 UTC"]
)
def test_whenever_it_may_ring(at: str) -> None:
    assert read_options(CALLER, None, at, None).at == at


@pytest.mark.parametrize("url", ["http://127.0.0.1:8333", "https://line.example/", "http://[::1]:8000"])
def test_wherever_it_may_ring(url: str) -> None:
    assert read_options(CALLER, None, None, url).url == url


def test_the_first_of_several_slips_is_told() -> None:
    with pytest.raises(BadOptionError, match=r"^--from abc "):
        read_options("abc", None, "tomorrow", None)


# --- menus ---------------------------------------------------------------------------------------------------------


def test_check_says_once_that_a_flow_is_not_utf_8_though_others_lead_there(tmp_path: Path) -> None:
    (tmp_path / "line.yaml").write_text(LINE)
    (tmp_path / "main.yaml").write_text("choices: {menu: For people press 1., keys: {1: people}, give_up: people}\n")
    (tmp_path / "people.yaml").write_bytes("bye: {hangup: Grüß Gott.}\n".encode("latin-1"))
    (tmp_path / ".#main.yaml").symlink_to("somebody@somewhere.4711")
    (tmp_path / "._main.yaml").write_bytes(b"\x00\x05\x16\x07")
    ran = CliRunner().invoke(ivr, ["check", str(tmp_path)], obj=make_tools({}))
    (said,) = ran.stdout.splitlines()
    assert "people.yaml:1:1 E101 This is no UTF-8 text" in said


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
def test_up_tells_a_wrong_menu_once_and_ctrl_c_is_answered(tmp_path: Path) -> None:
    menus = tmp_path / "menus"
    menus.mkdir()
    (menus / "line.yaml").write_text(LINE)
    (menus / "main.yaml").write_text("bye: {hangup: Hello., nxt: x}\n")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = tmp_path / "said"
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    with log.open("wb") as said:
        running = subprocess.Popen(
            [sys.executable, "-m", "ivr", "up", "--port", str(port)],
            env={**kept, "PYTHONPATH": str(ROOT), "IVR_VAR_DIR": str(tmp_path / "var"), "IVR_MENUS_DIR": str(menus)},
            cwd=tmp_path,
            stdout=said,
            stderr=said,
        )
    try:
        deadline = time.monotonic() + 60
        while "ring it: make call" not in log.read_text() and time.monotonic() < deadline and running.poll() is None:
            time.sleep(0.1)
        running.send_signal(signal.SIGINT)
        assert running.wait(60) == 0
    finally:
        if running.poll() is None:
            running.kill()
            running.wait(5)
    told = log.read_text()
    assert told.count("E104") == 2, "in the line itself, and as the field of the log"
    assert told.count(f"{menus.as_posix()}/main.yaml:1:23 E104 `nxt`") == 1
    assert told.count("callers are asked to try later") == 1
    assert told.endswith("Stopped.\n")
