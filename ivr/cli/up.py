"""`ivr up`: the whole line on this machine."""

import click

from ivr.cli.tools import Tools


@click.command(epilog="Example: ivr up --port 8080")
@click.option("--port", type=click.IntRange(1, 65_535), help="Where to answer. [default: PORT, else 8000]")
@click.pass_context
def up(ctx: click.Context, port: int | None) -> None:
    """Start the line here: web server, embedded Redis, menus; ends with Ctrl-C."""
    tools: Tools = ctx.obj
    ctx.exit(tools.up(port))
