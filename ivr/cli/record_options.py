"""What the commands that list records have in common: which are asked for, and how they are printed."""

import csv
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

import click
from rich.console import Console
from rich.table import Table

from ivr.clock import utc_now
from ivr.menu.moments import read_moment
from ivr.ports.records import Wanted
from ivr.values import DURATION, Seconds, masked

Record = Mapping[str, object]
_F = TypeVar("_F", bound=Callable[..., Any])
_WIDE: Final = 200
_FORMULA: Final = re.compile(r"[=+\-@\t\r]")


class Moment(click.ParamType[datetime]):
    """`2026-12-24 17:05`, with a zone behind it or by this machine's, or `2h`, `7d`: so long ago."""

    name = "WHEN"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return the moment, aware."""
        if isinstance(value, datetime):
            return value
        if DURATION.fullmatch(value.strip()):
            try:
                return utc_now() - timedelta(seconds=Seconds.parse(value))
            except OverflowError:
                self.fail(f"{value} ago there was no calendar; write less, like 90d.", param, ctx)
        try:
            moment = read_moment(value)
        except ValueError as error:
            self.fail(f"{error} Or write how long ago: 2h, 7d.", param, ctx)
        return moment.astimezone()


def asked_for(command: _F) -> _F:
    """Add the options by which records are chosen."""
    for option in (
        click.option("-n", "--most", type=click.IntRange(1, 100_000), default=50, show_default=True, help="How many."),
        click.option("--until", type=Moment(), help="Only those before that moment."),
        click.option("--since", type=Moment(), help="Only those since: 2026-12-24, “2026-12-24 17:05”, or 7d ago."),
        click.option("--number", default="", metavar="NUMBER", help="Only those of this number, or one ending in it."),
    ):
        command = option(command)
    return command


def printed_as(command: _F) -> _F:
    """Add the options by which records are printed."""
    for option in (
        click.option("--full", "is_full", is_flag=True, help="Whole numbers and words, which are hidden otherwise."),
        click.option("--csv", "form", flag_value="csv", help="Print them for a spreadsheet."),
        click.option("--json", "form", flag_value="json", help="Print them as JSON, for machines."),
    ):
        command = option(command)
    return command


def wanted_of(chosen: Mapping[str, Any]) -> Wanted:
    """Return what is asked for by those options, and by others that are named like a part of it."""
    return Wanted(**{name: value for name, value in chosen.items() if value is not None})


@dataclass(frozen=True, slots=True)
class Listing:
    """Records to be printed: their names and values, the columns that people see, and what is said of none."""

    records: Sequence[Record]
    columns: Mapping[str, str]  # the name of a value by its heading
    nothing: str


def show(listing: Listing, form: str | None, names: Sequence[str]) -> None:
    """Print records as asked. `names`: of all values in order, for the heading of a spreadsheet without rows."""
    if form == "json":
        click.echo(json.dumps([_plain(record) for record in listing.records], ensure_ascii=False, indent=2))
    elif form == "csv":
        writer = csv.DictWriter(sys.stdout, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in _plain(record).items()} for record in listing.records)
    elif not listing.records:
        click.echo(listing.nothing)
    else:
        # Where nobody looks, no line is broken: somebody may search in them.
        Console(highlight=False, width=None if sys.stdout.isatty() else _WIDE).print(_table(listing))


def shown_number(number: str, *, is_full: bool) -> str:
    """Return a number, its middle hidden unless all was asked for."""
    return number if is_full else masked(number)


def _plain(record: Record) -> dict[str, object]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in record.items()}


def _cell(value: object) -> object:
    """Return a value that no spreadsheet takes for a formula, whatever somebody has written in a text."""
    if isinstance(value, (list, tuple)):
        return " ".join(map(str, value))
    is_formula = isinstance(value, str) and _FORMULA.match(value) and not value.lstrip("+").isdigit()
    return f"'{value}" if is_formula else value


def _table(listing: Listing) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in listing.columns:
        table.add_column(heading, overflow="fold")
    for record in listing.records:
        table.add_row(*(_seen(record[name]) for name in listing.columns.values()))
    return table


def _seen(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone().strftime("%Y-%m-%d %H:%M")
    text = "" if value is None else str(value)
    return "".join(sign if sign.isprintable() else " " for sign in text)
