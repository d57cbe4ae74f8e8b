"""Reads a TwiML document as strictly as its manual is written: what Twilio would refuse or silently ignore is refused.

Sources: Twilio's TwiML Voice reference, its webhook limits and its error dictionary.
"""

from collections.abc import Mapping
from enum import Enum
from xml.etree import ElementTree as ET

from ivr.phone import attributes, verbs
from ivr.phone.attributes import MISSPELT, read_attributes
from ivr.phone.companies import TWILIO, Company
from ivr.phone.elements import READERS, refuse_text, unknown
from ivr.phone.problems import BadDocumentError

LARGEST_DOCUMENT_BYTES = 64 * 1024
_TWIML_TYPES = frozenset({"text/xml", "application/xml", "text/html"})


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


def read_root(body: bytes, content_type: str) -> ET.Element:
    """Return the <Response> of a TwiML document; BadDocumentError when it is none."""
    _check_content_type(content_type)
    if len(body) > LARGEST_DOCUMENT_BYTES:
        raise BadDocumentError(f"the document has {len(body)} bytes; at most {LARGEST_DOCUMENT_BYTES} are read", 11750)
    if not body.strip():
        raise BadDocumentError("the answer is empty; an empty document is <Response/>", 11770)
    root = _parse(body)
    if root.tag != "Response":
        raise BadDocumentError(f"the root element is <{root.tag}>; it must be <Response>", 12102)
    read_attributes("Response", attributes.NOTHING, root.attrib)
    return root


class _Tree(ET.TreeBuilder):
    def doctype(self, name: str, *_: str | None) -> None:
        raise BadDocumentError(f"the document declares a DOCTYPE ({name}); TwiML has none", 12100)


def _parse(body: bytes) -> ET.Element:
    parser = ET.XMLParser(target=_Tree())  # noqa: S314 - a DOCTYPE is refused above, so no entity is ever defined
    try:
        parser.feed(body)
        root: ET.Element = parser.close()
    except (ET.ParseError, ValueError, LookupError) as problem:  # the last two: an encoding the parser cannot read
        raise BadDocumentError(f"the document is not XML: {problem}", 12100) from problem
    return root


def _check_content_type(content_type: str) -> None:
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type not in _TWIML_TYPES:
        shown = f"is {media_type}" if media_type else "is missing"
        raise BadDocumentError(f"the Content-Type {shown}; TwiML is {', '.join(sorted(_TWIML_TYPES))}", 12300)


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
