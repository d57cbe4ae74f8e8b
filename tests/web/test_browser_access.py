"""Who may use the telephone in the browser: the password, the Host, pages of other sites, other machines."""

from collections.abc import Callable
from typing import Any

import pytest
from itsdangerous import TimestampSigner
from line import Knocked, Line, knock

from ivr.factory.browser import has_phone, is_on_a_desk
from ivr.settings import load_settings
from ivr.web.browser import access as module

pytestmark = pytest.mark.sampled(3)

PASSWORD = "correct horse battery"
PUBLIC = "https://line.example.com"
PRODUCTION = {"PUBLIC_BASE_URL": PUBLIC, "TWILIO_AUTH_TOKEN": "the-token", "TWILIO_ACCOUNT_SID": "AC" + "1" * 32}
GUARDED = {**PRODUCTION, "IVR_OPS_PASSWORD": PASSWORD}
JSON = "application/json"
EVERYTHING = (
    ("GET", "/phone"),
    ("GET", "/phone/static/phone.css"),
    ("GET", "/phone/about"),
    ("POST", "/phone/session"),
    ("DELETE", "/phone/session"),
    ("POST", "/phone/calls"),
    ("GET", "/phone/calls/x"),
    ("POST", "/phone/calls/x/acts"),
    ("POST", "/phone/calls/x/script"),
    ("POST", "/phone/calls/x/stay"),
    ("POST", "/phone/calls/x/leave"),
)
GUARDED_ONES = [pair for pair in EVERYTHING if pair[1] not in {"/phone", "/phone/static/phone.css", "/phone/session"}]


def ask(line: Line, method: str, path: str, body: bytes = b"", **environ: Any) -> Knocked:
    given = {"CONTENT_TYPE": JSON, "HTTP_HOST": line.base.partition("://")[2], **environ}
    return knock(line.app, method, path, body, **given)


def sign_in(line: Line, password: str = PASSWORD, **environ: Any) -> Knocked:
    return ask(line, "POST", "/phone/session", f'{{"password": "{password}"}}'.encode(), **environ)


def cookie_of(answer: Knocked) -> str:
    return answer.headers["set-cookie"].partition(";")[0]


@pytest.fixture
def guarded(make_line: Callable[..., Line]) -> Line:
    """A line in production whose operators have a password."""
    return make_line(**GUARDED)


# --- on a desk: open, from this machine only -----------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "LOCALHOST", "[::1]:8000", "127.0.0.1:4000"])
def test_on_a_desk_it_is_open(line: Line, host: str) -> None:
    assert ask(line, "GET", "/phone", HTTP_HOST=host).status == 200
    assert ask(line, "GET", "/phone/about", HTTP_HOST=host).status == 200
    assert b'href="/phone"' in knock(line.app, "GET", "/").body


@pytest.mark.parametrize("peer", ["10.0.0.7", "192.168.1.5", "::ffff:10.0.0.7", "2001:db8::1", "", "unix"])
def test_other_machines_find_nothing(line: Line, peer: str) -> None:
    for method, path in EVERYTHING:
        assert ask(line, method, path, REMOTE_ADDR=peer).status == 404


@pytest.mark.parametrize("name", ["X_FORWARDED_FOR", "FORWARDED", "X_REAL_IP", "VIA", "X_FORWARDED_HOST"])
def test_who_comes_through_a_tunnel_finds_nothing(line: Line, name: str) -> None:
    for method, path in EVERYTHING:
        assert ask(line, method, path, b"", **{f"HTTP_{name}": "127.0.0.1"}).status == 404


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example:8000", "localhost.evil.example", "", "[", "0"]
)
def test_a_name_that_is_not_ours_is_refused(line: Line, guarded: Line, host: str) -> None:
    for one in (line, guarded):
        for method, path in EVERYTHING:
            assert ask(one, method, path, HTTP_HOST=host).status == 403


