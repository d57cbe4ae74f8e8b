"""Texts that came in, in SQL: who has written one down first, who holds it, what is answered."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from secrets import token_urlsafe
from typing import Any, Final

import sqlalchemy as sa

from ivr.ports.text_work import Hold, Incoming, Lane
from ivr.ports.texts import MessageReceived, Reply, Written
from ivr.stores.sql.database import Database, insert
from ivr.stores.sql.heard_events import is_heard_again
from ivr.stores.sql.opt_outs import has_opted_out
from ivr.stores.sql.tables import MESSAGES
from ivr.stores.sql.text_rows import dump_about, dump_media, outgoing_row, read_incoming
from ivr.values import OwnId

_C: Final = MESSAGES.c
_AHEAD: Final = -1  # the part of a reply that comes before the first
_IN: Final = Lane.INBOUND.value
OPEN: Final = _C.next_look_at.is_not(None)
CLOSED: Final[Mapping[str, Any]] = {"next_look_at": None, "held_until": None, "holder": None}


class SqlIncoming:
    """Texts that came in: each is answered once, whoever dies meanwhile."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, provider: str, received: MessageReceived, now: datetime, look_at: datetime) -> int | None:
        """Write a text down; return its row's number, None when it was written before. Swept at `look_at`."""
        values = {
            "own_id": _new_id(),
            "provider": provider,
            "provider_id": received.message_id.value,
            "direction": _IN,
            "our_number": received.our_number.reveal(),
            "their_number": received.sender.number.reveal(),
            "service": received.service,
            "body": received.body,
            "media": dump_media(received),
            "about": dump_about(received),
            "segments": received.segments,
            "status": "received",
            "next_look_at": look_at,
            **fresh(now),
        }
        with self._database.begin() as connection:
            if is_heard_again(connection, provider, received.event_id, now):
                return None
            adding = insert(connection, MESSAGES).values(values)
            adding = adding.on_conflict_do_nothing(index_elements=["provider", "provider_id"])
            number: int | None = connection.execute(adding.returning(_C.id)).scalar_one_or_none()
            return number

    def take_incoming(self, number: int, hold: Hold, now: datetime) -> Incoming | None:
        """Hold a text that is to be answered; None when it is another's, is done, or an earlier one is still open."""
        other = MESSAGES.alias()
        earlier = sa.exists().where(
            other.c.our_number == _C.our_number,
            other.c.their_number == _C.their_number,
            other.c.direction == _IN,
            other.c.next_look_at.is_not(None),
            other.c.id != _C.id,
            (other.c.id < _C.id) | (other.c.held_until > now),
        )
        taking = taken(number, hold, now).where(_C.direction == _IN, ~earlier)
        with self._database.begin() as connection:
            row = connection.execute(taking.returning(MESSAGES)).first()
        return None if row is None else read_incoming(row)

    def settle(self, text: Incoming, hold: Hold, replies: Sequence[Reply], now: datetime) -> Sequence[Written] | None:
        """Close a text and write its replies down, to be sent; None when it is no longer held by this hold."""
        return self._settle(text, hold, replies, now, {"status": "queued", "next_look_at": now})

    def settle_at_once(
        self, text: Incoming, hold: Hold, replies: Sequence[Reply], now: datetime, look_at: datetime
    ) -> Sequence[Written] | None:
        """Do the same, but the provider is asked for them in this moment; who heard nothing asks after `look_at`."""
        asked = {"status": "sending", "next_look_at": look_at, "asked_at": now, "attempts": 1}
        return self._settle(text, hold, replies, now, asked)

    def write_ahead(self, text: Incoming, reply: Reply, now: datetime) -> int | None:
        """Write down, to be sent, what is said before the replies; None when it was written down before."""
        row = {**_reply_row(text, _AHEAD, reply, now), "status": "queued", "next_look_at": now}
        with self._database.begin() as connection:
            adding = insert(connection, MESSAGES).values(row)
            adding = adding.on_conflict_do_nothing(index_elements=["in_reply_to", "part"])
            number: int | None = connection.execute(adding.returning(_C.id)).scalar_one_or_none()
            return number

    def put_off(self, number: int, hold: Hold, until: datetime) -> None:
        """Let go of a text; nobody takes it before that moment."""
        letting_go = held(number, hold).values(next_look_at=until, held_until=until, holder=None)
        with self._database.begin() as connection:
            connection.execute(letting_go)

    def find_next(self, text: Incoming) -> int | None:
        """Return the oldest text of the same two numbers that is still to be answered, or None."""
        received = text.received
        query = sa.select(sa.func.min(_C.id)).where(
            _C.our_number == received.our_number.reveal(),
            _C.their_number == received.sender.number.reveal(),
            _C.direction == _IN,
            OPEN,
        )
        with self._database.read() as connection:
            number: int | None = connection.execute(query).scalar_one_or_none()
            return number

    def _settle(
        self, text: Incoming, hold: Hold, replies: Sequence[Reply], now: datetime, start: Mapping[str, Any]
    ) -> Sequence[Written] | None:
        closing = held(text.number, hold).values(updated_at=now, **CLOSED)
        rows = [{**_reply_row(text, part, reply, now), **start} for part, reply in enumerate(replies)]
        with self._database.begin() as connection:
            if connection.execute(closing).rowcount == 0:
                return None
            # They may have opted out while this was being answered.
            is_out = (
                connection.execute(sa.select(_C.id).where(_C.id == text.number, has_opted_out())).first() is not None
            )
            pairs = zip(rows, replies, strict=True)
            return [_write(connection, row, reply) for row, reply in pairs if reply.is_owed or not is_out]


def _write(connection: sa.Connection, row: Mapping[str, Any], reply: Reply) -> Written:
    number: int = connection.execute(MESSAGES.insert().values(row).returning(_C.id)).scalar_one()
    return Written(number, OwnId(row["own_id"]), reply)


def _reply_row(text: Incoming, part: int, reply: Reply, now: datetime) -> dict[str, Any]:
    received = text.received
    ours, theirs = received.our_number.reveal(), received.sender.number.reveal()
    return {
        **outgoing_row(reply, text.provider, ours, theirs, received.service),
        "own_id": _new_id(),
        "in_reply_to": text.number,
        **fresh(now),
        "part": part,
    }


def fresh(now: datetime) -> dict[str, Any]:
    """Return what is alike in all new rows."""
    return {"rank": -1, "error": "", "part": 0, "created_at": now, "updated_at": now, "attempts": 0}


def taken(number: int, hold: Hold, now: datetime) -> Any:
    """Return the statement by which one of many who want a row gets it."""
    is_free = _C.held_until.is_(None) | (_C.held_until <= now)
    values = {"holder": hold.holder, "held_until": hold.until, "next_look_at": hold.until, "attempts": _C.attempts + 1}
    return MESSAGES.update().where(_C.id == number, OPEN, is_free).values(values)


def held(number: int, hold: Hold) -> Any:
    """Return the beginning of a statement that changes a row only as long as this hold has it."""
    return MESSAGES.update().where(_C.id == number, _C.holder == hold.holder)


def _new_id() -> str:
    return token_urlsafe(16)
