"""docs/call-scripts.md: its scripts are read, and every word that a script knows is explained there."""

import re
from pathlib import Path
from typing import get_args

import pytest

from ivr.menu.script import SCRIPT_KEYS, load_scripts
from ivr.menu.script_model import ScriptStep
from ivr.menu.script_steps import StepReader

PAGE = (Path(__file__).parents[2] / "docs" / "call-scripts.md").read_text("utf-8")
HEAD, _, BODY = PAGE.partition("## What the caller")


def firsts(text: str) -> str:
    """Return the first columns of the tables in a text."""
    return "\n".join(re.findall(r"^\| (`.+?`) \|", text, re.MULTILINE))


LINES = re.findall(r"`([^`]+)`", firsts(BODY))


def test_its_example_is_a_file_of_scripts() -> None:
    calls, texts = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert [script.channel for script in load_scripts(calls, "closed.yaml")] == ["call", "call"]
    assert [script.channel for script in load_scripts(texts, "survey.yaml")] == ["text"]


@pytest.mark.parametrize("line", LINES)
def test_every_line_it_shows_is_read(line: str) -> None:
    (script,) = load_scripts(f"- call: it\n  script:\n    - {line}\n", "it.yaml")
    assert len(script.steps) == 1


def test_every_word_is_explained() -> None:
    heads = set(
        re.findall(
            r"`([a-z]+)`", "".join(re.findall(r"^\| (`.+?) \|", PAGE.partition("## What the caller")[0], re.MULTILINE))
        )
    )
    assert set(SCRIPT_KEYS) - {"text"} <= heads
    said = {line.partition(":")[0] for line in LINES}
    words = set(StepReader(lambda *_: None).words)
    assert words - said == set()
    assert len(get_args(ScriptStep)) == 20
