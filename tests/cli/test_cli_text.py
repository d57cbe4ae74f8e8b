"""`ivr text`, with words and in a conversation, against a line that is served over real HTTP."""

import io
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from click.testing import CliRunner, Result
from flask import Flask, Response, request
from rich.console import Console
from twilio.request_validator import RequestValidator

from ivr.cli.access import LineAccess, NoAccessError
from ivr.cli.text import Talk, ready_text_phone, text
from ivr.ports.text_work import Answered, SentText
from ivr.ports.texts import Reply
from ivr.values import MessageId

ACCOUNT, TOKEN = "AC" + "1" * 32, "0123456789abcdef0123456789abcdef"
PAGES = {
    "hi": "<Message statusCallback='/status/message?m=own'><Body>Hello.\nYou.</Body></Message>",
    "picture": "<Message><Media>/audio/a.png</Media></Message><Message>Bare.</Message>",
    "later": "",
    "voice": "<Say>Hello.</Say>",
    "long": f"<Message><Body>{'x' * 1601}</Body></Message>",
    "nothing": "<Message/>",
    "misspelt": "<Message statuscallback='/x'>Hi.</Message>",
    "deep": "<Message><Image>x</Image></Message>",
}


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - the base class names it
        """Say nothing."""


@dataclass
class Line:
    """A line that answers texts as told, and what it was sent."""

    url: str
    forms: list[dict[str, str]]
    callbacks: list[tuple[str, dict[str, str]]]


@pytest.fixture
def served() -> Iterator[Line]:
    app, line = Flask(__name__), Line("", [], [])

    def is_signed() -> bool:
        signature = request.headers.get("X-Twilio-Signature", "")
        return bool(RequestValidator(TOKEN).validate(request.url, request.form, signature))

    @app.post("/sms")
    def sms() -> Response:
        line.forms.append(request.form.to_dict())
        if not is_signed() or request.form["Body"] == "broken":
            return Response(status=403)
        return Response(f"<Response>{PAGES[request.form['Body']]}</Response>", content_type="text/xml")

    @app.post("/status/message")
    def status() -> Response:
        line.callbacks.append((request.full_path.rstrip("?"), request.form.to_dict()))
        return Response(status=204 if is_signed() else 403)

    with make_server("127.0.0.1", 0, app, handler_class=_Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        line.url = f"http://127.0.0.1:{server.server_port}"
        yield line
        server.shutdown()
        thread.join()


@dataclass
class Given:
    """What the command is handed."""

    access: LineAccess | None
    find_answer: Callable[[str, MessageId], Answered | None] = lambda _provider, _message_id: None

    def find_access(self) -> LineAccess:
        if self.access is None:
            raise NoAccessError("There is no token. Start the line first: `make run`.")
        return self.access


def access_to(line: Line) -> LineAccess:
    return LineAccess(line.url, ACCOUNT, TOKEN, "+14155550100")


def run(given: Given, *arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(text, arguments, obj=given, input=typed)


def test_words_are_one_text(served: Line) -> None:
    result = run(Given(access_to(served)), "hi")
    assert result.output == "  Hello.\n  You.\n"
    assert result.exit_code == 0
    (form,) = served.forms
    assert (form["From"], form["To"], form["Body"], form["NumMedia"]) == ("+14155551234", "+14155550100", "hi", "0")
    ((path, told),) = served.callbacks
    assert path == "/status/message?m=own"
    assert told["MessageStatus"] == "delivered"


def test_a_conversation_is_typed_line_by_line(served: Line) -> None:
    result = run(Given(access_to(served)), "--from", "+14155559999", typed="hi\npicture\n\nhi\n")
    assert result.output.splitlines() == [
        "Type a text, then Enter; an empty line ends it.",
        *("> hi", "  Hello.", "  You."),
        *("> picture", f"  [picture] {served.url}/audio/a.png", "  Bare."),
    ]
    assert {form["From"] for form in served.forms} == {"+14155559999"}


def test_pictures_go_along(served: Line) -> None:
    run(Given(access_to(served)), "hi", "--media", "https://a.example/1.jpg", "--media", "https://a.example/2.jpg")
    (form,) = served.forms
    assert (form["NumMedia"], form["MediaUrl1"]) == ("2", "https://a.example/2.jpg")
    assert form["MessageSid"].startswith("MM")


def test_what_is_sent_later_is_shown_as_it_comes(served: Line) -> None:
    first = SentText(MessageId("SM1"), Reply("One moment."))
    stages = iter(
        [
            None,
            Answered(is_done=False, replies=()),
            Answered(is_done=False, replies=(first,)),
            Answered(is_done=True, replies=(first, SentText(MessageId("SM2"), Reply("Done.", ("https://a/b",))))),
        ]
    )
    result = run(Given(access_to(served), lambda _provider, _sid: next(stages)), "later")
    assert result.output == "  One moment.\n  Done.\n  [picture] https://a/b\n"
    assert [told["MessageSid"] for _, told in served.callbacks] == ["SM1", "SM2"]


def test_another_time_is_asked_for(served: Line) -> None:
    run(Given(access_to(served)), "hi", "--at", "2026-12-24 17:05")
    assert served.forms[0]["RingtreeAt"] == "2026-12-24 17:05"


def test_no_reply_is_said(served: Line) -> None:
    done = Answered(is_done=True, replies=())
    told = run(Given(access_to(served), lambda _provider, _sid: done), "later").output
    assert told == "(no reply; the log of the line says why)\n"


def test_of_a_line_elsewhere_only_the_answer_is_seen(served: Line) -> None:
    access = LineAccess("http://127.0.0.1:1", ACCOUNT, TOKEN, "+14155550100")
    result = run(Given(access), "later", "--url", served.url)
    assert "what the line sends later, a real phone would get" in result.output
    assert result.exit_code == 0


def test_who_waits_in_vain_is_told_what_may_be_missing(served: Line) -> None:
    said = io.StringIO()
    phone = ready_text_phone(access_to(served), "+14155551234")
    talk = Talk(phone, Console(file=said, width=200), lambda _sid: None, patience_s=0.2)
    assert talk.say_all(("later",), ()) == 1
    assert said.getvalue() == "No reply within 0.2 s. Replies are sent by the worker; is `ivr up` running?\n"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("broken", "/sms answered 403 (Twilio 11200)"),
        ("voice", "<Say> is not allowed in an answer to a text; <Message> is"),
        ("long", "a text has 1601 characters; at most 1600 are sent"),
        ("nothing", "a text has neither words nor pictures"),
        ("misspelt", "<Message> has no attribute statuscallback"),
        ("deep", "<Image> is not allowed in <Message>; <Body> and <Media> are"),
    ],
)
def test_what_a_provider_would_not_send_is_told(served: Line, body: str, said: str) -> None:
    result = run(Given(access_to(served)), body)
    assert said in result.output
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["hi", "--from", "nobody at all"], '--from "nobody at all" is no telephone number'),
        (["hi", "--url", "nowhere"], "--url"),
        (["hi", "--at", "some day"], "--at"),
    ],
)
def test_wrong_options_are_told(served: Line, arguments: list[str], said: str) -> None:
    result = run(Given(access_to(served)), *arguments)
    assert said in result.output
    assert result.exit_code == 2


