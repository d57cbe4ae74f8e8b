"""`ivr manual`: the reference of the menu language in the terminal, and as files."""

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.markdown import Markdown

from ivr.errors import RingtreeError
from ivr.menu.manual.manual import INDEX, page, page_names
from ivr.menu.reading.words import did_you_mean


@click.command(epilog="Examples: ivr manual; ivr manual dial; ivr manual templates")
@click.argument("name", metavar="[PAGE]", default=INDEX)
@click.option("--write", "folder", type=click.Path(path_type=Path, file_okay=False), help="Write all pages there.")
def manual(name: str, folder: Path | None) -> None:
    """Print a page of the manual: of a verb, or of what else the first page names.

    Each has what the caller hears, every setting, and an example with its call script.
    """
    if folder is not None:
        _write(folder)
        return
    name = name.strip().strip("`").lower()
    if name not in page_names():
        raise RingtreeError(f"There is no page `{name}`.{did_you_mean(name, page_names())}")
    if sys.stdout.isatty():
        Console().print(Markdown(page(name)))
    else:
        click.echo(page(name), nl=False)


def _write(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in page_names():
            (folder / f"{name}.md").write_text(page(name), encoding="utf-8")
    except OSError as error:
        raise RingtreeError(f"{error.filename or folder} cannot be written: {error.strerror}.") from None
    click.echo(f"{len(page_names())} pages are written in {folder}.")
