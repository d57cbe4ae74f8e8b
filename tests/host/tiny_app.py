"""A WSGI app that stands in for ours: it lives, counts a body, knows its process and its Redis."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from redis import Redis


def app(environ: dict[str, Any], start_response: Callable[[str, list[tuple[str, str]]], object]) -> Iterable[bytes]:
    status, answer = "200 OK", b"alive"
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
