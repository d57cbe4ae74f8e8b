"""The `ivr` command itself: what it has, and that no command loads what another one needs."""

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from ivr.cli.main import ivr

CONTEXT = click.Context(ivr)
SERVED = "'sqlalchemy', 'alembic', 'dramatiq', 'redis', 'flask', 'twilio.rest', 'requests'"
COMMAND = f"""
import sys
from click.testing import CliRunner
from ivr.__main__ import ivr, make_tools

ran = CliRunner().invoke(ivr, sys.argv[1:], obj=make_tools({{}}))
assert ran.exit_code == 0, ran.output
print(*(name for name in ({SERVED}) if name in sys.modules))
"""


@pytest.mark.parametrize("name", ivr.list_commands(CONTEXT))
def test_every_command_is_found_by_its_own_name(name: str) -> None:
    command = ivr.get_command(CONTEXT, name)
    assert command is not None
    assert command.name == name
    assert command.get_short_help_str()


def test_help_names_every_command() -> None:
    shown = CliRunner().invoke(ivr, ["--help"]).output
    assert [name for name in ivr.list_commands(CONTEXT) if f"\n  {name} " not in shown] == []


def test_a_command_that_there_is_not() -> None:
    ran = CliRunner().invoke(ivr, ["chekc"])
    assert ran.exit_code == 2
    assert "No such command 'chekc'" in ran.output


@pytest.mark.parametrize("words", [("check",), ("call", "--help"), ("test", "-k", "spanish")])
def test_what_needs_no_served_line_loads_none(words: tuple[str, ...]) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", COMMAND, *words], capture_output=True, text=True, timeout=60, check=True
    )
    assert ran.stdout.split() == []
