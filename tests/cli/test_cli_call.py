"""`ivr call`, typed into and piped into, against a line that is served over real HTTP."""

import io
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from click.testing import CliRunner, Result
from flask import Flask, Response, request
from rich.console import Console
from twilio.request_validator import RequestValidator

from ivr.cli.access import LineAccess, NoAccessError, read_access
from ivr.cli.call import call, ready_phone, run_call
from ivr.cli.call_screen import CallScreen
from ivr.menu.script import load_scripts
from ivr.menu.script_words import shown
from ivr.phone.line import WsgiTransport
from ivr.rehearsal.aside import PhoneSide
from ivr.rehearsal.placing import DEFAULT_LINE_NUMBER

ACCOUNT, TOKEN = "AC" + "1" * 32, "0123456789abcdef0123456789abcdef"

PAGES = {
    "/voice": (
        "<Gather numDigits='1' input='dtmf speech' action='/choose'>"
        "<Say voice='Polly.Joanna-Neural'>Thank you for calling Acme Bank.</Say>"
        "<Say>For balances, press 1.</Say></Gather><Say>Sorry, I didn't hear anything.</Say><Redirect>/voice</Redirect>"
    ),
    "/dial": "<Dial action='/dialled'>+14155550111</Dial>",
    "/message": "<Say>Please leave a message.</Say><Record action='/bye' finishOnKey='#'/><Hangup/>",
    "/queue": "<Enqueue waitUrl='' action='/bye'>cards</Enqueue>",
    "/bye": "<Say>Goodbye.</Say><Hangup/>",
    "/broken": "<Gather numdigits='1'/>",
}
CHOICES = {"1": "/bye", "2": "/dial", "3": "/message", "4": "/queue", "5": "/broken", "6": "/missing"}


def make_app(forms: list[dict[str, str]]) -> Flask:
    app = Flask(__name__)

    @app.before_request
    def authentic() -> Response | None:
        url, signature = request.url, request.headers.get("X-Twilio-Signature", "")
        if request.host == "line.example":
            url = url.replace("http://", "https://")
        return None if RequestValidator(TOKEN).validate(url, request.form, signature) else Response(status=403)

    @app.post("/choose")
    def choose() -> Response:
        forms.append(request.form.to_dict())
        chosen = CHOICES.get(request.form.get("Digits", ""), "/voice")
        return _twiml("<Say>Your balance is four dollars.</Say>" if "SpeechResult" in request.form else _to(chosen))

    @app.post("/dialled")
    def dialled() -> Response:
        return _twiml(f"<Say>It was {request.form['DialCallStatus']}.</Say>")

    @app.post("/status/call")
    def status() -> Response:
        return Response(status=204)

    @app.post("/<page>")
    def page(page: str) -> Response:
        forms.append(request.form.to_dict())
        return _twiml(PAGES[f"/{page}"]) if f"/{page}" in PAGES else Response(status=404)

    return app


def _to(path: str) -> str:
    return f"<Redirect>{path}</Redirect>"


def _twiml(inner: str) -> Response:
    return Response(f"<Response>{inner}</Response>", mimetype="text/xml")


@dataclass(frozen=True)
class Home:
    """What the composition root hands to the commands."""

    find_access: Callable[[], LineAccess]


@dataclass
class Line:
    url: str
    forms: list[dict[str, str]]

    def call(self, *args: str, typed: str = "", url: str | None = None) -> Result:
        access = LineAccess(url or self.url, ACCOUNT, TOKEN, "+14155550100")
        return CliRunner().invoke(call, args, input=typed, obj=Home(lambda: access))


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        pass


