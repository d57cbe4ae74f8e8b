"""What a webhook must be before anybody reads it: signed by a provider we know, of one piece, not too large."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, Generic, Protocol, TypeVar
from wsgiref.types import WSGIEnvironment

from msgspec import Struct

from ivr.errors import BadRequestError
from ivr.ports.webhooks import Authentic, RawRequest

LARGEST_BYTES: Final = 65_536
_MOST_DIGITS: Final = 18  # of a length; Python refuses to read thousands of them
_WITHOUT_PREFIX: Final = frozenset({"CONTENT_TYPE", "CONTENT_LENGTH"})


class Refused(Exception):  # noqa: N818 - an answer, not a mishap
    """The request is answered with a bare status; `why` is for the log, and repeats nothing of the request."""

    def __init__(self, status: int, why: str = "") -> None:
        super().__init__(str(status))
        self.status = status
        self.why = why


class unreadable_is_refused:  # noqa: N801 - reads like what contextmanager makes, which costs five times as much
    """Refuse, as malformed, an authentic form that says nothing we can act on."""

    __slots__ = ()

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, BadRequestError):
            raise Refused(400, str(error)) from error


class Signer(Protocol):
    """Whatever a provider's webhooks are about, it can be told whether they are its own."""

    def authenticate(self, request: RawRequest) -> Authentic | None:
        """Return the form when the signature holds, else None; BadRequestError for a form that cannot be read."""
        ...


P = TypeVar("P", bound=Signer)


class Signed(Struct, Generic[P], frozen=True):
    """An authentic request and who sent it."""

    provider: P
    authentic: Authentic
    raw: RawRequest


class _Headers(Mapping[str, str]):
    """A request's headers by their names in lower case, looked up where the server left them."""

    __slots__ = ("_environ",)

    def __init__(self, environ: WSGIEnvironment) -> None:
        self._environ = environ

    def __getitem__(self, name: str) -> str:
        value: str = self._environ[_key_of(name)]
        return value

    def get(self, name: str, default: Any = None) -> Any:
        """Return the header, straight: a mapping's own way is by an exception."""
        return self._environ.get(_key_of(name), default)

    def __iter__(self) -> Iterator[str]:
        return (name for key in self._environ if (name := _name_of(key)) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@lru_cache(maxsize=64)
def _key_of(header: str) -> str:
    key = header.upper().replace("-", "_")
    return key if key in _WITHOUT_PREFIX else f"HTTP_{key}"


def _name_of(key: str) -> str | None:
    is_header = key in _WITHOUT_PREFIX or key.startswith("HTTP_")
    return key.removeprefix("HTTP_").replace("_", "-").lower() if is_header else None


class Gate(Generic[P]):
    """Lets authentic webhooks in; a provider is known by its signature header."""

    def __init__(self, providers: Mapping[str, P]) -> None:
        self._providers = {_key_of(header): provider for header, provider in providers.items()}

    def enter(self, environ: WSGIEnvironment) -> Signed[P]:
        """Return the signed form; Refused with 403, 411, 413 or 400 otherwise, before more is read than must be."""
        provider = self._provider(environ)
        if provider is None:
            raise Refused(403)
        raw = RawRequest(
            method=environ["REQUEST_METHOD"],
            target=raw_target(environ),
            headers=_Headers(environ),
            body=_body(environ),
        )
        try:
            authentic = provider.authenticate(raw)
        except BadRequestError as error:
            raise Refused(400, str(error)) from error
        if authentic is None:
            raise Refused(403)
        return Signed(provider, authentic, raw)

    def _provider(self, environ: WSGIEnvironment) -> P | None:
        for key, provider in self._providers.items():
            if environ.get(key):
                return provider
        return None


def _body(environ: WSGIEnvironment) -> bytes:
    """Return the whole body, as long as the request says it is."""
    length: str = environ.get("CONTENT_LENGTH") or ""
    if not (length.isascii() and length.isdigit()):
        raise Refused(411)
    if len(length) > _MOST_DIGITS or int(length) > LARGEST_BYTES:
        raise Refused(413)
    try:
        body: bytes = environ["wsgi.input"].read(int(length))
    except (OSError, ValueError) as error:
        raise Refused(400) from error
    if len(body) != int(length):
        raise Refused(400)
    return body


def raw_target(environ: WSGIEnvironment) -> str:
    """Return the request target as it was sent; what a provider signs is this, not a decoded form of it."""
    target = environ.get("RAW_URI") or environ.get("REQUEST_URI")
    if isinstance(target, str) and target:
        return target
    path: str = environ.get("PATH_INFO", "")
    query: str = environ.get("QUERY_STRING", "")
    return path + (f"?{query}" if query else "")
