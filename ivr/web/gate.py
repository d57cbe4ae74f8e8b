"""What a webhook must be before anybody reads it: signed by a provider we know, of one piece, not too large."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import Request

from ivr.errors import BadRequestError
from ivr.ports import Authentic, RawRequest, VoiceProvider

LARGEST_BYTES: Final = 65_536
_MOST_DIGITS: Final = 18  # of a length; Python refuses to read thousands of them


class Refused(Exception):  # noqa: N818 - an answer, not a mishap
    """The request is answered with a bare status."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


@dataclass(frozen=True, slots=True)
class Signed:
    """An authentic request and who sent it."""

    provider: VoiceProvider
    authentic: Authentic
    raw: RawRequest


class Gate:
    """Lets authentic webhooks in; a provider is known by its signature header."""

    def __init__(self, providers: Mapping[str, VoiceProvider]) -> None:
        self._providers = providers

    def enter(self, request: Request) -> Signed:
        """Return the signed form; Refused with 403, 411, 413 or 400 otherwise, before more is read than must be."""
        provider = self._provider(request)
        if provider is None:
            raise Refused(403)
        raw = RawRequest(
            method=request.method,
            target=raw_target(request),
            headers={name.lower(): value for name, value in request.headers.items()},
            body=_body(request),
        )
        try:
            authentic = provider.authenticate(raw)
        except BadRequestError as error:
            raise Refused(400) from error
        if authentic is None:
            raise Refused(403)
        return Signed(provider, authentic, raw)

    def _provider(self, request: Request) -> VoiceProvider | None:
        for header, provider in self._providers.items():
            if request.headers.get(header):
                return provider
        return None


def _body(request: Request) -> bytes:
    """Return the whole body, as long as the request says it is."""
    length = request.environ.get("CONTENT_LENGTH") or ""
    if not (length.isascii() and length.isdigit()):
        raise Refused(411)
    if len(length) > _MOST_DIGITS or int(length) > LARGEST_BYTES:
        raise Refused(413)
    try:
        body: bytes = request.environ["wsgi.input"].read(int(length))
    except (OSError, ValueError) as error:
        raise Refused(400) from error
    if len(body) != int(length):
        raise Refused(400)
    return body


def raw_target(request: Request) -> str:
    """Return the request target as it was sent; what a provider signs is this, not a decoded form of it."""
    environ = request.environ
    target = environ.get("RAW_URI") or environ.get("REQUEST_URI")
    if isinstance(target, str) and target:
        return target
    query = environ.get("QUERY_STRING", "")
    return request.path + (f"?{query}" if query else "")
