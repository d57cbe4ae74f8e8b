"""`ivr check`: everything that is wrong with the menus, at once."""

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from ivr.cli.tools import Tools
from ivr.menu.parts import Channel
from ivr.menu.problems import Problem, has_errors
from ivr.menu.proving.telling import told_proof

_CLEAN, _FINDINGS = 0, 1


@click.command(epilog="Example: ivr check menus --json")
@click.argument("menus", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON, for machines.")
@click.pass_context
def check(ctx: click.Context, menus: Path | None, as_json: bool) -> None:
    """Check the menus in a folder (IVR_MENUS_DIR, else menus/).

    Exit code 0: they may go live (advice may be printed). 1: they have errors. 2: the check could not run.
    """
    tools: Tools = ctx.obj
    with _without_collector():
        examined = tools.examine(menus)
    problems = examined.problems
    if as_json:
        # A line for each, which is quick to write and can be searched by line.
        lines = ",\n".join(f"  {json.dumps(_record(problem), ensure_ascii=False)}" for problem in problems)
        click.echo(f"[\n{lines}\n]" if problems else "[]")
    else:
        for problem in problems:
            click.echo(str(problem))
        click.echo(_summary(problems), err=bool(problems))
        for proof, channel in ((examined.proof, Channel.CALL), (examined.of_texts, Channel.TEXT)):
            if proof is not None and proof.holds and not has_errors(problems):
                click.echo(told_proof(proof, channel)[0], err=bool(problems))
    ctx.exit(_FINDINGS if has_errors(problems) else _CLEAN)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Let nothing search for garbage meanwhile: there is next to none, and the search takes a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _record(problem: Problem) -> dict[str, object]:
    place = problem.place
    kind = "error" if problem.is_error else "warning"
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "code": problem.code,
        "kind": kind,
        "text": problem.text,
    }


def _summary(problems: tuple[Problem, ...]) -> str:
    errors = sum(problem.is_error for problem in problems)
    warnings = len(problems) - errors
    if not problems:
        return "The menus are in order."
    counted = f"{errors} error{'s' if errors != 1 else ''}, {warnings} warning{'s' if warnings != 1 else ''}."
    more = f"`ivr explain {problems[0].code}` tells more of a code."
    return f"{counted} {more}" if errors else f"{counted} The menus may go live. {more}"