@pytest.mark.parametrize(
    "marks",
    [
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_ORIGIN": "http://127.0.0.1:9999"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
    ],
    ids=str,
)
def test_pages_of_other_sites_are_refused(line: Line, guarded: Line, marks: dict[str, str]) -> None:
    cookie = cookie_of(sign_in(guarded))
    for method, path in [*GUARDED_ONES, ("POST", "/phone/session"), ("DELETE", "/phone/session")]:
        assert ask(line, method, path, b"", **marks).status == 403
        assert ask(guarded, method, path, b"", HTTP_COOKIE=cookie, **marks).status == 403


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", None]
)
def test_what_a_form_of_another_site_could_send_is_refused(line: Line, content_type: str | None) -> None:
    for path in ("/phone/calls", "/phone/calls/x/acts", "/phone/session"):
        assert ask(line, "POST", path, b"{}", CONTENT_TYPE=content_type).status == 415


def test_no_other_site_is_let_in_by_asking_first(line: Line) -> None:
    answer = ask(line, "OPTIONS", "/phone/calls", HTTP_ORIGIN="https://evil.example")
    assert answer.status == 405
    assert not any(name.startswith("access-control") for name in answer.headers)


# --- in production: behind the password ----------------------------------------------------------------------------


def test_without_a_password_there_is_no_telephone_in_production(make_line: Callable[..., Line]) -> None:
    line = make_line(**PRODUCTION)
    for method, path in EVERYTHING:
        assert ask(line, method, path).status == 404
    assert ask(line, "PUT", "/phone").status == 404
    assert b"/phone" not in knock(line.app, "GET", "/").body


def test_nobody_gets_in_without_the_password(guarded: Line) -> None:
    page = ask(guarded, "GET", "/phone")
    assert page.status == 401
    assert b'type="password"' in page.body
    for method, path in GUARDED_ONES:
        assert ask(guarded, method, path, b"{}").status == 401
    for cookie in ("", "ringtree-phone=", "ringtree-phone=in", "ringtree-phone=in.aaaa.bbbb", "ringtree-phone=\xff"):
        assert ask(guarded, "GET", "/phone/about", HTTP_COOKIE=cookie).status == 401


@pytest.mark.parametrize("password", ["", "correct horse batter", "Correct horse battery", PASSWORD + " ", "пароль"])
def test_a_wrong_password(guarded: Line, password: str) -> None:
    answer = sign_in(guarded, password)
    assert answer.status == 401
    assert b"That is not the password" in answer.body
    assert "set-cookie" not in answer.headers


def test_the_right_password(guarded: Line) -> None:
    answer = sign_in(guarded)
    assert answer.status == 204
    marks = {mark.strip() for mark in answer.headers["set-cookie"].split(";")[1:]}
    assert {"HttpOnly", "Secure", "SameSite=Strict", "Path=/phone", "Max-Age=43200"} <= marks
    cookie = cookie_of(answer)
    assert PASSWORD not in cookie
    page = ask(guarded, "GET", "/phone", HTTP_COOKIE=cookie)
    assert (page.status, b'type="password"' in page.body) == (200, False)
    assert ask(guarded, "GET", "/phone/about", HTTP_COOKIE=cookie).status == 200
    out = ask(guarded, "DELETE", "/phone/session", HTTP_COOKIE=cookie)
    assert "Max-Age=0" in out.headers["set-cookie"]


def test_the_password_may_be_unlike_ascii(make_line: Callable[..., Line]) -> None:
    line = make_line(**PRODUCTION, IVR_OPS_PASSWORD="größere Straße")
    assert sign_in(line, "größere Straße").status == 204


def test_a_new_password_signs_everybody_out(guarded: Line, make_line: Callable[..., Line]) -> None:
    cookie = cookie_of(sign_in(guarded))
    changed = make_line(**{**GUARDED, "IVR_OPS_PASSWORD": "another long password"})
    assert ask(changed, "GET", "/phone/about", HTTP_COOKIE=cookie).status == 401


