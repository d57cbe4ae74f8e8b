"""Telnyx's REST API: where it is, who asks, how long an answer is waited for."""

import threading
from typing import Any, Final

import requests

_API: Final = "https://api.telnyx.com"
_PATIENCE_S: Final = (3.0, 10.0)  # to connect, and for the answer


class TelnyxRest:
    """Asks by an account's key, each thing once. Safe to share between threads. Prints without the key."""

    def __init__(self, api_key: str, api_base_url: str | None) -> None:
        self._headers = {"Authorization": f"Bearer {api_key}", "Accept": "application/json"}
        self._base_url = (api_base_url or _API).rstrip("/")
        self._mine = threading.local()  # a session is not promised to be shared between threads

    def __repr__(self) -> str:
        return "TelnyxRest()"

    def ask(self, method: str, path: str, order: dict[str, Any] | None = None, **headers: str) -> requests.Response:
        """Return the answer, a refusal too; RequestException, which may hold a number, where there is none in time."""
        session: requests.Session | None = getattr(self._mine, "session", None)
        if session is None:
            session = self._mine.session = requests.Session()
            session.trust_env = False  # a key must not be replaced by one of a .netrc
        return session.request(
            method,
            self._base_url + path,
            json=order,
            headers={**self._headers, **headers},
            timeout=_PATIENCE_S,
            allow_redirects=False,
        )


def code_in(answer: requests.Response) -> str:
    """Return the code of a refusal; nothing when it says none."""
    try:
        return str(answer.json()["errors"][0]["code"])
    except (ValueError, KeyError, TypeError, IndexError):
        return ""
