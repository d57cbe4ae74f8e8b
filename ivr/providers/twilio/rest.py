"""Twilio's REST API, as its own library asks it, with an address that can be another one."""

import logging
import threading
from typing import Any, Final

from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

API: Final = "https://api.twilio.com"
_CONNECT_S: Final = 3.0
_PATIENCE_S: Final = 10.0
_SILENT: Final = logging.getLogger(f"{__name__}.requests")  # the library would log whom it calls
_SILENT.disabled = True


class ApiAddress(TwilioHttpClient):  # type: ignore[misc]  # the library has no types
    """Twilio's own client, with another address in place of the API's; it never tries anything twice."""

    def __init__(self, base_url: str) -> None:
        super().__init__(timeout=_PATIENCE_S, max_retries=0, logger=_SILENT)
        self.timeout = (_CONNECT_S, _PATIENCE_S)  # the library's own check knows one number only
        self._base_url = base_url.rstrip("/")

    def request(self, method: str, url: str, *arguments: Any, **named: Any) -> Any:
        """Send a request where it is to go."""
        if url.startswith(API):
            url = self._base_url + url.removeprefix(API)
        return super().request(method, url, *arguments, **named)


class Account:
    """An account at the API, with a client for each thread: the library does not promise that they may share one.

    Prints without the token.
    """

    def __init__(self, account_sid: str, auth_token: str, api_base_url: str | None) -> None:
        self._credentials = (account_sid, auth_token)
        self._api = api_base_url or API
        self._mine = threading.local()

    def __repr__(self) -> str:
        return "Account()"

    @property
    def client(self) -> Any:
        """This thread's client."""
        client = getattr(self._mine, "client", None)
        if client is None:
            client = self._mine.client = Client(*self._credentials, http_client=ApiAddress(self._api))
        return client
