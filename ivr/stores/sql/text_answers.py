"""What a text was answered with, looked up by the provider's name for it: for the telephone of a developer."""

import sqlalchemy as sa

from ivr.ports.text_work import Answered, Lane, SentText
from ivr.stores.sql.database import Database
from ivr.stores.sql.tables import MESSAGES
from ivr.stores.sql.text_rows import read_outgoing
from ivr.values import MessageId


def find_answer(database: Database, provider: str, message_id: MessageId) -> Answered | None:
    """Return what a text was answered with so far; None when no such text came in. DatabaseUnavailableError."""
    text, reply = MESSAGES.alias(), MESSAGES
    asked = sa.select(text.c.id, text.c.next_look_at).where(
        text.c.provider == provider,
        text.c.provider_id == message_id.value,
        text.c.direction == Lane.INBOUND.value,
    )
    with database.read() as connection:
        found = connection.execute(asked).first()
        if found is None:
            return None
        replies = sa.select(reply).where(reply.c.in_reply_to == found.id).order_by(reply.c.part)
        rows = connection.execute(replies).all()
    sent = [
        SentText(MessageId(row.provider_id), read_outgoing(row).text.reply)
        for row in rows
        if row.provider_id is not None
    ]
    return Answered(found.next_look_at is None and len(sent) == len(rows), tuple(sent))
