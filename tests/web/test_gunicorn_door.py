"""The door as it is served: real gunicorn, our worker, a socket."""

import http.client
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from urllib.parse import urlencode

import pytest
from line import FORM, LINE_NUMBER, OPEN
from redis import Redis
from served import serve_line

from ivr.cli.access import LineAccess
from ivr.handset.heard import Ended, WaitingForCallee
from ivr.host.redis import EmbeddedRedis
from ivr.phone.line import HttpTransport
from ivr.phone.signing import SIGNATURE_HEADER, sign
from ivr.phone.telephone import Telephone

ARRIVAL = {"CallSid": "CA" + "1" * 32, "From": "+14155551234", "To": LINE_NUMBER, "RingtreeAt": OPEN}
BODY = urlencode(ARRIVAL).encode()


SOUND = bytes(number % 251 for number in range(300_000))  # more than a connection takes at once
HASH = "00112233445566778899aabbccddeeff"


@pytest.fixture(scope="module")
def access(redis_server: EmbeddedRedis, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LineAccess]:
    folder = tmp_path_factory.mktemp("gunicorn")
    audio = folder / "audio"
    (audio / "en" / "deep").mkdir(parents=True)
    for name in ("hello.wav", "en/deep/er.wav", f"en/{HASH}.wav"):
        (audio / name).write_bytes(SOUND)
    (folder / "secret.wav").write_bytes(b"a secret beside the folder")
    (audio / "link.wav").symlink_to(folder / "secret.wav")
    with serve_line(folder, redis_server.url, IVR_AUDIO_DIR=str(audio)) as (_, access):
        yield access


Answered = tuple[int, dict[str, str], bytes]
Send = Callable[..., Answered]


@pytest.fixture
def send(access: LineAccess) -> Send:
    """Send a request byte for byte and return status, headers and all that came until the server closed."""

    def sending(head: str, body: bytes = b"", signed_for: str | None = None) -> Answered:
        assert access.url is not None
        host, _, port = access.url.removeprefix("http://").partition(":")
        lines = [head, f"Host: {host}", f"Content-Type: {FORM}", "Connection: close"]
        if signed_for is not None:
            signature = sign(access.auth_token, access.url + signed_for, ARRIVAL)
            lines.insert(1, f"{SIGNATURE_HEADER}: {signature}")
        with socket.create_connection((host, int(port)), timeout=15) as client:
            client.sendall("\r\n".join([*lines, "", ""]).encode() + body)
            client.shutdown(socket.SHUT_WR)
            said = b""
            while piece := client.recv(65_536):
                said += piece
        first, _, rest = said.partition(b"\r\n")
        headers, _, content = rest.partition(b"\r\n\r\n")
        pairs = (row.split(": ", 1) for row in headers.decode().split("\r\n") if ": " in row)
        return int(first.split()[1]), {name.lower(): value for name, value in pairs}, content

    return sending


def post(target: str = "/voice", length: int | None = len(BODY), *more: str) -> str:
    lengths = [] if length is None else [f"Content-Length: {length}"]
    return "\r\n".join([f"POST {target} HTTP/1.1", *lengths, *more])


def test_a_whole_call_over_a_socket(access: LineAccess) -> None:
    assert access.url is not None
    phone = Telephone(
        HttpTransport(),
        access.url,
        access.account_sid,
        access.auth_token,
        "+14155551234",
        LINE_NUMBER,
        extra_form={"RingtreeAt": OPEN},
    )
    assert "Thank you for calling Harbor Bank" in phone.ring().words
    report = phone.press("0")
    assert isinstance(report.waits, WaitingForCallee)
    assert phone.callee("answers").waits == Ended("hangup")
    assert phone.hang_up().warnings == ()


def test_an_honest_arrival(send: Send, redis: "Redis") -> None:
    status, headers, body = send(post(), BODY, "/voice")
    assert (status, headers["content-type"], b"<Response>" in body) == (200, "text/xml; charset=utf-8", True)


