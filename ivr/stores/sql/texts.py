"""Texts in SQL, all that the workflows ask of them."""

from ivr.messaging.verdicts import Verdicts
from ivr.stores.sql.database import Database
from ivr.stores.sql.text_events import NO_VERDICTS, SqlTextEvents
from ivr.stores.sql.texts_in import SqlIncoming
from ivr.stores.sql.texts_out import SqlOutgoing


class SqlTexts(SqlIncoming, SqlOutgoing, SqlTextEvents):
    """The shelf of texts over a database. `verdicts`: which error codes have consequences for other texts."""

    def __init__(self, database: Database, verdicts: Verdicts = NO_VERDICTS) -> None:
        super().__init__(database)
        self._verdicts = verdicts
