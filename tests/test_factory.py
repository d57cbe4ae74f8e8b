"""The line as it is put together, and the secrets it makes for itself."""

import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from line import Line, knock

from ivr.errors import RingtreeError, SettingsError
from ivr.factory import create_app, make_tools
from ivr.host.keys import ensure_development_account, ensure_secret_key

KEY = "k" * 32
ARRIVAL = {"CallSid": "CA1", "From": "+14155551234", "To": "+14155550100"}


def test_without_a_redis_nothing_starts(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="There is no Redis: start with `ivr up` or gunicorn"):
        create_app({"IVR_VAR_DIR": str(tmp_path)}, watch=False)


@pytest.mark.parametrize("url", ["redis://:hunter2@h?nonsense=1", "redis://:hunter2@h?socket_timeout=hunter2"])
def test_a_redis_with_options_that_do_not_exist_stops_the_start(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError, match="REDIS_URL has an option that is not known") as refused:
        create_app({"IVR_VAR_DIR": str(tmp_path), "REDIS_URL": url, "IVR_SECRET_KEY": KEY}, watch=False)
    assert "hunter2" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_two_processes_of_one_line_read_each_others_addresses(make_line: Callable[..., Line]) -> None:
    one, two = make_line(), make_line()
    arrived = one.post("/voice", {**ARRIVAL, "RingtreeAt": "2026-03-03 10:00"})
    target = arrived.body.decode().partition('action="')[2].partition('"')[0].replace("&amp;", "&")
    answer = two.post(target, {**ARRIVAL, "Digits": "1", "RingtreeAt": "2026-03-03 10:00"})
    assert b"eight digit account number" in answer.body


def test_another_secret_reads_no_addresses(make_line: Callable[..., Line]) -> None:
    one, two = make_line(), make_line(IVR_SECRET_KEY="another secret, long enough")
    arrived = one.post("/voice", {**ARRIVAL, "RingtreeAt": "2026-03-03 10:00"})
    target = arrived.body.decode().partition('action="')[2].partition('"')[0].replace("&amp;", "&")
    answer = two.post(target, {**ARRIVAL, "Digits": "1", "RingtreeAt": "2026-03-03 10:00"})
    assert b"For your account, press 1." in answer.body


def test_a_real_token_shuts_the_development_phone_out(make_line: Callable[..., Line]) -> None:
    development = make_line()
    line = make_line(TWILIO_AUTH_TOKEN="0" * 32, PUBLIC_BASE_URL=development.base)
    assert line.post("/voice", ARRIVAL, token=development.token).status == 403
    assert line.post("/voice", ARRIVAL).status == 200


def test_the_port_is_part_of_the_address_of_a_line_on_a_desk(make_line: Callable[..., Line]) -> None:
    line = make_line(PORT="5005")
    assert line.post("/voice", ARRIVAL).status == 403
    line.base = "http://127.0.0.1:5005"
    assert line.post("/voice", ARRIVAL).status == 200


def test_a_line_whose_menus_are_wrong_starts_all_the_same(make_line: Callable[..., Line], tmp_path: Path) -> None:
    folder = tmp_path / "menus"
    folder.mkdir()
    line = make_line(menus=folder)
    assert knock(line.app, "GET", "/health/live").status == 200
    (folder / "line.yaml").write_text("line: Late\ncalls: main\ntimezone: UTC\n")
    (folder / "main.yaml").write_text("bye: {hangup: Goodbye.}\n")
    assert b"Goodbye." in line.post("/voice", ARRIVAL).body, "seen when asked for, without a watch"


def test_a_served_line_reads_its_folder_only_until_something_is_live(
    make_line: Callable[..., Line], tmp_path: Path
) -> None:
    folder = tmp_path / "menus"
    folder.mkdir()
    (folder / "line.yaml").write_text("line: Served\ncalls: main\ntimezone: UTC\n")
    (folder / "main.yaml").write_text("bye: {hangup: First.}\n")
    line = make_line(menus=folder, TWILIO_AUTH_TOKEN="0" * 32, PUBLIC_BASE_URL="https://line.example.com")
    front = knock(line.app, "GET", "/").body
    (folder / "main.yaml").write_text("bye: {hangup: First.}\nnext: {hangup: Second.}\n")
    assert b"Served" in front
    assert knock(line.app, "GET", "/").body == front, "what is saved there goes live by `ivr publish`"
    (folder / "main.yaml").unlink()
    assert knock(line.app, "GET", "/health/ready").status == 200


def test_check_without_a_folder_says_which(tmp_path: Path) -> None:
    tools = make_tools({"IVR_MENUS_DIR": str(tmp_path / "none")})
    with pytest.raises(RingtreeError, match=r"There is no folder .*none; name one, or set IVR_MENUS_DIR."):
        tools.examine(None)


# --- secrets made once ---------------------------------------------------------------------------------------------


def test_a_secret_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    var = tmp_path / "deep" / "var"
    key, account = ensure_secret_key(var), ensure_development_account(var)
    assert (ensure_secret_key(var), ensure_development_account(var)) == (key, account)
    assert len(key) >= 32
    assert len(account.auth_token) == 32
    assert account.account_sid.startswith("AC")
    assert account.auth_token not in repr(account)
    assert {path.name for path in var.iterdir()} == {"secret-key", "development-token"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in var.iterdir()} == {0o600}


def test_twenty_at_once_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(20) as threads:
        keys = set(threads.map(lambda _: ensure_secret_key(tmp_path / "var"), range(20)))
    assert len(keys) == 1
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret-key"]


@pytest.mark.parametrize("content", [b"", b"\n", b"short", b"\xff\xfe"])
def test_a_damaged_secret_is_named_and_never_used(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret-key").write_bytes(content)
    (tmp_path / "development-token").write_bytes(content)
    with pytest.raises(SettingsError, match=r"secret-key is damaged; remove it and start again\."):
        ensure_secret_key(tmp_path)
    with pytest.raises(SettingsError, match=r"development-token is damaged; remove it and start again\."):
        ensure_development_account(tmp_path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(SettingsError, match=r"file/var/secret-key cannot be read or made \(Not a directory\)"):
        ensure_secret_key(tmp_path / "file" / "var")
