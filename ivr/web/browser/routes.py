"""The addresses of the telephone in the browser: its page, signing in, and JSON for each thing that one does."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
from flask import Blueprint, Response, request

from ivr.errors import RingtreeError, StoreUnavailableError
from ivr.handset.acts import Act
from ivr.handset.handset import NotWaitingError
from ivr.phone.tape import TornTapeError
from ivr.rehearsal.placing import DEFAULT_CALLER, BadOptionError
from ivr.web.browser.access import COOKIE, SIGNED_IN_S, TRIES_S, Access
from ivr.web.browser.desk import BehindError, BusyDeskError, Desk, UnknownPhoneError
from ivr.web.browser.showing import SOUND_PATH, Showing
from ivr.web.gate import LARGEST_BYTES, Refused
from ivr.workflows.stand_in_voices import StandInVoices

PATH: Final = "/phone"
_STATIC: Final = Path(__file__).parent / "static"
_TYPES: Final = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_PUBLIC: Final = frozenset({"phone.page", "phone.file"})  # anybody may ask for the password
_STATUSES: Final[tuple[tuple[type[RingtreeError], int], ...]] = (
    (BadOptionError, 400),
    (UnknownPhoneError, 410),
    (TornTapeError, 410),
    (NotWaitingError, 409),
    (BehindError, 409),
    (BusyDeskError, 503),
    (StoreUnavailableError, 503),
)


_Asked = TypeVar("_Asked")


class _Rings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    from_number: str | None = msgspec.field(name="from", default=None)
    to_number: str | None = msgspec.field(name="to", default=None)
    at: str | None = None


class _Does(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    after: int
    act: Act


class _SignsIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    password: str


@dataclass(frozen=True, slots=True)
class BrowserDoor:
    """What the routes of the telephone in the browser work with. `line_name` says what is rung.

    `in_use` is told where this process answers, whenever a telephone is used.
    """

    access: Access
    desk: Desk
    showing: Showing
    stand_ins: StandInVoices
    in_use: Callable[[str], None]
    line_name: Callable[[], str]

    def page(self) -> Response:
        """Show the telephone, or ask for the password."""
        if self.access.is_signed_in(request.cookies.get(COOKIE)):
            return _file("phone.html")
        return _file("sign-in.html", status=401)

    def file(self, name: str) -> Response:
        """Send a part of the page."""
        if name.endswith(".html") or not (_STATIC / name).is_file():
            raise Refused(404)
        return _file(name)

    def sign_in(self) -> Response:
        """Take the password."""
        asked = _read(_SignsIn)
        if not self.access.may_try(request.environ):
            return _json(
                {"error": "Too many tries. Wait five minutes, then try again."}, 429, {"Retry-After": str(TRIES_S)}
            )
        cookie = self.access.find_cookie(asked.password)
        if cookie is None:
            return _json({"error": "That is not the password. It is in the setting IVR_OPS_PASSWORD."}, 401)
        answer = Response(status=204)
        self._set_cookie(answer, cookie, SIGNED_IN_S)
        return answer

    def sign_out(self) -> Response:
        """Forget that somebody signed in here."""
        answer = Response(status=204)
        self._set_cookie(answer, "", 0)
        return answer

    def about(self) -> Response:
        """Say what can be rung, and as whom."""
        line = self.desk.line
        return _json(
            {
                "line": self.line_name(),
                "number": line.number,
                "caller": DEFAULT_CALLER,
                "rehearses": line.rehearses,
                "signs_out": self.access.asks,
            }
        )

    def ring(self) -> Response:
        """Ring the line."""
        asked = _read(_Rings)
        self.in_use(_reach())
        return _json(self.showing.shown(self.desk.ring(asked.from_number, asked.to_number, asked.at, _reach())), 201)

    def act(self, name: str) -> Response:
        """Do something with a telephone."""
        asked = _read(_Does)
        self.in_use(_reach())
        return _json(self.showing.shown(self.desk.act(name, asked.after, asked.act, _reach())))

    def look(self, name: str) -> Response:
        """Show all of a call."""
        return _json(self.showing.shown(self.desk.look(name)))

    def script(self, name: str) -> Response:
        """Give the call as a call script."""
        written = self.desk.write(name, _reach())
        return _json({"script": written.text, "holds": written.holds, "said": written.said})

    def sound(self, path: str) -> Response:
        """Send words in a voice that stands in for the provider's; 404 where it fails, and the page shows words."""
        sound = self.stand_ins.find_sound(path)
        if sound is None:
            raise Refused(404)
        answer = Response(sound, content_type="audio/wav")
        answer.headers["Cache-Control"] = "private, no-store"
        return answer

    def stay(self, name: str) -> Response:
        """Take note that the page is still open."""
        self.desk.stay(name)
        return Response(status=204)

    def leave(self, name: str) -> Response:
        """Take note that the page was closed, or is loaded again."""
        self.desk.leave(name)
        return Response(status=204)

    def _set_cookie(self, answer: Response, value: str, age_s: int) -> None:
        answer.set_cookie(
            COOKIE, value, max_age=age_s, path=PATH, secure=self.access.is_secure, httponly=True, samesite="Strict"
        )


