"""`ivr schema`: the language for editors, so that they complete, explain and underline."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import click

from ivr.errors import RingtreeError
from ivr.menu.schema.document import flow_schema, line_schema

_SCHEMAS: Final = {"line": line_schema, "flow": flow_schema}
_OF: Final = {"line": "line.yaml  ", "flow": "every other"}
_FOLDER: Final = ".schema"


@click.command(epilog="Examples: ivr schema flow > flow.json; ivr schema --write menus")
@click.argument("which", required=False, type=click.Choice(list(_SCHEMAS)))
@click.option(
    "--write",
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Write both below this menus folder, into .schema/, for the editors of all who work on it.",
)
def schema(which: str | None, folder: Path | None) -> None:
    """Print the JSON Schema of line.yaml or of a flow (one of them, else both under their names).

    With it an editor completes words, explains them, and underlines what cannot be. What needs more than one file to
    be seen `ivr check` finds.
    """
    if folder is not None:
        _write(folder / _FOLDER, [which] if which else list(_SCHEMAS))
        return
    made = _SCHEMAS[which]() if which else {name: make() for name, make in _SCHEMAS.items()}
    click.echo(_as_text(made), nl=False)


def _write(folder: Path, names: list[str]) -> None:
    try:
        folder.mkdir(exist_ok=True)
        for name in names:
            (folder / f"{name}.json").write_text(_as_text(_SCHEMAS[name]()), encoding="utf-8")
            click.echo(f"{folder / name}.json is written.")
    except OSError as error:
        raise RingtreeError(f"{error.filename or folder} cannot be written: {error.strerror}.") from None
    click.echo("Settings for the whole folder stand in docs/editors.md. Or write above the first line of a file:")
    for name in names:
        click.echo(f"  {_OF[name]}  # yaml-language-server: $schema={_FOLDER}/{name}.json")


def _as_text(made: Mapping[str, object]) -> str:
    return f"{json.dumps(made, ensure_ascii=False, indent=2)}\n"
