"""HTTP connections that refuse private addresses, whatever a name resolves to, and end when their time is over.

The address is looked up once, judged, and connected to: a name that resolves to another address the second time
(rebinding) gains nothing. An answer that drips has as much time in all as one that is late.
"""

import io
import socket
import time
from collections.abc import Iterator
from http.client import HTTPResponse
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any, Final

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.util.connection import create_connection

_NAT64: Final = IPv6Address("64:ff9b::")


class PrivateAddressError(HTTPError):
    """A name leads to an address that is not on the public internet."""


def is_public(address: str) -> bool:
    """Return whether an address is one of the public internet, those that carry another address judged by that."""
    ip = ip_address(address.partition("%")[0])
    return all(one.is_global and not one.is_multicast for one in _carried(ip))


def _carried(ip: IPv4Address | IPv6Address) -> Iterator[IPv4Address | IPv6Address]:
    if isinstance(ip, IPv4Address):
        yield ip
        return
    inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
    if inner is None and int(ip) >> 32 == int(_NAT64) >> 32:
        inner = IPv4Address(int(ip) & 0xFFFFFFFF)
    if inner is not None:
        yield inner
    if inner is None or ip.ipv4_mapped is None:
        yield ip


class GuardedManager(PoolManager):
    """A urllib3 pool whose connections are guarded. `private` are the `host:port` that may lie anywhere."""

    def __init__(self, private: frozenset[str], **options: Any) -> None:
        super().__init__(**options)
        self.pool_classes_by_scheme = {"http": _guarded_http(private), "https": _guarded_https(private)}


class _TimelyResponse(HTTPResponse):
    """A response whose head and body, all together, must come within the time-out of its socket."""

    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        untimed = self.fp
        self.fp = io.BufferedReader(_Timely(sock, time.monotonic() + (sock.gettimeout() or 0.0)))
        untimed.close()


class _Timely(io.RawIOBase):
    """What comes from a socket until a moment."""

    def __init__(self, sock: socket.socket, until: float) -> None:
        self._socket = sock
        self._until = until
        self._raw = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:
        left_s = self._until - time.monotonic()
        if left_s <= 0:
            raise TimeoutError("the answer is not all there in time")
        self._socket.settimeout(left_s)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


def _guarded_http(private: frozenset[str]) -> type[HTTPConnectionPool]:
    class Connection(HTTPConnection):
        response_class = _TimelyResponse

        def _new_conn(self) -> socket.socket:
            return _connect(self, private)

    class Pool(HTTPConnectionPool):
        ConnectionCls = Connection

    return Pool


def _guarded_https(private: frozenset[str]) -> type[HTTPSConnectionPool]:
    class Connection(HTTPSConnection):
        response_class = _TimelyResponse

        def _new_conn(self) -> socket.socket:
            return _connect(self, private)

    class Pool(HTTPSConnectionPool):
        ConnectionCls = Connection

    return Pool


def _connect(connection: HTTPConnection, private: frozenset[str]) -> socket.socket:
    host, port = connection.host, connection.port
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise NewConnectionError(connection, f"{host} is not known ({type(error).__name__})") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if f"{host.lower()}:{port}" not in private:
        addresses = [address for address in addresses if is_public(address)]
        if not addresses:
            raise PrivateAddressError(f"{host} leads to no public address")
    problem: OSError | None = None
    until = time.monotonic() + (connection.timeout or 0.0)
    for address in addresses:
        left_s = until - time.monotonic()
        if left_s <= 0:
            break
        try:
            return create_connection((address, port), left_s, socket_options=connection.socket_options)
        except OSError as error:
            problem = error
    raise NewConnectionError(connection, f"{host} cannot be reached ({type(problem).__name__})") from problem
