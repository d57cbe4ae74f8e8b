"""The door of texts: a provider's webhook in, the replies out, or nothing when they go another way."""

from concurrent.futures import Executor
from dataclasses import dataclass
from typing import assert_never

from flask import Blueprint, Response, request

from ivr.errors import DatabaseUnavailableError
from ivr.log import get_logger
from ivr.messaging.our_addresses import STATUS_PATH
from ivr.ports.text_work import Texts
from ivr.ports.texts import MessageReceived, MessageReported, TextEvent, TextProvider, Written
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
        with unreadable_is_refused():
            event = signed.provider.read_message(signed.authentic, _query_of(signed))
        return self._answer(signed, event)

    def status(self) -> Response:
        """Take note of where a text stands."""
        signed = self.gate.enter(request.environ)
        with unreadable_is_refused():
            event = signed.provider.read_message_status(signed.authentic, _query_of(signed))
        return self._answer(signed, event)

    def _answer(self, signed: Signed[TextProvider], event: TextEvent | None) -> Response:
        """Answer what came, at whichever of the two addresses: some providers have one for both."""
        try:
            match event:
                case MessageReceived():
                    return self._reply(signed, event)
                case MessageReported():
                    record_text_status(self.texts, signed.provider.name, event)
                case None:
                    _log.info("text_event_left_alone", provider=signed.provider.name)
                case _:
                    assert_never(event)
        except DatabaseUnavailableError as error:
            raise _not_kept(error) from error
        return Response(status=204)

    def _reply(self, signed: Signed[TextProvider], received: MessageReceived) -> Response:
        number = receive_text(self.texts, signed.provider.name, received)
        replies = () if number is None else self._replies(signed, number)
        document = signed.provider.render_texts(replies)
        return Response(document.body, status=200, content_type=document.content_type)

    def _replies(self, signed: Signed[TextProvider], number: int) -> "tuple[Written, ...]":
        if self.is_fast or not signed.provider.sends_answers:
            answer_by_job(self.texts, number)
            return ()
        return tuple(answer_at_once(self.texts, number, self.threads))


def _query_of(signed: Signed[TextProvider]) -> str:
    return signed.raw.target.partition("?")[2]


def _not_kept(error: DatabaseUnavailableError) -> Refused:
    _log.error("webhook_not_kept", why=str(error))
    return Refused(503)


def text_routes(door: TextDoor) -> Blueprint:
    """Return the routes of texts."""
    routes = Blueprint("texts", __name__)
    routes.add_url_rule("/sms", "message", door.message, methods=["POST"])
    routes.add_url_rule(STATUS_PATH, "message_status", door.status, methods=["POST"])
    return routes
