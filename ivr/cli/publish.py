"""`ivr publish`, `ivr releases`, `ivr rollback`: menus go live, and back."""

import getpass
import json
from pathlib import Path
from typing import assert_never

import click
from rich.console import Console
from rich.table import Table

from ivr.cli.diff import tell_difference
from ivr.cli.rehearse import show_results
from ivr.cli.tools import Tools
from ivr.menu.diffing.compare import compare
from ivr.menu.diffing.versions import LIVE, read_version
from ivr.menu.problems import Problem
from ivr.ports.releases import MOST_RELEASES, Move, MoveKind
from ivr.workflows.publish_menus import (
    FailsScripts,
    HasErrors,
    Live,
    LiveAlready,
    NotOurs,
    Overtaken,
    Published,
)

_DONE, _REFUSED = 0, 1


def _author() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number that has no name
        return "nobody"


_note = click.option("-m", "note", default="", metavar="NOTE", help="Why, for whoever reads `ivr releases`.")
_by = click.option("--by", "author", default=_author, metavar="NAME", help="Who. [default: you]")


@click.command(epilog='Example: ivr publish -m "Summer hours"')
@click.argument("menus", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
@_note
@_by
@click.option("--from-deploy", is_flag=True, help="As a deploy: over nothing but what a deploy has made live.")
@click.pass_context
def publish(ctx: click.Context, menus: Path | None, note: str, author: str, from_deploy: bool) -> None:
    """Make the menus in a folder (IVR_MENUS_DIR, else menus/) live.

    They must pass the check and their call scripts. Exit code 0: they are live. 1: they are not. 2: it could not be
    tried. A deploy that would write over somebody's edit leaves that live, and ends with 0.
    """
    tools: Tools = ctx.obj
    kind = MoveKind.DEPLOYED if from_deploy else MoveKind.PUBLISHED
    published = tools.publish(menus, author, note, kind)
    _tell(published)
    if isinstance(published, Overtaken | NotOurs):
        was, now = tools.version(LIVE), tools.version(None if menus is None else str(menus))
        tell_difference(was, now, compare(read_version(was), read_version(now)))
    refused = isinstance(published, HasErrors | FailsScripts | Overtaken)
    ctx.exit(_REFUSED if refused else _DONE)


@click.command(epilog="Example: ivr rollback 12")
@click.argument("release", required=False)
@_note
@_by
@click.pass_context
def rollback(ctx: click.Context, release: str | None, note: str, author: str) -> None:
    """Make an older release live again: by its number or version, else the one before the one that is live."""
    tools: Tools = ctx.obj
    published = tools.roll_back(release, author, note)
    _tell(published)
    ctx.exit(_REFUSED if isinstance(published, Overtaken) else _DONE)


@click.command(epilog="Example: ivr releases --json")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON, for machines.")
@click.pass_context
def releases(ctx: click.Context, as_json: bool) -> None:
    """List what went live, newest first; the first is live now."""
    tools: Tools = ctx.obj
    moves = tools.list_moves(MOST_RELEASES)
    if as_json:
        click.echo(json.dumps([_record(move) for move in moves], ensure_ascii=False, indent=2))
    elif not moves:
        click.echo("Nothing was published yet; `ivr publish` makes the menus live.")
    else:
        Console(highlight=False).print(_table(moves))


def _table(moves: tuple[Move, ...]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("release", "version", "when", "how", "by", "steps", "note"):
        table.add_column(heading, overflow="fold")
    for place, move in enumerate(moves):
        number = f"{move.number} live" if place == 0 else str(move.number)
        when = move.at.astimezone().strftime("%Y-%m-%d %H:%M")
        table.add_row(number, move.version.value, when, move.kind.value, move.author, str(move.steps), move.note)
    return table


def _record(move: Move) -> dict[str, object]:
    return {
        "release": move.number,
        "version": move.version.value,
        "at": move.at.isoformat(),
        "how": move.kind.value,
        "by": move.author,
        "steps": move.steps,
        "note": move.note,
    }


def _tell(published: Published) -> None:
    match published:
        case Live(move):
            click.echo(f"Release {move.number} (version {move.version}, {move.steps} steps) is live.")
        case LiveAlready(move):
            click.echo(f"Version {move.version} is live already, as release {move.number}.")
        case HasErrors(examined):
            _tell_problems(examined.problems)
        case FailsScripts(rehearsed):
            show_results(rehearsed, failed_only=True)
            click.echo("Not published: calls go another way than the call scripts say.", err=True)
        case Overtaken(move):
            click.echo(
                f"Not published: {_whose(move)} has gone live meanwhile. "
                "Look at what publishing would change, as below, then do it again.",
                err=True,
            )
        case NotOurs(move):
            click.echo(
                f"Left as it is: {_whose(move)} is live, and a deploy does not write over it. "
                "To publish these menus all the same, which changes what stands below: `ivr publish`."
            )
        case _:
            assert_never(published)


def _tell_problems(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        click.echo(str(problem))
    click.echo("Not published: mend these errors first.", err=True)


def _whose(move: Move) -> str:
    by = f" by {move.author}" if move.author else ""
    note = f", “{move.note}”" if move.note else ""
    return f"release {move.number} ({move.kind.value}{by}{note})"
