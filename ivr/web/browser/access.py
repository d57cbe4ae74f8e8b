"""Who may use the telephone in the browser: whoever knows the password, or whoever sits at this very machine.

A page of another site must neither ring the line nor read what it says, by whatever name it reaches this server: so
the Host must be ours (a name that somebody points at 127.0.0.1 is not), and what changes something must say that it
comes from a page of ours.
"""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from typing import Any, Final
from urllib.parse import urlsplit

from itsdangerous import BadSignature, TimestampSigner

COOKIE: Final = "ringtree-phone"
SIGNED_IN_S: Final = 12 * 3_600
TRIES_S: Final = 300
_MOST_TRIES: Final = 10  # of one address
_MOST_TRIES_OF_ALL: Final = 100
_OURSELVES: Final = frozenset({"localhost", "127.0.0.1", "::1"})
# What a tunnel or a proxy on this machine adds: whoever is behind it does not sit here.
_FORWARDED: Final = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
    "HTTP_VIA",
)

Environ = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Access:
    """Who may come in. `public_url` is the line's own address; `is_open`: without a password, from this machine only.

    `behind_router`: the platform's router says in X-Forwarded-For who asks. `count_try` counts tries by whom.
    """

    public_url: str
    secret: bytes = field(repr=False)
    password: str | None = field(repr=False)
    is_open: bool
    behind_router: bool
    count_try: Callable[[str, int], int]

    @property
    def exists(self) -> bool:
        """Whether there is a telephone in the browser here at all."""
        return self.password is not None or self.is_open

    @property
    def asks(self) -> bool:
        """Whether a password is asked for."""
        return self.password is not None

    def finds(self, environ: Environ) -> bool:
        """Return whether this visitor is to find anything here."""
        if self.password is not None:
            return True
        return self.is_open and _sits_here(environ)

    def knows_host(self, environ: Environ) -> bool:
        """Return whether the request is for a name of ours."""
        host = str(environ.get("HTTP_HOST", "")).lower()
        return host == urlsplit(self.public_url).netloc.lower() or _name_of(host) in _OURSELVES

    def comes_from_us(self, environ: Environ) -> bool:
        """Return whether the request was made by a page of ours, as far as its browser says who made it."""
        if environ.get("HTTP_SEC_FETCH_SITE", "same-origin") not in {"same-origin", "none"}:
            return False
        origin = environ.get("HTTP_ORIGIN")
        if origin is None:
            return True
        return urlsplit(str(origin)).netloc.lower() == str(environ.get("HTTP_HOST", "")).lower()

    def is_signed_in(self, cookie: str | None) -> bool:
        """Return whether the visitor may use the telephone."""
        if self.password is None:
            return self.is_open
        if cookie is None:
            return False
        try:
            self._signer().unsign(cookie, max_age=SIGNED_IN_S)
        except BadSignature:
            return False
        return True

    def may_try(self, environ: Environ) -> bool:
        """Count a try, and return whether it is not one too many; StoreUnavailableError when nobody can count."""
        mine = self.count_try(f"phone:{_visitor(environ, self.behind_router)}", TRIES_S)
        return mine <= _MOST_TRIES and self.count_try("phone:all", TRIES_S) <= _MOST_TRIES_OF_ALL

    def find_cookie(self, password: str) -> str | None:
        """Return what says that the visitor is signed in, or None when the password is another one."""
        if self.password is None or not hmac.compare_digest(_hash(password), _hash(self.password)):
            return None
        return self._signer().sign("in").decode()

    @property
    def is_secure(self) -> bool:
        """Whether the cookie goes over HTTPS only."""
        return self.public_url.startswith("https:")

    def _signer(self) -> TimestampSigner:
        # With the password in it, whoever changes that signs everybody out.
        return TimestampSigner(self.secret + _hash(self.password or ""), salt=b"phone", digest_method=sha256)


def _sits_here(environ: Environ) -> bool:
    if any(name in environ for name in _FORWARDED):
        return False
    try:
        return ip_address(str(environ.get("REMOTE_ADDR", ""))).is_loopback
    except ValueError:
        return False


def _name_of(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _visitor(environ: Environ, behind_router: bool) -> str:
    """Return the visitor's address; of an IPv6 one, the network that one subscriber has."""
    said = str(environ.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip() if behind_router else ""
    try:
        address = ip_address(said or str(environ.get("REMOTE_ADDR", "")))
    except ValueError:
        return "unknown"
    return str(address) if not isinstance(address, IPv6Address) else address.exploded[:19]


def _hash(text: str) -> bytes:
    return sha256(text.encode("utf-8", "surrogatepass")).digest()
