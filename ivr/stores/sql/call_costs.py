"""Calls of which it is still to be learnt what they cost, in SQL: a row until it is known, or nobody asks any more."""

from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from ivr.stores.sql.database import Database, insert
from ivr.stores.sql.tables import CALLS, COST_LOOKS
from ivr.values import CallId

# After the end of a call, and after each try; providers say it after some minutes, or hours.
_PAUSES: Final = (
    timedelta(minutes=3),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
)
_L: Final = COST_LOOKS.c


class SqlCallCosts:
    """The shelf of what calls cost."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, now: datetime, most: int) -> list[int]:
        """Return the numbers of looks that are to be taken now; each is due again later, five times at most."""
        with self._database.read() as connection:  # mostly there is nothing, and who only reads disturbs nobody
            if connection.execute(sa.select(_L.id).where(_L.look_at <= now).limit(1)).first() is None:
                return []
        with self._database.begin() as connection:
            connection.execute(COST_LOOKS.delete().where(_L.look_at <= now, _L.tries >= len(_PAUSES)))
            rows = connection.execute(sa.select(_L.id, _L.tries).where(_L.look_at <= now).limit(most)).all()
            for number, tries in rows:
                pause = (*_PAUSES[1:], _PAUSES[-1])[tries]
                looking = COST_LOOKS.update().where(_L.id == number, _L.tries == tries)
                connection.execute(looking.values(tries=tries + 1, look_at=now + pause))
        return [number for number, _ in rows]

    def find_call(self, number: int) -> CallId | None:
        """Return the call of a look; None when it is known what it cost."""
        with self._database.read() as connection:
            call_id = connection.execute(sa.select(_L.call_id).where(_L.id == number)).scalar_one_or_none()
        return None if call_id is None else CallId(call_id)

    def note(self, number: int, call_id: CallId, cost: str) -> None:
        """Keep what a call cost; nobody asks any more."""
        with self._database.begin() as connection:
            connection.execute(CALLS.update().where(CALLS.c.call_id == call_id.value).values(cost=cost))
            connection.execute(COST_LOOKS.delete().where(_L.id == number))


def ask_later(connection: sa.Connection, call_id: CallId, over_at: datetime) -> None:
    """See that it is asked what a call cost that is over; once for a call."""
    values = {"call_id": call_id.value, "look_at": over_at + _PAUSES[0], "tries": 0}
    connection.execute(insert(connection, COST_LOOKS).values(values).on_conflict_do_nothing())
