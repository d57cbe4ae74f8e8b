"""A text that came in is answered: the line's menus say what, and the replies are written down before they are sent."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from secrets import token_hex
from typing import Final

from ivr.errors import RingtreeError
from ivr.log import get_logger
from ivr.messaging.plain_signs import make_cheap
from ivr.messaging.splitting import MOST_MESSAGES, split_reply
from ivr.ports.text_work import Hold, Incoming, Job, TextPace, Texts
from ivr.ports.texts import Reply, Written

APOLOGY: Final = Reply("We are sorry, we cannot answer right now. Please try again later.")
_log = get_logger(__name__)

Settle = Callable[[Incoming, Hold, Sequence[Reply]], Sequence[Written] | None]


def answer_text(texts: Texts, number: int) -> None:
    """Answer a text and have the replies sent, when it is ours to do. For a worker: it tells nobody."""

    def settle(text: Incoming, hold: Hold, replies: Sequence[Reply]) -> Sequence[Written] | None:
        return send_on(texts, texts.shelf.settle(text, hold, replies, texts.clock()))

    answer(texts, number, settle)


def answer(texts: Texts, number: int, settle: Settle) -> Sequence[Written] | None:
    """Return the replies as `settle` wrote them down; None when there is nothing to answer, or not now.

    When it goes wrong the text is put off, each time for longer; in the end there is an apology.
    """
    hold = new_hold(texts)
    text = texts.shelf.take_incoming(number, hold, texts.clock())
    if text is None:
        return None
    replies = _converse(texts, text)
    if replies is None:
        again_s = backoff_s(texts.pace, text.attempts)
        texts.shelf.put_off(number, hold, texts.clock() + timedelta(seconds=again_s))
        return None
    written = settle(text, hold, replies)
    _log.info("text_answered", number=number, replies=len(written or ()), is_ours=written is not None)
    following = texts.shelf.find_next(text)
    if following is not None:
        texts.jobs.enqueue(Job.ANSWER_TEXT, following)
    return written


def send_on(texts: Texts, written: Sequence[Written] | None) -> Sequence[Written] | None:
    """Have replies sent: the first, which lets the next one follow."""
    for first in (written or ())[:1]:
        texts.jobs.enqueue(Job.SEND_TEXT, first.number)
    return written


def new_hold(texts: Texts, holder: str = "") -> Hold:
    """Return a hold from now on, by somebody whom nobody has been before when no holder is given."""
    return Hold(holder or token_hex(8), texts.clock() + timedelta(seconds=texts.pace.lease_s))


def backoff_s(pace: TextPace, attempts: int) -> float:
    """Return how long to wait before the next try."""
    return float(min(pace.again_s * 2 ** min(attempts - 1, 30), pace.longest_again_s))


def _converse(texts: Texts, text: Incoming) -> Sequence[Reply] | None:
    """Return the replies; None when it went wrong and may go well another time."""
    try:
        replies = texts.converser.converse(text.provider, text.received, lambda reply: _tell(texts, text, reply))
    except RingtreeError as error:
        _log.warning("text_not_answered", number=text.number, attempts=text.attempts, why=str(error))
    except Exception as error:  # noqa: BLE001 - somebody waits for an answer, and the next try may go well
        _log.exception("text_not_answered", number=text.number, attempts=text.attempts, error=type(error).__name__)
    else:
        return split_replies(replies, is_plain=texts.are_plain)
    return None if text.attempts < texts.pace.most_answers else (APOLOGY,)


def _tell(texts: Texts, text: Incoming, reply: Reply) -> None:
    """Send at once what somebody reads who has to wait; once, however often the text is answered."""
    for first in split_replies([reply], is_plain=texts.are_plain)[:1]:
        number = texts.shelf.write_ahead(text, first, texts.clock())
        if number is not None:
            texts.jobs.enqueue(Job.SEND_TEXT, number)


def split_replies(replies: Sequence[Reply], *, is_plain: bool = False) -> Sequence[Reply]:
    """Return the replies, each no longer than a provider takes, ten in all; pictures go with their first part.

    `is_plain`: with plain signs for ornate ones, where those would make it dearer. NUL characters are left out: no
    database takes them.
    """
    parts: list[Reply] = []
    for reply in replies:
        body = reply.body.replace("\0", "")
        first, *others = split_reply(make_cheap(body) if is_plain else body) or ("",)
        parts += [replace(reply, body=first), *(replace(reply, body=each, media=()) for each in others)]
    return [part for part in parts if part.body or part.media][:MOST_MESSAGES]
