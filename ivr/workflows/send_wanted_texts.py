"""Texts that calls want sent: written down once each, and then sent like replies."""

from hashlib import sha256
from typing import Final

from ivr.dialog.errands import TextWanted
from ivr.errors import DatabaseUnavailableError
from ivr.log import get_logger
from ivr.ports.text_work import Job, TextErrands, Texts
from ivr.ports.texts import OutgoingText, Reply
from ivr.values import OwnId
from ivr.workflows.answer_text import split_replies
from ivr.workflows.choose_provider import ProviderOf

_ID_CHARACTERS: Final = 24
_log = get_logger(__name__)


def send_wanted_texts(texts: Texts, errands: TextErrands, provider_of: ProviderOf) -> None:
    """Write down what is wanted, and have it sent by the provider of the number that it comes from.

    StoreUnavailableError when Redis does not tell.
    """
    for wanted in errands.read():
        try:
            numbers = [texts.shelf.add(provider_of(each.sender), each, texts.clock()) for each in _parts(texts, wanted)]
        except DatabaseUnavailableError as error:
            _log.warning("text_not_written_down", call=wanted.call_id.value, why=str(error))
            return  # it stays where it is
        except Exception as error:  # noqa: BLE001 - one that cannot be written down must not hold up the others
            _log.exception("text_not_written_down", call=wanted.call_id.value, error=type(error).__name__)
            continue
        errands.done(wanted)
        for first in [number for number in numbers if number is not None][:1]:
            texts.jobs.enqueue(Job.SEND_TEXT, first)
        _log.info("text_wanted", call=wanted.call_id.value, turn=wanted.turn, parts=len(numbers))


def _parts(texts: Texts, wanted: TextWanted) -> list[OutgoingText]:
    """Return the texts that it is sent as; their names are alike however often it is wanted."""
    name = f"{wanted.call_id.value}:{wanted.turn}:{wanted.number}"
    own_id = sha256(name.encode()).hexdigest()[:_ID_CHARACTERS]
    replies = split_replies([Reply(wanted.text, wanted.media)], is_plain=texts.are_plain)
    return [
        OutgoingText(OwnId(f"{own_id}-{part}"), wanted.sender, wanted.to, reply) for part, reply in enumerate(replies)
    ]
