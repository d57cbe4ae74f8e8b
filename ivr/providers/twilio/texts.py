"""Twilio's text messages, as the workflows see them: https://www.twilio.com/docs/messaging/guides/webhook-request.

No message here repeats what a form says: forms hold phone numbers and what people write.
"""

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from ivr.dialog.events import Caller
from ivr.errors import BadRequestError
from ivr.messaging.our_addresses import find_own_id, media_address, status_path
from ivr.ports.texts import Media, MessageReceived, MessageReported, Written
from ivr.ports.webhooks import Authentic, Document
from ivr.providers.twilio.message_words import find_message_status
from ivr.providers.twilio.opt_out import read_opt_out
from ivr.providers.twilio.webhooks import TwilioWebhooks
from ivr.providers.twiml.inbound import read_rehearsal, readable_moment
from ivr.providers.twiml.markup import escaped
from ivr.providers.twiml.render import CONTENT_TYPE
from ivr.values import MessageId, PhoneNumber

MOST_BODY: Final = 10_000  # characters; Twilio joins 1,600 at most
_MOST_MEDIA: Final = 10
_MOST_URL: Final = 2_000
_MOST_ADDRESS: Final = 255
_MOST_ABOUT: Final = 100
_SID: Final = re.compile(r"[!-~]{1,200}")
_STATUS: Final = re.compile(r"[a-z0-9_-]{1,40}")
_ERROR: Final = re.compile(r"[1-9][0-9]{0,9}")


class TwilioTexts(TwilioWebhooks):
    """Twilio's Programmable Messaging. A text may hold NUL characters, which no database takes: they are left out."""

    __slots__ = ()

    bears_nul: ClassVar[bool] = True

    @property
    def sends_answers(self) -> bool:
        """Whether it sends on what stands in the answer to a webhook: it does."""
        return True

    def read_message(self, authentic: Authentic, query: str) -> MessageReceived:  # noqa: ARG002 - the port
        """Return the text that came in; BadRequestError when the form does not say which it is, or from whom."""
        form = _without_nul(authentic.form)
        sender, our_number = form.get("From", "")[:_MOST_ADDRESS], form.get("To", "")[:_MOST_ADDRESS]
        if not sender or not our_number:
            raise BadRequestError(
                "An authentic webhook has no From or no To, so nobody could be answered; point only messaging "
                "webhooks of Twilio numbers at this address."
            )
        return MessageReceived(
            message_id=_read_sid(form),
            sender=Caller(
                number=PhoneNumber(sender),
                country=form.get("FromCountry", "")[:_MOST_ABOUT],
                city=form.get("FromCity", "")[:_MOST_ABOUT],
                state=form.get("FromState", "")[:_MOST_ABOUT],
                zip=form.get("FromZip", "")[:_MOST_ABOUT],
            ),
            our_number=PhoneNumber(our_number),
            body=form.get("Body", "")[:MOST_BODY],
            media=_read_media(form),
            service=form.get("MessagingServiceSid", "")[:_MOST_ABOUT],
            told=read_opt_out(form),
            segments=_read_count(form.get("NumSegments", "")) or 1,
            at=readable_moment(read_rehearsal(authentic)[0] or ""),
        )

    def read_message_status(self, authentic: Authentic, query: str) -> MessageReported:
        """Return what is told of a text; BadRequestError when the form does not say of which, or nothing.

        The status stays in Twilio's words, known here or not; a code of 0 is no error.
        """
        form = _without_nul(authentic.form)
        status = (form.get("MessageStatus") or form.get("SmsStatus", "")).strip().lower()
        if not _STATUS.fullmatch(status):
            raise BadRequestError("A status callback has no MessageStatus, so it tells nothing.")
        error = form.get("ErrorCode", "").strip()
        return MessageReported(
            _read_sid(form),
            status,
            find_message_status(status),
            error if _ERROR.fullmatch(error) else "",
            find_own_id(query),
        )

    def render_texts(self, replies: Sequence[Written]) -> Document:
        """Return the TwiML that makes Twilio send these: https://www.twilio.com/docs/messaging/twiml/message."""
        here = self.public_base_url.rstrip("/")
        messages = "".join(_message(here, each) for each in replies)
        text = f"<Response>{messages}</Response>" if messages else "<Response/>"
        return Document(CONTENT_TYPE, f'<?xml version="1.0" encoding="UTF-8"?>{text}'.encode())


def _message(here: str, written: Written) -> str:
    reply = written.reply
    body = f"<Body>{escaped(reply.body)}</Body>" if reply.body else ""
    media = "".join(f"<Media>{escaped(media_address(here, url))}</Media>" for url in reply.media)
    return f'<Message statusCallback="{escaped(here + status_path(written.own_id))}">{body}{media}</Message>'


def _without_nul(form: Mapping[str, str]) -> Mapping[str, str]:
    return {name: value.replace("\0", "") for name, value in form.items()}


def _read_sid(form: Mapping[str, str]) -> MessageId:
    sid = form.get("MessageSid") or form.get("SmsSid") or form.get("SmsMessageSid", "")
    if not _SID.fullmatch(sid):
        raise BadRequestError(
            "An authentic webhook has no usable MessageSid, so it belongs to no text; point only messaging webhooks "
            "of Twilio numbers at this address."
        )
    return MessageId(sid)


def _read_media(form: Mapping[str, str]) -> tuple[Media, ...]:
    count = min(_read_count(form.get("NumMedia", "")) or 0, _MOST_MEDIA)
    urls = [(form.get(f"MediaUrl{n}", ""), form.get(f"MediaContentType{n}", "")) for n in range(count)]
    return tuple(Media(url[:_MOST_URL], kind[:_MOST_ABOUT]) for url, kind in urls if url)


def _read_count(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None
