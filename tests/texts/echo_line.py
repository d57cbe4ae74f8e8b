"""A line that says to every text what it said, for gunicorn; `echo_worker.py` is its worker.

Everything is as in the product, but the menus, and seconds are short. ECHO_S: so long an answer takes.
"""

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from flask import Flask, Response

from ivr import log
from ivr.clock import utc_now
from ivr.factory.database import database_of
from ivr.ports.text_work import TextPace, Texts
from ivr.ports.texts import MessageReceived, Reply, TextProvider
from ivr.providers.twilio.texts import TwilioTexts
from ivr.queue import DramatiqJobs, make_broker
from ivr.settings import load_settings
from ivr.stores.sql.texts import SqlTexts
from ivr.web.gate import Gate, Refused
from ivr.web.texts import TextDoor, text_routes

PACE = TextPace(lease_s=6.0, sweep_after_s=2.0, look_after_s=2.0, again_s=0.5, compute_s=0.5)


class Echo:
    """Says what was said."""

    def converse(self, _provider: str, received: MessageReceived, tell: Callable[[Reply], object]) -> Sequence[Reply]:
        """Return that, after a while."""
        time.sleep(float(os.environ.get("ECHO_S", "0")))
        return [Reply(f"You said: {received.body}")]


settings = load_settings(os.environ)
assert settings.redis_url is not None
log.configure(settings.log_format)
broker = make_broker(settings.redis_url)
texts = Texts(utc_now, SqlTexts(database_of(settings)), DramatiqJobs(broker), Echo(), PACE)


def make_app() -> Flask:
    """Return the routes of texts, and the one that says that they are there."""
    assert settings.public_base_url is not None
    assert settings.twilio_auth_token is not None
    provider = TwilioTexts(settings.public_base_url, (settings.twilio_auth_token,), development=False)
    gate: Gate[TextProvider] = Gate({provider.signature_header: provider})
    flask = Flask("echo", static_folder=None)
    flask.register_blueprint(text_routes(TextDoor(texts, gate, ThreadPoolExecutor(16), settings.texts_are_fast)))
    flask.register_error_handler(Refused, lambda refused: Response(status=refused.status))
    flask.add_url_rule("/health/live", "live", lambda: "ok")
    return flask


app = make_app()
