"""Whether a request was signed with our auth token: the header `X-Twilio-Signature`.

Twilio signs the request's address followed by the form's names and values, sorted, with HMAC-SHA1 in base64
(https://www.twilio.com/docs/usage/security#validating-requests). Nothing here reads Host or X-Forwarded-*.
"""

import binascii
import hashlib
import hmac
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal
from urllib.parse import parse_qs

from ivr.providers.twiml.forms import Field


def signed_url(public_base_url: str, raw_target: str) -> str | None:
    """Return the address Twilio signs for this raw request target, or None for a target that is no path.

    It is PUBLIC_BASE_URL without `user:pass@`, query, fragment and last slash (Twilio drops the first before it signs,
    says its security page), then the target as it came: `%7E` and `~`, `%2b` and `%2B`, `/voice` and `/voice/` are
    different signatures. Absolute targets (`POST http://elsewhere/voice`) are refused, not mended: Twilio sends none,
    and text glued to our host name without a slash would name another host.
    """
    return _signed_base(public_base_url) + raw_target if raw_target.startswith("/") else None


@lru_cache(maxsize=16)
def _signed_base(public_base_url: str) -> str:
    scheme, mark, rest = public_base_url.partition("://")
    authority, slash, path = rest.partition("#")[0].partition("?")[0].partition("/")
    host = authority.rpartition("@")[2]
    return f"{scheme}{mark}{host}{slash}{path}".rstrip("/")


def is_signed_by(
    token: str,
    url: str,
    content: Sequence[Field] | bytes,
    signature: str | None,
    algorithm: Literal["sha1", "sha256"] = "sha1",
) -> bool:
    """Return whether `signature` is the one that `token` gives; never raises. An empty token signs nothing.

    `content` is the form's fields or, for a body that is no form, its bytes; those are covered by the SHA-256 that
    Twilio puts into the query as `bodySHA256`, and without it they are not signed at all.

    Twilio's products disagree about how `url` is spelled, so at most six spellings of it are tried: without its port
    and with it, 443 or 80 standing in for none (all of Twilio's helper libraries); `'` in the query as `%27`
    (twilio-node 6), and the reverse, for a proxy that escaped it; a bare `?` at the end dropped (twilio-python 9).
    """
    if not token or not signature:
        return False
    if isinstance(content, bytes):
        if not _names_hash_of(url, content):
            return False
        fields = b""
    else:
        fields = _signed_fields(content)
    given = _wire(signature)
    for address in _spellings(url):
        if hmac.compare_digest(_signature(token, _wire(address) + fields, algorithm), given):
            return True
    return False


def _signature(token: str, message: bytes, algorithm: str) -> bytes:
    signed = _keyed(token, algorithm).copy()
    signed.update(message)
    # Compared as base64, not decoded: a decoder forgives changed padding bits.
    return binascii.b2a_base64(signed.digest(), newline=False)


@lru_cache(maxsize=16)
def _keyed(token: str, algorithm: str) -> hmac.HMAC:
    """Return a signature of nothing yet; to take in the key is half of the work of signing a form."""
    return hmac.new(_wire(token), digestmod=algorithm)


def _signed_fields(fields: Sequence[Field]) -> bytes:
    """Return names and values as signed: sorted by name, then value, each pair once, nothing in between."""
    values = dict(fields)
    if len(values) == len(fields):  # nearly always, and names alone are sorted in no time
        return _wire("".join([name + values[name] for name in sorted(values)]))
    return _wire("".join([name + value for name, value in sorted(set(fields))]))


def _names_hash_of(url: str, body: bytes) -> bool:
    named = parse_qs(url.partition("?")[2]).get("bodySHA256")
    return named is not None and hmac.compare_digest(_wire(named[0]), hashlib.sha256(body).hexdigest().encode())


def _spellings(url: str) -> Iterator[str]:
    """Yield the addresses to try, the one given first."""
    yield url
    scheme, mark, rest = url.partition("://")
    end = min((at for at in (rest.find("/"), rest.find("?"), rest.find("#")) if at >= 0), default=len(rest))
    origins = [scheme + mark + rest[:end], scheme + mark + _other_port(scheme, rest[:end])]
    for tail in _tail_spellings(rest[end:]):
        for origin in origins:
            if (spelling := origin + tail) != url:
                yield spelling


def _other_port(scheme: str, authority: str) -> str:
    """Return the authority without its port, or with the usual one where it has none."""
    user, at, host_and_port = authority.rpartition("@")
    host, colon, port = host_and_port.rpartition(":")
    if colon and "]" not in port:  # the last colon inside [::1] begins no port
        return user + at + host
    return f"{authority}:{443 if scheme == 'https' else 80}"


def _tail_spellings(tail: str) -> Iterator[str]:
    yield tail
    path, mark, query = tail.partition("?")
    if mark and not query:
        yield path
    if "'" in query:
        yield path + mark + query.replace("'", "%27")
    if "%27" in query:
        yield path + mark + query.replace("%27", "'")


def _wire(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
