"""Reading the verbs that hand the caller to a machine of somebody else's: stream, pay."""

from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

from babel import Locale
from babel.numbers import get_territory_currencies, is_currency

from ivr.menu.line import Line
from ivr.menu.reading.desk import NOWHERE
from ivr.menu.reading.fields import Fields
from ivr.menu.reading.read_reaching import is_web_address
from ivr.menu.reading.read_values import read_templates
from ivr.menu.reading.words import find_similar
from ivr.menu.verbs import Pay, Stream, StreamKind, Token

_USUAL_CURRENCY: Final = "USD"
_MOST_DECIMALS: Final = 2


class Card(StrEnum):
    AMEX = "amex"
    DINERS_CLUB = "diners_club"
    DISCOVER = "discover"
    ENROUTE = "enroute"
    JCB = "jcb"
    MAESTRO = "maestro"
    MASTERCARD = "mastercard"
    OPTIMA = "optima"
    VISA = "visa"


def read_stream(fields: Fields, _line: Line) -> Stream:
    """Return a stream."""
    url = fields.text("stream") or ""
    if url and not is_web_address(url, "wss"):
        fields.malformed("stream", url, "the whole address of the machine, like wss://agent.example/line")
    data, places = read_templates(fields, "with")
    if not fields.has("failed"):
        fields.miss("E203", "When the other end cannot be reached nothing comes next; add `failed:`.")
    return Stream(
        url=url,
        next=fields.required_target("next", "stream"),
        failed=fields.target("failed") or NOWHERE,
        kind=fields.one_of("kind", StreamKind) or StreamKind.STREAM,
        data=data,
        places=places,
    )


def read_pay(fields: Fields, line: Line) -> Pay:
    """Return a pay."""
    for name, what in (("paid", "the payment"), ("failed", "a payment that was not made")):
        if not fields.has(name):
            fields.miss("E203", f"After {what} nothing comes next; add `{name}:`.")
    return Pay(
        amount=_amount(fields),
        currency=_currency(fields, line),
        paid=fields.target("paid") or NOWHERE,
        failed=fields.target("failed") or NOWHERE,
        purpose=fields.template("for"),
        cards=_cards(fields),
        token=fields.one_of("token", Token),
        tries=fields.count("tries", 1, 3) or 2,
        save=fields.saved_name("save"),
    )


def _amount(fields: Fields) -> str:
    text = fields.template("pay") or ""
    if text and "{{" not in text:
        try:
            amount = Decimal(text)
            decimals = amount.as_tuple().exponent
        except InvalidOperation:
            amount, decimals = Decimal(0), 0
        if not amount.is_finite() or amount <= 0 or not isinstance(decimals, int) or -decimals > _MOST_DECIMALS:
            fields.malformed("pay", text, "an amount, like 12.50, or {{ a_name }}")
    return text


def _currency(fields: Fields, line: Line) -> str:
    text = fields.text("currency")
    if text is None:
        territory = Locale.parse(line.first_language.locale, sep="-").territory
        known = get_territory_currencies(territory) if territory is not None else []
        return known[0] if known else _USUAL_CURRENCY
    if not is_currency(text.upper()):
        fields.malformed("currency", text, "the three letters of a currency, like USD or EUR")
    return text.upper()


def _cards(fields: Fields) -> tuple[str, ...]:
    cards = []
    for text, place in fields.texts("cards"):
        word = text.lower().replace("-", "_").replace(" ", "_")
        if word not in set(Card):
            similar = find_similar(word, Card)
            known = ", ".join(Card)
            hint = f"did you mean `{similar}`?" if similar else f"known are {known}."
            fields.desk.complain(place, "E108", f"`{text}` is no kind of card here; {hint}")
        cards.append(word)
    return tuple(cards)
