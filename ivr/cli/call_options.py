"""What was typed behind `ivr call`: read before anything rings."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from ivr.rehearsal.placing import BadOptionError, quoted, read_at, read_called, read_caller

_URL_ADVICE: Final = "write it like http://127.0.0.1:8000"


@dataclass(frozen=True, slots=True)
class CallOptions:
    """Who rings whom, when and where; None is left to the line."""

    from_number: str
    to_number: str | None
    at: str | None
    url: str | None


def read_options(from_number: str, to_number: str | None, at: str | None, url: str | None) -> CallOptions:
    """Return the options as the line takes them; BadOptionError for the first that cannot be read."""
    return CallOptions(
        read_caller("--from", from_number),
        None if to_number is None else read_called("--to", to_number),
        None if at is None else read_at("--at", at),
        None if url is None else _read_url(url),
    )


def _read_url(text: str) -> str:
    url = text.strip()
    refused = BadOptionError(f"--url {quoted(url)} is no address of a line; {_URL_ADVICE}.")
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise refused from None
    # The line answers at the root of its address only.
    is_bare = not parts.path.strip("/") and not any(mark in url for mark in "?#@ ") and url.isprintable()
    if parts.scheme not in {"http", "https"} or not parts.hostname or not is_bare:
        raise refused
    return url
