"""A server on loopback that hands everything on to a Redis socket, and its answers back after a while."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def slow_proxy(socket_path: Path, delay_s: list[float], piece_bytes: int = 65_536) -> Iterator[str]:
    """Yield the proxy's redis:// address. Answers wait for `delay_s[0]` seconds, which may be changed meanwhile.

    They come in pieces of so many bytes, each of which waits as long.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_accept, args=(listener, socket_path, delay_s, piece_bytes), daemon=True).start()
        yield f"redis://127.0.0.1:{listener.getsockname()[1]}/0"


def _accept(listener: socket.socket, socket_path: Path, delay_s: list[float], piece_bytes: int) -> None:
    with suppress(OSError):
        while True:
            client, _ = listener.accept()
            server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                server.connect(str(socket_path))
            except OSError:
                client.close()
                server.close()
                continue
            threading.Thread(target=_hand_on, args=(client, server, [0.0], 65_536), daemon=True).start()
            threading.Thread(target=_hand_on, args=(server, client, delay_s, piece_bytes), daemon=True).start()


def _hand_on(source: socket.socket, sink: socket.socket, delay_s: list[float], piece_bytes: int) -> None:
    with suppress(OSError), source, sink:
        while data := source.recv(piece_bytes):
            time.sleep(delay_s[0])
            sink.sendall(data)
