"""`ivr import`: lines that were built elsewhere become menus."""

import json
from pathlib import Path
from typing import Final

import click

from ivr.cli.tools import Tools
from ivr.errors import RingtreeError
from ivr.menu.studio.convert import Imported, import_flow
from ivr.menu.studio.remarks import Weight

_HEADINGS: Final = {
    Weight.LOST: "Not carried over",
    Weight.MISTAKE: "Looks like a mistake in the original",
    Weight.LOOK: "For you to decide or to add",
}


@click.group("import")
def import_menus() -> None:
    """Bring a line along from another system."""


@import_menus.command(epilog="Example: ivr import studio flow.json --out menus-of-clinic")
@click.argument("flow", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Where to write. [default: menus-NAME]")
@click.option("--timezone", default="UTC", show_default=True, help="The zone of the line, like America/New_York.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON, for machines.")
@click.pass_context
def studio(ctx: click.Context, flow: Path, out: Path | None, timezone: str, as_json: bool) -> None:
    """Make menus of a Twilio Studio flow (in Studio: Show Flow JSON).

    Nothing is dropped in silence: what could not be carried over is listed by its widget. Exit code 0: the menus pass
    the check. 1: they have errors yet, which are printed. 2: this is no flow, or the folder cannot be written.
    """
    tools: Tools = ctx.obj
    folder = out if out is not None else Path(f"menus-{flow.stem}")
    imported = import_flow(_read(flow), timezone=timezone)
    _write(folder, imported)
    problems = [problem for problem in tools.examine(folder).problems if problem.is_error]
    if as_json:
        click.echo(json.dumps(_record(imported, [str(problem) for problem in problems]), ensure_ascii=False, indent=2))
    else:
        click.echo(f"{imported.carried} of {imported.widgets} widgets became steps, in {folder}.")
        _tell(imported)
        for problem in problems:
            click.echo(str(problem))
        click.echo("The menus pass the check." if not problems else f"{len(problems)} errors are left to mend.")
    ctx.exit(1 if problems else 0)


def _read(flow: Path) -> str:
    try:
        return flow.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise RingtreeError(f"{flow} is no UTF-8 text; export the flow again: in Studio, Show Flow JSON.") from None
    except OSError as error:
        raise RingtreeError(f"{flow} cannot be read: {error.strerror}.") from error


def _write(folder: Path, imported: Imported) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise RingtreeError(f"{folder} is not empty; name another folder with --out.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in imported.files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise RingtreeError(f"{folder} cannot be written: {error.strerror}.") from error


def _tell(imported: Imported) -> None:
    for weight, heading in _HEADINGS.items():
        remarks = [remark for remark in imported.remarks if remark.weight is weight]
        if remarks:
            click.echo(f"\n{heading}:")
        for remark in remarks:
            click.echo(f"  {remark.widget}: {remark.text}")
    click.echo("")


def _record(imported: Imported, errors: list[str]) -> dict[str, object]:
    return {
        "widgets": imported.widgets,
        "carried": imported.carried,
        "remarks": [
            {"kind": remark.weight.name.lower(), "widget": remark.widget, "text": remark.text}
            for remark in imported.remarks
        ],
        "functions": {name: list(given) for name, given in imported.functions.items()},
        "errors": errors,
    }