def _reach() -> str:
    """Return where this server answers on its own machine: where the request has come in."""
    host, port = str(request.environ["SERVER_NAME"]), request.environ["SERVER_PORT"]
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - it listens on every address; this one is ours
        host = "127.0.0.1" if host == "0.0.0.0" else "::1"  # noqa: S104
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _file(name: str, status: int = 200) -> Response:
    path = _STATIC / name
    answer = Response(path.read_bytes(), status=status, content_type=f"{_TYPES[path.suffix]}; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    if status == 200:
        answer.make_conditional(request)
    return answer


def _json(said: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    answer = Response(json.dumps(said, ensure_ascii=False), status, headers, content_type="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _read(kind: type[_Asked]) -> _Asked:
    """Return the body as what it must be; Refused for what is not JSON, too large, or something else."""
    if request.mimetype != "application/json":  # which no form of another site can send without asking first
        raise Refused(415)
    if request.content_length is None:
        raise Refused(411)
    if request.content_length > LARGEST_BYTES:
        raise Refused(413)
    try:
        return msgspec.json.decode(request.get_data(cache=False), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refused(400) from error


def browser_routes(door: BrowserDoor) -> Blueprint:
    """Return the routes of the telephone in the browser; none when there is none here."""
    routes = Blueprint("phone", __name__)
    access = door.access
    if not access.exists:
        return routes

    def refuse() -> Response | None:
        """Refuse who has no business here, before anything is read."""
        if not access.finds(request.environ):
            raise Refused(404)
        if not access.knows_host(request.environ):
            raise Refused(403)
        if request.endpoint in _PUBLIC:
            return None
        if not access.comes_from_us(request.environ):
            raise Refused(403)
        if request.endpoint == "phone.sign_in" or access.is_signed_in(request.cookies.get(COOKIE)):
            return None
        return _json({"error": "You are not signed in here, or no longer. Load the page again."}, 401)

    def guard(response: Response) -> Response:
        response.headers.update(_HEADERS)
        return response

    routes.before_request(refuse)
    routes.after_request(guard)
    routes.register_error_handler(RingtreeError, _sorry)
    call = f"{PATH}/calls/<name>"
    for rule, name, view, method in (
        (PATH, "page", door.page, "GET"),
        (f"{PATH}/static/<name>", "file", door.file, "GET"),
        (f"{PATH}/session", "sign_in", door.sign_in, "POST"),
        (f"{PATH}/session", "sign_out", door.sign_out, "DELETE"),
        (f"{PATH}/about", "about", door.about, "GET"),
        (f"{SOUND_PATH}/<path:path>", "sound", door.sound, "GET"),
        (f"{PATH}/calls", "ring", door.ring, "POST"),
        (call, "look", door.look, "GET"),
        (f"{call}/acts", "act", door.act, "POST"),
        (f"{call}/script", "script", door.script, "POST"),
        (f"{call}/stay", "stay", door.stay, "POST"),
        (f"{call}/leave", "leave", door.leave, "POST"),
    ):
        routes.add_url_rule(rule, name, view, methods=[method])
    return routes


def _sorry(problem: RingtreeError) -> Response:
    status = next((status for kind, status in _STATUSES if isinstance(problem, kind)), 500)
    return _json({"error": str(problem)}, status, {"Retry-After": "1"} if status == 503 else None)
