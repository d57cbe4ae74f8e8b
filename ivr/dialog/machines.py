"""Handing the caller to a machine of somebody else's: a media stream, a payment."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from ivr.dialog.directives import ConnectStream, HangUp, TakePayment
from ivr.dialog.events import NoInput, PayEnded, StreamEnded
from ivr.dialog.facts import Outcome
from ivr.dialog.moves import GoOn, Move, Stay
from ivr.dialog.speaking import provider_voice
from ivr.dialog.state import Awaited, Disposition
from ivr.dialog.turn import Turn
from ivr.menu.templates.template import Value, evaluate, parse_template
from ivr.menu.templates.value import find_number, short_text
from ivr.menu.verbs import Pay, Stream

_LARGEST: Final = Decimal(1_000_000)


def stream(turn: Turn, verb: Stream) -> Move:
    """Connect the caller with a machine."""
    data = {name: short_text(_computed(turn, template)) for name, template in verb.data.items()}
    directive = ConnectStream(verb.url, verb.kind, turn.language.locale, provider_voice(turn.language), data)
    return Stay(turn.wait(Awaited.MACHINE, directive, turn.sounds))


def stream_ended(turn: Turn, verb: Stream, event: StreamEnded | NoInput) -> Move:
    """Go on after the talk with the machine; it answers with nothing more than that it is over."""
    failed = isinstance(event, StreamEnded) and event.failed
    turn.outcome = Outcome.FAILED if failed else Outcome.ANSWERED
    if not failed:
        turn.change(reached=turn.state.reached or Disposition.MACHINE)
    if isinstance(event, StreamEnded) and event.caller_left:
        turn.caller_left = True
        return Stay(turn.wait(Awaited.END, HangUp(), ()))
    return GoOn(verb.failed if failed else verb.next, answered=True)


def pay(turn: Turn, verb: Pay) -> Move:
    """Take a payment; an amount that is none, or nothing, or beyond belief is a payment that failed."""
    amount = find_number(_computed(turn, verb.amount))
    if amount is None or not 0 < amount < _LARGEST:
        turn.complain("pay: the amount is no amount")
        turn.outcome = Outcome.UNPAID
        turn.leave_by("failed")
        return GoOn(verb.failed)
    directive = TakePayment(
        amount=str(amount.quantize(Decimal("0.01"), ROUND_HALF_UP)),
        currency=verb.currency,
        purpose="" if verb.purpose is None else turn.text_of(verb.purpose),
        cards=verb.cards,
        token=verb.token,
        tries=verb.tries,
        locale=turn.language.locale,
    )
    return Stay(turn.wait(Awaited.MACHINE, directive, turn.sounds))


def paid(turn: Turn, verb: Pay, event: PayEnded | NoInput) -> Move:
    """Go on after a payment; the caller is not asked again for what may have been paid."""
    is_paid = isinstance(event, PayEnded) and event.paid
    turn.outcome = Outcome.PAID if is_paid else Outcome.UNPAID
    if isinstance(event, PayEnded):
        if is_paid and verb.save is not None:
            turn.save(verb.save, event.receipt)
        turn.caller_left = event.caller_left
    return GoOn(verb.paid if is_paid else verb.failed, answered=True)


def _computed(turn: Turn, template: str) -> Value:
    return evaluate(parse_template(template), turn.scope(), turn.written(), turn.complain)
