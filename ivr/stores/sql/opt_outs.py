"""Who does not want to be written to or called, in SQL: every wish is kept, and what holds now is a row."""

from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from ivr.menu.carrier_words import Wish
from ivr.menu.parts import Channel
from ivr.messaging.verdicts import Codes
from ivr.ports.records import Source, WishTold
from ivr.stores.sql.database import Database, insert
from ivr.stores.sql.tables import CONSENTS, MESSAGES, OPT_OUTS
from ivr.values import PhoneNumber

OPTED_OUT: Final = "opted_out"  # what stands as the error of a text that we did not send ourselves
_C: Final = CONSENTS.c
_O: Final = OPT_OUTS.c
_M: Final = MESSAGES.c


class SqlOptOuts:
    """The shelf of wishes over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, told: WishTold) -> bool:
        """Keep a wish, and follow it; return whether it changed anything. The same told again is answered alike."""
        with self._database.begin() as connection:
            return note_wish(connection, told)

    def has_opted_out(self, number: PhoneNumber, channel: Channel) -> bool:
        """Return whether somebody does not want to be reached in this way."""
        query = sa.select(_O.id).where(_O.number == number.reveal(), _O.channel == channel.value)
        with self._database.read() as connection:
            return connection.execute(query).first() is not None


def note_wish(connection: sa.Connection, told: WishTold) -> bool:
    """Do it in a transaction that is under way."""
    took_effect = [_note(connection, told, channel) for channel in told.channels]
    return any(took_effect)


def _note(connection: sa.Connection, told: WishTold, channel: Channel) -> bool:
    values = {
        "number": told.number.reveal(),
        "wish": told.wish.value,
        "channel": channel.value,
        "source": told.source.value,
        "evidence": told.evidence,
        "at": told.at,
        "words": told.words,
        "took_effect": False,
    }
    adding = insert(connection, CONSENTS).values(values).on_conflict_do_nothing()
    number = connection.execute(adding.returning(_C.id)).scalar_one_or_none()
    if number is None:
        names = ("number", "wish", "channel", "evidence")
        known = sa.select(_C.took_effect).where(*(_C[name] == values[name] for name in names))
        return bool(connection.execute(known).scalar_one())
    took_effect = _follow(connection, told, channel)
    if took_effect:
        connection.execute(CONSENTS.update().where(_C.id == number).values(took_effect=True))
    return took_effect


def _follow(connection: sa.Connection, told: WishTold, channel: Channel) -> bool:
    number = told.number.reveal()
    if told.wish is Wish.STOP:
        values = {
            "number": number,
            "channel": channel.value,
            "source": told.source.value,
            "evidence": told.evidence,
            "at": told.at,
        }
        adding = insert(connection, OPT_OUTS).values(values).on_conflict_do_nothing()
        return connection.execute(adding.returning(_O.id)).first() is not None
    ending = OPT_OUTS.delete().where(_O.number == number, _O.channel == channel.value)
    if told.source is not Source.STAFF:
        ending = ending.where(_O.source != Source.STAFF.value)  # only who wrote that down can take it back
    return connection.execute(ending).rowcount > 0


def has_opted_out() -> Any:
    """Return the condition that the number of a row of a text has opted out of texts."""
    return sa.exists().where(_O.number == _M.their_number, _O.channel == Channel.TEXT.value)


def note_refusal(connection: sa.Connection, number: int, refusals: Codes, now: datetime) -> None:
    """Keep it as a wish when a provider refused to send a text because its number has opted out there."""
    row = connection.execute(sa.select(_M.provider, _M.error, _M.own_id, _M.their_number).where(_M.id == number)).one()
    if (row.provider, row.error) in refusals:
        both = (Channel.TEXT, Channel.CALL)
        evidence = f"{row.provider}:{row.own_id}:{row.error}"
        note_wish(connection, WishTold(PhoneNumber(row.their_number), Wish.STOP, both, Source.CARRIER, evidence, now))