@pytest.fixture(scope="module")
def served() -> Iterator[Line]:
    forms: list[dict[str, str]] = []
    server: WSGIServer = make_server("127.0.0.1", 0, make_app(forms), handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield Line(f"http://127.0.0.1:{server.server_port}", forms)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def line(served: Line) -> Line:
    served.forms.clear()
    return served


# --- typed into --------------------------------------------------------------------------------------------------


def test_a_piped_call_reads_as_a_conversation(line: Line) -> None:
    result = line.call(typed="1\n")
    assert result.exit_code == 0, result.output
    assert result.output.splitlines() == [
        "  “Thank you for calling Acme Bank.”  Polly.Joanna-Neural en-US",
        "  “For balances, press 1.”  man en-US",
        'press keys, then Enter · words in quotes, or after "say" · empty Enter = silence · h = hang up',
        "> 1",
        "  “Goodbye.”  man en-US",
        "The line hung up.",
    ]
    assert "\x1b" not in result.output


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "You hung up."),
        ("h\n", "You hung up."),
        ("\n1\n", "didn't hear anything"),
        ('"how much"\n', "Your balance is four dollars."),
        ("say how much\n", "Your balance is four dollars."),
        ("how much\n", "Your balance is four dollars."),
        ("2\na\n", "It was completed."),
        ("2\nb\n", "It was busy."),
        ("2\nno answer\n", "It was no-answer."),
        ("2\nf\n", "It was failed."),
        ("3\n8\n", "Goodbye."),
        ("3\n8 #\n", "Goodbye."),
        ("3\n8s h\n", "You hung up."),
        ("3\n\n", "The line hung up."),
        ("4\n\na\n", "Goodbye."),
        ("4\nh\n", "You hung up."),
    ],
)
def test_what_can_be_typed(line: Line, typed: str, said: str) -> None:
    result = line.call(typed=typed)
    assert result.exit_code == 0, result.output
    assert said in result.output


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2\nq\nb\n", "the callee: a = answers"),
        ("3\nhello\n8\n", "recording: seconds, then Enter"),
        ("3\n8 5\n8\n", "5 does not end this recording; # does."),
        ("4\nx\na\n", "in the queue cards"),
    ],
)
def test_what_is_not_understood_is_explained_and_asked_again(line: Line, typed: str, said: str) -> None:
    result = line.call(typed=typed)
    assert result.exit_code == 0, result.output
    assert said in result.output


def test_the_options_reach_the_line(line: Line) -> None:
    line.call("--from", "+12125550123", "--to", "+14155550177", "--at", "2026-12-24 17:05", typed="h\n")
    (form,) = line.forms
    assert (form["From"], form["To"], form["RingtreeAt"]) == ("+12125550123", "+14155550177", "2026-12-24 17:05")
    line.forms.clear()
    line.call(typed="h\n")
    (form,) = line.forms
    assert (form["From"], form["To"]) == ("+14155551234", "+14155550100")
    assert "RingtreeAt" not in form


@pytest.mark.parametrize(
    ("typed", "said"),
    [("5\n", "spelt numDigits"), ("6\n", "failed: /missing answered 404 (Twilio 11200)")],
)
def test_a_faulty_line_is_told_and_exits_with_1(line: Line, typed: str, said: str) -> None:
    result = line.call(typed=typed)
    assert result.exit_code == 1
    assert said in result.output


def test_a_token_that_the_line_does_not_know_is_explained(line: Line) -> None:
    access = LineAccess(line.url, ACCOUNT, "f" * 32, "+14155550100")
    result = CliRunner().invoke(call, [], obj=Home(lambda: access))
    assert result.exit_code == 1
    assert "does not know this phone's token" in result.output
    assert "f" * 32 not in result.output


def test_no_line_is_said_in_a_sentence(line: Line) -> None:
    result = line.call(url="http://127.0.0.1:9")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Start the line first: `make run`." in result.stderr
    nowhere = LineAccess(None, ACCOUNT, TOKEN, "+14155550100")
    result = CliRunner().invoke(call, [], obj=Home(lambda: nowhere))
    assert result.exit_code == 2
    assert "No line is running here. Start it first: `make run`" in result.stderr
    named = CliRunner().invoke(call, ["--url", line.url], input="h\n", obj=Home(lambda: nowhere))
    assert named.exit_code == 0


