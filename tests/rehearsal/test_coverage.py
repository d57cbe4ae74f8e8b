"""Which steps and exits a script reaches: each outcome is counted where it happened, and nothing else."""

from datetime import UTC, datetime

import pytest

from ivr.menu.checking.check import Known, examine
from ivr.menu.exits import exits_of
from ivr.rehearsal.journal import ANYWHERE
from ivr.rehearsal.rehearse import rehearse

LINE = """\
line: Acme Bank
calls: main
timezone: UTC
patience: {give_up: main/bye, tries: 2}
anywhere: {"0": main/bye}
hours: {office: {open: always}}
services: {bank: {url: "https://bank.example"}}
contacts: {desk: {dial: "+14155550111", text: "+14155550112"}}
queues: {cards: {agents: desk, most: 5}}
"""
FLOW = """\
hello:
  menu: Hello.
  keys:
    {1: name, 2: open, 3: person, 4: wait, 5: look, 6: texts, 7: which, 8: room, 9: message, "*": hello, "#": call_me}
  silent: name
name: {ask: Your name?, as: digits, length: 2, confirm: Right?, save: name, at_most: 2, next: bye}
open: {hours: office, open: hello, closed: bye}
person: {dial: desk, leave: {"*": hello}, otherwise: hello}
wait: {queue: cards, leave: {1: hello}, max_wait: 1m, full: hello, failed: hello, otherwise: bye}
look: {fetch: bank/x, next: hello, missing: bye, failed: hello}
texts: {text: Hello., to: desk, next: hello}
which: {choose: [{when: queues.cards.waiting > 2, next: bye}, {when: call.turns > 3, next: hello}], otherwise: hello}
room: {conference: team, next: hello}
message: {voicemail: Your message?, silent: hello, next: hello}
call_me: {callback: We call you., into: cards, next: hello}
bye: {hangup: Goodbye.}
"""


MENUS = examine({"line.yaml": LINE, "main.yaml": FLOW}, Known()).menus
NOW = datetime(2026, 3, 3, tzinfo=UTC)


def reached(steps: str, head: str) -> set[str]:
    """Return the exits that a script reaches."""
    assert MENUS is not None
    rehearsed = rehearse(MENUS, {"it.yaml": f"- call: it\n  {head}\n  script: [{steps}]\n"}, NOW)
    assert rehearsed.problems == ()
    assert [played.why for played in rehearsed.failed] == []
    missed = {(each.step, each.exit) for each in rehearsed.coverage.missed}
    found = {
        f"{name.step} {exit_}"
        for name, step in MENUS.steps.items()
        if (name, None) not in missed
        for exit_ in exits_of(step, MENUS.line)
        if (name, exit_) not in missed
    }
    assert len(found) == rehearsed.coverage.exits_reached - ((ANYWHERE, "0") not in missed)
    return found | ({"anywhere 0"} if (ANYWHERE, "0") not in missed else set())


@pytest.mark.parametrize(
    ("steps", "head", "exits"),
    [
        ("silence", "", {"hello silence"}),
        ("{presses: 12}", "", {"hello 1", "name wrong answer"}),
        (
            "{presses: 1}, {presses: 12}, {presses: 2}, silence",
            "",
            {"hello 1", "name no", "name silence", "name gives up"},
        ),
        ("{presses: 1}, {presses: 12}, {presses: 1}", "", {"hello 1", "name answer"}),
        ("{presses: 1}, {presses: 3}, silence", "", {"hello 1", "name wrong answer", "name silence", "name gives up"}),
        ("{presses: 0}", "", {"anywhere 0"}),
        ("{presses: 2}", "", {"hello 2", "open open"}),
        ("{presses: 3}, {callee: busy}", "", {"hello 3", "person busy"}),
        ("{presses: 3}, {callee: answers}", "", {"hello 3", "person answered"}),
        ("{presses: 3}, {presses: '*'}", "", {"hello 3", "person left"}),
        ("{presses: 4}, {presses: 1}", "", {"hello 4", "wait 1"}),
        ("{presses: 4}, {waits: 1m}", "", {"hello 4", "wait waited too long"}),
        ("{presses: 4}, {agent: answers}", "", {"hello 4", "wait answered"}),
        ("{presses: 4}", "queues: {cards: {waiting: 5}}", {"hello 4", "wait full"}),
        ("{presses: 5}", "services: {bank: missing}", {"hello 5", "look missing"}),
        ("{presses: 5}", "services: {bank: 1}", {"hello 5", "look ok"}),
        ("{presses: 6}", "", {"hello 6", "texts sent"}),
        ("{presses: 7}", "queues: {cards: {waiting: 3}}", {"hello 7", "which queues.cards.waiting > 2"}),
        ("{presses: 7}", "", {"hello 7", "which otherwise"}),
        ("{presses: 8}, {conference: ends}", "", {"hello 8", "room over"}),
        ("{presses: 9}, silence", "", {"hello 9", "message no_message"}),
        ("{presses: 9}, {leaves a message: 3s}, hangs up", "", {"hello 9", "message message"}),
        ("{presses: '#'}, {presses: 1}", "", {"hello #", "call_me answer"}),
    ],
)
def test_each_outcome_is_counted_where_it_happened(steps: str, head: str, exits: set[str]) -> None:
    assert reached(steps, head) == exits
