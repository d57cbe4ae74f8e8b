"""Texts in SQL, all that the workflows ask of them."""

from ivr.stores.sql.text_events import SqlTextEvents
from ivr.stores.sql.texts_in import SqlIncoming
from ivr.stores.sql.texts_out import SqlOutgoing


class SqlTexts(SqlIncoming, SqlOutgoing, SqlTextEvents):
    """The shelf of texts over a database."""
