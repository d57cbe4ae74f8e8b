"""The JSON interface of the telephone in the browser, over real HTTP: the line rings itself."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from browser_line import Json, Page, served, words
from line import CALLER, LINE_NUMBER, OPEN, Line, dispositions

from ivr.menu.script import load_scripts
from ivr.menu.script_words import shown

SECRET_ASKED = """
card: {ask: Please enter your card number., save: card, length: 8, sensitive: yes, next: name}
name: {ask: Which floor?, save: floor, length: 2, next: again}
again: {menu: "Floor {{ floor }}. Press 1.", keys: {1: sorry}}
"""
PEOPLE = """
rings: {dial: "+14155550111", ring: 20s, accept: 5, whisper: A caller., answered: sorry, otherwise: leaves}
leaves: {voicemail: Leave a message., max: 30s, next: sorry, silent: sorry}
"""


@pytest.fixture
def page(line: Line) -> Iterator[Page]:
    with served(line) as page:
        yield page


def test_a_whole_call(page: Page, line: Line) -> None:
    said = page.ring()
    assert words(said).startswith("Thank you for calling Harbor Bank. For your account, press 1.")
    assert (said["from"], said["to"]) == (CALLER, LINE_NUMBER)
    waits = said["waits"]
    assert (waits["kind"], waits["dtmf"], waits["num_digits"]) == ("input", True, 1)
    assert waits["line"] == "the line waits for keys"
    assert said["line"]["step"] == "main/choices"
    assert said["line"]["place"].startswith("menus/main.yaml:")
    assert said["document"]["path"] == "/voice"
    assert said["document"]["text"].startswith("<Response>\n  <Gather")

    said = page.does("press", keys="1")
    assert words(said) == "Please enter your eight digit account number."
    assert said["turns"][0]["did"] == {"does": "press", "keys": "1"}
    said = page.does("press", keys="12345678")
    said = page.does("press", keys="1")
    assert {"name": "account_number", "value": "12345678"} in said["line"]["knows"]
    said = page.does("hang up")
    assert said["waits"]["kind"] == "ended"
    assert said["waits"]["line"] == "You hung up."
    assert dispositions(line.facts()) == ["abandoned"]


def test_from_to_and_at(page: Page) -> None:
    said = page.ring(**{"from": "+12125550123", "to": "+14155550199", "at": "2026-12-24 17:05"})
    assert (said["from"], said["to"], said["at"]) == ("+12125550123", "+14155550199", "2026-12-24 17:05")
    assert "closed" in words(said)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"from": "abc"}, "From: abc is no telephone number; write +, the country"),
        ({"to": "anonymous"}, "To: anonymous is no telephone number"),
        ({"at": "christmas"}, "At: `christmas` cannot be read; write a date"),
    ],
)
def test_what_cannot_be_read_is_told(page: Page, asked: Json, why: str) -> None:
    status, _, said = page.ask("POST", "/phone/calls", asked)
    assert status == 400
    assert said["error"].startswith(why)


def test_silence_words_and_what_nothing_listens_for(page: Page) -> None:
    page.ring()
    assert "Account, 1. Lost card, 2." in words(page.does("silence"))
    status, said = page.tries("message", seconds=3)
    assert status == 409
    assert said["error"] == "Nothing is being recorded now: the line waits for keys."
    assert words(page.does("say", words="hello")) != ""


def test_a_callee_and_a_message(line_of: Callable[..., Line]) -> None:
    with served(line_of(PEOPLE)) as page:
        said = page.ring()
        assert said["waits"]["kind"] == "callee"
        assert said["waits"]["numbers"] == ["+14155550111"]
        said = page.does("callee", outcome="answers")
        assert said["waits"]["asked"]["dtmf"] is True
        assert said["turns"][0]["heard"][0]["ear"] == "callee"
        said = page.does("callee", outcome="no_answer")
        while said["waits"]["kind"] == "callee":
            said = page.does("callee", outcome="no_answer")
        assert (said["waits"]["kind"], said["waits"]["max_s"]) == ("message", 30)
        said = page.does("message", seconds=4, then="hangs up", words="Call me.")
        assert said["waits"]["kind"] == "ended"

        page.ring()
        said = page.does("callee", outcome="busy")
        assert said["waits"]["kind"] == "message"


def test_a_queue(open_board: Callable[..., "object"]) -> None:
    board = open_board()
    with served(board.line) as page:  # type: ignore[attr-defined]
        said = page.ring()
        assert said["waits"]["kind"] == "queue"
        said = page.does("wait", seconds=20)
        assert said["waits"]["kind"] == "queue"
        said = page.does("queue", outcome="answered")
        assert said["waits"]["kind"] == "ended"


def test_sensitive_answers_are_hidden(line_of: Callable[..., Line]) -> None:
    with served(line_of(SECRET_ASKED)) as page:
        said = page.ring()
        assert said["line"]["asks_secret"] is True
        said = page.does("press", keys="86420975")
        assert said["turns"][0]["did"] == {"does": "press", "keys": "•••"}
        said = page.does("press", keys="12")
        assert said["line"]["knows"] == [{"name": "floor", "value": "12"}, {"name": "card", "value": None}]
        status, _, all_of_it = page.ask("GET", f"/phone/calls/{page.name}")
        assert status == 200
        assert "86420975" not in str(all_of_it)
        _, _, written = page.ask("POST", f"/phone/calls/{page.name}/script")
        assert "86420975" not in written["script"]


def test_the_whole_call_is_shown_again(page: Page) -> None:
    first = page.ring()
    second = page.does("press", keys="3")
    status, _, said = page.ask("GET", f"/phone/calls/{page.name}")
    assert status == 200
    assert said["turns"] == [*first["turns"], *second["turns"]]
    assert said["waits"] == second["waits"]


def test_the_call_becomes_a_script_that_holds(page: Page, line: Line) -> None:
    page.ring(**{"from": "+12125550123"})
    page.does("press", keys="3")
    page.does("hang up")
    status, _, said = page.ask("POST", f"/phone/calls/{page.name}/script")
    assert (status, said["holds"], said["said"]) == (200, True, "Played again, it goes as written.")
    (script,) = load_scripts(said["script"], "x.yaml")
    assert script.from_number == "+12125550123"
    assert script.at is not None
    assert script.at.text == "2026-03-03 10:00"
    lines = [shown(step) for step in script.steps]
    assert any("3" in line for line in lines)
    assert "hang" in lines[-2] + lines[-1]
    assert len(dispositions(line.facts())) == 2  # it was played to the line itself


def test_an_act_sent_twice_is_done_once(page: Page, line: Line) -> None:
    page.ring()
    said = page.does("press", keys="1")
    facts = len(line.facts())
    page.known = 1
    assert page.does("press", keys="1") == said
    assert len(line.facts()) == facts
    page.known = 1
    status, refused = page.tries("press", keys="2")
    assert (status, refused["error"]) == (409, "This call has gone on in another window; here it is as it stands now.")


def test_two_windows_at_once_do_not_mix_up_a_call(page: Page) -> None:
    page.ring()
    barrier = threading.Barrier(4)

    def press(keys: str) -> int:
        barrier.wait(5)
        return page.tries("press", keys=keys)[0]

    with ThreadPoolExecutor(4) as threads:
        statuses = sorted(threads.map(press, "1239"))
    assert statuses[0] == 200
    assert set(statuses[1:]) <= {409, 503}
    _, _, said = page.ask("GET", f"/phone/calls/{page.name}")
    assert len(said["turns"]) == 2


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b'{"after": 1}', 400),
        (b'{"after": 1, "act": {"does": "nothing"}}', 400),
        (b'{"after": 1, "act": {"does": "press", "keys": "x"}}', 400),
        (b'{"after": 1, "act": {"does": "press", "keys": ""}}', 400),
        (b'{"after": 1, "act": {"does": "press", "keys": "1", "more": 1}}', 400),
        (b'{"after": 1, "act": {"does": "message", "seconds": -1}}', 400),
        (b'{"after": 1, "act": {"does": "wait", "seconds": 100000}}', 400),
        (b'{"after": 1, "act": {"does": "ring"}}', 409),
        (b'{"after": 7, "act": {"does": "press", "keys": "1"}}', 409),
        (b'{"after": -1, "act": {"does": "press", "keys": "1"}}', 409),
        (b'"' + b"x" * 70_000 + b'"', 413),
        ('{"after": 1, "act": {"does": "say", "words": "\ud800"}}'.encode("utf-8", "surrogatepass"), 400),
    ],
)
def test_what_makes_no_sense_is_refused(page: Page, said: bytes, status: int) -> None:
    page.ring()
    assert page.ask("POST", f"/phone/calls/{page.name}/acts", said)[0] == status
    assert page.does("press", keys="3")["waits"]["kind"] == "input"


@pytest.mark.parametrize("name", ["nobody", "0" * 32, "%00", "..%5c"])
def test_a_telephone_that_nobody_has(page: Page, name: str) -> None:
    page.name = name
    status, _, said = page.ask("GET", f"/phone/calls/{name}")
    assert (status, said["error"]) == (410, "This call is no longer kept here; ring again.")
    assert page.tries("hang up")[0] == 410
    assert page.ask("POST", f"/phone/calls/{name}/stay")[0] == 204


def test_the_token_never_reaches_the_browser(page: Page, line: Line) -> None:
    seen = [page.ring(), page.does("press", keys="1"), page.ask("GET", f"/phone/calls/{page.name}")]
    seen += [page.ask("GET", path) for path in ("/phone", "/phone/about")]
    assert line.token not in str(seen)
    assert line.account_sid not in str(seen)


def test_another_process_goes_on_with_the_call(make_line: Callable[..., Line], tmp_path: Path) -> None:
    with served(make_line()) as here, served(make_line()) as there:
        here.ring()
        there.name, there.known = here.name, here.known
        assert words(there.does("press", keys="1")) == "Please enter your eight digit account number."
        here.known = there.known
        here.does("press", keys="12345678")
        there.known = here.known
        assert there.does("press", keys="1")["line"]["knows"] == [{"name": "account_number", "value": "12345678"}]


def test_nothing_that_was_keyed_in_lies_open_in_redis(page: Page, line: Line) -> None:
    page.ring()
    page.does("press", keys="1")
    page.does("press", keys="86420975")
    held = b"".join(line.redis.lrange(f"phone:{page.name}", 0, -1))  # type: ignore[arg-type]
    assert held
    assert b"86420975" not in held
    assert 0 < int(line.redis.ttl(f"phone:{page.name}")) <= 3600


def test_more_phones_than_threads_never_wait_for_each_other(page: Page) -> None:
    """The line rings itself: were there no bound, enough callers at once would leave it no thread to answer."""

    def call(_: int) -> tuple[int, str]:
        status, _headers, said = page.ask("POST", "/phone/calls", {"at": OPEN})
        return status, said["waits"]["kind"] if status == 201 else ""

    with ThreadPoolExecutor(24) as threads:
        answers = list(threads.map(call, range(24)))
    assert set(answers) <= {(201, "input"), (503, "")}
    assert answers.count((201, "input")) >= 8
