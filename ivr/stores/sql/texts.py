"""Texts in SQL, all that the workflows ask of them."""

from ivr.stores.sql.database import Database
from ivr.stores.sql.opt_outs import Refusals
from ivr.stores.sql.text_events import SqlTextEvents
from ivr.stores.sql.texts_in import SqlIncoming
from ivr.stores.sql.texts_out import SqlOutgoing


class SqlTexts(SqlIncoming, SqlOutgoing, SqlTextEvents):
    """The shelf of texts over a database. `refusals`: by which providers say that a number has opted out there."""

    def __init__(self, database: Database, refusals: Refusals = frozenset()) -> None:
        super().__init__(database)
        self._refusals = refusals
