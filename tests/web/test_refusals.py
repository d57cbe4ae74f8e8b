"""What is no authentic webhook: a bare status, nothing stored, never a redirect and never a 500."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode

import pytest
from line import BASE, FORM, OPEN, Knocked, Line, knock

from ivr.phone.signing import SIGNATURE_HEADER, sign

pytestmark = pytest.mark.sampled(4)

ARRIVAL = {"CallSid": "CA" + "1" * 32, "From": "+14155551234", "To": "+14155550100", "RingtreeAt": OPEN}
BODY = urlencode(ARRIVAL).encode()
ADDRESSES = ("/voice", "/voice/main/choices?turn=1&menus=x&lang=en&k=y", "/status/call", "/sms", "/status/message")


@pytest.fixture
def untouched(line: Line) -> Callable[[Knocked, int], None]:
    """Check an answer: this status, no body, no way elsewhere, and Redis as empty as before."""

    def check(answer: Knocked, status: int) -> None:
        assert (answer.status, answer.body) == (status, b"")
        assert "location" not in answer.headers
        assert keys_of(line) == []

    return check


def keys_of(line: Line) -> list[bytes]:
    """Return what is in Redis beside the announcement of the menus, which no request leaves there."""
    return sorted(key for key in line.redis.scan_iter() if key != b"menus:live")


def signed(line: Line, target: str, body: bytes, **environ: object) -> Knocked:
    """Post a body with the signature it would have as a form."""
    pairs = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, errors="replace"))
    signature = sign(line.token, BASE + target, pairs)
    return knock(line.app, "POST", target, body, {SIGNATURE_HEADER: signature}, **environ)


class Broken(io.BytesIO):
    """A body whose connection breaks while it is read."""

    def read(self, size: int | None = -1) -> bytes:
        raise ConnectionResetError


class Untouchable(io.BytesIO):
    """A body that must not be read."""

    def read(self, size: int | None = -1) -> bytes:
        raise AssertionError("the body was read")


@pytest.mark.parametrize("target", ADDRESSES)
def test_without_a_signature_nothing_is_read(line: Line, untouched: Callable[..., None], target: str) -> None:
    for headers in ({}, {SIGNATURE_HEADER: ""}):
        answer = knock(line.app, "POST", target, BODY, headers, **{"wsgi.input": Untouchable()})
        untouched(answer, 403)


@pytest.mark.parametrize("target", ADDRESSES)
def test_every_changed_bit_of_a_signature_is_seen(line: Line, untouched: Callable[..., None], target: str) -> None:
    good = sign(line.token, BASE + target, ARRIVAL)
    for at in range(len(good)):
        for bit in range(7):
            character = chr(ord(good[at]) ^ (1 << bit))
            if not character.isprintable():
                continue
            forged = good[:at] + character + good[at + 1 :]
            untouched(knock(line.app, "POST", target, BODY, {SIGNATURE_HEADER: forged}), 403)


def test_every_changed_bit_of_a_body_is_seen(line: Line) -> None:
    signature = sign(line.token, f"{BASE}/voice", ARRIVAL)
    for at in range(len(BODY)):
        for bit in range(8):
            body = BODY[:at] + bytes([BODY[at] ^ (1 << bit)]) + BODY[at + 1 :]
            if body.lower() == BODY.lower():
                continue  # %2B and %2b are the same plus sign
            answer = knock(line.app, "POST", "/voice", body, {SIGNATURE_HEADER: signature})
            assert (answer.status, answer.body) in {(403, b""), (400, b"")}, body
    assert keys_of(line) == []


@pytest.mark.parametrize(
    "target",
    ["/voice?", "/voice?a=1", "/voice/", "/voic%65", "/VOICE", "http://127.0.0.1:8000/voice", "http://elsewhere/voice"],
)
def test_a_signature_for_one_address_opens_no_other(line: Line, target: str) -> None:
    answer = knock(line.app, "POST", target, BODY, {SIGNATURE_HEADER: sign(line.token, f"{BASE}/voice/x", ARRIVAL)})
    assert answer.status in {403, 404}
    assert (answer.body, "location" in answer.headers, keys_of(line)) == (b"", False, [])


@pytest.mark.parametrize("target", ["http://127.0.0.1:8000/voice", "http://elsewhere/voice", "HTTPS://elsewhere/voice"])
def test_absolute_targets_are_refused_even_when_their_text_is_signed(
    line: Line, untouched: Callable[..., None], target: str
) -> None:
    for address in (target, BASE + target, f"{BASE}/voice"):
        signature = sign(line.token, address, ARRIVAL)
        untouched(knock(line.app, "POST", target, BODY, {SIGNATURE_HEADER: signature}), 403)


@pytest.mark.parametrize(
    ("length", "status"),
    [
        (None, 411),
        ("", 411),
        ("-1", 411),
        ("+5", 411),
        ("1e3", 411),
        ("0x10", 411),
        ("\N{ARABIC-INDIC DIGIT FIVE}", 411),
        (str(len(BODY) + 1), 400),
        (str(len(BODY) - 1), 403),
        ("65537", 413),
        ("9" * 30, 413),
        ("9" * 5000, 413),
    ],
)
def test_the_length_must_be_said_and_true(
    line: Line, untouched: Callable[..., None], length: str | None, status: int
) -> None:
    untouched(signed(line, "/voice", BODY, CONTENT_LENGTH=length), status)


def test_a_chunked_body_has_no_length(line: Line, untouched: Callable[..., None]) -> None:
    more = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True, "CONTENT_LENGTH": None}
    untouched(signed(line, "/voice", BODY, **more, **{"wsgi.input": Untouchable()}), 411)


def test_size_is_judged_by_what_is_said_and_by_what_comes(line: Line, untouched: Callable[..., None]) -> None:
    large = BODY + b"&x=" + b"y" * (65_536 - len(BODY) - 3)
    assert signed(line, "/voice", large).status == 200
    line.redis.flushall()
    untouched(signed(line, "/voice", large + b"y", **{"wsgi.input": Untouchable()}), 413)
    untouched(signed(line, "/voice", large + b"y" * 10_000_000, CONTENT_LENGTH="65536"), 403)


def test_a_body_that_breaks_off_is_half(line: Line, untouched: Callable[..., None]) -> None:
    untouched(signed(line, "/voice", BODY, **{"wsgi.input": Broken()}), 400)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (BODY + b"&a=b" * 300, FORM),
        (BODY + b"&" * 300, FORM),
        (BODY + b"&x=%00", FORM),
        (BODY + b"&x=\0", FORM),
        (BODY + b"&x=\xff", FORM),
        (BODY + b"&x=%ff", FORM),
        (BODY + b"&x=%zz", FORM),
        (BODY + b"&x=%", FORM),
        (BODY, ""),
        (BODY, "garbage"),
        (BODY, "text/plain"),
        (BODY, "multipart/form-data; boundary=x"),
        (BODY, ";;;"),
        (BODY, "application/x-www-form-urlencoded-not"),
        (BODY, "a" * 8000),
    ],
)
@pytest.mark.parametrize("target", ADDRESSES)
def test_malformed_bodies(
    line: Line, untouched: Callable[..., None], target: str, body: bytes, content_type: str
) -> None:
    untouched(signed(line, target, body, CONTENT_TYPE=content_type), 400)


@pytest.mark.parametrize(
    "call_sid", ["", " ", "a b", "x" * 201, "CA\N{PILE OF POO}", "CA\n", "\x7f", "*\x1b[2J", None], ids=ascii
)
@pytest.mark.parametrize("target", ADDRESSES)
def test_absurd_call_ids(line: Line, untouched: Callable[..., None], target: str, call_sid: str | None) -> None:
    form = {name: value for name, value in {**ARRIVAL, "CallSid": call_sid}.items() if value is not None}
    untouched(line.post(target, form), 400)


@pytest.mark.parametrize("call_sid", ["facts", "!", "x" * 200, "../../etc", "CALL:*", '"><script>'])
def test_odd_call_ids_are_only_names(line: Line, call_sid: str) -> None:
    assert line.post("/voice", {**ARRIVAL, "CallSid": call_sid}).status == 200
    assert keys_of(line) == sorted([f"call:{call_sid}".encode(), b"facts"])


def test_a_json_body_says_which_call_to_nobody(line: Line, untouched: Callable[..., None]) -> None:
    answer = knock(line.app, "POST", "/voice", b"{}", {SIGNATURE_HEADER: "x" * 28}, CONTENT_TYPE="application/json")
    untouched(answer, 403)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "PATCH", "CONNECT", "BREW"])
@pytest.mark.parametrize("target", ADDRESSES)
def test_only_post(line: Line, untouched: Callable[..., None], method: str, target: str) -> None:
    for headers in ({}, {SIGNATURE_HEADER: sign(line.token, BASE + target, {})}):
        answer = knock(line.app, method, target, b"", headers)
        untouched(answer, 405)
        assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize("method", ["POST", "PUT", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("target", ["/", "/health/live", "/health/ready", "/metrics", "/audio/en/x.wav"])
def test_pages_are_only_read(line: Line, untouched: Callable[..., None], method: str, target: str) -> None:
    untouched(knock(line.app, method, target), 405)


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/voice/", 403),
        ("/status/call/", 403),
        ("/voice/main/choices/", 403),
        ("//voice", 403),
        ("/voice//", 404),
        ("/voice//choices", 404),
        ("/voice/main", 404),
        ("/voice/main/choices/more", 404),
        ("/voice/../status/call", 404),
        ("/status//call", 404),
        ("/%00", 404),
        ("/voice%00", 404),
        ("/voice/%ff/%fe", 403),
        ("/voice/..%2f/x", 404),
        ("/nothing", 404),
        ("/" + "x/" * 2000, 404),
    ],
)
def test_slashes_never_lead_elsewhere(line: Line, untouched: Callable[..., None], target: str, status: int) -> None:
    untouched(knock(line.app, "POST", target, BODY), status)


def test_a_slash_too_many_in_the_configured_address_is_borne(line: Line) -> None:
    assert line.post("/voice/", ARRIVAL).status == 200


@pytest.mark.parametrize("host", ["", "elsewhere", "a b", "x" * 5000, "[::1", "\x00", "line.example:99999999"])
def test_the_host_header_opens_and_closes_nothing(line: Line, host: str) -> None:
    assert knock(line.app, "POST", "/voice", BODY, {"Host": host}).status in {400, 403}
    assert keys_of(line) == []


def test_the_secondary_token_signs_too_and_any_other_does_not(make_line: Callable[..., Line]) -> None:
    primary, secondary = "0" * 32, "f" * 32
    line = make_line(
        TWILIO_AUTH_TOKEN=primary, TWILIO_AUTH_TOKEN_SECONDARY=secondary, PUBLIC_BASE_URL="https://line.example.com"
    )
    assert [line.post("/voice", ARRIVAL, token=token).status for token in (primary, secondary, "1" * 32)] == [
        200,
        200,
        403,
    ]


@pytest.mark.parametrize(
    ("public", "signed_for"),
    [
        ("https://line.example.com", "https://line.example.com"),
        ("https://line.example.com/", "https://line.example.com"),
        ("https://line.example.com:8443", "https://line.example.com:8443"),
        ("https://line.example.com", "https://line.example.com:443"),
        ("https://user:pass@line.example.com", "https://line.example.com"),
        ("http://line.example.com:8000", "http://line.example.com:8000"),
    ],
)
def test_the_public_address_is_the_one_that_is_signed(
    make_line: Callable[..., Line], public: str, signed_for: str
) -> None:
    line = make_line(PUBLIC_BASE_URL=public)
    line.base = signed_for
    assert line.post("/voice", ARRIVAL, **{"wsgi.url_scheme": "http", "HTTP_HOST": "10.0.0.7:5000"}).status == 200
    line.base = "https://other.example.com"
    forwarded = {"HTTP_HOST": "other.example.com", "HTTP_X_FORWARDED_HOST": "other.example.com"}
    assert line.post("/voice", ARRIVAL, **forwarded).status == 403


def test_a_development_line_believes_a_rehearsed_time_and_a_real_one_does_not(make_line: Callable[..., Line]) -> None:
    night = {**ARRIVAL, "RingtreeAt": "2026-03-03 03:00"}
    assert b"closed now" in make_line().post("/voice", night).body
    line = make_line(TWILIO_AUTH_TOKEN="0" * 32, PUBLIC_BASE_URL="https://line.example.com")
    line.redis.flushall()
    assert line.post("/voice", night).status == 200
    assert line.facts()[0]["at"] != int(datetime(2026, 3, 3, 8, tzinfo=UTC).timestamp())


@pytest.mark.parametrize("at", ["yesterday", "2026-13-01", "25:00", "2026-03-03 10:00 Mars/Base", "\N{PILE OF POO}"])
def test_a_rehearsed_time_that_is_none_is_malformed(line: Line, untouched: Callable[..., None], at: str) -> None:
    untouched(line.post("/voice", {**ARRIVAL, "RingtreeAt": at}), 400)
