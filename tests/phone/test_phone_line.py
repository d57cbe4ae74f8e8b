"""The wires: real HTTP, WSGI in process, and repeated delivery."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from canned_line import ACCOUNT, BASE, FROM, TO, TOKEN, CannedLine, twiml

from ivr.handset.handset import NotReachableError
from ivr.handset.heard import Ended, WaitingForInput
from ivr.phone.line import HttpTransport, RepeatingTransport, WsgiTransport
from ivr.phone.problems import CallFailedError, DifferentAnswersError
from ivr.phone.telephone import Telephone


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        pass


@contextmanager
def served(app: CannedLine) -> Iterator[str]:
    server: WSGIServer = make_server("127.0.0.1", 0, app, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    app.base = f"http://127.0.0.1:{server.server_port}"
    try:
        yield app.base
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def menu() -> CannedLine:
    return CannedLine(
        {
            "/voice": "<Gather action='/next?turn=1' numDigits='1'><Say>Grüß Gott</Say></Gather>",
            "/next": "<Redirect method='GET'>/last?x=1</Redirect>",
            "/last": "<Say>Bye</Say>",
        }
    )


def test_a_whole_call_over_real_http() -> None:
    app = menu()
    with served(app) as url:
        phone = Telephone(HttpTransport(), url, ACCOUNT, TOKEN, FROM, TO)
        report = phone.ring()
        assert (report.words, isinstance(report.waits, WaitingForInput)) == ("Grüß Gott", True)
        assert phone.press("7").words == "Bye"
    assert [(seen.method, seen.path) for seen in app.seen] == [
        ("POST", "/voice"),
        ("POST", "/next"),
        ("GET", "/last"),
        ("POST", "/status/call"),
    ]
    assert app.forms("/next")[0]["Digits"] == "7"


def test_http_does_not_follow_redirects() -> None:
    app = CannedLine({"/voice": (302, "text/html", "/elsewhere")})
    with served(app) as url:
        assert HttpTransport().get(f"{url}/voice", {}).status == 403
        phone = Telephone(HttpTransport(), url, ACCOUNT, TOKEN, FROM, TO, status_path=None)
        with pytest.raises(Exception, match="drops what the caller pressed"):
            phone.ring()
    assert app.paths == ["/voice", "/voice"]


def test_nobody_listening_is_said_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    phone = Telephone(HttpTransport(), f"http://127.0.0.1:{port}", ACCOUNT, TOKEN, FROM, TO)
    with pytest.raises(NotReachableError, match=f"Nothing answers at http://127.0.0.1:{port} .*make run"):
        phone.ring()
    assert isinstance(phone.waits, Ended)


@pytest.mark.parametrize("says", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", b"HTTP/1.1 200 OK\r\nX: "])
def test_a_server_that_takes_too_long_fails_the_call(says: bytes) -> None:
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def dawdle() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.sendall(says)
                done.wait(10)

        thread = threading.Thread(target=dawdle)
        thread.start()
        try:
            with pytest.raises(CallFailedError, match=r"/voice gave no answer within 0\.2 s \(Twilio 11200\)"):
                HttpTransport(timeout_s=0.2).post(f"http://127.0.0.1:{listening.getsockname()[1]}/voice", {}, {})
        finally:
            done.set()
            thread.join()


@pytest.mark.parametrize("version", [b"HTTP/1.0", b"HTTP/1.1"])
def test_a_server_that_dribbles_fails_the_call_all_the_same(version: bytes) -> None:
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def dribble() -> None:
            connection, _ = listening.accept()
            with connection, suppress(OSError):
                connection.sendall(version + b" 200 OK\r\nContent-Length: 1000\r\n\r\n")
                for _ in range(1000):
                    if done.wait(0.01):
                        break
                    connection.sendall(b"x")

        thread = threading.Thread(target=dribble)
        thread.start()
        try:
            with pytest.raises(CallFailedError, match="gave no answer within"):
                HttpTransport(timeout_s=0.2).get(f"http://127.0.0.1:{listening.getsockname()[1]}/voice", {})
        finally:
            done.set()
            thread.join()


def test_a_connection_that_breaks_off_fails_the_call() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def slam() -> None:
            connection, _ = listening.accept()
            connection.recv(10)
            connection.close()

        thread = threading.Thread(target=slam)
        thread.start()
        with pytest.raises(CallFailedError, match="broke off"):
            HttpTransport().post(f"http://127.0.0.1:{listening.getsockname()[1]}/voice", {"a": "b" * 200_000}, {})
        thread.join()


@pytest.mark.parametrize("arrives", [b"", b"<Respon"])
def test_a_body_that_breaks_off_fails_the_call(arrives: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def slam() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n" + arrives)

        thread = threading.Thread(target=slam)
        thread.start()
        with pytest.raises(CallFailedError, match="broke off"):
            HttpTransport().get(f"http://127.0.0.1:{listening.getsockname()[1]}/voice", {})
        thread.join()


def test_wsgi_gets_the_raw_target_and_a_length() -> None:
    app = CannedLine({"/a%2Fb": "<Say>Hi</Say>"})
    reply = WsgiTransport(app).post(f"{BASE}/a%2Fb?x=%C3%A9&y=%7e", {"ä": "1 2"}, {"X-Extra": "1"})
    (seen,) = app.seen
    assert seen.environ["RAW_URI"] == "/a%2Fb?x=%C3%A9&y=%7e"
    assert seen.environ["CONTENT_LENGTH"] == str(len("%C3%A4=1+2"))
    assert (seen.form, seen.environ["HTTP_X_EXTRA"], seen.environ["wsgi.url_scheme"]) == ({"ä": "1 2"}, "1", "https")
    assert reply.status == 403


def test_every_webhook_is_delivered_as_often_as_wanted() -> None:
    app = menu()
    phone = Telephone(RepeatingTransport(WsgiTransport(app), lambda: 3), BASE, ACCOUNT, TOKEN, FROM, TO)
    phone.ring()
    assert phone.press("7").words == "Bye"
    assert [app.paths.count(path) for path in ("/voice", "/next", "/last", "/status/call")] == [3, 3, 3, 3]
    tokens = {seen.environ["HTTP_I_TWILIO_IDEMPOTENCY_TOKEN"] for seen in app.seen if seen.path == "/next"}
    assert len(tokens) == 1


def test_deliveries_that_are_answered_differently_are_told() -> None:
    numbers = count()
    app = CannedLine({"/voice": lambda _: f"<Say>{next(numbers)}</Say>"})
    phone = Telephone(RepeatingTransport(WsgiTransport(app), lambda: 2), BASE, ACCOUNT, TOKEN, FROM, TO)
    with pytest.raises(DifferentAnswersError, match="/voice, delivered 2 times at once") as told:
        phone.ring()
    assert twiml("<Say>0</Say>") in str(told.value)
    assert twiml("<Say>1</Say>") in str(told.value)
