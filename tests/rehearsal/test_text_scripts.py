"""Scripts of text conversations: what is sent, with pictures, and what comes back."""

from datetime import UTC, datetime

import pytest

from ivr.menu.reading.load import load
from ivr.menu.script import BadScriptError, load_scripts
from ivr.rehearsal.rehearse import Rehearsed, rehearse

NOW = datetime(2026, 3, 3, 15, tzinfo=UTC)
LINE = """\
line: Acme Roofs
calls: main
texts: main
timezone: America/New_York
patience: {give_up: main/bye}
mailboxes: {front: {}}
"""
FLOW = """\
roof: {ask: What does it look like?, as: recording, save: roof, next: told}
told: {say: "We have {{ roof }}", next: more}
more: {voicemail: Anything else?, mailbox: front, next: bye}
bye: {hangup: Thank you.}
"""


def played(script: str) -> Rehearsed:
    menus = load({"line.yaml": LINE, "main.yaml": FLOW}).menus
    assert menus is not None
    return rehearse(menus, {"tests/roof.yaml": f"- text: a roof\n  script:\n{script}"}, NOW)


def failures(script: str) -> list[str]:
    done = played(script)
    assert [problem.text for problem in done.problems] == []
    return [each.why or "" for each in done.failed]


def test_pictures_go_along_with_the_words_before_them() -> None:
    script = """\
    - texts: hi
    - gets: What does it look like?
    - texts: See for yourself
    - sends a picture: https://p.example/1.jpg
    - sends a picture: https://p.example/2.jpg
    - gets: We have See for yourself https://p.example/1.jpg https://p.example/2.jpg
    - gets: Anything else?
    - sends a picture: https://p.example/3.jpg
    - gets: Thank you.
    - ends
"""
    assert failures(script) == []


def test_pictures_alone_are_one_text() -> None:
    script = """\
    - sends a picture: https://p.example/0.jpg
    - gets: What does it look like?
    - sends a picture: https://p.example/1.jpg
    - sends a picture: https://p.example/2.jpg
    - gets: We have https://p.example/1.jpg https://p.example/2.jpg
"""
    assert failures(script) == []
    assert len(failures(script + "    - gets: https://p.example/3.jpg\n")) == 1


def test_a_line_of_what_happened_stands_for_each_picture() -> None:
    script = "    - texts: hi\n    - sends a picture: https://p.example/0.jpg\n    - gets: look like\n"
    (result,) = played(script).results
    said = [each.text for each in result.conversation]
    assert said[:3] == ["texts: hi", "sends a picture: https://p.example/0.jpg", "line: “What does it look like?”"]


@pytest.mark.parametrize("url", ["roof.jpg", "ftp://p.example/1.jpg", "https://p.example/a b.jpg", "https:///x"])
def test_what_is_no_address_is_said_where_it_stands(url: str) -> None:
    with pytest.raises(BadScriptError, match="is no address of a picture") as caught:
        load_scripts(f"- text: a\n  script:\n    - sends a picture: {url}\n", "roof.yaml")
    assert caught.value.problems[0].place.line == 3


def test_a_call_sends_no_pictures() -> None:
    menus = load({"line.yaml": LINE, "main.yaml": FLOW}).menus
    assert menus is not None
    script = "- call: a\n  script: [{sends a picture: 'https://p.example/1.jpg'}]\n"
    (failed,) = rehearse(menus, {"tests/a.yaml": script}, NOW).failed
    assert "a call sends no texts" in (failed.why or "")
