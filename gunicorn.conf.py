"""gunicorn's settings; `gunicorn app:app` finds them by itself, and so does `ivr up`."""

import atexit
import os
import sys
from pathlib import Path

from ivr.errors import RingtreeError
from ivr.host.keys import ensure_secret_key
from ivr.host.redis_keeper import RedisKeeper
from ivr.settings import load_settings

_MEMORY = "/dev/shm"  # noqa: S108 - gunicorn makes a private file in it

# A platform that names the port wants to reach it from outside; on a desk nobody else should.
bind = f"0.0.0.0:{os.environ['PORT']}" if os.environ.get("PORT") else "127.0.0.1:8000"
workers = max(int(os.environ.get("WEB_CONCURRENCY") or 1), 1)
worker_class = "ivr.host.worker.PatientWorker"
threads = 64
worker_connections = 600  # with 200 that take leave and the threads' own to Redis, below the usual 1024 open files
preload_app = False
keepalive = 75  # longer than the routers in front of us keep theirs, so that they close first
graceful_timeout = 20
worker_tmp_dir = _MEMORY if Path(_MEMORY).is_dir() else None  # the heartbeat must not wait for a disk
limit_request_line = 8190  # a turn's address carries the caller's place
limit_request_fields = 100
limit_request_field_size = 8190
control_socket_disable = True
forwarder_headers = ""  # no proxy tells us what our path is
accesslog = None  # the app logs each request with what it meant
if os.environ.get("DYNO"):
    forwarded_allow_ips = "*"  # only Heroku's router reaches a dyno, and it sets X-Forwarded-Proto


def on_starting(_server: object) -> None:
    """Make sure that there is a Redis, in the master: workers inherit REDIS_URL and own nothing.

    There is no `on_exit` to it: the owner stops its server when its process ends, also after a reload of this file.
    """
    var = Path(os.environ.get("IVR_VAR_DIR") or "var")
    try:
        load_settings(os.environ)  # a wrong one ends the start here, with its sentence
        if os.environ.get("REDIS_URL") or os.environ.get("REDIS_URL_FILE"):
            return
        keeper = RedisKeeper(var, lambda sentence: print(sentence, file=sys.stderr))  # noqa: T201
        keeper.start()
        atexit.register(keeper.close)
        os.environ["REDIS_URL"] = keeper.url
        if not os.environ.get("IVR_SECRET_KEY_FILE"):
            os.environ.setdefault("IVR_SECRET_KEY", ensure_secret_key(var))
    except RingtreeError as error:
        sys.exit(str(error))
