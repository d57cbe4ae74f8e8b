"""A WSGI app that stands in for ours: it lives, counts a body, sends a large file, knows its process and Redis."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from redis import Redis

LARGE_BYTES = 12_000_000
SHORT_BYTES = 600_000  # somewhat more than the system takes in advance for a reader


def app(environ: dict[str, Any], start_response: Callable[[str, list[tuple[str, str]]], object]) -> Iterable[bytes]:
    status, answer = "200 OK", b"alive"
    if environ["PATH_INFO"] == "/short":
        start_response(status, [("Content-Length", str(SHORT_BYTES))])
        return [bytes(SHORT_BYTES)]
    if environ["PATH_INFO"] in {"/file", "/pieces"}:
        start_response(status, [("Content-Length", str(LARGE_BYTES))])
        file = Path(os.environ["TINY_FILE"]).open("rb")  # noqa: SIM115 - the server closes it
        found: Iterable[bytes] = environ["wsgi.file_wrapper"](file, 8192)
        return found if environ["PATH_INFO"] == "/file" else (piece for piece in found)
    match environ["PATH_INFO"]:
        case "/length":
            try:
                answer = str(len(environ["wsgi.input"].read())).encode()
            except OSError:
                status, answer = "400 Bad Request", b""
        case "/worker":
            answer = str(os.getpid()).encode()
        case "/parent":
            answer = str(os.getppid()).encode()
        case "/redis":
            with Redis.from_url(os.environ["REDIS_URL"]) as client:
                answer = str(client.info("server")["process_id"]).encode()
    start_response(status, [("Content-Length", str(len(answer)))])
    return [answer]
