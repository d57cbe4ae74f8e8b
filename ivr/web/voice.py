"""The voice door: a provider's webhook in, the caller's next document out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final
from wsgiref.types import WSGIEnvironment

from flask import Blueprint, Response, request

from ivr.dialog.directives import Dial, Directive, Enqueue, HangUp
from ivr.dialog.events import RecordingReported
from ivr.log import get_logger
from ivr.menu.moments import read_moment
from ivr.ports.calls import Services
from ivr.ports.webhooks import Document, VoiceProvider, Ways
from ivr.rehearsal import played
from ivr.rehearsal.aside import HEADER, LineSide
from ivr.values import CallId
from ivr.web.addresses import Addresses, WaitAddress
from ivr.web.gate import Gate, Refused, Signed, unreadable_is_refused
from ivr.workflows.choose_provider import ProviderOf, note_strayed
from ivr.workflows.record_recording import Recordings, keep_recording, record_recording, record_transcript
from ivr.workflows.record_status import record_status
from ivr.workflows.sound_prompts import Heard, SoundPrompts
from ivr.workflows.standing import Incoming
from ivr.workflows.take_turn import APOLOGY, Answer, take_turn
from ivr.workflows.wait_in_queue import StillWaiting, wait_in_queue
from ivr.workflows.whisper_to_callee import Offered, whisper_to_callee
from ivr.workflows.worlds import Rehearsed

ARRIVE: Final = "/voice"
TURN: Final = "/voice/<flow>/<step>"
_log = get_logger(__name__)


@dataclass(slots=True)
class _Draft:
    """The document of an answer, written while the store is busy.

    It is written afterwards only when another answer came of it, or when something in it had to be spoken first.
    """

    prompts: SoundPrompts
    write: Callable[[Answer, Heard], Document]
    answer: Answer | None = None
    heard: Heard | None = None
    document: Document | None = None

    def prepare(self, answer: Answer) -> None:
        """Write the document if all that is heard in it is there; else let it be spoken meanwhile."""
        self.answer, self.document = answer, None
        self.heard = self.prompts.find(answer.directives, answer.ticket.menus)
        if self.heard is not None:
            self.document = self.write(answer, self.heard)

    def of(self, answer: Answer) -> Document:
        """Return the document of that answer."""
        if self.document is None or self.answer is not answer:
            self.heard = self.prompts.heard(answer.directives, answer.ticket.menus)
            self.document = self.write(answer, self.heard)
        return self.document


@dataclass(frozen=True, slots=True)
class VoiceDoor:
    """What the voice routes work with. `provider_of` tells where numbers are, where several companies bring calls."""

    services: Services
    gate: Gate[VoiceProvider]
    addresses: Addresses
    prompts: SoundPrompts
    recordings: Recordings | None = None
    provider_of: ProviderOf | None = None

    def answer(self, environ: WSGIEnvironment, flow: str, step: str) -> Document:
        """Return the document for a call's webhook; Refused when it is not authentic or says nothing."""
        signed = self.gate.enter(environ)
        incoming = self._read(signed, flow, step)
        draft = _Draft(self.prompts, partial(self._document, signed.provider, incoming.arrived.call_id))
        document = draft.of(take_turn(self.services, incoming, draft.prepare))
        aside = _told_aside(incoming.rehearsed, draft.heard)
        return Document(document.content_type, document.body, tuple(aside.items())) if aside else document

    def turn(self, flow: str = "", step: str = "") -> Response:
        """Answer a call's webhook with a document; always 200 when it is authentic."""
        document = self.answer(request.environ, flow, step)
        headers = dict(document.headers)
        return Response(document.body, status=200, content_type=document.content_type, headers=headers)

    def _document(self, provider: VoiceProvider, call_id: CallId, answer: Answer, heard: Heard) -> Document:
        try:
            return provider.render(heard.directives, self._ways(call_id, answer))
        except Exception as error:  # noqa: BLE001 - a call is never answered with an error
            _log.exception("document_failed", call=call_id.value, error=type(error).__name__)
            return provider.render((APOLOGY, HangUp()), Ways(""))

    def _beside(
        self, signed: Signed[VoiceProvider], call_id: CallId, directives: Sequence[Directive], on: str
    ) -> Response:
        """Answer somebody who is not the caller, or who waits; where that fails, what they hear ends."""
        heard = self.prompts.heard(directives)
        headers = told_played(heard) if signed.authentic.rehearsal else {}
        try:
            document = signed.provider.render(heard.directives, Ways(on))
        except Exception as error:  # noqa: BLE001 - a call is never answered with an error
            _log.exception("document_failed", call=call_id.value, error=type(error).__name__)
            document = signed.provider.render((HangUp(),), Ways(""))
        return Response(document.body, status=200, content_type=document.content_type, headers=headers)

    def _ways(self, call_id: CallId, answer: Answer) -> Ways:
        way_on = self.addresses.way_on(call_id, answer.ticket, answer.state, answer.written)
        last = answer.directives[-1]
        if isinstance(last, Dial) and last.whisper is not None:
            return Ways(way_on, whisper=self.addresses.whisper(call_id, answer.ticket.turn, last.whisper, asked=0))
        if isinstance(last, Enqueue):
            begun = int(self.services.clock().timestamp())
            return Ways(way_on, wait=self.addresses.wait(WaitAddress(call_id, answer.ticket, begun)))
        return Ways(way_on)

    def whisper(self) -> Response:
        """Answer the webhook of a callee who picked up, or who was asked whether they take the call."""
        signed = self.gate.enter(request.environ)
        provider, authentic = signed.provider, signed.authentic
        with unreadable_is_refused():
            leg_id = provider.read_call_arrived(authentic).call_id
            event = provider.read_call_event(authentic)
        address = self.addresses.find_whisper(signed.raw.target.partition("?")[2])
        if address is None:
            raise Refused(403)
        offered = Offered(address.call_id, address.turn, leg_id, address.whisper, address.asked, event)
        directives = whisper_to_callee(self.services, offered)
        again = self.addresses.whisper(address.call_id, address.turn, address.whisper, address.asked + 1)
        return self._beside(signed, address.call_id, directives, again)

    def wait(self) -> Response:
        """Answer the webhook of somebody who waits in a queue."""
        signed = self.gate.enter(request.environ)
        provider, authentic = signed.provider, signed.authentic
        with unreadable_is_refused():
            arrived = provider.read_call_arrived(authentic)
            event = provider.read_call_event(authentic)
        address = self.addresses.find_wait(signed.raw.target.partition("?")[2])
        if address is None or address.call_id != arrived.call_id:
            raise Refused(403)
        waited, place = provider.read_wait(authentic)
        still = StillWaiting(arrived, address.ticket, event, address.begun, address.said, waited, place)
        heard = wait_in_queue(self.services, still)
        again = self.addresses.wait(replace(address, said=heard.said))
        return self._beside(signed, address.call_id, heard.directives, again)

    def recording(self) -> Response:
        """Take note of a recording that is done. 503 when it must be fetched and is not, so that it is told again."""
        signed = self.gate.enter(request.environ)
        with unreadable_is_refused():
            reported = signed.provider.read_recording(signed.authentic)
        if reported is None:
            return Response(status=204)
        kept: RecordingReported | None = reported
        if signed.provider.links_die and self.recordings is not None:
            kept = keep_recording(self.recordings, reported)
        record_recording(self.services, kept or reported)
        return Response(status=204 if kept is not None else 503)

    def transcription(self) -> Response:
        """Take note of a recording's words."""
        signed = self.gate.enter(request.environ)
        with unreadable_is_refused():
            transcribed = signed.provider.read_transcript(signed.authentic)
        if transcribed is not None:
            record_transcript(self.services, transcribed)
        return Response(status=204)

    def status(self) -> Response:
        """Take note of where a call stands; calls we know nothing of are fine too."""
        signed = self.gate.enter(request.environ)
        with unreadable_is_refused():
            reported = signed.provider.read_call_status(signed.authentic)
        if reported is not None:
            rehearsed = _rehearsed(signed)
            record_status(self.services, reported, rehearsed)
            return Response(status=204, headers=_told_aside(rehearsed))
        return Response(status=204)

    def _read(self, signed: Signed[VoiceProvider], flow: str, step: str) -> Incoming:
        provider, authentic = signed.provider, signed.authentic
        with unreadable_is_refused():
            arrived = provider.read_call_arrived(authentic)
            event = provider.read_call_event(authentic)
        if not flow and self.provider_of is not None and not authentic.rehearsal:
            note_strayed(self.provider_of, provider.name, arrived.line_number)
        query = signed.raw.target.partition("?")[2]
        ticket = self.addresses.find_ticket(arrived.call_id, flow, step, query) if flow else None
        return Incoming(arrived, event, ticket, _rehearsed(signed))


