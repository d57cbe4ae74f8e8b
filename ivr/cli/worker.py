"""`ivr worker`: rings agents for those who wait, and customers who are called back."""

import click

from ivr.cli.tools import Tools


@click.command(epilog="Example: ivr worker")
@click.pass_context
def worker(ctx: click.Context) -> None:
    """Ring agents for those who wait in queues, and customers who want to be called back; ends with Ctrl-C.

    `ivr up` starts one too. Several may run: one works, another goes on when it dies.
    """
    tools: Tools = ctx.obj
    ctx.exit(tools.worker())
