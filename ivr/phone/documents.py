"""Reads a TwiML document as strictly as its manual is written: what Twilio would refuse or silently ignore is refused.

Sources: Twilio's TwiML Voice reference, its webhook limits and its error dictionary.
"""

from collections.abc import Mapping
from enum import Enum
from xml.etree import ElementTree as ET

from ivr.phone import verbs
from ivr.phone.attributes import MISSPELT
from ivr.phone.companies import TWILIO, Company
from ivr.phone.elements import READERS, refuse_text, unknown
from ivr.phone.problems import BadDocumentError
from ivr.phone.roots import read_root


class Place(Enum):
    """Where a document is performed; the manual allows different verbs in each. The value is for people."""

    CALL = "a call"
    WHISPER = "a document played to the callee"
    QUEUE = "a queue's waiting document"
    CONNECTING = "a document for who waited, before an agent has them"


_ALLOWED: Mapping[Place, frozenset[str]] = {
    Place.CALL: frozenset(
        {"Say", "Play", "Pause", "Gather", "Record", "Dial", "Redirect", "Hangup", "Reject", "Enqueue"}
        | {"Connect", "Pay"}
    ),
    Place.WHISPER: frozenset({"Say", "Play", "Gather", "Hangup"}),
    Place.CONNECTING: frozenset({"Say", "Play", "Pause", "Redirect"}),
    Place.QUEUE: frozenset({"Say", "Play", "Pause", "Gather", "Redirect", "Hangup", "Leave"}),
}
_LAST_WORDS = (verbs.Redirect, verbs.Hangup, verbs.Reject, verbs.Leave)


def read_document(
    body: bytes, content_type: str, place: Place = Place.CALL, company: Company = TWILIO
) -> tuple[verbs.Verb, ...]:
    """Return the verbs of a document; BadDocumentError when the company would not perform every word of it."""
    root = read_root(body, content_type)
    company.read(root)
    found = tuple(_read_verb(child, place) for child in root)
    refuse_text(root)
    _check_order(found)
    return found


def _check_order(found: tuple[verbs.Verb, ...]) -> None:
    for index, verb in enumerate(found):
        if isinstance(verb, verbs.Reject) and index > 0:
            raise BadDocumentError("<Reject> works only as the first verb; before it the call was answered", MISSPELT)
        if isinstance(verb, _LAST_WORDS) and index + 1 < len(found):
            name, after = type(verb).__name__, type(found[index + 1]).__name__
            raise BadDocumentError(f"<{after}> stands after <{name}> and would never be performed", MISSPELT)
        if isinstance(verb, verbs.Dial) and verb.answer_on_bridge and index > 0:
            raise BadDocumentError("<Dial answerOnBridge> works only as the first verb", MISSPELT)


def _read_verb(element: ET.Element, place: Place) -> verbs.Verb:
    reader = READERS.get(element.tag)
    if reader is None:
        raise BadDocumentError(unknown(element.tag, READERS), MISSPELT)
    if element.tag not in _ALLOWED[place]:
        allowed = ", ".join(sorted(_ALLOWED[place]))
        code = 13201 if element.tag == "Dial" and place is Place.WHISPER else MISSPELT
        raise BadDocumentError(f"<{element.tag}> is not allowed in {place.value}; allowed are {allowed}", code)
    return reader(element)
