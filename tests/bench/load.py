"""A client that rings several calls at once over kept connections: one thread, raw sockets, next to no work a turn."""

import hmac
import selectors
import socket
import time
from base64 import b64encode
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
_SIGNER: Final = hmac.new(TOKEN.encode(), digestmod=sha1)
_BASE: Final = BASE.encode()


@dataclass(slots=True)
class _Lane:
    """One connection and the call on it."""

    connection: socket.socket
    calls: "count[int]"
    sid: bytes = b""
    turn: int = 0
    sent_at: float = 0.0
    received: bytes = b""

    def send(self, target: bytes) -> None:
        """Send the next turn, which begins a new call when this one is over."""
        if self.turn == len(_TURNS):
            self.turn = 0
        if self.turn == 0:
            self.sid, target = call_sid(next(self.calls)).encode(), b"/voice"
        prepared = _TURNS[self.turn]
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


def ring(address: tuple[str, int], lanes: int, seconds: float, first_call: int) -> Load:
    """Keep that many calls going for so long, each turn sent as soon as the one before is answered."""
    calls = count(first_call)
    load = Load()
    with selectors.DefaultSelector() as selector:
        open_lanes = [_Lane(socket.create_connection(address, _PATIENCE_S), calls) for _ in range(lanes)]
        for lane in open_lanes:
            lane.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(lane.connection, selectors.EVENT_READ, lane)
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
