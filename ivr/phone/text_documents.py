"""Reads the TwiML that answers a text, as strictly as its manual is written.

Source: https://www.twilio.com/docs/messaging/twiml and its limits.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

from ivr.phone.attributes import MISSPELT
from ivr.phone.problems import BadDocumentError
from ivr.phone.roots import read_root

MOST_CHARACTERS: Final = 1600
MOST_PICTURES: Final = 10
_ATTRIBUTES: Final = frozenset({"to", "from", "action", "method", "statusCallback"})


@dataclass(frozen=True, slots=True)
class TextHeard:
    """A text that came back: what it says, its pictures, and where the provider tells how it fares; "" for nowhere."""

    body: str = field(repr=False)
    media: tuple[str, ...] = ()
    status_callback: str = ""


def read_texts(body: bytes, content_type: str, url: str) -> tuple[TextHeard, ...]:
    """Return the texts that a document asks to be sent; BadDocumentError when Twilio would not send each of them."""
    return tuple(_read_message(each, url) for each in read_root(body, content_type))


def _read_message(element: ET.Element, url: str) -> TextHeard:
    if element.tag != "Message":
        raise BadDocumentError(f"<{element.tag}> is not allowed in an answer to a text; <Message> is", MISSPELT)
    unknown = sorted(set(element.attrib) - _ATTRIBUTES)
    if unknown:
        raise BadDocumentError(f"<Message> has no attribute {unknown[0]}", MISSPELT)
    bodies, media = _parts(element, "Body"), _parts(element, "Media")
    others = [child.tag for child in element if child.tag not in {"Body", "Media"}]
    if others:
        raise BadDocumentError(f"<{others[0]}> is not allowed in <Message>; <Body> and <Media> are", MISSPELT)
    said = "".join(bodies) or (element.text or "").strip()
    _check_sizes(said, media)
    callback = element.attrib.get("statusCallback", "")
    return TextHeard(said, tuple(urljoin(url, each) for each in media), urljoin(url, callback) if callback else "")


def _parts(element: ET.Element, tag: str) -> list[str]:
    return [child.text or "" for child in element if child.tag == tag]


def _check_sizes(said: str, media: Sequence[str]) -> None:
    if len(said) > MOST_CHARACTERS:
        raise BadDocumentError(f"a text has {len(said)} characters; at most {MOST_CHARACTERS} are sent", 21617)
    if len(media) > MOST_PICTURES:
        raise BadDocumentError(f"a text has {len(media)} pictures; at most {MOST_PICTURES} are sent", 21623)
    if not said and not media:
        raise BadDocumentError("a text has neither words nor pictures", 14103)