def test_one_is_signed_out_after_half_a_day(guarded: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    cookie = cookie_of(sign_in(guarded))
    now = TimestampSigner("x").get_timestamp()
    for later, status in ((module.SIGNED_IN_S - 60, 200), (module.SIGNED_IN_S + 60, 401)):
        with monkeypatch.context() as patched:
            patched.setattr(TimestampSigner, "get_timestamp", lambda _, later=later: now + later)
            assert ask(guarded, "GET", "/phone/about", HTTP_COOKIE=cookie).status == status


def test_guessing_ends_after_ten_tries(guarded: Line, make_line: Callable[..., Line]) -> None:
    other_process = make_line(**GUARDED)
    for number in range(10):
        assert sign_in((guarded, other_process)[number % 2], "a wrong guess").status == 401
    answer = sign_in(guarded)
    assert (answer.status, answer.headers["retry-after"]) == (429, "300")
    assert sign_in(other_process).status == 429
    assert sign_in(guarded, REMOTE_ADDR="10.9.9.9").status == 204
    ttl: Any = guarded.redis.ttl("tries:phone:127.0.0.1")
    assert 0 < ttl <= 300


def test_many_addresses_do_not_guess_for_ever(guarded: Line) -> None:
    statuses = [sign_in(guarded, "a wrong guess", REMOTE_ADDR=f"10.0.{n // 9}.1").status for n in range(101)]
    assert statuses == [401] * 100 + [429]


def test_behind_the_platform_s_router_its_word_counts(make_line: Callable[..., Line], redis_server: Any) -> None:
    settings = {**GUARDED, "DYNO": "web.1", "DATABASE_URL": "postgres://nowhere.invalid/db"}
    line = make_line(**settings)
    for number in range(10):
        sign_in(line, "a wrong guess", HTTP_X_FORWARDED_FOR=f"10.1.1.{number}, 203.0.113.7")
    assert sign_in(line, HTTP_X_FORWARDED_FOR="10.1.1.99, 203.0.113.7").status == 429
    assert sign_in(line, HTTP_X_FORWARDED_FOR="203.0.113.7, 203.0.113.8").status == 204


def test_guesses_that_nobody_can_count_are_not_taken(make_line: Callable[..., Line]) -> None:
    line = make_line(**GUARDED, REDIS_URL="unix:///nowhere/at-all.sock")
    answer = sign_in(line)
    assert answer.status == 503
    assert "set-cookie" not in answer.headers


# --- always ---------------------------------------------------------------------------------------------------------


def test_every_answer_says_what_its_page_may_do(line: Line, guarded: Line) -> None:
    for one, environ in (
        (line, {}),
        (guarded, {}),
        (line, {"HTTP_HOST": "evil.example"}),
        (line, {"REMOTE_ADDR": "9.9.9.9"}),
    ):
        for method, path in EVERYTHING:
            headers = ask(one, method, path, b"{}", **environ).headers
            policy = headers["content-security-policy"]
            assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
            assert "unsafe" not in policy
            assert "frame-ancestors 'none'" in policy
            assert headers["x-content-type-options"] == "nosniff"


def test_no_part_of_the_page_is_anything_else(line: Line) -> None:
    for path in ("..%2frecord.py", "%2e%2e/routes.py", "record.py", "phone.html", "sign-in.html", ""):
        assert ask(line, "GET", f"/phone/static/{path}").status == 404


@pytest.mark.parametrize(
    ("environment", "on_a_desk"),
    [
        ({}, True),
        ({"PUBLIC_BASE_URL": "http://127.0.0.1:8000"}, True),
        ({"PUBLIC_BASE_URL": "http://localhost:8000"}, True),
        ({"REDIS_URL": "unix:///tmp/x.sock"}, True),
        ({"PUBLIC_BASE_URL": "https://line.example.com"}, False),
        ({"PUBLIC_BASE_URL": "https://127.0.0.1.example.com"}, False),
        ({"REDIS_URL": "redis://127.0.0.1"}, False),
        ({"DATABASE_URL": "postgres://localhost/x"}, False),
        ({"PUBLIC_BASE_URL": "http://127.0.0.1:8000", "TWILIO_AUTH_TOKEN": "t"}, False),
    ],
    ids=str,
)
def test_what_is_a_desk(environment: dict[str, str], on_a_desk: bool) -> None:
    settings = load_settings({"IVR_SECRET_KEY": "sixteen characters", **environment})
    assert is_on_a_desk(settings) is on_a_desk
    assert has_phone(settings) is on_a_desk
    guarded = load_settings({"IVR_SECRET_KEY": "sixteen characters", "IVR_OPS_PASSWORD": PASSWORD, **environment})
    assert has_phone(guarded)
