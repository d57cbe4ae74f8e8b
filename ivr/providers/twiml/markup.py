"""Text into XML, and the few elements that many documents share."""

import re
from typing import Final
from urllib.parse import quote

from markupsafe import escape

_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_xml(text: str) -> str:
    """Return the text without the characters that XML 1.0 has no spelling for."""
    return text if text.isprintable() else _NOT_XML.sub("", text)


def escaped(text: str) -> str:
    """Return the text as XML writes it."""
    return str(escape(as_xml(text)))


def attribute(name: str, value: str | None) -> str:
    """Return the attribute with a blank before it; nothing when it has no value."""
    return f' {name}="{escaped(value)}"' if value else ""


def flag(name: str, *, is_set: bool) -> str:
    """Return the attribute when it is true; otherwise the provider's own default holds."""
    return f' {name}="true"' if is_set else ""


def audio_address(path: str) -> str:
    """Return where a recording is, by its path below `/audio/`."""
    return f"/audio/{quote(as_xml(path))}"


def recording_callback(address: str) -> str:
    """Return the attributes by which the end of a recording is reported."""
    return f' recordingStatusCallback="{escaped(address)}" recordingStatusCallbackMethod="POST"'


def redirect(address: str) -> str:
    """Return a <Redirect> to an address that is escaped already."""
    return f'<Redirect method="POST">{address}</Redirect>'
