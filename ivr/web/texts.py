"""The door of texts: a provider's webhook in, the replies out, or nothing when they go another way."""

from concurrent.futures import Executor
from dataclasses import dataclass

from flask import Blueprint, Response, request

from ivr.errors import DatabaseUnavailableError
from ivr.log import get_logger
from ivr.ports_texts import TextProvider, Texts, Written
from ivr.web.gate import Gate, Refused, Signed, unreadable_is_refused
from ivr.workflows.receive_text import answer_at_once, answer_by_job, receive_text
from ivr.workflows.record_text_status import record_text_status

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class TextDoor:
    """What the routes of texts work with. `is_fast`: nobody waits for the menus; replies go by the provider's API."""

    texts: Texts
    gate: Gate[TextProvider]
    threads: Executor
    is_fast: bool

    def message(self) -> Response:
        """Answer the webhook of a text. 503 when it cannot be written down, so that the provider knows it is not."""
        signed = self.gate.enter(request.environ)
        provider = signed.provider
        with unreadable_is_refused():
            received = provider.read_message(signed.authentic)
        try:
            number = receive_text(self.texts, provider.name, received)
        except DatabaseUnavailableError as error:
            raise _not_kept(error) from error
        replies = () if number is None else self._replies(signed, number)
        document = provider.render_texts(replies)
        return Response(document.body, status=200, content_type=document.content_type)

    def status(self) -> Response:
        """Take note of where a text stands."""
        signed = self.gate.enter(request.environ)
        provider = signed.provider
        with unreadable_is_refused():
            reported = provider.read_message_status(signed.authentic, signed.raw.target.partition("?")[2])
        try:
            record_text_status(self.texts, provider.name, reported)
        except DatabaseUnavailableError as error:
            raise _not_kept(error) from error
        return Response(status=204)

    def _replies(self, signed: Signed[TextProvider], number: int) -> "tuple[Written, ...]":
        if self.is_fast or not signed.provider.sends_answers:
            answer_by_job(self.texts, number)
            return ()
        return tuple(answer_at_once(self.texts, number, self.threads))


def _not_kept(error: DatabaseUnavailableError) -> Refused:
    _log.error("webhook_not_kept", why=str(error))
    return Refused(503)


def text_routes(door: TextDoor) -> Blueprint:
    """Return the routes of texts."""
    routes = Blueprint("texts", __name__)
    routes.add_url_rule("/sms", "message", door.message, methods=["POST"])
    routes.add_url_rule("/status/message", "message_status", door.status, methods=["POST"])
    return routes
