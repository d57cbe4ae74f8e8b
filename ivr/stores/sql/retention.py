"""What is not kept for ever: words of people, and what was told on the way. Records, opt-outs and consent stay."""

from datetime import datetime
from typing import Final

import sqlalchemy as sa

from ivr.stores.sql.database import Database
from ivr.stores.sql.tables import CALL_EVENTS, CALL_TURNS, HEARD_EVENTS, MESSAGE_EVENTS, MESSAGES, RECORDINGS

_MOST: Final = 1_000  # rows of one statement, so that none holds others up


def forget(database: Database, bodies_before: datetime, events_before: datetime, names_before: datetime) -> int:
    """Empty what people wrote and said before the one moment, drop what was told before the other.

    Of webhooks that were taken before the third the names are dropped.

    Return how many rows that were, a thousand of each kind at most; call it again until there are none.
    """
    old = {
        MESSAGES: (MESSAGES.c.created_at < bodies_before)
        & ((MESSAGES.c.body != "") | (MESSAGES.c.media != "[]") | (MESSAGES.c.about != "{}"))
        & MESSAGES.c.next_look_at.is_(None),
        RECORDINGS: (RECORDINGS.c.at < bodies_before) & RECORDINGS.c.words.is_not(None),
    }
    empty: dict[sa.Table, dict[str, str | None]] = {
        MESSAGES: {"body": "", "media": "[]", "about": "{}"},
        RECORDINGS: {"words": None},
    }
    count = 0
    with database.begin() as connection:
        for table, is_old in old.items():
            some = sa.select(table.c.id).where(is_old).limit(_MOST)
            count += connection.execute(table.update().where(table.c.id.in_(some)).values(empty[table])).rowcount
        told = dict.fromkeys((MESSAGE_EVENTS, CALL_EVENTS, CALL_TURNS), events_before) | {HEARD_EVENTS: names_before}
        for table, before in told.items():
            some = sa.select(table.c.id).where(table.c.at < before).limit(_MOST)
            count += connection.execute(table.delete().where(table.c.id.in_(some))).rowcount
    return count
