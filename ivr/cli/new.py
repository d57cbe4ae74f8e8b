"""`ivr new`: a line to begin with."""

from pathlib import Path

import click

from ivr.cli.tools import Tools


@click.command(epilog="Example: ivr new --example clinic-after-hours my-line")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--example", metavar="NAME", help="Which one; without it, they are listed.")
@click.pass_context
def new(ctx: click.Context, folder: Path | None, example: str | None) -> None:
    """Copy an example into FOLDER (its own name, when none is given): menus, scripts, and a README of ten lines."""
    tools: Tools = ctx.obj
    if example is None:
        for name, about in tools.list_examples().items():
            click.echo(f"{name}\n    {about}")
        click.echo("\nCopy one: ivr new --example NAME FOLDER")
        return
    to = folder if folder is not None else Path(example)
    tools.copy_example(example, to)
    click.echo(f"{example} is in {to}. Read {to / 'README.md'}, then: ivr test --menus {to}")
