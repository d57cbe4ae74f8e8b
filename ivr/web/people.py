"""The door of people who were rung: agents of queues, and customers who are called back."""

from dataclasses import dataclass

from flask import Blueprint, Response, request

from ivr.dialog.events import CallStatusReported
from ivr.ports.people import People
from ivr.ports.webhooks import VoiceProvider, Ways
from ivr.web.gate import Gate, Refused, Signed, unreadable_is_refused
from ivr.workflows.call_back import meet_customer, record_customer_status
from ivr.workflows.ring_addresses import RingAddress, RingAddresses
from ivr.workflows.rings import note_taken, record_agent_status
from ivr.workflows.serve_agent import Hears, Met, meet_agent
from ivr.workflows.sound_prompts import SoundPrompts


@dataclass(frozen=True, slots=True)
class PeopleDoor:
    """What the routes of people who were rung work with."""

    people: People
    gate: Gate[VoiceProvider]
    addresses: RingAddresses
    prompts: SoundPrompts

    def agent(self) -> Response:
        """Answer the webhook of an agent's leg."""
        signed, address = self._enter("agent")
        provider, authentic = signed.provider, signed.authentic
        with unreadable_is_refused():
            leg = provider.read_call_arrived(authentic).call_id
            event = provider.read_call_event(authentic)
        hears = meet_agent(self.people, Met(address.name, address.stage, address.number, leg, event))
        on = self.addresses.agent(address.name, hears.stage, hears.number)
        return self._answer(signed, hears, Ways(on, whisper=self.addresses.taken(address.name)))

    def taken(self) -> Response:
        """Take note of the caller whom an agent is being connected with; they hear nothing more before that."""
        signed, address = self._enter("agent")
        with unreadable_is_refused():
            caller = signed.provider.read_call_arrived(signed.authentic).call_id
        note_taken(self.people, address.name, caller)
        return self._answer(signed, Hears(()), Ways(""))

    def customer(self) -> Response:
        """Answer the webhook of a customer's leg."""
        signed, address = self._enter("customer")
        provider, authentic = signed.provider, signed.authentic
        with unreadable_is_refused():
            leg = provider.read_call_arrived(authentic).call_id
        machine = provider.is_machine(authentic)
        hears = meet_customer(self.people, address.name, address.number, address.stage, leg, is_machine=machine)
        on = self.addresses.customer(address.name, address.number, hears.stage)
        return self._answer(signed, hears, Ways(on))

    def agent_status(self) -> Response:
        """Take note of where an agent's leg stands."""
        address, reported = self._status("agent")
        if reported is not None:
            record_agent_status(self.people, address.name, reported.status)
        return Response(status=204)

    def customer_status(self) -> Response:
        """Take note of where a customer's leg stands."""
        address, reported = self._status("customer")
        if reported is not None:
            record_customer_status(self.people, address.name, address.number, reported.status)
        return Response(status=204)

    def _answer(self, signed: Signed[VoiceProvider], hears: Hears, ways: Ways) -> Response:
        document = signed.provider.render(self.prompts.heard(hears.directives).directives, ways)
        return Response(document.body, status=200, content_type=document.content_type)

    def _status(self, kind: str) -> tuple[RingAddress, CallStatusReported | None]:
        signed, address = self._enter(kind)
        with unreadable_is_refused():
            return address, signed.provider.read_call_status(signed.authentic)

    def _enter(self, kind: str) -> tuple[Signed[VoiceProvider], RingAddress]:
        """Return the signed form and what its address says; Refused with 403 for an address that we did not give."""
        signed = self.gate.enter(request.environ)
        address = self.addresses.find(kind, signed.raw.target.partition("?")[2])
        if address is None:
            raise Refused(403)
        return signed, address


def people_routes(door: PeopleDoor) -> Blueprint:
    """Return the routes of people who were rung."""
    routes = Blueprint("people", __name__)
    routes.add_url_rule("/voice/side/agent", "agent", door.agent, methods=["POST"])
    routes.add_url_rule("/voice/side/taken", "taken", door.taken, methods=["POST"])
    routes.add_url_rule("/voice/side/customer", "customer", door.customer, methods=["POST"])
    routes.add_url_rule("/status/agent", "agent_status", door.agent_status, methods=["POST"])
    routes.add_url_rule("/status/customer", "customer_status", door.customer_status, methods=["POST"])
    return routes
