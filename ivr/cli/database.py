"""`ivr db`: the database of what must not be lost."""

import click

from ivr.cli.tools import Tools


@click.group()
def db() -> None:
    """Look after the database."""


@db.command(epilog="Example: ivr db upgrade")
@click.pass_context
def upgrade(ctx: click.Context) -> None:
    """Bring the tables to what this version expects. What they hold stays; done twice, it does nothing."""
    tools: Tools = ctx.obj
    click.echo(tools.upgrade_database())
