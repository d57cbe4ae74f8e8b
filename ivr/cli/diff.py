"""`ivr diff`: what a change of menus changes for callers."""

import json

import click

from ivr.cli.tools import Tools
from ivr.menu.diffing.change import Change, Difference, Words
from ivr.menu.diffing.compare import compare
from ivr.menu.diffing.versions import VersionText, read_version

_NOTHING, _CHANGES = 0, 1


@click.command(epilog="Examples: ivr diff; ivr diff HEAD~1; ivr diff main:menus feature:menus; ivr diff old/ new/")
@click.argument("old", default="HEAD")
@click.argument("new", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the changes as JSON, for machines.")
@click.pass_context
def diff(ctx: click.Context, old: str, new: str | None, as_json: bool) -> None:
    """Tell in words what a change of menus changes, and whose calls hear something else.

    OLD and NEW are folders, or revisions of git like HEAD~1 or main:menus (the menus folder unless another stands
    behind a colon), or `live`, or the number of a release. Without NEW it is the menus folder as it is now, without
    OLD the last commit.

    Exit code 0: nothing changed. 1: something did. 2: they could not be compared.
    """
    tools: Tools = ctx.obj
    was, now = tools.version(old), tools.version(new)
    found = compare(read_version(was), read_version(now))
    if as_json:
        click.echo(json.dumps(_record(was, now, found), ensure_ascii=False, indent=2))
    else:
        tell_difference(was, now, found)
    ctx.exit(_CHANGES if found.groups else _NOTHING)


def tell_difference(was: VersionText, now: VersionText, found: Difference) -> None:
    """Print what differs, group by group."""
    if not found.groups:
        same = sorted(was.files.values()) == sorted(now.files.values())
        why = "are the same" if same else "differ in comments and spacing only"
        click.echo(f"{was.name} and {now.name} {why}. Nobody hears anything else.")
        return
    for group in found.groups:
        click.secho(group.title, bold=True)
        for change in group.changes:
            _tell_change(change)
        click.echo()
    counted = f"{found.count} change{'s' if found.count != 1 else ''} from {was.name} to {now.name}."
    click.echo(counted if found.is_heard else f"{counted} Nobody hears anything else.")


def _tell_change(change: Change) -> None:
    click.echo(f"  {change.text}")
    if change.words is not None:
        _tell_words(change.words)
    if change.heard and change.by is not None:
        click.secho(f"      heard by {change.by}", dim=True)


def _tell_words(words: Words) -> None:
    for name, parts, colour in (("was", words.old, "red"), ("now", words.new, "green")):
        if parts:
            has_both = bool(words.old and words.new)
            marked = [
                click.style(f"[{part}]" if has_both else part, fg=colour) if is_other else part
                for part, is_other in parts
            ]
            click.echo(f"    {name}: {' '.join(marked)}")


def _record(was: VersionText, now: VersionText, found: Difference) -> dict[str, object]:
    groups = [
        {"title": group.title, "changes": [_record_of(change) for change in group.changes]} for group in found.groups
    ]
    return {"old": was.name, "new": now.name, "heard": found.is_heard, "groups": groups}


def _record_of(change: Change) -> dict[str, object]:
    words = change.words
    texts = None if words is None else {"old": _joined(words.old), "new": _joined(words.new)}
    return {"kind": change.kind, "text": change.text, "heard": change.heard, "by": change.by, "words": texts}


def _joined(parts: tuple[tuple[str, bool], ...]) -> str:
    return " ".join(part for part, _ in parts)
