"""What is not a webhook: health, metrics, the front page."""

from collections.abc import Callable
from pathlib import Path

import pytest
from line import Line, knock
from rubbish import RUBBISH

pytestmark = pytest.mark.sampled(10)


@pytest.fixture
def no_menus(tmp_path: Path) -> Path:
    folder = tmp_path / "nothing"
    folder.mkdir()
    return folder


def test_live(line: Line) -> None:
    answer = knock(line.app, "GET", "/health/live")
    assert (answer.status, answer.body, answer.headers["content-type"]) == (200, b"ok\n", "text/plain; charset=utf-8")
    assert knock(line.app, "HEAD", "/health/live").body == b""


def test_ready(line: Line) -> None:
    before = line.redis.keys("*")
    answer = knock(line.app, "GET", "/health/ready")
    assert (answer.status, answer.body) == (200, b"ready\n")
    assert line.redis.keys("*") == before


def test_not_ready_names_what_is_missing(make_line: Callable[..., Line], no_menus: Path, tmp_path: Path) -> None:
    nothing = f"unix://{tmp_path}/no.sock"
    cases = {
        "redis": make_line(REDIS_URL=nothing),
        "menus": make_line(menus=no_menus, IVR_VAR_DIR=str(tmp_path / "other")),
        "menus redis": make_line(menus=no_menus, IVR_VAR_DIR=str(tmp_path / "third"), REDIS_URL=nothing),
    }
    for missing, line in cases.items():
        answer = knock(line.app, "GET", "/health/ready")
        assert answer.status == 503
        assert " ".join(row.partition(":")[0] for row in answer.body.decode().splitlines()) == missing
        assert knock(line.app, "GET", "/health/live").status == 200


def test_metrics_count_what_was_answered(line: Line) -> None:
    def counted(route: str, status: int) -> float:
        name = f'ringtree_requests_total{{route="{route}",status="{status}"}} '
        rows = knock(line.app, "GET", "/metrics").body.decode().splitlines()
        return sum(float(row.removeprefix(name)) for row in rows if row.startswith(name))

    turn = "/voice/<flow>/<step>"
    before = [counted("/voice", 200), counted(turn, 200), counted("/voice", 403), counted("none", 404)]
    phone = line.phone()
    phone.ring()
    phone.press("1")
    knock(line.app, "POST", "/voice")
    knock(line.app, "GET", "/no/such/page")
    after = [counted("/voice", 200), counted(turn, 200), counted("/voice", 403), counted("none", 404)]
    assert [b - a for a, b in zip(before, after, strict=True)] == [1, 1, 1, 1]
    assert knock(line.app, "GET", "/metrics").headers["content-type"].startswith("text/plain; version=")


def test_the_front_page_names_the_line_and_how_to_ring_it(line: Line) -> None:
    answer = knock(line.app, "GET", "/")
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<h1>Harbor Bank</h1>" in answer.body.decode()
    assert "make call" in answer.body.decode()


def test_the_front_page_escapes_the_lines_name(make_line: Callable[..., Line], tmp_path: Path) -> None:
    folder = tmp_path / "menus"
    folder.mkdir()
    (folder / "line.yaml").write_text('line: "<script>alert(1)</script>"\ncalls: main\ntimezone: UTC\n')
    (folder / "main.yaml").write_text("bye: {hangup: Goodbye.}\n")
    body = knock(make_line(menus=folder).app, "GET", "/").body
    assert b"<script>" not in body
    assert b"&lt;script&gt;" in body


def test_the_front_page_without_menus_says_what_to_do(make_line: Callable[..., Line], no_menus: Path) -> None:
    answer = knock(make_line(menus=no_menus).app, "GET", "/")
    assert (answer.status, b"ivr check" in answer.body) == (200, True)


CONDITIONS = ("If-Modified-Since", "If-Unmodified-Since", "If-None-Match", "If-Match", "If-Range", "Range")


@pytest.mark.parametrize("page", ["/", "/health/live", "/health/ready", "/metrics"])
@pytest.mark.parametrize("header", [*CONDITIONS, "Accept", "Accept-Encoding", "Cookie", "Host"])
def test_conditions_that_make_no_sense_are_no_failure(line: Line, page: str, header: str) -> None:
    for value in RUBBISH:
        for more in ({}, {"Range": "bytes=0-3"}, {"Range": value}):
            answer = knock(line.app, "GET", page, b"", {**more, header: value})
            assert answer.status < 500, value[:60]
