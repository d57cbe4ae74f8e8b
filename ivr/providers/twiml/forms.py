"""From the bytes of a webhook to the fields of its form."""

import re
from typing import Final
from urllib.parse import unquote_to_bytes

from ivr.errors import BadRequestError

Field = tuple[str, str]
MOST_FIELDS: Final = 300
FORM_TYPE: Final = "application/x-www-form-urlencoded"
JSON_TYPE: Final = "application/json"
ON_THE_WAY: Final = "look at what stands between the provider and this line (a proxy, a rewriting tunnel)"
_HALF_ESCAPE: Final = re.compile(rb"%(?![0-9A-Fa-f]{2})")


def read_content(content_type: str, body: bytes, *, nul: bool = False) -> tuple[Field, ...] | bytes:
    """Return the form's fields in order, or the bytes of a JSON body; BadRequestError when it is neither.

    `nul`: NUL characters may be in there.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if kind == FORM_TYPE:
        return read_fields(body, nul=nul)
    if kind == JSON_TYPE:
        return body
    if not kind and not body:
        return ()
    raise BadRequestError(f"A webhook came neither as a form ({FORM_TYPE}) nor as JSON; {ON_THE_WAY}.")


def read_fields(body: bytes, *, nul: bool = False) -> tuple[Field, ...]:
    """Return the form's fields in order, empty values kept; BadRequestError for what no provider would send."""
    if body.count(b"&") >= MOST_FIELDS:
        raise BadRequestError(f"A webhook's form has more than {MOST_FIELDS} fields; {ON_THE_WAY}.")
    if _HALF_ESCAPE.search(body):
        raise BadRequestError(
            f"A webhook's form has a percent sign that two hexadecimal digits should follow; {ON_THE_WAY}."
        )
    if not nul and (b"\0" in body or b"%00" in body):
        raise BadRequestError(f"A webhook's form contains a NUL character; {ON_THE_WAY}.")
    try:
        # A plus sign that was escaped parts nothing; with it go nearly all the escapes that are sent.
        return tuple(_fields(body.replace(b"+", b" ").replace(b"%2B", b"+").decode()))
    except UnicodeDecodeError:
        # Not `from` the codec's error: that one carries the form.
        raise BadRequestError(f"A webhook's form is not UTF-8; {ON_THE_WAY}.") from None


def _fields(text: str) -> list[Field]:
    fields = [(name, value) for name, _, value in [piece.partition("=") for piece in text.split("&") if piece]]
    return [(_unescaped(name), _unescaped(value)) for name, value in fields] if "%" in text else fields


def _unescaped(text: str) -> str:
    return unquote_to_bytes(text).decode() if "%" in text else text