def test_a_line_with_a_public_address_is_rung_where_it_runs(line: Line) -> None:
    access = LineAccess(line.url, ACCOUNT, TOKEN, "+14155550100", "https://line.example")
    result = CliRunner().invoke(call, [], input="1\n", obj=Home(lambda: access))
    assert result.exit_code == 0, result.output
    assert "Goodbye" in result.output
    named = CliRunner().invoke(call, ["--url", line.url], input="1\n", obj=Home(lambda: access))
    assert named.exit_code == 0, named.output


def test_a_terminal_gets_colours_and_a_prompt() -> None:
    drawn = io.StringIO()
    screen = CallScreen(Console(file=drawn, force_terminal=True, color_system="standard", width=100))
    access = LineAccess("http://localhost", ACCOUNT, TOKEN, "+14155550100")
    phone = ready_phone(access, "+14155551234", PhoneSide(None, None), WsgiTransport(make_app([])))
    lines = iter(["1"])
    assert run_call(phone, screen, lambda: next(lines, None)) == 0
    assert "\x1b[" in drawn.getvalue()
    assert "> " in drawn.getvalue()
    assert "Thank you for calling" in drawn.getvalue()


# --- scripts -----------------------------------------------------------------------------------------------------


GOOD = """\
- call: the balance
  at: 2026-12-24 17:05 America/New_York
  from: "+12125550123"
  script:
    - hears: thank  you for CALLING acme
    - hears: press 1
    - silence
    - hears: didn't hear
    - hears: For balances
    - says: how much
    - hears: four dollars
    - ends: hangup
- call: a person
  script: [{presses: 2}, {dials: "+14155550111"}, {callee: no_answer}, {hears: no-answer}, ends]
- call: a message that a key ends
  script: [{presses: 3}, {hears: leave a message}, {leaves a message: 8s}, {presses: "#"}, {hears: Goodbye}]
- call: a message that silence ends
  script: [{presses: 3}, {leaves a message: 8s}, {hears: Goodbye}, {ends: hangup}]
- call: a message that hanging up ends
  script: [{presses: 3}, {leaves a message: 8s}, hangs up, {ends: hangup}]
- call: a queue
  script: [{presses: 4}, waits, hangs up]
- call: failure foreseen
  script: [{presses: 6}, {ends: failed}]
- call: given up half way
  script: [{hears: Thank you}]
"""


def script(tmp_path: Path, text: str) -> str:
    file = tmp_path / "script.yaml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_scripts_that_hold(line: Line, tmp_path: Path) -> None:
    result = line.call("--script", script(tmp_path, GOOD))
    assert result.exit_code == 0, result.output
    assert result.output.count("✓") == 8
    assert (line.forms[0]["From"], line.forms[0]["RingtreeAt"]) == ("+12125550123", "2026-12-24 17:05 America/New_York")
    assert "RingtreeAt" not in line.forms[-1]


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ("{hears: Welcome}", "expected to hear “Welcome”, but the line said “Thank you for calling Acme Bank."),
        ("{hears: press 1}, {hears: Thank you}", "but not after what came before; the line said “Thank you for"),
        (
            "{presses: 1}, {hears: Goodbye}, {hears: Thank you}",
            "expected to hear “Thank you”, but the line said “Goodbye.”",
        ),
        ("{presses: 4}, {hears: more}", "nothing was said, and the call waits in the queue cards"),
        ("{dials: '+14155550111'}", "expected +14155550111 to be dialled, but the line waits for keys or words"),
        ("{presses: 2}, {dials: '+14155550112'}", "but it is +14155550111"),
        ("{callee: busy}", "Nobody is being dialled now"),
        ("{presses: 1}, {presses: 1}", "the call is over (hangup)"),
        ("ends", "expected the call to be over, but the line waits for keys or words"),
        ("{presses: 1}, {ends: busy}", "expected the call to end with busy, but it ended with hangup"),
        ("waits", "expected to wait in a queue"),
        ("{leaves a message: 8s}", "Nothing is being recorded now"),
        ("{presses: 5}", "spelt numDigits"),
        ("{presses: 6}", "the call failed: /missing answered 404"),
    ],
)
def test_scripts_that_do_not_hold(line: Line, tmp_path: Path, steps: str, said: str) -> None:
    result = line.call(
        "--script", script(tmp_path, f"- call: it\n  script: [{steps}]\n- call: ok\n  script: [ends, silence]")
    )
    assert result.exit_code == 1, result.output
    assert "✗ it" in result.output
    assert said in result.output
    assert "✗ ok" in result.output


