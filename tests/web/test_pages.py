"""What is not a webhook: health, metrics, recordings, the front page."""

from collections.abc import Callable
from pathlib import Path

import pytest
from line import Line, knock

SOUND = bytes(range(256)) * 4


@pytest.fixture
def audio(line: Line) -> Path:
    folder = Path(line.environment["IVR_AUDIO_DIR"])
    (folder / "es" / "deep").mkdir(parents=True)
    (folder / "hello.wav").write_bytes(SOUND)
    (folder / "es" / "hello.wav").write_bytes(b"hola")
    (folder / "es" / "deep" / "er.wav").write_bytes(b"deeper")
    (folder.parent / "secret.txt").write_bytes(b"a secret beside the folder")
    return folder


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


@pytest.mark.parametrize(
    ("target", "body"),
    [
        ("/audio/en/hello.wav", SOUND),
        ("/audio/es/hello.wav", b"hola"),
        ("/audio/fr/hello.wav", SOUND),
        ("/audio/es/deep/er.wav", b"deeper"),
    ],
)
def test_a_recording_in_the_callers_language_else_the_one_for_all(
    line: Line, audio: Path, target: str, body: bytes
) -> None:
    answer = knock(line.app, "GET", target)
    assert (answer.status, answer.body) == (200, body)
    assert "audio" in answer.headers["content-type"]
    assert "max-age=86400" in answer.headers["cache-control"]
    head = knock(line.app, "HEAD", target)
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", str(len(body)))


def test_a_recording_that_is_known_is_not_sent_again(line: Line, audio: Path) -> None:
    tag = knock(line.app, "GET", "/audio/en/hello.wav").headers["etag"]
    known = knock(line.app, "GET", "/audio/en/hello.wav", headers={"If-None-Match": tag})
    assert (known.status, known.body) == (304, b"")
    (audio / "hello.wav").write_bytes(SOUND * 2)
    assert knock(line.app, "GET", "/audio/en/hello.wav", headers={"If-None-Match": tag}).status == 200


@pytest.mark.parametrize(
    ("wanted", "status", "body"),
    [
        ("bytes=0-3", 206, SOUND[:4]),
        ("bytes=1020-", 206, SOUND[1020:]),
        ("bytes=-4", 206, SOUND[-4:]),
        ("bytes=0-999999", 206, SOUND),
        ("bytes=4096-", 416, b""),
        ("bytes=0-1,5-6", 416, b""),
    ],
)
def test_a_part_of_a_recording(line: Line, audio: Path, wanted: str, status: int, body: bytes) -> None:
    answer = knock(line.app, "GET", "/audio/en/hello.wav", headers={"Range": wanted})
    assert (answer.status, answer.body) == (status, body)


@pytest.mark.parametrize(
    "target",
    [
        "/audio/en/no.wav",
        "/audio/en/deep",
        "/audio/es/deep",
        "/audio/en/..%2fsecret.txt",
        "/audio/..%2f/secret.txt",
        "/audio/../secret.txt",
        "/audio/%2e%2e/secret.txt",
        "/audio/en/%2e%2e/%2e%2e/secret.txt",
        "/audio/en/..%2f..%2f..%2fsecret.txt",
        "/audio/en/..%5csecret.txt",
        "/audio/en//etc/passwd",
        "/audio/en/%2fetc%2fpasswd",
        "/audio//etc/passwd",
        "/audio/en/hello.wav%00.txt",
        "/audio/en/" + "a" * 5000,
        "/audio/" + "a" * 300 + "/hello.wav/x",
        "/audio/en/%ff",
        "/audio/en",
        "/audio/",
    ],
)
def test_nothing_else_is_handed_out(line: Line, audio: Path, target: str) -> None:
    answer = knock(line.app, "GET", target)
    assert (answer.status, answer.body, "location" in answer.headers) == (404, b"", False)


def test_a_recording_played_in_a_menu_can_be_fetched(make_line: Callable[..., Line], tmp_path: Path) -> None:
    folder, audio = tmp_path / "menus", tmp_path / "audio"
    folder.mkdir()
    audio.mkdir()
    (audio / "wel come.wav").write_bytes(SOUND)
    (folder / "line.yaml").write_text("line: Played\ncalls: main\ntimezone: UTC\n")
    (folder / "main.yaml").write_text('hello:\n  hangup: {audio: "wel come.wav", text: Welcome}\n')
    line = make_line(menus=folder)
    (item,) = line.phone().ring().heard
    url = getattr(item, "url", "")
    assert knock(line.app, "GET", url.removeprefix(line.base)).body == SOUND


RUBBISH = (
    *("", "garbage", "\xff\xfe", "\0", "a\tb", "*", '"', 'W/"x', "1e400", "nan", "x" * 8_000),
    *("Mon, 99 Foo 9999 99:99:99 GMT", "Thu, 01 Jan 99999999999 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 -9999"),
    *("Mon, 01 Jan 0000 00:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 +99999999", "Sun Nov  6 08:49:37 1994"),
    *("bytes=", "bytes=-", "bytes=abc", "bytes=5-2", "bytes=0--5", "bytes=1_0-2_0", "bytes=²-³", "bytes=+1-+2"),
    *("bytes=0-" + "9" * 5_000, "bytes=-" + "9" * 30, "bytes=9999-", "seconds=1-2", "bytes=" + "0-1," * 1_000),
)
CONDITIONS = ("If-Modified-Since", "If-Unmodified-Since", "If-None-Match", "If-Match", "If-Range", "Range")


@pytest.mark.parametrize("page", ["/audio/en/hello.wav", "/", "/health/live", "/health/ready", "/metrics"])
@pytest.mark.parametrize("header", [*CONDITIONS, "Accept", "Accept-Encoding", "Cookie", "Host"])
def test_conditions_that_make_no_sense_are_no_failure(line: Line, audio: Path, page: str, header: str) -> None:
    for value in RUBBISH:
        for more in ({}, {"Range": "bytes=0-3"}, {"Range": value}):
            answer = knock(line.app, "GET", page, b"", {**more, header: value})
            assert answer.status < 500, value[:60]


@pytest.mark.parametrize(("header", "sent"), [("If-Modified-Since", SOUND[:4]), ("If-Range", SOUND)])
def test_a_date_that_is_none_is_no_condition(line: Line, audio: Path, header: str, sent: bytes) -> None:
    headers = {header: "Thu, 01 Jan 99999999999 00:00:00 GMT", "Range": "bytes=0-3"}
    assert knock(line.app, "GET", "/audio/en/hello.wav", b"", headers).body == sent
