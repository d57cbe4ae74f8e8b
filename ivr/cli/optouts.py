"""`ivr optouts`: who does not want to be written to or called."""

from typing import Any, Final

import click

from ivr.cli.record_options import Listing, Record, asked_for, printed_as, show, shown_number, wanted_of
from ivr.cli.tools import Tools
from ivr.clock import utc_now
from ivr.menu.carrier_words import Wish
from ivr.menu.parts import Channel
from ivr.ports.records import OptOutRecord, Source, WishTold
from ivr.values import PhoneNumber, masked

_COLUMNS: Final = {"number": "number", "no more": "channel", "since": "at", "told by": "source", "evidence": "evidence"}
_NAMES: Final = ("number", "channel", "source", "evidence", "at")


@click.command(epilog='Example: ivr optouts --stop +14155551234 --why "Letter of 24 December"')
@asked_for
@printed_as
@click.option("--stop", default="", metavar="NUMBER", help="Write down that this number wants no more texts and calls.")
@click.option("--start", default="", metavar="NUMBER", help="…that it wants them again, whoever wrote that down.")
@click.option("--why", default="", metavar="WORDS", help="How you know, with --stop or --start; it is kept for ever.")
@click.pass_context
def optouts(
    ctx: click.Context, /, *, form: str | None, is_full: bool, stop: str, start: str, why: str, **chosen: Any
) -> None:
    """List numbers that get no texts or calls from this line, newest first, or write one down."""
    tools: Tools = ctx.obj
    if stop or start:
        _write_down(tools, stop, start, why)
        return
    found = tools.list_opt_outs(wanted_of(chosen))
    records = [_record(each, is_full=is_full) for each in found]
    show(Listing(records, _COLUMNS, "Nobody has opted out."), form, _NAMES)


def _write_down(tools: Tools, stop: str, start: str, why: str) -> None:
    number = PhoneNumber((stop or start).strip())
    if stop and start:
        raise click.UsageError("Give --stop or --start, not both.")
    if not number.is_e164:
        raise click.UsageError("Write the number in full, like +14155551234.")
    if not why.strip():
        raise click.UsageError('Say how you know, like --why "Letter of 24 December".')
    wish, now = Wish.STOP if stop else Wish.START, utc_now()
    evidence = f"{why.strip()} ({now.isoformat(timespec='microseconds')})"
    changed = tools.note_wish(WishTold(number, wish, tuple(Channel), Source.STAFF, evidence, now))
    what = "gets no more texts and calls" if stop else "may be written to and called again"
    click.echo(f"{masked(number.reveal())} {what}{'' if changed else ' already'}.")


def _record(each: OptOutRecord, *, is_full: bool) -> Record:
    return {
        "number": shown_number(each.number, is_full=is_full),
        "channel": each.channel,
        "source": each.source,
        "evidence": each.evidence,
        "at": each.at,
    }
