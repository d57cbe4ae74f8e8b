"""Every rule is shown by its own example: what is wrong there is told, and is not once it is mended."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

import pytest

from ivr.factory.abilities import ABILITIES
from ivr.menu.checking.check import Known, examine
from ivr.menu.rules import RULES, Rule

NOW: Final = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # three days before Thanksgiving
LINE: Final = {
    "line": "Acme Bank",
    "calls": "main",
    "timezone": "America/New_York",
    "patience": "{give_up: desk}",
    "contacts": '{desk: {dial: "+14155550111"}}',
    "hours": '{office: {open: {mon-fri: "09:00-17:00"}, holidays: US}}',
    "queues": "{sales: {agents: desk, music: hold.wav}}",
    "mailboxes": "{front: {notify: desk}}",
    "services": "{bank: {url: https://api.acme.example}}",
}
# What the examples may lead to; another number of the line's comes to all of it.
BESIDE: Final = {
    "desk.yaml": "ring: {dial: desk, otherwise: bye, by_text: bye}\nbye: {hangup: }\n",
    "extra.yaml": "first: {hours: office, open: hold, closed: note}\n"
    "hold: {queue: sales, otherwise: note}\n"
    "note: {voicemail: {audio: hold.wav}, mailbox: front, next: look}\n"
    "look: {fetch: bank/news, next: desk, failed: desk}\n",
    "main.yaml": "welcome: {say: {audio: hold.wav}, next: desk}\n",
}
SHOWN: Final = [rule for rule in RULES.values() if rule.bad]


def _parts(text: str) -> Mapping[str, str]:
    """Return the files that an example is about, by name."""
    found = re.split(r"^# (\w+\.yaml)\n", text, flags=re.MULTILINE)
    files = {"main.yaml": found[0]} if found[0] else {}
    return files | dict(zip(found[1::2], found[2::2], strict=True))


def _codes(text: str, code: str) -> list[str]:
    parts = _parts(text)
    own = parts.get("line.yaml", "")
    named = re.findall(r"^(\w+):", own, flags=re.MULTILINE)
    line = "".join(f"{name}: {value}\n" for name, value in LINE.items() if name not in named)
    line += 'numbers: {"+14155550178": {calls: extra}}\n' if "numbers" not in named else "hung_up: extra\n"
    files = {**BESIDE, **parts, "line.yaml": line + own}
    recordings = frozenset({"hold.wav"} if code == "E402" else {"hold.wav", "welcome.wav"})
    known = Known(recordings, now=NOW, abilities=ABILITIES["twilio"], functions=frozenset(), providers=ABILITIES)
    return [problem.code for problem in examine(files, known).problems]


@pytest.mark.parametrize("rule", SHOWN, ids=lambda rule: rule.code)
def test_an_example_shows_what_is_wrong(rule: Rule) -> None:
    assert rule.code in _codes(rule.bad, rule.code)


@pytest.mark.parametrize("rule", SHOWN, ids=lambda rule: rule.code)
def test_what_is_mended_is_right(rule: Rule) -> None:
    codes = _codes(rule.mended, rule.code)
    assert rule.code not in codes
    assert [code for code in codes if code.startswith("E")] == []
