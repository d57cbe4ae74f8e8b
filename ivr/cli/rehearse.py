"""`ivr test`: the line's call scripts, played against its engine."""

import json
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from ivr.cli.script_results import result_lines
from ivr.cli.tools import Tools
from ivr.menu.script_model import Script
from ivr.rehearsal.coverage import Coverage, Missed
from ivr.rehearsal.rehearse import Rehearsed
from ivr.rehearsal.transcript import Played

_IN_ORDER, _FAILURES, _COULD_NOT_RUN = 0, 1, 2


@click.command("test", epilog="Example: ivr test menus/tests --coverage -k spanish")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--menus", type=click.Path(path_type=Path, exists=True, file_okay=False), help="The line's menus.")
@click.option("--coverage", is_flag=True, help="Name the steps and exits that no script reaches.")
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON, for machines.")
@click.option("-k", "only", default="", metavar="NAME", help="Only scripts with this in their name or file.")
@click.pass_context
def rehearse_scripts(
    ctx: click.Context, files: tuple[Path, ...], menus: Path | None, coverage: bool, as_json: bool, only: str
) -> None:
    """Play call scripts (FILES, or those in a folder; the line's own in menus/tests) against the menus.

    Nothing is rung, no service is asked, and the clock is the script's. Exit code 0: all went as written. 1: some did
    not. 2: some could not be played.
    """
    tools: Tools = ctx.obj
    rehearsed = tools.rehearse(menus, files, only)
    if as_json:
        click.echo(json.dumps(_record(rehearsed), ensure_ascii=False, indent=2))
    else:
        _show(rehearsed, names_missed=coverage)
    ctx.exit(_code(rehearsed))


def _code(rehearsed: Rehearsed) -> int:
    if rehearsed.problems:
        return _COULD_NOT_RUN
    return _FAILURES if rehearsed.failed else _IN_ORDER


# --- for people --------------------------------------------------------------------------------------------------


def show_results(rehearsed: Rehearsed, *, failed_only: bool = False) -> None:
    """Print how each script went, and what is wrong with their files."""
    console = Console(highlight=False, soft_wrap=True)
    for result in rehearsed.failed if failed_only else rehearsed.results:
        for line in result_lines(result):
            console.print(line)
    for problem in rehearsed.problems:
        console.print(Text(str(problem), "red"))


def _show(rehearsed: Rehearsed, *, names_missed: bool) -> None:
    console = Console(highlight=False, soft_wrap=True)
    show_results(rehearsed)
    for script in rehearsed.timeless:
        console.print(Text(f"! {script.place} {_timeless(script)}", "yellow"))
    console.print(_counted(rehearsed))
    _show_coverage(console, rehearsed.coverage, names_missed=names_missed)


def _timeless(script: Script) -> str:
    return (
        f"“{script.name}” goes by the hours and names no time: it may pass today and fail tomorrow. Give it an `at:`."
    )


def _counted(rehearsed: Rehearsed) -> str:
    failed = len(rehearsed.failed)
    if not rehearsed.results:
        return "Nothing was played: mend these files first."
    return f"{len(rehearsed.results) - failed} passed, {failed} failed."


def _show_coverage(console: Console, coverage: Coverage, *, names_missed: bool) -> None:
    console.print(
        f"Steps reached: {coverage.steps_reached} of {coverage.steps}. "
        f"Exits reached: {coverage.exits_reached} of {coverage.exits}."
    )
    for missed in coverage.missed if names_missed else ():
        console.print(Text(_missed(missed), "dim"))


def _missed(missed: Missed) -> str:
    place = f"{missed.place.file}:{missed.place.line}"
    return f"  {place} {missed.step}" if missed.exit is None else f"  {place} {missed.step}: {missed.exit}"


# --- for machines ------------------------------------------------------------------------------------------------


def _record(rehearsed: Rehearsed) -> dict[str, object]:
    coverage = rehearsed.coverage
    return {
        "scripts": [_result_record(result) for result in rehearsed.results],
        "problems": [str(problem) for problem in rehearsed.problems],
        "coverage": {
            "steps_reached": coverage.steps_reached,
            "steps": coverage.steps,
            "exits_reached": coverage.exits_reached,
            "exits": coverage.exits,
            "missed": [
                {
                    "step": str(missed.step),
                    "exit": missed.exit,
                    "file": missed.place.file,
                    "line": missed.place.line,
                }
                for missed in coverage.missed
            ],
        },
    }


def _result_record(result: Played) -> dict[str, object]:
    place = result.script.place
    record: dict[str, object] = {"name": result.script.name, "file": place.file, "line": place.line}
    if result.why is None:
        return {**record, "result": "passed"}
    return {
        **record,
        "result": "failed",
        "why": result.why,
        "failed_at": None if result.failed_at is None else result.failed_at.line,
        "conversation": [f"{said.mark} {said.text}" for said in result.conversation],
    }
