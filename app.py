"""WSGI entry: `gunicorn app:app`."""

from ivr.factory import create_app

app = create_app()
