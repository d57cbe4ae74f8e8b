"""Turns answered ahead of Flask, which costs a third of a turn to find out what a turn's path tells at a glance.

There is one way of answering, `VoiceDoor.answer`, and Flask's routes take it too. Whatever is not a plain POST of a
call's turn goes to Flask: other methods, slashes too many, escaped paths, every other address.
"""

import re
import time
from collections.abc import Iterable
from typing import Final
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.http import HTTP_STATUS_CODES

from ivr.ports.webhooks import Document
from ivr.web.gate import Refused
from ivr.web.ledger import note_answer, note_failure, note_refusal
from ivr.web.voice import ARRIVE, TURN, VoiceDoor

_PATH: Final = re.compile(r"/voice(?:/(?!side/)([A-Za-z0-9_-]+)/([A-Za-z0-9_-]+))?")
_BARE: Final = Document("text/html; charset=utf-8", b"")  # as Flask answers without a body
_STATUSES: Final = {code: f"{code} {phrase.upper()}" for code, phrase in HTTP_STATUS_CODES.items()}


class Ahead:
    """A WSGI app: the door's turns, and behind it all the rest."""

    def __init__(self, door: VoiceDoor, behind: WSGIApplication) -> None:
        self._door = door
        self._behind = behind

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a turn; hand on everything else."""
        path: str = environ.get("PATH_INFO", "")
        found = _PATH.fullmatch(path) if environ["REQUEST_METHOD"] == "POST" else None
        if found is None:
            return self._behind(environ, start_response)
        begun = time.perf_counter()
        flow, step = found.groups("")
        status, document = self._answer(environ, path, flow, step)
        body = document.body
        headers = [("Content-Type", document.content_type), ("Content-Length", str(len(body))), *document.headers]
        start_response(_STATUSES[status], headers)
        note_answer(TURN if flow else ARRIVE, status, begun)
        return [body]

    def _answer(self, environ: WSGIEnvironment, path: str, flow: str, step: str) -> tuple[int, Document]:
        try:
            return 200, self._door.answer(environ, flow, step)
        except Refused as refused:
            note_refusal(path, refused.status, refused.why)
            return refused.status, _BARE
        except Exception as error:  # noqa: BLE001 - a server shows no traceback to strangers
            note_failure(path, error)
            return 500, _BARE