def test_without_a_line_it_says_how_to_start_one() -> None:
    for access in (None, LineAccess(None, ACCOUNT, TOKEN, "+14155550100")):
        result = run(Given(access), "hi")
        assert "Start" in result.output
        assert result.exit_code == 2


def test_a_line_that_does_not_answer_is_named() -> None:
    result = run(Given(LineAccess("http://127.0.0.1:1", ACCOUNT, TOKEN, "+14155550100")), "hi")
    assert "Nothing answers at http://127.0.0.1:1" in result.output
    assert result.exit_code == 2


def test_help_has_an_example(tmp_path: Path) -> None:
    assert 'ivr text "hi"' in CliRunner().invoke(text, ["--help"]).output


def test_scripts_of_a_file_are_played_over_the_line(served: Line, tmp_path: Path) -> None:
    file = tmp_path / "talk.yaml"
    file.write_text(
        "- text: goes well\n  script: [{texts: hi}, {gets: Hello. You.}]\n"
        "- text: goes another way\n  script: [{texts: hi}, {gets: Goodbye.}]\n"
        "- call: rings\n  script: [{hears: hi}]\n"
    )
    result = run(Given(access_to(served)), "--script", str(file))
    assert "✓ goes well" in result.output
    assert "✗ goes another way" in result.output
    assert "rings" in result.output
    assert "skipped" in result.output
    assert result.exit_code == 1
    assert len({form["From"] for form in served.forms}) == 2, "each is somebody who has never written before"


def test_a_script_that_cannot_be_read_is_told(served: Line, tmp_path: Path) -> None:
    for words in ("nowhere.yaml", "bad.yaml"):
        (tmp_path / "bad.yaml").write_text("- text: x\n  script: [{presses: 1}]\n")
        result = run(Given(access_to(served)), "--script", str(tmp_path / words))
        assert words in result.output
        assert result.exit_code == 2
