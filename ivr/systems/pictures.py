"""Fetching what came with a text: from public addresses only, so much at most, and nobody else is shown our password.

An address stands in a message, and a message may come from anybody. Credentials go to the provider's own hosts, over
TLS; where those lead on to, such as a store for files, they are not taken along.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin, urlsplit

from urllib3 import BaseHTTPResponse, Timeout, make_headers
from urllib3.exceptions import HTTPError

from ivr.ports.conversations import Picture, PictureRefusedError
from ivr.systems.guarded import GuardedManager, PrivateAddressError

LARGEST_PICTURE: Final = 5 * 1024 * 1024  # bytes; more no carrier delivers
_MOST_LED_ON: Final = 4
_PATIENCE_S: Final = 20.0
_CHUNK: Final = 64 * 1024
_LED_ON: Final = frozenset({301, 302, 303, 307, 308})
# What a phone sends, by the suffix that it gets here. A page or a script is none of it.
_SUFFIXES: Final[Mapping[str, str]] = {
    "image/jpeg": ".jpg",
    "image/jpg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/heic": ".heic",
    "video/mp4": ".mp4",
    "video/3gpp": ".3gp",
    "video/quicktime": ".mov",
    "audio/mpeg": ".mp3",
    "audio/mp3": ".mp3",
    "audio/wav": ".wav",
    "audio/x-wav": ".wav",
    "audio/wave": ".wav",
    "audio/amr": ".amr",
    "audio/ogg": ".ogg",
    "audio/mp4": ".m4a",
    "application/pdf": ".pdf",
    "text/vcard": ".vcf",
    "text/x-vcard": ".vcf",
}


@dataclass(frozen=True, slots=True)
class PictureAccount:
    """Who may read a provider's pictures: `hosts` are its domains, and everything below them."""

    hosts: tuple[str, ...]
    user: str
    password: str = field(repr=False)

    def covers(self, host: str) -> bool:
        """Return whether a host is the provider's own."""
        return any(host == domain or host.endswith(f".{domain}") for domain in self.hosts)


class PictureClient:
    """Fetches pictures, of so many bytes at the `largest`.

    `private` are the `host:port` that may lie anywhere, and need no TLS.
    """

    def __init__(
        self, accounts: tuple[PictureAccount, ...], private: frozenset[str], largest: int = LARGEST_PICTURE
    ) -> None:
        self._accounts = accounts
        self._largest = largest
        self._private = private
        self._manager = GuardedManager(private, retries=False)

    def fetch(self, url: str) -> Picture:
        """Return the picture; PictureRefusedError when it is not to be had, within 20 s."""
        try:
            return self._fetch(url, time.monotonic() + _PATIENCE_S)
        except PrivateAddressError:
            raise PictureRefusedError("its address is not on the public internet") from None
        except (HTTPError, OSError, ValueError) as error:  # not `from` it: it may quote the address
            raise PictureRefusedError(f"it could not be fetched ({type(error).__name__})") from None

    def _fetch(self, url: str, deadline: float) -> Picture:
        for _ in range(_MOST_LED_ON + 1):
            response = self._ask(url, deadline)
            try:
                if response.status in _LED_ON:
                    url = urljoin(url, response.headers.get("Location", ""))
                    continue
                return _picture(response, deadline, self._largest)
            finally:
                response.close()
        raise PictureRefusedError("it leads on and on")

    def _ask(self, url: str, deadline: float) -> BaseHTTPResponse:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        is_known_here = f"{host}:{parts.port}" in self._private
        if parts.username is not None or not (parts.scheme == "https" or (parts.scheme == "http" and is_known_here)):
            raise PictureRefusedError("its address is not one of https")
        account = next((account for account in self._accounts if account.covers(host)), None)
        headers = {"User-Agent": "Ringtree"}
        if account is not None:
            headers |= make_headers(basic_auth=f"{account.user}:{account.password}")
        left_s = max(0.1, deadline - time.monotonic())
        return self._manager.urlopen(
            "GET", url, headers=headers, redirect=False, preload_content=False, timeout=Timeout(total=left_s)
        )


def _picture(response: BaseHTTPResponse, deadline: float, largest: int) -> Picture:
    if response.status != 200:
        raise PictureRefusedError(f"its host answered {response.status}")
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    suffix = _SUFFIXES.get(kind)
    if suffix is None:
        raise PictureRefusedError("it is no picture, sound, video, card or PDF")
    content = bytearray()
    for chunk in response.stream(_CHUNK, decode_content=True):
        content += chunk
        if len(content) > largest:
            raise PictureRefusedError(f"it is over {largest // 1024 // 1024} MB")
        if time.monotonic() > deadline:
            raise PictureRefusedError("it does not come in time")
    return Picture(suffix, bytes(content))