@pytest.mark.parametrize(
    ("head", "body", "signed_for", "expected"),
    [
        pytest.param(post(), BODY, None, 403, id="unsigned"),
        pytest.param(post(), BODY, "/voice/x", 403, id="signed for another address"),
        pytest.param(post(), BODY[:-1] + b"1", "/voice", 403, id="another body"),
        pytest.param(post(length=len(BODY) + 10), BODY, "/voice", 400, id="truncated"),
        pytest.param(post(length=65_537), BODY, "/voice", 413, id="too large, as declared"),
        pytest.param(post(length=65_537), BODY + b"x" * 65_537, "/voice", 413, id="too large, and sent"),
        pytest.param(post(length=10_000_000), b"x" * 10_000_000, "/voice", 413, id="ten megabytes"),
        pytest.param(post(length=None), b"", "/voice", 411, id="no length"),
        pytest.param(
            post("/voice", None, "Transfer-Encoding: chunked"),
            b"%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY),
            "/voice",
            411,
            id="chunked",
        ),
        pytest.param(
            post("/voice", len(BODY), "Transfer-Encoding: chunked"), BODY, "/voice", 400, id="chunked with a length"
        ),
        pytest.param(post(length=-1), BODY, "/voice", 400, id="a negative length"),
        pytest.param(post("http://elsewhere.example/voice"), BODY, "/voice", 403, id="an absolute target"),
        pytest.param(post("/voice/"), BODY, None, 403, id="a slash at the end"),
        pytest.param(post("//voice"), BODY, None, 403, id="two slashes at the beginning"),
        pytest.param(post("/voice//"), BODY, None, 404, id="two slashes at the end"),
        pytest.param("GET /voice HTTP/1.1", b"", "/voice", 405, id="GET"),
        pytest.param("HEAD /voice HTTP/1.1", b"", "/voice", 405, id="HEAD"),
        pytest.param("OPTIONS /voice HTTP/1.1", b"", "/voice", 405, id="OPTIONS"),
        pytest.param("TRACE /voice HTTP/1.1", b"", "/voice", 405, id="TRACE"),
    ],
)
def test_refusals_over_a_socket(
    send: Send, redis: "Redis", head: str, body: bytes, signed_for: str | None, expected: int
) -> None:
    status, headers, content = send(head, body, signed_for)
    assert status == expected
    assert "location" not in headers
    if status != 400:  # gunicorn itself explains what is not HTTP
        assert content == b""
    assert redis.dbsize() == 0


@pytest.fixture
def connection(access: LineAccess) -> Iterator[http.client.HTTPConnection]:
    assert access.url is not None
    with closing(http.client.HTTPConnection(access.url.removeprefix("http://"), timeout=20)) as connection:
        yield connection


Fetched = tuple[int, bytes, http.client.HTTPMessage]


def fetch(connection: http.client.HTTPConnection, target: str, method: str = "GET", **headers: str) -> Fetched:
    connection.request(method, target, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    return response.status, response.read(), response.headers


def test_recordings_on_one_kept_connection(connection: http.client.HTTPConnection) -> None:
    status, body, headers = fetch(connection, f"/audio/en/{HASH}.wav")
    assert (status, body == SOUND, headers["ETag"]) == (200, True, f'"{HASH}"')
    assert headers.get("Transfer-Encoding") is None
    assert fetch(connection, f"/audio/en/{HASH}.wav", "HEAD")[:2] == (200, b"")
    for wanted, part in {
        "bytes=0-9": SOUND[:10],
        "bytes=100-200099": SOUND[100:200_100],
        "bytes=-7": SOUND[-7:],
    }.items():
        status, body, headers = fetch(connection, "/audio/en/hello.wav", Range=wanted)
        assert (status, body == part, headers["Content-Length"]) == (206, True, str(len(part)))
    assert fetch(connection, "/audio/en/hello.wav", Range="bytes=0-1,5-6")[:2] == (200, SOUND)
    assert fetch(connection, "/audio/en/hello.wav", Range="bytes=999999-")[:2] == (416, b"")
    assert fetch(connection, f"/audio/en/{HASH}.wav", If_None_Match=f'"{HASH}"')[:2] == (304, b"")
    assert fetch(connection, "/audio/en/hello.wav")[1] == SOUND


@pytest.mark.parametrize(
    "target",
    [
        "/audio/en/../../secret.wav",
        "/audio/en/..%2f..%2fsecret.wav",
        "/audio/en/%2e%2e/%2e%2e/secret.wav",
        "/audio/en/deep%2fer.wav",
        "/audio/en/deep%5cer.wav",
        "/audio/en/link.wav",
        "/audio/en/hello.wav%00",
        "/audio/en/%ff.wav",
    ],
)
def test_no_address_leads_out_of_the_audio_folder(connection: http.client.HTTPConnection, target: str) -> None:
    assert fetch(connection, target)[:2] == (404, b"")
