"""`ivr pictures`: what came with a text, fetched and put into a folder."""

from pathlib import Path

import click

from ivr.cli.tools import Tools
from ivr.values import MessageId

_IN_ORDER, _REFUSED = 0, 1


@click.command("pictures", epilog="Example: ivr pictures MM0123456789abcdef --out pictures")
@click.argument("message_id")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="The folder. [default: .]"
)
@click.pass_context
def pictures(ctx: click.Context, message_id: str, out: Path) -> None:
    """Fetch the pictures that came with a text, by the id that the provider gave it.

    Only from public addresses, 5 MB each at most; the provider's password goes to the provider alone. Exit code 0: all
    are there. 1: some were refused. 2: this could not run.
    """
    tools: Tools = ctx.obj
    code, number = _IN_ORDER, 0
    for number, fetched in enumerate(tools.fetch_pictures(MessageId(message_id), out), start=1):
        if fetched.path is None:
            click.echo(f"Picture {number} was not fetched: {fetched.why}.", err=True)
            code = _REFUSED
        else:
            click.echo(str(fetched.path))
    if not number:
        click.echo("That text has no pictures.", err=True)
    ctx.exit(code)
