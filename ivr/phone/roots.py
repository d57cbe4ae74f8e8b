"""Takes an answer for a document: XML of the right type and size, with a <Response> around it."""

from xml.etree import ElementTree as ET

from ivr.phone import attributes
from ivr.phone.attributes import read_attributes
from ivr.phone.problems import BadDocumentError

LARGEST_DOCUMENT_BYTES = 64 * 1024
_TWIML_TYPES = frozenset({"text/xml", "application/xml", "text/html"})


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
