"""The `ivr` command. A command is loaded when it is named: no command needs what all of them do together."""

from importlib import import_module
from typing import Final

import click

from ivr import __version__
from ivr.cli.sentences import Sentences

_COMMANDS: Final = {
    "call": "ivr.cli.call:call",
    "calls": "ivr.cli.calls:calls",
    "check": "ivr.cli.check:check",
    "db": "ivr.cli.database:db",
    "diff": "ivr.cli.diff:diff",
    "explain": "ivr.cli.explain:explain",
    "graph": "ivr.cli.graph:graph",
    "import": "ivr.cli.import_menus:import_menus",
    "manual": "ivr.cli.manual:manual",
    "messages": "ivr.cli.messages:messages",
    "new": "ivr.cli.new:new",
    "optouts": "ivr.cli.optouts:optouts",
    "pictures": "ivr.cli.pictures:pictures",
    "prove": "ivr.cli.prove:prove",
    "publish": "ivr.cli.publish:publish",
    "releases": "ivr.cli.publish:releases",
    "rollback": "ivr.cli.publish:rollback",
    "schema": "ivr.cli.schema:schema",
    "test": "ivr.cli.rehearse:rehearse_scripts",
    "text": "ivr.cli.text:text",
    "up": "ivr.cli.up:up",
    "voices": "ivr.cli.voices:voices",
    "worker": "ivr.cli.worker:worker",
}


class _LoadedByName(Sentences):
    """A group that knows its commands by name, and loads the one that is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click says what they take
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=_LoadedByName, epilog="Begin with: ivr up")
@click.version_option(__version__, prog_name="ringtree")
def ivr() -> None:
    """Ringtree: phone lines written as text."""
