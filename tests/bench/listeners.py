"""Those who fetch what is played, in a process of their own: some as fast as it comes, some as it is heard."""

import selectors
import socket
import sys
import time
from typing import Final

_SLOWLY_BYTES: Final = 800  # each tenth of a second: as it is heard, at 8 kHz and 8 bits
_TICK_S: Final = 0.1


def listen(address: tuple[str, int], path: str, quick: int, slow: int) -> None:
    """Fetch the same file over and over until somebody ends this: the quick ones ten times a second each."""
    request = f"GET {path} HTTP/1.1\r\nHost: line.example.com\r\n\r\n".encode()
    selector = selectors.DefaultSelector()
    quick_ones = [socket.create_connection(address) for _ in range(quick)]
    slow_ones = []
    for client in quick_ones:
        selector.register(client, selectors.EVENT_READ)
    for _ in range(slow):
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        client.connect(address)
        client.sendall(request)
        slow_ones.append(client)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    next_tick = 0.0
    while True:
        if time.monotonic() >= next_tick:
            next_tick = time.monotonic() + _TICK_S
            for client in quick_ones:
                client.sendall(request)
            for client in slow_ones:
                client.recv(_SLOWLY_BYTES)
        for key, _ in selector.select(max(0.0, next_tick - time.monotonic())):
            reader = key.fileobj
            assert isinstance(reader, socket.socket)
            reader.recv(1 << 20)


if __name__ == "__main__":
    host, port, path_, quick_, slow_ = sys.argv[1:]
    listen((host, int(port)), path_, int(quick_), int(slow_))
