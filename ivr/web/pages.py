"""What is not a webhook: recordings, health, metrics, and a page for whoever opens the address."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, render_template_string, request, send_from_directory
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from werkzeug.exceptions import NotFound
from werkzeug.http import parse_date
from werkzeug.security import safe_join

from ivr.errors import MenusNotReadyError, StoreUnavailableError
from ivr.ports import Services
from ivr.values import CallId

_DAY_S = 86_400  # a recording may be replaced under its name; its ETag tells
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ name }} — Ringtree</title>
<style>body{font:1.1rem/1.6 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem;color:#222}
code{background:#eee;padding:.15em .4em;border-radius:.3em}</style></head>
<body><h1>{{ name }}</h1>
{% if ready %}<p>The line is up and answers calls.
Its menus have {{ steps }} steps (version <code>{{ version }}</code>).</p>
<p>Ring it from a terminal: <code>make call</code></p>
<p>Edit the files in <code>menus/</code>: a change without errors is live in a second.</p>
{% else %}<p>The line runs, but its menus have errors, so callers are asked to try again later.</p>
<p>See what is wrong: <code>.venv/bin/ivr check</code></p>{% endif %}
</body></html>"""


@dataclass(frozen=True, slots=True)
class Pages:
    """What the pages work with."""

    services: Services
    audio_dir: Path

    def front(self) -> str:
        """Show that the line is up, and how to ring it."""
        try:
            menus = self.services.menus.current()
        except MenusNotReadyError:
            return render_template_string(_PAGE, name="A line without menus", ready=False)
        version = menus.version.value
        return render_template_string(_PAGE, name=menus.line.name, ready=True, steps=len(menus.steps), version=version)

    def live(self) -> Response:
        """Say that the process answers."""
        return Response("ok\n", content_type="text/plain; charset=utf-8")

    def ready(self) -> Response:
        """Say whether calls can be taken as they should be; 503 names what is missing."""
        self.services.begin()
        missing = []
        try:
            self.services.menus.current()
        except MenusNotReadyError as error:
            missing.append(f"menus: {error}")
        try:
            self.services.calls.find(CallId("health"))
        except StoreUnavailableError:
            missing.append("redis: does not answer; calls go on, but what was entered may be asked again")
        body = "\n".join(missing or ["ready"]) + "\n"
        return Response(body, status=503 if missing else 200, content_type="text/plain; charset=utf-8")

    def metrics(self) -> Response:
        """Give the process's counters to Prometheus."""
        return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)

    def audio(self, language: str, file: str) -> Response:
        """Send a recording: the language's own, else the one for all languages."""
        _forget_absurd_dates(request.environ)
        folder = self.audio_dir.absolute()
        own = f"{language}/{file}"
        try:
            path = own if safe_join(str(folder), own) and (folder / own).is_file() else file
            return send_from_directory(folder, path, max_age=_DAY_S, conditional=True)
        except OSError as error:  # a name longer than a file can have, or a file that may not be read
            raise NotFound from error


def _forget_absurd_dates(environ: dict[str, Any]) -> None:
    """Take conditions away whose date is beyond what werkzeug can read without failing; a date that is none counts not.

    https://www.rfc-editor.org/rfc/rfc9110#section-13.1.3
    """
    for name in ("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_RANGE"):
        try:
            parse_date(environ.get(name))
        except (ValueError, OverflowError):
            del environ[name]
            if name == "HTTP_IF_RANGE":  # which is not fulfilled, so all of it is wanted
                environ.pop("HTTP_RANGE", None)


def page_routes(pages: Pages) -> Blueprint:
    """Return the routes of everything that is not a webhook."""
    routes = Blueprint("pages", __name__)
    routes.add_url_rule("/", "front", pages.front)
    routes.add_url_rule("/health/live", "live", pages.live)
    routes.add_url_rule("/health/ready", "ready", pages.ready)
    routes.add_url_rule("/metrics", "metrics", pages.metrics)
    routes.add_url_rule("/audio/<language>/<path:file>", "audio", pages.audio)
    return routes
