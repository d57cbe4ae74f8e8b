"""A client that rings several calls at once over kept connections: one thread, raw sockets, next to no work a turn."""

import contextlib
import hmac
import selectors
import socket
import time
from base64 import b64encode
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha1
from html import unescape
from itertools import count
from typing import Final
from urllib.parse import urlencode

from bench.webhooks import BASE, FORM, STATEMENTS, TOKEN, call_sid, form_of

_PATIENCE_S: Final = 30.0
_SID: Final = call_sid(0)


@dataclass(slots=True)
class Load:
    """What came of it: each answer's seconds; how long it all took and how much of that the client itself computed."""

    latencies_s: list[float] = field(default_factory=list)
    took_s: float = 0.0
    client_s: float = 0.0


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A turn's form, encoded and as it is signed, in two halves with the call's name to come between."""

    body: tuple[bytes, bytes]
    signed: tuple[bytes, bytes]

    @classmethod
    def of(cls, keys: str | None) -> "_Prepared":
        form = form_of(0, keys)
        signed = "".join(name + value for name, value in sorted(form.items()))
        return cls(_halves(urlencode(form)), _halves(signed))


def _halves(text: str) -> tuple[bytes, bytes]:
    before, _, after = text.encode().partition(_SID.encode())
    return before, after


_TURNS: Final = tuple(_Prepared.of(keys) for keys in STATEMENTS)
_SHORT: Final = tuple(_Prepared.of(keys) for keys in (None, "1", "1234", "1", "1234"))
_SIGNER: Final = hmac.new(TOKEN.encode(), digestmod=sha1)
_BASE: Final = BASE.encode()


@dataclass(slots=True)
class _Lane:
    """One connection and the call on it."""

    connection: socket.socket
    calls: "count[int]"
    turns: "tuple[_Prepared, ...]"
    sid: bytes = b""
    turn: int = 0
    sent_at: float = 0.0
    received: bytes = b""

    def send(self, target: bytes) -> None:
        """Send the next turn, which begins a new call when this one is over."""
        if self.turn == len(self.turns):
            self.turn = 0
        if self.turn == 0:
            self.sid, target = call_sid(next(self.calls)).encode(), b"/voice"
        prepared = self.turns[self.turn]
        signer = _SIGNER.copy()
        signer.update(b"%b%b%b%b%b" % (_BASE, target, prepared.signed[0], self.sid, prepared.signed[1]))
        body = self.sid.join(prepared.body)
        self.turn += 1
        self.received = b""
        self.sent_at = time.perf_counter()
        self.connection.sendall(
            b"POST %b HTTP/1.1\r\nHost: line.example.com\r\nUser-Agent: TwilioProxy/1.1\r\nAccept: */*\r\n"
            b"Content-Type: %b\r\nContent-Length: %d\r\nX-Twilio-Signature: %b\r\n\r\n%b"
            % (target, FORM.encode(), len(body), b64encode(signer.digest()), body)
        )

    def take(self) -> bytes | None:
        """Read; return where the answer leads, or None while some of it is missing."""
        came = self.connection.recv(65_536)
        assert came, "the server has closed the connection"
        self.received += came
        if b"</Response>" not in self.received:
            assert len(self.received) < 65_536, self.received[:500]
            return None
        status, _, rest = self.received.partition(b"\r\n")
        assert status == b"HTTP/1.1 200 OK", self.received[:500]
        target = rest.partition(b'action="')[2].partition(b'"')[0]
        return unescape(target.decode()).encode() if b"&" in target else target


def _open_lane(
    address: tuple[str, int], calls: "count[int]", selector: selectors.BaseSelector, turns: tuple[_Prepared, ...]
) -> _Lane:
    lane = _Lane(socket.create_connection(address, _PATIENCE_S), calls, turns)
    lane.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    selector.register(lane.connection, selectors.EVENT_READ, lane)
    return lane


def ring(address: tuple[str, int], lanes: int, seconds: float, first_call: int) -> Load:
    """Keep that many calls going for so long, each turn sent as soon as the one before is answered."""
    calls = count(first_call)
    load = Load()
    with selectors.DefaultSelector() as selector:
        open_lanes = [_open_lane(address, calls, selector, _TURNS) for _ in range(lanes)]
        began, cpu_began = time.perf_counter(), time.process_time()
        for lane in open_lanes:
            lane.send(b"")
        while (now := time.perf_counter()) - began < seconds:
            ready = selector.select(_PATIENCE_S)
            assert ready, f"no answer for {_PATIENCE_S:.0f} s"
            for key, _ in ready:
                lane = key.data
                target = lane.take()
                if target is not None:
                    load.latencies_s.append(time.perf_counter() - lane.sent_at)
                    lane.send(target)
        load.took_s, load.client_s = now - began, time.process_time() - cpu_began
        for lane in open_lanes:
            lane.connection.close()
    return load


class Paced:
    """Calls through large menus at a steady rate, however fast they are answered. `version`: what the last began with.

    Each call is a few turns long, so that new ones begin all the time.
    """

    def __init__(self, lanes: list[_Lane], selector: selectors.BaseSelector, per_s: float) -> None:
        self._idle: deque[tuple[_Lane, bytes]] = deque((lane, b"") for lane in lanes)
        self._selector = selector
        self._every_s = 1 / per_s
        self._latencies_s: list[float] = []
        self._due = time.perf_counter()
        self.version = b""

    @classmethod
    @contextlib.contextmanager
    def open(cls, address: tuple[str, int], lanes: int, per_s: float) -> "Iterator[Paced]":
        """Yield calls that have not begun yet."""
        calls = count(1)
        with selectors.DefaultSelector() as selector:
            opened = [_open_lane(address, calls, selector, _SHORT) for _ in range(lanes)]
            try:
                yield cls(opened, selector, per_s)
            finally:
                for lane in opened:
                    lane.connection.close()

    def take(self) -> list[float]:
        """Return how long each answer took since this was last asked."""
        taken, self._latencies_s = self._latencies_s, []
        return taken

    def go_on(self, seconds: float) -> None:
        """Let the calls go on for so long."""
        end = time.perf_counter() + seconds
        self._due = max(self._due, time.perf_counter() - 1)  # what was not sent meanwhile is not made up for
        while (now := time.perf_counter()) < end:
            while self._idle and self._due <= now:
                lane, target = self._idle.popleft()
                lane.send(target)
                self._due += self._every_s
            for key, _ in self._selector.select(max(0.0, min(end, self._due) - time.perf_counter())):
                self._read(key.data)

    def _read(self, lane: _Lane) -> None:
        target = lane.take()
        if target is None:
            return
        self._latencies_s.append(time.perf_counter() - lane.sent_at)
        if lane.turn == 1:
            self.version = target.partition(b"menus=")[2].partition(b"&")[0]
        self._idle.append((lane, target))
