"""`ivr graph`: the line as a picture."""

from pathlib import Path
from typing import Final

import click

from ivr.cli.tools import Tools
from ivr.errors import RingtreeError
from ivr.menu.diffing.versions import read_version
from ivr.menu.drawing.flows import draw_flows
from ivr.menu.drawing.picture import Picture
from ivr.menu.drawing.steps import draw_steps
from ivr.menu.drawing.svg import as_svg
from ivr.menu.model import Menus
from ivr.menu.parts import LINE_FILE
from ivr.menu.reading.words import did_you_mean

_READABLE: Final = 60  # steps in one picture; a line of more is folded


@click.command(epilog="Examples: ivr graph -o line.svg; ivr graph account -o flow.svg; ivr graph --of HEAD~1 > was.svg")
@click.argument("flow", required=False)
@click.option("-o", "--svg", "out", type=click.Path(path_type=Path, dir_okay=False), help="Write it into this file.")
@click.option("--all", "whole", is_flag=True, help="Draw every step, however many there are.")
@click.option("--of", "version", help="A folder of menus, or a revision of git. [default: the menus folder]")
@click.pass_context
def graph(ctx: click.Context, flow: str | None, out: Path | None, whole: bool, version: str | None) -> None:
    """Draw the line as an SVG picture: each step a box, each way out an arrow with its key or outcome.

    With FLOW the inside of that flow alone. A line of more than 60 steps is folded: one box for each flow.
    """
    tools: Tools = ctx.obj
    if flow is not None and version is None and Path(flow, LINE_FILE).is_file():
        raise RingtreeError(f"`{flow}` is no flow but a line of its own; write `ivr graph --of {flow}`.")
    menus = read_version(tools.version(version), to="drawn").menus
    made = as_svg(_picture(menus, flow, whole=whole))
    if out is None:
        click.echo(made, nl=False)
        return
    try:
        out.write_text(made, encoding="utf-8")
    except OSError as error:
        raise RingtreeError(f"{out} cannot be written: {error.strerror}.") from None
    click.echo(f"{out} is written; open it in a browser.")
    if flow is None and _is_folded(menus, whole=whole):
        click.echo("Each box is a flow. `ivr graph FLOW` draws one from inside, `--all` every step.")


def _picture(menus: Menus, flow: str | None, *, whole: bool) -> Picture:
    if flow is not None:
        flows = dict.fromkeys(name.flow for name in menus.steps)
        if flow not in flows:
            raise RingtreeError(f"There is no flow `{flow}`.{did_you_mean(flow, flows)}")
        return draw_steps(menus, flow)
    return draw_flows(menus) if _is_folded(menus, whole=whole) else draw_steps(menus)


def _is_folded(menus: Menus, *, whole: bool) -> bool:
    return not whole and len(menus.steps) > _READABLE