def test_a_failure_shows_the_conversation_and_the_line_of_the_script(line: Line, tmp_path: Path) -> None:
    file = script(tmp_path, "- call: it\n  script:\n    - silence\n    - presses: 2\n    - hears: Welcome\n")
    result = line.call("--script", file)
    assert result.output.splitlines() == [
        f"✗ it  ({file}:1)",
        "    line: “Thank you for calling Acme Bank.”",
        "    line: “For balances, press 1.”",
        "    silence",
        "    line: “Sorry, I didn't hear anything.”",
        "    line: “Thank you for calling Acme Bank.”",
        "    line: “For balances, press 1.”",
        "    presses: 2",
        f"  - hears: Welcome   ({file}:5:7)",
        "  + line: ringing +14155550111, showing +14155551234",
        f"    {file}:5:7 expected to hear “Welcome”, but nothing was said, and a phone is ringing elsewhere.",
    ]


def test_scripts_that_a_telephone_cannot_play(line: Line, tmp_path: Path) -> None:
    text = "- text: hi\n  script: [{texts: hi}]\n- call: bank\n  services: {bank/a: fails}\n  script: [silence]\n"
    result = line.call("--script", script(tmp_path, text))
    assert result.exit_code == 1
    assert "script.yaml:1): skipped, a text conversation is played by `ivr text --script`" in result.output
    assert "this line does not let a telephone make up what systems answer" in result.output
    assert len(line.forms) == 1
    assert json.loads(line.forms[0]["RingtreeRehearsal"])["services"] == {"bank/a": [False, [["fails", None]]]}


def test_script_files_that_cannot_be_read(line: Line, tmp_path: Path) -> None:
    result = line.call("--script", script(tmp_path, "- call: x\n  script: [{press: 1}]\n"))
    assert result.exit_code == 2
    assert "script.yaml:2:13 E104 `press` is not something a script knows. Did you mean `presses`?" in result.stderr
    result = line.call("--script", str(tmp_path / "none.yaml"))
    assert result.exit_code == 2
    assert "none.yaml cannot be read" in result.stderr
    result = line.call("--script", script(tmp_path, GOOD), url="http://127.0.0.1:9")
    assert result.exit_code == 2
    assert "make run" in result.stderr


# --- access ------------------------------------------------------------------------------------------------------


def test_access_is_read_from_what_the_line_left(tmp_path: Path) -> None:
    (tmp_path / "development-token").write_text(f"{ACCOUNT} {TOKEN}\n")
    (tmp_path / "run.json").write_text(
        json.dumps({"url": "http://127.0.0.1:8000", "pid": 123, "public_base_url": "https://line.example"})
    )
    access = read_access(tmp_path, {})
    assert access == LineAccess("http://127.0.0.1:8000", ACCOUNT, TOKEN, DEFAULT_LINE_NUMBER, "https://line.example")
    assert TOKEN not in repr(access)


def test_the_environment_wins_over_the_development_token(tmp_path: Path) -> None:
    environ = {"TWILIO_ACCOUNT_SID": "AC2", "TWILIO_AUTH_TOKEN": "t", "TWILIO_PHONE_NUMBER": "+14155550177"}
    assert read_access(tmp_path, environ) == LineAccess(None, "AC2", "t", "+14155550177")


