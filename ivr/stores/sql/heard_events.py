"""Which webhooks were taken: what is signed once can be sent again by whoever has seen it, to another address too."""

from datetime import datetime

import sqlalchemy as sa

from ivr.stores.sql.database import insert
from ivr.stores.sql.tables import HEARD_EVENTS


def is_heard_again(connection: sa.Connection, provider: str, event_id: str, now: datetime) -> bool:
    """Return whether a webhook of that name was taken before; else it counts as taken with this transaction.

    One without a name is never the same as another.
    """
    if not event_id:
        return False
    adding = insert(connection, HEARD_EVENTS).values(provider=provider, event_id=event_id, at=now)
    return connection.execute(adding.on_conflict_do_nothing().returning(HEARD_EVENTS.c.id)).first() is None
