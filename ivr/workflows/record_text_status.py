"""A provider tells where a text stands, in any order and as often as it likes: all is kept, the status only grows."""

from ivr.log import get_logger
from ivr.ports.text_work import Texts
from ivr.ports.texts import MessageReported

_log = get_logger(__name__)


def record_text_status(texts: Texts, provider: str, reported: MessageReported) -> None:
    """Keep what is told; texts unknown here, and statuses unknown here, are kept too. DatabaseUnavailableError."""
    is_new = texts.shelf.note_event(provider, reported, texts.clock())
    _log.info(
        "text_status",
        provider=provider,
        text=reported.message_id.value,
        status=reported.status,
        error=reported.error,
        is_known=reported.stands is not None,
        is_new=is_new,
    )
