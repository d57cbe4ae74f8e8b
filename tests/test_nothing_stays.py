"""Nothing that a caller said, pressed or is called by stays in a cache of the process once the answer is given."""

import gc
import re
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from line import Knocked, Line

CODE = """
def accounts(number: str) -> list:
    return ["Zanzibar savings " + number, "Quixotic loan"]
"""
MAIN = """
a: {run: accounts, with: {number: "{{ caller.number }}"}, save: accounts, next: b, failed: f}
b:
  menu: Which one?
  from: accounts
  each: "For {{ item }}, press {{ key }}."
  label: "{{ item }}"
  save: account
  empty: f
  next: c
c: {ask: "Your name, for {{ account }}?", as: words, save: name, next: d}
d: {ask: "Your card, {{ name }}?", save: card, length: 8, confirm: "{{ card }}?", next: e}
e: {dial: "+14155550111", whisper: "{{ name }} with {{ card }}.", accept: 5, otherwise: f}
f: {hangup: Goodbye.}
"""
SECRETS = ("zanzibar", "quixotic", "hieronymus", "86420975", "2065550147")


def held_in_caches() -> Iterator[str]:
    """Yield all texts that functions remember as arguments or results, of whichever module."""
    kind = type(lru_cache(lambda: None))
    for cached in [found for found in gc.get_objects() if isinstance(found, kind)]:
        seen: set[int] = set()
        waiting: list[Any] = [each for each in gc.get_referents(cached) if not callable(each)]
        while waiting and len(seen) < 200_000:
            each = waiting.pop()
            if id(each) in seen:
                continue
            seen.add(id(each))
            if isinstance(each, str):
                yield each
            elif isinstance(each, bytes):
                yield each.decode("latin-1")
            elif not callable(each) and not isinstance(each, type(gc)):
                waiting += gc.get_referents(each)


def _found(answer: Knocked, attribute: str) -> str:
    found = re.search(rf' {attribute}="([^"]+)"', answer.body.decode())
    assert found is not None, answer.body
    return unescape(found[1])


@pytest.fixture
def functions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    (tmp_path / "bank_line.py").write_text(CODE)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield "bank_line"
    sys.modules.pop("bank_line", None)


def test_nothing_of_a_caller_stays_in_a_cache(line_of: Callable[..., Line], functions: str) -> None:
    line = line_of(MAIN, IVR_FUNCTIONS=functions)
    form = {"CallSid": "CA" + "1" * 32, "From": "+12065550147", "To": "+14155550100"}
    answer = line.post("/voice", form)
    assert b"Zanzibar savings" in answer.body
    assert b"hints=" in answer.body
    said: list[dict[str, str]] = [
        {"SpeechResult": "the quixotic loan"},
        {"SpeechResult": "hieronymus"},
        {"Digits": "86420975"},
        {"Digits": "1"},
    ]
    for heard in said:
        answer = line.post(_found(answer, "action"), {**form, **heard})
    assert b"<Dial" in answer.body
    callee = line.post(_found(answer, "url"), {**form, "CallSid": "CA" + "2" * 32})
    assert b"hieronymus" in callee.body
    texts = list(held_in_caches())
    assert any("Which one?" in text for text in texts), "menus may be remembered, so this looks where it should"
    assert {secret for text in texts for secret in SECRETS if secret in text.casefold()} == set()