def _rehearsed(signed: Signed[VoiceProvider]) -> Rehearsed | None:
    """Return what a rehearsal asks for: the time, `2026-12-24 17:05`, maybe with a zone behind it, and the rest."""
    if not signed.authentic.rehearsal:
        return None
    at, told = signed.provider.read_rehearsal(signed.authentic)
    try:
        return Rehearsed(None if at is None else read_moment(at), LineSide(told))
    except (ValueError, TypeError, AttributeError) as error:
        raise Refused(400) from error


def _told_aside(rehearsed: Rehearsed | None, heard: Heard | None = None) -> dict[str, str]:
    if rehearsed is None:
        return {}
    told = rehearsed.aside.dump()
    return {**({HEADER: told} if told else {}), **({} if heard is None else told_played(heard))}


def told_played(heard: Heard) -> dict[str, str]:
    """Return the header by which a rehearsing telephone knows the words of what is played."""
    told = played.told_of((prompt.words, prompt.files) for prompt in heard.played)
    return {played.HEADER: told} if told else {}


def voice_routes(door: VoiceDoor) -> Blueprint:
    """Return the routes of calls. No slash is ever added or taken: a redirect would lose the keys pressed."""
    routes = Blueprint("voice", __name__)
    routes.add_url_rule(ARRIVE, "arrive", door.turn, methods=["POST"])
    routes.add_url_rule(TURN, "turn", door.turn, methods=["POST"])
    routes.add_url_rule("/voice/side/whisper", "whisper", door.whisper, methods=["POST"])
    routes.add_url_rule("/voice/side/wait", "wait", door.wait, methods=["POST"])
    routes.add_url_rule("/status/call", "status", door.status, methods=["POST"])
    routes.add_url_rule("/status/recording", "recording", door.recording, methods=["POST"])
    routes.add_url_rule("/status/transcription", "transcription", door.transcription, methods=["POST"])
    return routes
