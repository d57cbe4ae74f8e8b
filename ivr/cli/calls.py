"""`ivr calls`: what became of calls."""

from typing import Any, Final

import click

from ivr.cli.record_options import Listing, Record, asked_for, printed_as, show, shown_number, wanted_of
from ivr.cli.tools import Tools
from ivr.dialog.events import CallStatus
from ivr.dialog.state import Disposition
from ivr.ports.records import CallRecord

_COLUMNS: Final = {
    "when": "at",
    "from": "from",
    "to": "to",
    "ended in": "disposition",
    "status": "status",
    "turns": "turns",
    "seconds": "seconds",
    "last step": "last_step",
}
_NAMES: Final = (
    *("call", "channel", "at", "ended_at", "from", "to", "disposition", "status", "answered_by", "language"),
    *("turns", "seconds", "cost", "menus", "last_step", "path"),
)


@click.command(epilog="Example: ivr calls --since 7d --disposition abandoned")
@asked_for
@click.option(
    "--status", type=click.Choice([each.value for each in CallStatus]), default=None, help="Where they stand."
)
@click.option(
    "--disposition", type=click.Choice([each.value for each in Disposition]), default=None, help="How they ended."
)
@printed_as
@click.pass_context
def calls(ctx: click.Context, /, *, form: str | None, is_full: bool, **chosen: Any) -> None:
    """List calls and conversations by text, newest first: who, how it ended, which way through the menus.

    A call comes here a moment after it was made, filed by the worker.
    """
    tools: Tools = ctx.obj
    found = tools.list_calls(wanted_of(chosen))
    records = [_record(call, is_full=is_full) for call in found]
    show(Listing(records, _COLUMNS, "There are no such calls."), form, _NAMES)


def _record(call: CallRecord, *, is_full: bool) -> Record:
    return {
        "call": call.call_id,
        "channel": call.channel,
        "at": call.began_at,
        "ended_at": call.ended_at,
        "from": shown_number(call.caller, is_full=is_full),
        "to": shown_number(call.line_number, is_full=is_full),
        "disposition": call.disposition,
        "status": call.status,
        "answered_by": call.answered_by,
        "language": call.language,
        "turns": call.turns,
        "seconds": call.duration_s,
        "cost": call.cost,
        "menus": call.menus,
        "last_step": call.path[-1] if call.path else "",
        "path": list(call.path),
    }
