"""What is played: whole or in part, remembered by whoever fetched it, and nothing but sound below one folder."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from line import Line, knock
from rubbish import RUBBISH

pytestmark = pytest.mark.sampled(3)

SOUND = bytes(range(256)) * 4
HASH = "0123456789abcdef0123456789abcdef"
FILE = "/audio/en/hello.wav"


@pytest.fixture
def audio(line: Line) -> Path:
    folder = Path(line.environment["IVR_AUDIO_DIR"])
    (folder / "es" / "deep").mkdir(parents=True)
    (folder / "hello.wav").write_bytes(SOUND)
    (folder / "es" / "hello.wav").write_bytes(b"hola")
    (folder / "es" / "deep" / "er.wav").write_bytes(b"deeper")
    (folder / "es" / f"{HASH}.wav").write_bytes(SOUND)
    (folder / "es" / ".half.wav").write_bytes(b"half a file")
    (folder / "es" / "manifest.json").write_bytes(b"{}")
    os.mkfifo(folder / "pipe.wav")
    (folder.parent / "secret.wav").write_bytes(b"a secret beside the folder")
    (folder / "link.wav").symlink_to(folder.parent / "secret.wav")
    (folder / "round.wav").symlink_to(folder / "round.wav")
    (folder / "out").symlink_to(folder.parent)
    (folder / "inside.wav").symlink_to(folder / "es" / "hello.wav")
    return folder


@pytest.mark.parametrize(
    ("target", "body"),
    [
        (FILE, SOUND),
        ("/audio/es/hello.wav", b"hola"),
        ("/audio/fr/hello.wav", SOUND),
        ("/audio/es/deep/er.wav", b"deeper"),
        ("/audio/en/inside.wav", b"hola"),
        ("/audio/hello.wav", SOUND),
    ],
)
def test_a_recording_in_the_callers_language_else_the_one_for_all(
    line: Line, audio: Path, target: str, body: bytes
) -> None:
    answer = knock(line.app, "GET", target)
    assert (answer.status, answer.body, answer.headers["content-type"]) == (200, body, "audio/wav")
    assert (answer.headers["cache-control"], answer.headers["accept-ranges"]) == ("public, max-age=300", "bytes")
    head = knock(line.app, "HEAD", target)
    assert (head.status, head.body) == (200, b"")
    same = ("content-length", "content-type", "etag", "cache-control", "accept-ranges")
    assert [head.headers[name] for name in same] == [answer.headers[name] for name in same]


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("a.WAV", "audio/wav"),
        ("a.mp3", "audio/mpeg"),
        ("a.aif", "audio/aiff"),
        ("a.aiff", "audio/aiff"),
        ("a.gsm", "audio/x-gsm"),
        ("a.ulaw", "audio/ulaw"),
    ],
)
def test_each_kind_is_called_what_the_provider_calls_it(line: Line, audio: Path, name: str, content_type: str) -> None:
    (audio / name).write_bytes(b"sound")
    assert knock(line.app, "GET", f"/audio/en/{name}").headers["content-type"] == content_type


def test_a_rendered_prompt_is_remembered_for_ever_by_the_hash_in_its_name(line: Line, audio: Path) -> None:
    target = f"/audio/es/{HASH}.wav"
    answer = knock(line.app, "GET", target)
    assert answer.headers["etag"] == f'"{HASH}"'
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    for condition in (f'"{HASH}"', f'W/"{HASH}"', f'"other", "{HASH}"', "*"):
        known = knock(line.app, "GET", target, headers={"If-None-Match": condition})
        assert (known.status, known.body, known.headers["etag"]) == (304, b"", f'"{HASH}"'), condition
    assert knock(line.app, "GET", target, headers={"If-None-Match": '"other"'}).body == SOUND


def test_a_recording_that_is_known_is_not_sent_again_until_it_says_something_else(line: Line, audio: Path) -> None:
    tag = knock(line.app, "GET", FILE).headers["etag"]
    known = knock(line.app, "GET", FILE, headers={"If-None-Match": tag})
    assert (known.status, known.body) == (304, b"")
    (audio / "hello.wav").write_bytes(SOUND[::-1])  # as long as before
    os.utime(audio / "hello.wav", ns=(1, 1))
    again = knock(line.app, "GET", FILE, headers={"If-None-Match": tag})
    assert (again.status, again.body) == (200, SOUND[::-1])


def test_the_same_recording_is_known_wherever_it_lies(line: Line, audio: Path) -> None:
    (audio / "copy.wav").write_bytes(SOUND)
    tags = {knock(line.app, "GET", target).headers["etag"] for target in (FILE, "/audio/en/copy.wav")}
    assert len(tags) == 1


@pytest.mark.parametrize(
    ("wanted", "status", "body", "told"),
    [
        ("bytes=0-3", 206, SOUND[:4], "bytes 0-3/1024"),
        ("bytes=4-7", 206, SOUND[4:8], "bytes 4-7/1024"),
        ("bytes=1020-", 206, SOUND[1020:], "bytes 1020-1023/1024"),
        ("bytes=-4", 206, SOUND[-4:], "bytes 1020-1023/1024"),
        ("bytes=-1025", 200, SOUND, None),
        ("bytes=0-999999", 206, SOUND, "bytes 0-1023/1024"),
        ("bytes=4096-", 416, b"", "bytes */1024"),
        ("bytes=0-1,5-6", 200, SOUND, None),
        ("bytes=0-,-1", 200, SOUND, None),
        ("bytes=5-2", 200, SOUND, None),
        ("seconds=1-2", 200, SOUND, None),
        ("bytes", 200, SOUND, None),
    ],
)
def test_a_part_of_a_recording(
    line: Line, audio: Path, wanted: str, status: int, body: bytes, told: str | None
) -> None:
    answer = knock(line.app, "GET", FILE, headers={"Range": wanted})
    assert (answer.status, answer.body, answer.headers.get("content-range")) == (status, body, told)
    if status != 416:
        assert answer.headers["content-length"] == str(len(body))


def test_a_part_of_what_has_changed_meanwhile_is_all_of_it(line: Line, audio: Path) -> None:
    tag = knock(line.app, "GET", FILE).headers["etag"]
    for held, status in ((tag, 206), ('"other"', 200)):
        answer = knock(line.app, "GET", FILE, headers={"Range": "bytes=0-3", "If-Range": held})
        assert (answer.status, answer.body) == (status, SOUND if status == 200 else SOUND[:4])


@pytest.mark.parametrize(
    "target",
    [
        "/audio/en/no.wav",
        "/audio/en/deep",
        "/audio/es/deep",
        "/audio/es/.half.wav",
        "/audio/es/manifest.json",
        "/audio/en/es/manifest.json",
        "/audio/en/pipe.wav",
        "/audio/en/link.wav",
        "/audio/en/round.wav",
        "/audio/out/secret.wav",
        "/audio/en/out/secret.wav",
        "/audio/en/../secret.wav",
        "/audio/en/..%2fsecret.wav",
        "/audio/..%2f/secret.wav",
        "/audio/../secret.wav",
        "/audio/%2e%2e/secret.wav",
        "/audio/en/%2e%2e/%2e%2e/secret.wav",
        "/audio/en/..%2f..%2f..%2fsecret.wav",
        "/audio/en/..%5csecret.wav",
        "/audio/es%2fhello.wav",
        "/audio/es/deep%2Fer.wav",
        "/audio/es/deep%5Cer.wav",
        "/audio/es/./hello.wav",
        "/audio/es//hello.wav",
        "/audio/en//etc/passwd",
        "/audio/en/%2fetc%2fpasswd",
        "/audio//etc/passwd",
        "/audio/en/hello.wav%00",
        "/audio/en/hello.wav%00.wav",
        "/audio/en/hello.wav/",
        "/audio/en/" + "a" * 5000 + ".wav",
        "/audio/" + "a" * 300 + "/hello.wav/x.wav",
        "/audio/en/%ff.wav",
        "/audio/en/%ed%a0%80.wav",
        "/audio/en",
        "/audio/",
    ],
)
def test_nothing_else_is_handed_out(line: Line, audio: Path, target: str) -> None:
    for method in ("GET", "HEAD"):
        answer = knock(line.app, method, target)
        assert (answer.status, answer.body, "location" in answer.headers) == (404, b"", False)


def test_a_folder_that_is_reached_by_a_link_is_no_trick(make_line: Callable[..., Line], tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "hello.wav").write_bytes(SOUND)
    (tmp_path / "linked").symlink_to(tmp_path / "real")
    line = make_line(IVR_AUDIO_DIR=str(tmp_path / "linked"))
    assert knock(line.app, "GET", FILE).body == SOUND


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


CONDITIONS = ("If-Modified-Since", "If-Unmodified-Since", "If-None-Match", "If-Match", "If-Range", "Range")


@pytest.mark.parametrize("header", [*CONDITIONS, "Accept", "Accept-Encoding", "Cookie", "Host"])
def test_conditions_that_make_no_sense_are_no_failure(line: Line, audio: Path, header: str) -> None:
    for value in RUBBISH:
        for more in ({}, {"Range": "bytes=0-3"}, {"Range": value}):
            answer = knock(line.app, "GET", FILE, b"", {**more, header: value})
            assert answer.status < 500, value[:60]


@pytest.mark.parametrize(("header", "sent"), [("If-Modified-Since", SOUND[:4]), ("If-Range", SOUND)])
def test_a_date_that_is_none_is_no_condition(line: Line, audio: Path, header: str, sent: bytes) -> None:
    headers = {header: "Thu, 01 Jan 99999999999 00:00:00 GMT", "Range": "bytes=0-3"}
    assert knock(line.app, "GET", FILE, b"", headers).body == sent


def test_the_server_itself_sends_the_file_from_where_the_part_begins(line: Line, audio: Path) -> None:
    handed: list[tuple[int, bytes]] = []

    class Wrapper:
        """What a server sends by itself."""

        def __init__(self, file: BinaryIO, _block: int) -> None:
            handed.append((file.tell(), file.read()))
            self.close = file.close

        def __iter__(self) -> Iterator[bytes]:
            return iter(())

    served: dict[str, Any] = {"wsgi.file_wrapper": Wrapper}
    knock(line.app, "GET", FILE, **served)
    knock(line.app, "GET", FILE, headers={"Range": "bytes=1000-1003"}, **served)
    knock(line.app, "HEAD", FILE, **served)
    assert handed == [(0, SOUND), (1000, SOUND[1000:])]
