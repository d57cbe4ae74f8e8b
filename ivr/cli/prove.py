"""`ivr prove`: whether every call ends, and how long it takes at most; else the call that never does."""

import json
import shlex
from pathlib import Path

import click

from ivr.cli.tools import Tools
from ivr.menu.checking.check import Examined
from ivr.menu.parts import Channel
from ivr.menu.problems import has_errors
from ivr.menu.proving.telling import told_proof

_PROVED, _NOT_PROVED = 0, 1


@click.command(epilog="Example: ivr prove menus --script stuck.yaml, then: ivr test stuck.yaml --menus menus")
@click.argument("menus", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON, for machines.")
@click.option(
    "--script",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help="Where a call that never ends is written down, to be played.",
)
@click.pass_context
def prove(ctx: click.Context, menus: Path | None, as_json: bool, script: Path | None) -> None:
    """Prove that every call comes to a person, a message box or a goodbye, whatever a caller does; texts likewise.

    Exit code 0: it does. 1: a call or a text conversation can be kept for ever, or the menus have other errors. 2: this
    could not run.
    """
    tools: Tools = ctx.obj
    examined = tools.examine(menus)
    if as_json:
        click.echo(json.dumps(_record(examined), ensure_ascii=False, indent=2))
    else:
        _tell(examined)
    if script is not None and examined.stuck:
        script.write_text("\n".join(examined.stuck), encoding="utf-8")
        of = "" if menus is None else f" --menus {shlex.quote(str(menus))}"
        click.echo(f"The call is written to {script}; play it with: ivr test {shlex.quote(str(script))}{of}", err=True)
    ctx.exit(_PROVED if _holds(examined) else _NOT_PROVED)


def _holds(examined: Examined) -> bool:
    """Whether all ends, calls and text conversations."""
    of_texts = examined.of_texts
    return examined.proof is not None and examined.proof.holds and (of_texts is None or of_texts.holds)


def _tell(examined: Examined) -> None:
    if _holds(examined):
        for proof, channel in ((examined.proof, Channel.CALL), (examined.of_texts, Channel.TEXT)):
            for told in told_proof(proof, channel) if proof is not None else ():
                if told:
                    click.echo(told)
        return
    for problem in examined.problems:
        if problem.is_error:
            click.echo(str(problem))
    if examined.proof is None:
        errors = has_errors(examined.problems)
        why = "The menus have errors; mend them first." if errors else "These menus are too large to be proved."
        click.echo(why, err=True)
    elif examined.proof.more:
        click.echo(f"There are {examined.proof.more} more like this.", err=True)


def _of_texts(examined: Examined) -> dict[str, object] | None:
    proof = examined.of_texts
    if proof is None or not proof.holds:
        return None
    said, longest = told_proof(proof, Channel.TEXT)
    return {"turns": proof.turns, "exact": not proof.is_rough, "said": said, "longest": longest}


def _record(examined: Examined) -> dict[str, object]:
    proof = examined.proof
    if proof is None:
        return {"proved": False, "errors": [str(problem) for problem in examined.problems if problem.is_error]}
    said, longest = told_proof(proof)
    stuck = [str(problem) for problem in examined.problems if problem.code == "E205"]
    return {
        "proved": _holds(examined),
        "turns": proof.turns if proof.holds else None,
        "texts": _of_texts(examined),
        "exact": not proof.is_rough,
        "said": said if proof.holds else None,
        "longest": longest if proof.holds else None,
        "places": proof.places,
        "stuck": [
            {"problem": problem, "script": script} for problem, script in zip(stuck, examined.stuck, strict=False)
        ],
        "more": proof.more,
    }
