"""A text goes out: the row says so before the provider is asked, and nothing is ever sent again on a guess."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from ivr.log import get_logger
from ivr.ports.text_work import Hold, Job, Outgoing, Texts
from ivr.ports.texts import (
    BooksClosedError,
    MessageReported,
    NotSentNowError,
    SendingStoppedError,
    TextRefusedError,
    TextSender,
    TextUnknownError,
)
from ivr.workflows.answer_text import backoff_s, new_hold

_log = get_logger(__name__)


def send_text(texts: Texts, senders: Mapping[str, TextSender], number: int) -> None:
    """Send a text, or ask after one that was sent into silence, when it is ours to do."""
    hold = new_hold(texts)
    text = texts.shelf.take_outgoing(number, hold, texts.clock())
    if text is None:
        return
    sender = senders.get(text.provider)
    if sender is None:
        _log.warning("nobody_sends_texts", provider=text.provider, number=number)
        _put_off(texts, text)
    elif text.asked_at is None:
        _send(texts, sender, text, hold)
    else:
        _ask_after(texts, sender, text, text.asked_at)
    following = texts.shelf.find_next_out(text)
    if following is not None and following != number:
        texts.jobs.enqueue(Job.SEND_TEXT, following)


def _send(texts: Texts, sender: TextSender, text: Outgoing, hold: Hold) -> None:
    # Held anew, so that nobody looks for it in the provider's books before it can have arrived there.
    if not texts.shelf.note_asked(text, new_hold(texts, hold.holder), texts.clock()):
        return
    try:
        sent = sender.send(text.text)
    except NotSentNowError as error:
        _tell("text_not_sent", text, error)
        _put_off(texts, text, error.code)
    except SendingStoppedError as error:
        _log.error("sending_stopped", number=text.number, provider=text.provider, why=str(error))
        texts.shelf.note_stopped(text, error.code, texts.clock())
    except TextRefusedError as error:
        _tell("text_refused", text, error)
        texts.shelf.note_refused(text, error.code, texts.clock())
    except TextUnknownError as error:
        _tell("text_unknown", text, error)
        texts.shelf.note_unknown(text, _later(texts), texts.clock())
    else:
        _note_sent(texts, text, sent)


def _ask_after(texts: Texts, sender: TextSender, text: Outgoing, asked_at: datetime) -> None:
    """Look in the provider's books for a text of which nobody knows whether it was sent.

    It is sent again only when the books were open, and it was not in them.
    """
    shelf = texts.shelf
    try:
        candidates = sender.find_sent(text.text, asked_at)
    except BooksClosedError as error:
        _tell("text_unknown", text, error)
        if text.attempts >= texts.pace.most_sends:
            shelf.note_lost(text, texts.clock())
        else:
            shelf.note_unknown(text, _later(texts), texts.clock())
        return
    known = shelf.find_known(text.provider, candidates) if candidates else frozenset()
    for candidate in candidates:
        if candidate.message_id not in known:
            _note_sent(texts, text, candidate)
            return
    _log.warning("text_was_not_sent", number=text.number, provider=text.provider, attempts=text.attempts)
    _put_off(texts, text, again_s=0.0)


def _put_off(texts: Texts, text: Outgoing, code: str = "", again_s: float | None = None) -> None:
    now = texts.clock()
    if text.attempts >= texts.pace.most_sends:
        _log.error("text_given_up", number=text.number, provider=text.provider, attempts=text.attempts)
        texts.shelf.note_refused(text, code, now)
        return
    seconds = backoff_s(texts.pace, text.attempts) if again_s is None else again_s
    texts.shelf.note_not_sent(text, code, now + timedelta(seconds=seconds), now)


def _note_sent(texts: Texts, text: Outgoing, sent: MessageReported) -> None:
    goes_on = texts.shelf.note_sent(text, sent, texts.clock())
    _log.info("text_sent", number=text.number, provider=text.provider, text=sent.message_id.value)
    if goes_on:
        _log.info("sending_goes_on", provider=text.provider)


def _later(texts: Texts) -> datetime:
    return texts.clock() + timedelta(seconds=texts.pace.look_after_s)


def _tell(what: str, text: Outgoing, error: Exception) -> None:
    _log.warning(what, number=text.number, provider=text.provider, attempts=text.attempts, why=str(error))
