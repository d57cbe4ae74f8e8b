"""The address of what is played: files straight from the disk, remembered by whoever fetched them as long as it may."""

from dataclasses import dataclass
from typing import Any, Final
from wsgiref.types import WSGIEnvironment

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound
from werkzeug.http import parse_date, parse_range_header

from ivr.ports.sound import SoundFile, SoundShelf
from ivr.workflows.live_addresses import LIVE_FOLDER
from ivr.workflows.sound_prompts import SoundPrompts

_FOR_EVER: Final = "public, max-age=31536000, immutable"
_FOR_NOW: Final = "public, max-age=300"  # who replaces a recording wants it heard; that it is the same costs a 304
_ESCAPED_SLASHES: Final = ("%2f", "%5c")


@dataclass(frozen=True, slots=True)
class AudioDoor:
    """What the audio routes work with."""

    shelf: SoundShelf
    prompts: SoundPrompts

    def file(self, name: str) -> Response:
        """Send a recording or a rendered prompt: the language's own, else the one for all languages."""
        if name.startswith(LIVE_FOLDER):
            return self._live(name)
        target = str(request.environ.get("RAW_URI", "")).lower()
        found = None if any(sign in target for sign in _ESCAPED_SLASHES) else self.shelf.find(name)
        if found is None:
            raise NotFound
        return _answer(request.environ, found)

    def _live(self, name: str) -> Response:
        """Send what is spoken for one call; nobody between us and who asks shall keep it."""
        sound = self.prompts.sound_at(name)
        if sound is None:
            raise NotFound
        _forget_what_makes_no_sense(request.environ, len(sound))
        response = Response(sound, content_type="audio/wav")
        response.headers["Cache-Control"] = "private, no-store"
        response.make_conditional(request.environ, accept_ranges=True, complete_length=len(sound))
        return response


def _answer(environ: WSGIEnvironment, file: SoundFile) -> Response:
    _forget_what_makes_no_sense(environ, file.size_bytes)
    response = Response(content_type=file.content_type)
    response.headers["Cache-Control"] = _FOR_EVER if file.is_final else _FOR_NOW
    response.content_length = file.size_bytes
    response.set_etag(file.tag)
    response.make_conditional(environ, accept_ranges=True, complete_length=file.size_bytes)
    if environ["REQUEST_METHOD"] == "GET" and response.status_code in {200, 206}:
        begin = response.content_range.start or 0
        _send(response, environ, file, begin)
    return response


def _send(response: Response, environ: WSGIEnvironment, file: SoundFile, begin: int) -> None:
    """Let the server send so much of the file as the length says, from there on (PEP 3333).

    A server that has no way to do so, which is none that callers meet, gets it from memory.
    """
    try:
        opened = file.path.open("rb")
    except OSError as error:  # it may not be read, or has gone since
        raise NotFound from error
    opened.seek(begin)
    wrap: Any = environ.get("wsgi.file_wrapper")
    if wrap is not None:
        response.response = wrap(opened, 65_536)  # who sends it closes it
        response.direct_passthrough = True
        return
    with opened:
        response.response = [opened.read(response.content_length or 0)]


def _forget_what_makes_no_sense(environ: WSGIEnvironment, size_bytes: int) -> None:
    """Take away conditions with dates that werkzeug cannot read without failing, and ranges that are not just one.

    A date that is none counts not, and who asks for several ranges, for what is no range, or for more from the end
    than there is, gets all of it: https://www.rfc-editor.org/rfc/rfc9110#section-13.1.3, #section-14.1.2, #section-14.2
    """
    wanted = parse_range_header(environ.get("HTTP_RANGE"))
    is_one = wanted is not None and wanted.units == "bytes" and len(wanted.ranges) == 1
    if wanted is None or not is_one or -wanted.ranges[0][0] > size_bytes:
        environ.pop("HTTP_RANGE", None)
    for name in ("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_RANGE"):
        try:
            parse_date(environ.get(name))
        except (ValueError, OverflowError):
            del environ[name]
            if name == "HTTP_IF_RANGE":  # which is not fulfilled, so all of it is wanted
                environ.pop("HTTP_RANGE", None)


def audio_routes(door: AudioDoor) -> Blueprint:
    """Return the routes of what is played."""
    routes = Blueprint("audio", __name__)
    routes.add_url_rule("/audio/<path:name>", "file", door.file)
    return routes
