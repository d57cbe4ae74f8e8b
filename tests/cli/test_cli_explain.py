"""`ivr explain`: what a code means; and the page of the documentation that comes of it."""

from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner, Result

from ivr.cli.main import ivr
from ivr.factory import make_tools
from ivr.menu.rules import RULES

PAGE: Final = Path(__file__).parents[2] / "docs" / "problems.md"


def explain(*arguments: str) -> Result:
    return CliRunner().invoke(ivr, ["explain", *arguments], obj=make_tools({}))


@pytest.mark.parametrize("typed", ["E104", "e104", " E104 "])
def test_a_code_is_explained(typed: str) -> None:
    ran = explain(typed)
    assert ran.exit_code == 0
    assert ran.stdout.startswith("E104: an unknown word (error)\n\n")
    assert "\nWrong:\n\n    welcome:\n      say: Welcome.\n      goto: hangup\n" in ran.stdout
    assert ran.stdout.endswith("\nRight:\n\n    welcome:\n      say: Welcome.\n      next: hangup\n")


def test_advice_is_called_so() -> None:
    assert explain("W701").stdout.startswith("W701: more choices than a caller remembers (advice)\n")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("W104", "There is no code W104. Did you mean E104?"),
        ("104", "There is no code 104. Did you mean E104?"),
        ("E14", "There is no code E14. Did you mean E104?"),
        ("hello", "There is no code hello; `ivr explain` without a code lists all of them."),
    ],
)
def test_a_code_that_is_none(typed: str, sentence: str) -> None:
    ran = explain(typed)
    assert (ran.exit_code, ran.stdout, ran.stderr) == (2, "", f"{sentence}\n")


def test_without_a_code_all_are_listed() -> None:
    ran = explain()
    assert ran.exit_code == 0
    assert [line.split()[0] for line in ran.stdout.splitlines()] == list(RULES)


def test_the_documentation_is_what_the_rules_say() -> None:
    assert PAGE.read_text("utf-8") == explain("--markdown").stdout, "run `ivr explain --markdown > docs/problems.md`"


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_a_rule_is_explained_whole(rule: object) -> None:
    found = RULES[getattr(rule, "code", "")]
    assert not found.title.endswith(".")
    assert found.why.endswith((".", ")"))
    assert bool(found.bad) is bool(found.mended)
    assert found.bad != found.mended or not found.bad


def test_several_codes_at_once() -> None:
    ran = explain("E104", "w701")
    assert [line for line in ran.stdout.splitlines() if line.startswith(("E104:", "W701:"))] == [
        "E104: an unknown word (error)",
        "W701: more choices than a caller remembers (advice)",
    ]
