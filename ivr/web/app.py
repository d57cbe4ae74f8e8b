"""The Flask app: routes, bare refusals, one measurement per request."""

import time

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from ivr.web.ahead import Ahead
from ivr.web.audio import AudioDoor, audio_routes
from ivr.web.browser.routes import BrowserDoor, browser_routes
from ivr.web.gate import Refused
from ivr.web.ledger import note_answer, note_failure, note_refusal
from ivr.web.pages import Pages, page_routes
from ivr.web.people import PeopleDoor, people_routes
from ivr.web.texts import TextDoor, text_routes
from ivr.web.voice import VoiceDoor, voice_routes


def make_app(
    door: VoiceDoor,
    pages: Pages,
    audio: AudioDoor,
    people: PeopleDoor | None = None,
    texts: TextDoor | None = None,
    phone: BrowserDoor | None = None,
) -> Flask:
    """Return the app. No answer is ever a redirect, and no error has a body."""
    app = Flask("ivr", static_folder=None)
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False  # a webhook is posted; there is nothing to negotiate
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.register_blueprint(voice_routes(door))
    if people is not None:
        app.register_blueprint(people_routes(people))
    if texts is not None:
        app.register_blueprint(text_routes(texts))
    if phone is not None:
        app.register_blueprint(browser_routes(phone))
    app.register_blueprint(page_routes(pages))
    app.register_blueprint(audio_routes(audio))
    app.register_error_handler(Refused, _refuse)
    app.register_error_handler(HTTPException, _bare)
    app.register_error_handler(Exception, _broken)
    app.before_request(_begin)
    app.after_request(_measure)
    app.wsgi_app = Ahead(door, app.wsgi_app)  # type: ignore[method-assign] # Flask's own way to stand before it
    return app


def _refuse(refused: Refused) -> Response:
    note_refusal(request.path, refused.status, refused.why)
    return Response(status=refused.status)


def _bare(error: HTTPException) -> Response:
    status = error.code or 500
    headers = [(name, value) for name, value in error.get_headers() if name in {"Allow", "Content-Range"}]
    return Response(status=status, headers=headers)


def _broken(error: Exception) -> Response:
    note_failure(request.path, error)
    return Response(status=500)


def _begin() -> None:
    g.begun = time.perf_counter()


def _measure(response: Response) -> Response:
    route = request.url_rule.rule if request.url_rule is not None else "none"
    note_answer(route, response.status_code, g.get("begun", time.perf_counter()))
    return response
