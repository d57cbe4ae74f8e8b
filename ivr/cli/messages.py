"""`ivr messages`: what became of texts."""

from collections.abc import Callable
from typing import Any, Final

import click

from ivr.cli.record_options import Listing, Record, asked_for, printed_as, show, shown_number, wanted_of
from ivr.cli.tools import Tools
from ivr.ports.records import MessageRecord, SendingStop

_COLUMNS: Final = {
    "when": "at",
    "way": "direction",
    "them": "them",
    "us": "us",
    "status": "status",
    "segments": "segments",
    "why": "why",
}
_NAMES: Final = (
    *("text", "provider", "provider_id", "direction", "at", "them", "us", "status", "error", "why", "segments", "body"),
)


@click.command(epilog="Example: ivr messages --since 1d --status undelivered")
@asked_for
@click.option("--status", default="", help="Where they stand: received, queued, sent, delivered, undelivered, failed …")
@printed_as
@click.pass_context
def messages(ctx: click.Context, /, *, form: str | None, is_full: bool, **chosen: Any) -> None:
    """List texts, both ways, newest first: where each stands, and why it did not arrive."""
    tools: Tools = ctx.obj
    for stop in tools.list_stops():
        click.secho(_told(stop, tools.explain_error), fg="red", err=True)
    found = tools.list_messages(wanted_of(chosen))
    records = [_record(message, tools.explain_error, is_full=is_full) for message in found]
    columns = {**_COLUMNS, "words": "body"} if is_full else _COLUMNS
    show(Listing(records, columns, "There are no such texts."), form, _NAMES)


def _told(stop: SendingStop, explain: Callable[[str, str], str]) -> str:
    since = stop.since.astimezone().strftime("%Y-%m-%d %H:%M")
    return (
        f"No text is sent by {stop.provider} since {since}: {explain(stop.provider, stop.code)} "
        f"Texts that wait: {stop.waiting}; once a minute one is tried."
    )


def _record(message: MessageRecord, explain: Callable[[str, str], str], *, is_full: bool) -> Record:
    return {
        "text": message.own_id,
        "provider": message.provider,
        "provider_id": message.provider_id,
        "direction": message.direction,
        "at": message.at,
        "them": shown_number(message.their_number, is_full=is_full),
        "us": shown_number(message.our_number, is_full=is_full),
        "status": message.status,
        "error": message.error,
        "why": explain(message.provider, message.error) if message.error else "",
        "segments": message.segments,
        "body": message.body if is_full else "",
    }
