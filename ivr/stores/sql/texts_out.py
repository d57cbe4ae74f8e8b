"""Texts that go out, in SQL: a row says that the provider is asked before it is, and what came of it afterwards."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from ivr.messaging.verdicts import Verdicts
from ivr.ports.text_work import Hold, Lane, Outgoing
from ivr.ports.texts import MessageReported, OutgoingText
from ivr.stores.sql.database import Database, insert
from ivr.stores.sql.kept_back import go_on, is_kept_back, stop_sending, wait
from ivr.stores.sql.opt_outs import note_refusal
from ivr.stores.sql.tables import MESSAGES
from ivr.stores.sql.text_events import NO_VERDICTS, free, note_told, project
from ivr.stores.sql.text_rows import outgoing_row, read_outgoing
from ivr.stores.sql.texts_in import CLOSED, OPEN, fresh, held, taken
from ivr.values import MessageId

_C: Final = MESSAGES.c
_OUT: Final = Lane.OUTBOUND.value


class SqlOutgoing:
    """Texts that go out: none is sent twice, and of none it is forgotten that it was."""

    _verdicts: Verdicts = NO_VERDICTS

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, provider: str, text: OutgoingText, now: datetime) -> int | None:
        """Write down a text that is to be sent; None when one with that name of ours was written down before."""
        values = {
            **outgoing_row(text.reply, provider, text.sender.reveal(), text.to.reveal(), text.service),
            "own_id": text.own_id.value,
            "status": "queued",
            "next_look_at": now,
            **fresh(now),
        }
        with self._database.begin() as connection:
            adding = insert(connection, MESSAGES).values(values).on_conflict_do_nothing(index_elements=["own_id"])
            number: int | None = connection.execute(adding.returning(_C.id)).scalar_one_or_none()
            return number

    def take_outgoing(self, number: int, hold: Hold, now: datetime) -> Outgoing | None:
        """Hold a text that is to be sent or asked after; None when it is another's, or an earlier one is not sent."""
        other = MESSAGES.alias()
        earlier = sa.exists().where(
            other.c.our_number == _C.our_number,
            other.c.their_number == _C.their_number,
            other.c.direction == _OUT,
            other.c.next_look_at.is_not(None),
            other.c.id < _C.id,
            other.c.asked_at.is_(None) | (other.c.held_until > now),
        )
        taking = taken(number, hold, now).where(_C.direction == _OUT, ~earlier)
        with self._database.begin() as connection:
            row = connection.execute(taking.returning(MESSAGES)).first()
        return None if row is None else read_outgoing(row)

    def find_next_out(self, text: Outgoing) -> int | None:
        """Return the oldest text of the same two numbers that is still to be sent, or None."""
        query = sa.select(sa.func.min(_C.id)).where(
            _C.our_number == text.text.sender.reveal(),
            _C.their_number == text.text.to.reveal(),
            _C.direction == _OUT,
            OPEN,
            _C.asked_at.is_(None),
        )
        with self._database.read() as connection:
            number: int | None = connection.execute(query).scalar_one_or_none()
            return number

    def note_asked(self, text: Outgoing, hold: Hold, now: datetime) -> bool:
        """Note that the provider is about to be asked for it, and hold it until the hold's new end.

        False when it is no longer held by this hold, or must not be sent, at least not now.
        """
        holding = {"held_until": hold.until, "next_look_at": hold.until}
        asked = {"status": "sending", "error": "", "asked_at": now, "updated_at": now, **holding}
        with self._database.begin() as connection:
            if is_kept_back(connection, text, hold, now, self._verdicts):
                return False
            return bool(connection.execute(held(text.number, hold).values(asked)).rowcount)

    def note_sent(self, text: Outgoing, sent: MessageReported, now: datetime) -> bool:
        """Note the provider's name for it, and where it stands; it is done.

        Return whether the provider's texts were kept back until then; now they go again.
        """
        sid = sent.message_id.value
        with self._database.begin() as connection:
            free(connection, text.provider, sid, text.text.own_id.value, now)
            named = {"provider_id": sid, "updated_at": now, **CLOSED}
            connection.execute(MESSAGES.update().where(_C.id == text.number).values(named))
            note_told(connection, text.provider, sent, now)
            goes_on = go_on(connection, text.provider, now)
        project(self._database, text.provider, sid, self._verdicts.opted_out)
        return goes_on

    def note_not_sent(self, text: Outgoing, code: str, again_at: datetime, now: datetime) -> None:
        """Note that it surely was not sent, with the provider's code for it, or ""; it is to be tried again."""
        waiting = {"status": "queued", "error": code, "asked_at": None, "next_look_at": again_at}
        self._unless_sent(text, {**waiting, "held_until": again_at, "holder": None, "updated_at": now})

    def note_stopped(self, text: Outgoing, code: str, now: datetime) -> None:
        """Note that it was not sent, nor will any other be by that provider; after a while one is tried again."""
        with self._database.begin() as connection:
            until = stop_sending(connection, text.provider, code, now)
            wait(connection, self._changing(text), code, until, now)

    def note_refused(self, text: Outgoing, code: str, now: datetime) -> None:
        """Note that it will never be sent."""
        changing = self._changing(text).values({"status": "failed", "error": code, "updated_at": now, **CLOSED})
        with self._database.begin() as connection:
            connection.execute(changing)
            note_refusal(connection, text.number, self._verdicts.opted_out, now)

    def note_unknown(self, text: Outgoing, look_at: datetime, now: datetime) -> None:
        """Note that nobody knows whether it was sent; it is to be asked after."""
        asked_after = {"status": "unknown", "next_look_at": look_at, "held_until": None, "holder": None}
        self._unless_sent(text, {**asked_after, "updated_at": now})

    def note_lost(self, text: Outgoing, now: datetime) -> None:
        """Note that nobody will ever know whether it was sent."""
        self._unless_sent(text, {"status": "unknown", "updated_at": now, **CLOSED})

    def find_known(self, provider: str, candidates: Sequence[MessageReported]) -> frozenset[MessageId]:
        """Return which of these are the provider's names of texts that we have."""
        ids = [each.message_id.value for each in candidates]
        query = sa.select(_C.provider_id).where(_C.provider == provider, _C.provider_id.in_(ids))
        with self._database.read() as connection:
            return frozenset(MessageId(each) for each in connection.execute(query).scalars())

    def _unless_sent(self, text: Outgoing, values: dict[str, Any]) -> None:
        with self._database.begin() as connection:
            connection.execute(self._changing(text).values(values))

    def _changing(self, text: Outgoing) -> Any:
        """Return what changes the row, unless a callback has told meanwhile that the provider has it."""
        return MESSAGES.update().where(_C.id == text.number, _C.provider_id.is_(None))
