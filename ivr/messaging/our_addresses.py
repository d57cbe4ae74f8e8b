"""Addresses of ours that a provider is given with a text: where it tells how the text fares, where its pictures are."""

import re
from typing import Final
from urllib.parse import parse_qs

from ivr.values import OwnId

STATUS_PATH: Final = "/status/message"
_OWN_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


def status_path(own_id: OwnId) -> str:
    """Return where a provider tells how a text of ours fares, from the root."""
    return f"{STATUS_PATH}?m={own_id}"


def find_own_id(query: str) -> OwnId | None:
    """Return the text that such an address is about; None where it names none of ours."""
    own_id = parse_qs(query).get("m", [""])[0]
    return OwnId(own_id) if _OWN_ID.fullmatch(own_id) else None


def media_address(here: str, url: str) -> str:
    """Return the address of a picture as a provider can fetch it; one of ours begins with a slash."""
    return f"{here}{url}" if url.startswith("/") else url
