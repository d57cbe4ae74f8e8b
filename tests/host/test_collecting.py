"""When a request is all there, judged beside gunicorn's own parser: it must never wait for a client."""

import itertools
from typing import Any

import pytest
from gunicorn.config import Config  # type: ignore[import-untyped]
from gunicorn.http.message import Request  # type: ignore[import-untyped]
from gunicorn.http.unreader import Unreader  # type: ignore[import-untyped]
from hypothesis import example, given
from hypothesis import strategies as st

from ivr.host.collecting import LARGEST_BODY, LARGEST_HEAD, Collected, Stage
from ivr.web.gate import LARGEST_BYTES

HEAD = b"POST /voice HTTP/1.1\r\nHost: here\r\n"
FIELDS = (
    *(
        b"Content-Length: 5",
        b"content-length:5",
        b"CONTENT-LENGTH: \t5 \t",
        b"Content-Length: 005",
        b"Content-Length: 0",
    ),
    *(b"Content-Length: +5", b"Content-Length: -5", b"Content-Length: 5, 5", b"Content-Length: 0x5"),
    *(
        b"Content-Length: \xb2",
        b"Content-Length: 1_0",
        b"Content-Length:",
        b"Content-Length : 5",
        b" Content-Length: 5",
    ),
    *(b"Content-Length: " + b"0" * 30 + b"5", b"Content-Length: " + b"9" * 5000, b"Content_Length: 5"),
    *(b"X-Content-Length: 5", b"X: Content-Length: 5", b"Content-Length\t: 5", b"Content-Length: 5\x00"),
    *(b"Transfer-Encoding: identity", b"Expect: 100-continue", b"Expect: tea", b"Connection: close", b": x", b"x"),
    *(b"Transfer-Encoding: gzip", b"Host: there", b"X: " + b"y" * 9000),
    *(b"Content-Length: 0", b" Content-Length: 5"),
)
ENDS = (b"\r\n", b"\r\n", b"\r\n", b"\r\n", b"\n", b"\r", b"\r\n\r\n")
STARTS = (
    *(HEAD, HEAD, b"\r\n" + HEAD, b"\r\n\r\n" + HEAD, b"\n" + HEAD),
    *(b"GET / HTTP/1.0\r\n", b"GET /\r\n", b"nonsense", b""),
)


class WaitedError(Exception):
    """The parser wanted more than there was."""


class Given(Unreader):  # type: ignore[misc]
    """What has been collected, and nothing after it."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.unread(data)

    def chunk(self, size_hint: int | None = None) -> bytes:
        raise WaitedError


def parse(data: bytes) -> Any:
    """Let gunicorn read a request and its body; WaitedError when it needs more, other errors when it refuses."""
    request = Request(Config(), Given(data), ("127.0.0.1", 1), 1)
    return request, request.body.read()


def collect(data: bytes, sizes: list[int]) -> tuple[Collected, bytes]:
    """Give it in pieces until it is ready, or all of it; return what was given too."""
    collected, at = Collected(), 0
    for size in itertools.cycle(sizes):
        piece = data[at : at + min(size, collected.missing_bytes)]
        if not piece or collected.add(piece) in {Stage.READY, Stage.TOO_LARGE}:
            break
        at += len(piece)
    return collected, data[: at + len(piece)]


@st.composite
def requests(draw: st.DrawFn) -> bytes:
    """Requests as they come from the honest, the careless and the wicked."""
    fields = draw(st.lists(st.sampled_from(FIELDS), max_size=4))
    lines = b"".join(field + draw(st.sampled_from(ENDS)) for field in fields)
    return draw(st.sampled_from(STARTS)) + lines + draw(st.sampled_from(ENDS)) + draw(st.binary(max_size=12))


@given(requests(), st.lists(st.integers(1, 9), min_size=1, max_size=5))
@example(HEAD + b"Content-Length: " + b"0" * 30 + b"5\r\n\r\nabc", [1000])
def test_gunicorn_never_waits_for_what_is_ready(data: bytes, sizes: list[int]) -> None:
    collected, given_bytes = collect(data, sizes)
    stage = collected.stage
    assert collected.take() == given_bytes
    if stage is not Stage.READY:
        return
    try:
        parse(given_bytes)
    except WaitedError:
        raise
    except Exception:  # noqa: BLE001 - it refuses, which is as good
        return


@given(requests(), st.lists(st.integers(1, 9), min_size=1, max_size=5))
def test_what_gunicorn_can_read_is_ready(data: bytes, sizes: list[int]) -> None:
    try:
        parse(data)
    except Exception:  # noqa: BLE001
        return
    assert collect(data, sizes)[0].stage is Stage.READY


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_however_it_is_cut_it_is_ready_with_its_last_byte(size: int) -> None:
    data = HEAD + b"Content-Length: 5\r\n\r\nabcde"
    collected, given_bytes = collect(data + b"GET /next", [size])
    assert given_bytes.startswith(data)
    assert len(given_bytes) - len(data) < size
    assert collected.take() == given_bytes
    assert (len(collected), collected.stage) == (0, Stage.HEAD)


@pytest.mark.parametrize("fields", [b"Transfer-Encoding: chunked", b"Content-Length: %d" % (LARGEST_BODY + 1)])
def test_a_body_that_is_not_collected_is_the_parsers_matter(fields: bytes) -> None:
    assert Collected().add(HEAD + fields + b"\r\n\r\n") is Stage.READY


def test_as_much_as_the_app_reads_is_collected_and_read_in_pieces() -> None:
    assert LARGEST_BYTES <= LARGEST_BODY
    collected, rest = Collected(), LARGEST_BODY - 100
    assert collected.add(HEAD + b"Content-Length: %d\r\n\r\n" % rest) is Stage.BODY
    while rest > 0:
        size = collected.missing_bytes
        assert 0 < size <= 16_384
        rest -= size
        assert collected.add(b"x" * size) is (Stage.READY if rest == 0 else Stage.BODY)


def test_a_head_without_end_is_too_large_at_last() -> None:
    collected = Collected()
    pieces = 0
    while collected.add(b"X: " + b"y" * 995 + b"\r\n") is Stage.HEAD:
        pieces += 1
    assert collected.stage is Stage.TOO_LARGE
    assert pieces == LARGEST_HEAD // 1000


@pytest.mark.parametrize(
    ("request_line", "expect", "body", "wants"),
    [
        (b"POST / HTTP/1.1", b"100-continue", b"", True),
        (b"POST / HTTP/1.1", b"100-Continue", b"ab", True),
        (b"\r\nPOST / HTTP/1.1", b"100-continue", b"", True),
        (b"POST / HTTP/1.1", b"100-continue", b"abcde", False),
        (b"POST / HTTP/1.0", b"100-continue", b"", False),
        (b"POST / HTTP/1.1", b"tea", b"", False),
    ],
)
def test_who_holds_the_body_back_until_told(request_line: bytes, expect: bytes, body: bytes, wants: bool) -> None:
    collected = Collected()
    collected.add(request_line + b"\r\nExpect: " + expect + b"\r\nContent-Length: 5\r\n\r\n" + body)
    assert collected.wants_continue is wants
