"""The pictures of a text that came in, by their addresses."""

import msgspec
import sqlalchemy as sa

from ivr.ports.text_work import Lane
from ivr.stores.sql.database import Database
from ivr.stores.sql.tables import MESSAGES
from ivr.values import MessageId


def find_pictures(database: Database, message_id: MessageId) -> tuple[str, ...] | None:
    """Return the addresses; None when no such text came in. DatabaseUnavailableError."""
    asked = sa.select(MESSAGES.c.media).where(
        MESSAGES.c.provider_id == message_id.value, MESSAGES.c.direction == Lane.INBOUND.value
    )
    with database.read() as connection:
        found = connection.execute(asked).first()
    if found is None:
        return None
    return tuple(url for url, _ in msgspec.json.decode(found.media, type=list[tuple[str, str]]))
