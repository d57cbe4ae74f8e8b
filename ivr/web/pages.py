"""What is not a webhook: health, metrics, and a page for whoever opens the address."""

from dataclasses import dataclass

from flask import Blueprint, Response, render_template_string
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from ivr.errors import MenusNotReadyError, StoreUnavailableError
from ivr.ports.calls import Services
from ivr.values import CallId

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ name }} — Ringtree</title>
<style>body{font:1.1rem/1.6 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem;color:#222}
code{background:#eee;padding:.15em .4em;border-radius:.3em}</style></head>
<body><h1>{{ name }}</h1>
{% if ready %}<p>The line is up and answers calls.
Its menus have {{ steps }} steps (version <code>{{ version }}</code>).</p>
{% if phone %}<p>Ring it <a href="/phone">in this browser</a>, or from a terminal: <code>make call</code></p>
{% else %}<p>Ring it from a terminal: <code>make call</code></p>{% endif %}
<p>Edit the files in <code>menus/</code>: a change without errors is live in a second.</p>
{% else %}<p>The line runs, but its menus have errors, so callers are asked to try again later.</p>
<p>See what is wrong: <code>.venv/bin/ivr check</code></p>{% endif %}
</body></html>"""


@dataclass(frozen=True, slots=True)
class Pages:
    """What the pages work with."""

    services: Services
    has_phone: bool = False

    def front(self) -> str:
        """Show that the line is up, and how to ring it."""
        try:
            menus = self.services.menus.current()
        except MenusNotReadyError:
            return render_template_string(_PAGE, name="A line without menus", ready=False)
        version = menus.version.value
        return render_template_string(
            _PAGE, name=menus.line.name, ready=True, steps=len(menus.steps), version=version, phone=self.has_phone
        )

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


def page_routes(pages: Pages) -> Blueprint:
    """Return the routes of everything that is not a webhook."""
    routes = Blueprint("pages", __name__)
    routes.add_url_rule("/", "front", pages.front)
    routes.add_url_rule("/health/live", "live", pages.live)
    routes.add_url_rule("/health/ready", "ready", pages.ready)
    routes.add_url_rule("/metrics", "metrics", pages.metrics)
    return routes
