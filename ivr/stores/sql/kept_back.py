"""Texts that must not be sent, or not now: to who has opted out, to numbers that no text reaches, from a dead account.

Whether it is so is looked up in the transaction that would say that the provider is being asked.
"""

from datetime import datetime, timedelta
from typing import Any, Final, cast

import sqlalchemy as sa

from ivr.messaging.verdicts import Codes, Verdicts
from ivr.ports.text_work import Hold, Lane, Outgoing
from ivr.stores.sql.database import insert
from ivr.stores.sql.opt_outs import OPTED_OUT, has_opted_out
from ivr.stores.sql.tables import MESSAGES, SENDING_STOPS
from ivr.stores.sql.text_rows import OWED
from ivr.stores.sql.texts_in import CLOSED, OPEN, held

BAD_NUMBER: Final = "bad_number"  # what stands as the error of a text that we did not send ourselves
_SAID: Final = 2  # of so many texts it must be said, with no sign of life after them
_BELIEVED: Final = timedelta(days=30)  # numbers are given to other people
_PAUSE: Final = timedelta(minutes=1)  # before one text tries whether an account sends again
_REST: Final = timedelta(minutes=10)  # thousands that wait must not all look every minute
_LONGEST: Final = timedelta(hours=10)  # a text waits for an account; so long Twilio's own queue keeps one
_C: Final = MESSAGES.c
_S: Final = SENDING_STOPS.c


def is_kept_back(connection: sa.Connection, text: Outgoing, hold: Hold, now: datetime, verdicts: Verdicts) -> bool:
    """Return whether a text that is held must not be sent now; then its row says why, and is let go."""
    refused = {"status": "failed", "updated_at": now, **CLOSED}
    for why, is_so in ((OPTED_OUT, has_opted_out()), (BAD_NUMBER, _reaches_nobody(verdicts.bad_number, now))):
        refusing = held(text.number, hold).where(_C.about != OWED, is_so)
        if connection.execute(refusing.values(error=why, **refused)).rowcount:
            return True
    mine = (_S.provider == text.provider, _S.until <= now)
    if connection.execute(SENDING_STOPS.update().where(*mine).values(until=now + _PAUSE)).rowcount:
        return False  # this is the one that tries
    stop = connection.execute(sa.select(_S.code, _S.until).where(_S.provider == text.provider)).first()
    if stop is None:
        return False
    wait(connection, held(text.number, hold), stop.code, _next_look(connection, text, stop), now)
    return True


def _next_look(connection: sa.Connection, text: Outgoing, stop: Any) -> datetime:
    """Return when a text looks again: soon if it is the one to try, else later; all are woken when one goes."""
    waits = (_C.provider == text.provider, _C.error == stop.code, _C.status == "queued", _C.id != text.number)
    another = sa.select(_C.id).where(*waits, OPEN, _C.next_look_at <= stop.until).limit(1)
    is_mine = connection.execute(another).first() is None
    return cast("datetime", stop.until if is_mine else stop.until + _REST)


def stop_sending(connection: sa.Connection, provider: str, code: str, now: datetime) -> datetime:
    """Keep all texts of a provider back; return until when, which is when one of them tries again."""
    until = now + _PAUSE
    adding = insert(connection, SENDING_STOPS).values(provider=provider, code=code, since=now, until=until)
    changed = {"code": code, "until": until}
    connection.execute(adding.on_conflict_do_update(index_elements=["provider"], set_=changed))
    return until


def go_on(connection: sa.Connection, provider: str, now: datetime) -> bool:
    """Let the texts of a provider go again, for it has just taken one; return whether they were kept back."""
    ending = SENDING_STOPS.delete().where(_S.provider == provider).returning(_S.code)
    code = connection.execute(ending).scalar_one_or_none()
    if code is None:
        return False
    waits = (_C.provider == provider, _C.direction == Lane.OUTBOUND.value, _C.error == code, _C.holder.is_(None))
    waking = MESSAGES.update().where(*waits, OPEN, _C.asked_at.is_(None))
    connection.execute(waking.values(next_look_at=now, held_until=None))
    return True


def wait(connection: sa.Connection, mine: Any, code: str, until: datetime, now: datetime) -> None:
    """Let a text wait for its account, with the reason in its row; one that has waited too long has failed."""
    over = {"status": "failed", "error": code, "updated_at": now, **CLOSED}
    if connection.execute(mine.where(_C.created_at <= now - _LONGEST).values(over)).rowcount:
        return
    waiting: dict[str, Any] = {"status": "queued", "error": code, "asked_at": None, "holder": None, "updated_at": now}
    waiting |= {"next_look_at": until, "held_until": until}
    connection.execute(mine.values(waiting | {"attempts": _C.attempts - 1}))  # that was no try of its own


def _reaches_nobody(codes: Codes, now: datetime) -> Any:
    """Return the condition that the last texts to a row's number all failed because no text reaches it."""
    told, after = MESSAGES.alias(), MESSAGES.alias()
    is_alive = sa.exists().where(
        after.c.our_number == told.c.our_number,
        after.c.their_number == told.c.their_number,
        after.c.id > told.c.id,
        (after.c.direction == Lane.INBOUND.value) | after.c.status.in_(("delivered", "read")),
    )
    is_told = sa.or_(sa.false(), *((told.c.provider == each) & (told.c.error == code) for each, code in sorted(codes)))
    said = sa.select(sa.func.count(told.c.id)).where(
        told.c.our_number == _C.our_number,
        told.c.their_number == _C.their_number,
        told.c.provider == _C.provider,
        told.c.direction == Lane.OUTBOUND.value,
        told.c.created_at > now - _BELIEVED,
        is_told,
        ~is_alive,
    )
    return said.scalar_subquery() >= _SAID
