"""A line whose agents and customers are rung in this process: the app, Redis and webhooks are real, Twilio is not."""

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from line import Line, calls_on

from ivr.dialog.events import CallStatus
from ivr.errors import StoreUnavailableError
from ivr.factory.database import database_of
from ivr.factory.joining import connect, join_people
from ivr.factory.releases import live_menus
from ivr.phone.line import Transport, WsgiTransport
from ivr.phone.rung import RungTelephone
from ivr.phone.telephone import Telephone
from ivr.ports.people import OutgoingCall, People
from ivr.ringing.patience import Pace
from ivr.settings import load_settings
from ivr.values import CallId
from ivr.web.people import PeopleDoor
from ivr.workflows.call_customers import Order
from ivr.workflows.ring_people import ring_people

QUEUES = """\
contacts: {support: {dial: ["+14155550111", "sip:desk@acme.example"], ring: 15s}}
queues: {cards: {agents: support}}
"""
HOLD = """\
hold:
  queue: cards
  with: {name: "{{ caller.name }}"}
  max_wait: 1h
  leave: {1: call_me}
  answered: rate
  otherwise: sorry
call_me: {callback: We will ring you., into: cards, next: thanks}
thanks: {hangup: Thank you.}
rate: {hangup: Goodbye.}
"""


@dataclass
class Exchange:
    """Takes orders for calls. Each becomes a telephone that rings, until the test picks it up."""

    line: Line
    ringing: list[RungTelephone] = field(default_factory=list)
    fails: list[Exception] = field(default_factory=list)  # what the next orders come to instead
    orders: list[OutgoingCall] = field(default_factory=list)
    hung_up: list[tuple[str, bool]] = field(default_factory=list)
    statuses: dict[str, CallStatus] = field(default_factory=dict)
    sids: Iterator[int] = field(default_factory=count)

    def make(self, call: OutgoingCall) -> CallId:
        self.orders.append(call)
        if self.fails:
            raise self.fails.pop(0)
        sid = self.line.company.call_sid(f"CAff{next(self.sids):030x}")
        self.ringing.append(self.phone(call, sid))
        return self.line.call_id(sid)

    def hang_up(self, leg: CallId, *, ringing_only: bool = False) -> None:
        self.hung_up.append((leg.value, ringing_only))

    def find_status(self, leg: CallId) -> CallStatus | None:
        return self.statuses.get(leg.value)

    def phone(self, call: OutgoingCall, sid: str, transport: Transport | None = None) -> RungTelephone:
        return RungTelephone(
            transport or WsgiTransport(self.line.app),
            self.line.base,
            self.line.account_sid,
            self.line.token,
            call.caller_id.reveal(),
            call.to.reveal(),
            call_sid=sid,
            voice_path=call.on_answer,
            status_path=call.on_status,
            company=self.line.company,
        )

    def next(self) -> RungTelephone:
        """Return the telephone that has rung the longest."""
        return self.ringing.pop(0)


@dataclass
class Switchboard:
    """A line, the exchange, and a worker that looks when it is told to."""

    line: Line
    people: People
    exchange: Exchange
    ahead: timedelta = timedelta(0)

    def look(self, seconds: float = 0) -> None:
        """Let time pass, then look once."""
        self.pass_time(seconds)
        for _ in range(5):
            with suppress(StoreUnavailableError):  # on a busy machine; the worker looks again, too
                ring_people(self.people, self.exchange, together)
                return
            time.sleep(1.2)
        raise AssertionError("Redis did not answer")

    def pass_time(self, seconds: float) -> None:
        self.ahead += timedelta(seconds=seconds)

    def clock(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def caller(self, name: str = "Ann", number: str = "+14155551234") -> Telephone:
        """Return a caller who waits in the queue."""
        phone = self.line.phone(at=None, caller=number)
        phone.extra_form = {"CallerName": name}
        phone.ring()
        return phone

    def facts(self, kind: str) -> list[dict[str, Any]]:
        return [fact for fact in self.line.facts() if fact["kind"] == kind]

    def waiting(self, queue: str = "cards") -> int:
        return int(self.line.redis.zcard(f"queue:{queue}"))


def together(orders: Sequence[Order]) -> None:
    for order in orders:
        order()


def open_switchboard(line: Line) -> Switchboard:
    """Return a switchboard for a line that was just opened."""
    settings = load_settings(line.environment)
    wire = connect(settings.redis_url or "", settings)
    menus = live_menus(settings, wire, database_of(settings))
    menus.look()
    people = join_people(settings, menus, calls_on(wire, settings.var_dir), wire, Pace())
    board = Switchboard(line, people, Exchange(line))
    object.__setattr__(board.people, "clock", board.clock)
    # The app's own clock is the same one.
    for view in line.app.view_functions.values():
        door = getattr(view, "__self__", None)
        if isinstance(door, PeopleDoor):
            object.__setattr__(door.people, "clock", board.clock)
    return board
