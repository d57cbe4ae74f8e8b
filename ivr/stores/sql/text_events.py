"""What providers tell of texts, in SQL: each thing is kept once, and a row stands where all of it together says.

A row that gets its provider's name and an event that arrives at the same time do not see each other before both are
committed. So whoever commits looks afterwards, in a transaction of its own; of two at least one sees both.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from ivr.messaging.status import MessageStatus, Told, standing_of
from ivr.messaging.verdicts import Codes, Verdicts
from ivr.ports.text_work import Lane
from ivr.ports.texts import MessageReported
from ivr.stores.sql.database import Database, insert
from ivr.stores.sql.heard_events import is_heard_again
from ivr.stores.sql.kept_back import stop_sending
from ivr.stores.sql.opt_outs import note_refusal
from ivr.stores.sql.tables import MESSAGE_EVENTS, MESSAGES
from ivr.stores.sql.texts_in import CLOSED, OPEN

_C: Final = MESSAGES.c
_E: Final = MESSAGE_EVENTS.c
_MOST_JOINED: Final = 500
NO_VERDICTS: Final = Verdicts()


class SqlTextEvents:
    """What is told of texts, and what is overdue."""

    _verdicts: Verdicts = NO_VERDICTS

    def __init__(self, database: Database) -> None:
        self._database = database

    def note_event(self, provider: str, reported: MessageReported, now: datetime) -> bool:
        """Keep what was told, and let the row's status follow it; False when it was told before."""
        sid, own_id = reported.message_id.value, reported.own_id
        with self._database.begin() as connection:
            if is_heard_again(connection, provider, reported.event_id, now):
                return False
            is_new = note_told(connection, provider, reported, now)
            if own_id is not None:
                _name(connection, provider, own_id.value, sid, now)
            if is_new and (provider, reported.error) in self._verdicts.stops_all:
                stop_sending(connection, provider, reported.error, now)
        project(self._database, provider, sid, self._verdicts.opted_out)
        return is_new

    def due(self, now: datetime, again_at: datetime, most: int) -> Sequence[tuple[int, Lane]]:
        """Return rows that are open and that nobody holds; they are not returned again before `again_at`."""
        is_overdue = (OPEN, _C.next_look_at <= now)
        overdue = sa.select(_C.id).where(*is_overdue).order_by(_C.next_look_at, _C.id).limit(most)
        with self._database.read() as connection:  # mostly there is nothing, and who only reads disturbs nobody
            if connection.execute(overdue.limit(1)).first() is None:
                return []
        # Said twice: PostgreSQL looks again at a row that somebody has closed meanwhile, but not into the subquery.
        pushing = MESSAGES.update().where(_C.id.in_(overdue), *is_overdue).values(next_look_at=again_at)
        with self._database.begin() as connection:
            rows = connection.execute(pushing.returning(_C.id, _C.direction)).all()
        return sorted((number, Lane(direction)) for number, direction in rows)

    def join_events(self) -> int:
        """Let events count that were told before their row was there; return of how many texts."""
        known = (_C.provider == _E.provider) & (_C.provider_id == _E.provider_id)
        query = sa.select(_E.provider, _E.provider_id).join(MESSAGES, known).where(_E.message_id.is_(None))
        with self._database.read() as connection:
            found = connection.execute(query.distinct().limit(_MOST_JOINED)).all()
        for provider, sid in found:
            project(self._database, provider, sid, self._verdicts.opted_out)
        return len(found)


def note_told(connection: sa.Connection, provider: str, reported: MessageReported, now: datetime) -> bool:
    """Keep what was told; False when it is kept already."""
    values = {
        "provider": provider,
        "provider_id": reported.message_id.value,
        "status": reported.status,
        "meaning": "" if reported.stands is None else reported.stands.value,
        "error": reported.error,
        "at": now,
    }
    adding = insert(connection, MESSAGE_EVENTS).values(values).on_conflict_do_nothing()
    return connection.execute(adding.returning(_E.id)).first() is not None


def project(database: Database, provider: str, sid: str, refusals: Codes) -> None:
    """Let a row stand where all that was told of it says; it never goes back. Nothing happens without a row."""
    mine = (_E.provider == provider, _E.provider_id == sid)
    with database.begin() as connection:
        # Locked before the events are read, so that of two who look at once the later one sees more.
        row = sa.select(_C.id).where(_C.provider == provider, _C.provider_id == sid).with_for_update()
        number = connection.execute(row).scalar_one_or_none()
        if number is None:
            return
        rows = connection.execute(sa.select(_E.meaning, _E.error, _E.at).where(*mine)).all()
        standing = standing_of(Told(MessageStatus(meaning) if meaning else None, error) for meaning, error, _ in rows)
        if standing.status is not None:
            _stand(connection, number, standing.status, standing.error)
            note_refusal(connection, number, refusals, max(row.at for row in rows))
        connection.execute(MESSAGE_EVENTS.update().where(*mine, _E.message_id.is_(None)).values(message_id=number))


def _stand(connection: sa.Connection, number: int, status: MessageStatus, error: str) -> None:
    going = MESSAGES.update().where(_C.id == number, _C.direction == Lane.OUTBOUND.value)
    connection.execute(going.where(_C.rank < status.rank).values(status=status.value, rank=status.rank))
    if error:
        connection.execute(going.where(_C.rank == status.rank).values(error=error))


def free(connection: sa.Connection, provider: str, sid: str, own_id: str, now: datetime) -> None:
    """Take the provider's name away from another row that was given it by guess; it is asked after again.

    That can only be a text of the same words to the same number, of which nobody knew whether it was sent.
    """
    guessed = MESSAGES.update().where(_C.provider == provider, _C.provider_id == sid, _C.own_id != own_id)
    connection.execute(guessed.values(provider_id=None, status="unknown", rank=-1, next_look_at=now))


def _name(connection: sa.Connection, provider: str, own_id: str, sid: str, now: datetime) -> None:
    """Give a row of ours the provider's name, which heals one of which nobody knew whether it was sent."""
    nameless = (_C.provider == provider, _C.own_id == own_id, _C.provider_id.is_(None))
    if connection.execute(sa.select(_C.id).where(*nameless)).first() is not None:
        free(connection, provider, sid, own_id, now)
        naming = MESSAGES.update().where(*nameless)
        connection.execute(naming.values(provider_id=sid, updated_at=now, **CLOSED))
