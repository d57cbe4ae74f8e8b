"""Where a line is found by those who call it."""

from ivr.factory.joining import USUAL_PORT
from ivr.settings import Settings


def base_url_of(settings: Settings) -> str:
    """Return where providers find the line: its public address, or the one on a desk."""
    return settings.public_base_url or f"http://127.0.0.1:{settings.port or USUAL_PORT}"