@pytest.mark.parametrize("run", ["", "[]", "{}", '{"url": 5}'])
def test_a_broken_run_file_is_no_line(tmp_path: Path, run: str) -> None:
    (tmp_path / "development-token").write_text(f"{ACCOUNT} {TOKEN}")
    (tmp_path / "run.json").write_text(run)
    assert read_access(tmp_path, {}).url is None


@pytest.mark.parametrize("token", [None, "", "one two three"])
def test_no_token_is_said_in_a_sentence(tmp_path: Path, token: str | None) -> None:
    if token is not None:
        (tmp_path / "development-token").write_text(token)
    with pytest.raises(NoAccessError, match="`make run`"):
        read_access(tmp_path, {})


# --- saved -------------------------------------------------------------------------------------------------------


def test_a_call_is_saved_as_a_script_that_holds(line: Line, tmp_path: Path) -> None:
    file = tmp_path / "new" / "saved.yaml"
    options = ("--save", str(file), "--at", "2026-12-24 17:05", "--from", "+12125550123")
    result = line.call(*options, typed='"my balance"\n2\nn\n')
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[-2:] == [
        f"Saved as “a call at 2026-12-24 17:05” in {file}:1; give it a better name.",
        "Played again, it goes as written.",
    ]
    assert file.read_text() == (
        '- call: "a call at 2026-12-24 17:05"\n'
        "  at: 2026-12-24 17:05\n"
        '  from: "+12125550123"\n'
        "  script:\n"
        "    - hears: Thank you for calling Acme Bank.\n"
        "    - hears: For balances, press\n"
        "    - says: my balance\n"
        "    - hears: Your balance is four dollars.\n"
        "    - ends: hangup\n"
    )


def test_a_saved_script_stands_behind_the_others(line: Line, tmp_path: Path) -> None:
    file = tmp_path / "saved.yaml"
    file.write_text("# ours\n  - call: first\n    script: [silence]  # no more")
    for _ in range(2):
        result = line.call("--save", str(file), typed="2\nb\n")
        assert result.exit_code == 0, result.output
    text = file.read_text()
    assert text.startswith("# ours\n  - call: first\n    script: [silence]  # no more\n\n  - call: ")
    scripts = load_scripts(text, str(file))
    assert [shown(step) for step in scripts[2].steps] == [
        "hears: Thank you for calling Acme Bank.",
        "hears: For balances, press",
        "presses: 2",
        "dials: +14155550111",
        "callee: busy",
        "hears: It was busy.",
        "ends: hangup",
    ]
    assert scripts[1].at is not None
    assert scripts[1].at.zone == "UTC"
    assert line.call("--script", str(file)).output.count("✓") == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- call: it\n  script: [silense]\n", "E104 `silense` is not something a script knows"),
        ("[{call: it, script: [silence]}]\n", "has its scripts in brackets"),
        ("call: it\n", "E107 A script file is a list"),
    ],
)
def test_a_file_that_nothing_can_be_added_to_is_told_before_it_rings(
    line: Line, tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "saved.yaml"
    file.write_text(text)
    result = line.call("--save", str(file), typed="1\n")
    assert result.exit_code == 2
    assert said in result.output
    assert (line.forms, file.read_text()) == ([], text)


def test_a_call_that_the_line_failed_is_not_saved(line: Line, tmp_path: Path) -> None:
    file = tmp_path / "saved.yaml"
    result = line.call("--save", str(file), typed="6\n")
    assert result.exit_code == 1
    assert "Nothing was saved: the line failed" in result.output
    assert not file.exists()


def test_saving_and_playing_exclude_each_other(line: Line, tmp_path: Path) -> None:
    result = line.call("--save", str(tmp_path / "a.yaml"), "--script", str(tmp_path / "b.yaml"))
    assert (result.exit_code, "Leave out one." in result.output) == (2, True)


def test_it_rings_as_another_company(line: Line) -> None:
    assert "403" in line.call("--provider", "telnyx").output, "this line knows one company only"
    assert "Thank you for calling" in line.call("--provider", "twilio").output
    assert line.call("--provider", "nobody").exit_code == 2
