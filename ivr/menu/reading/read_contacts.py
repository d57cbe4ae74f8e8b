"""Reading what line.yaml says of the world outside: contacts, mailboxes, queues, services."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from ivr.menu.line import Contact, Mailbox, QueueSettings, Service, is_secret
from ivr.menu.numbers import explain_bad_callee, explain_bad_number
from ivr.menu.parts import Place
from ivr.menu.reading.desk import Desk
from ivr.menu.reading.fields import Fields
from ivr.menu.reading.nodes import Scalar, Table
from ivr.menu.templates.expression import TemplateError
from ivr.menu.templates.template import parse_template
from ivr.values import Seconds

EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
HEADER: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_OF_THE_PROTOCOL: Final = frozenset({"host", "content-length", "transfer-encoding", "connection", "upgrade"})


def read_contact(desk: Desk, name: str, table: Table) -> Contact:
    """Return a contact."""
    fields = Fields(desk, table, ("dial", "ring", "in_order", "text", "email"))
    numbers = fields.texts("dial")
    if fields.has_unknown or (fields.has("dial") and not numbers):
        desk.broken.add(name)
    for number, place in numbers:
        wrong = explain_bad_callee(number)
        if wrong is not None:
            desk.complain(place, "E506", wrong)
    text = fields.text("text")
    if text is not None:
        check_number(desk, text, fields.value_place("text"))
    elif fields.has("text"):
        desk.broken.add(name)
    return Contact(
        name,
        tuple(number for number, _ in numbers),
        fields.seconds("ring", 5, 600),
        fields.flag("in_order"),
        text,
        _email(fields),
    )


def check_number(desk: Desk, text: str, place: Place) -> None:
    """Complain of what is no whole phone number."""
    wrong = explain_bad_number(text)
    if wrong is not None:
        desk.complain(place, "E506", wrong)


def read_mailbox(desk: Desk, name: str, table: Table, contacts: Mapping[str, Contact]) -> Mailbox:
    """Return a mailbox."""
    fields = Fields(desk, table, ("notify", "email"))
    return Mailbox(name, fields.defined("notify", contacts, "contact"), _email(fields))


def read_queue_settings(desk: Desk, name: str, table: Table, contacts: Mapping[str, Contact]) -> QueueSettings:
    """Return a queue's settings."""
    fields = Fields(desk, table, ("agents", "music", "most"))
    agents = fields.defined("agents", contacts, "contact")
    if agents is not None and not contacts[agents].dial and agents not in desk.broken:
        text = f"The contact `{agents}` has no `dial:` number in line.yaml, so nobody is rung for this queue."
        desk.complain(fields.value_place("agents"), "E504", text)
    return QueueSettings(name, agents, fields.text("music"), fields.count("most", 1, 1000), table.place)


def read_service(desk: Desk, name: str, table: Table) -> Service:
    """Return a service."""
    fields = Fields(desk, table, ("url", "headers", "timeout"))
    url = fields.text("url") or ""
    if not fields.has("url"):
        fields.miss("E109", f"The service `{name}` has no `url:`, like https://api.acme.example/v1.")
    elif url:
        _check_url(fields, url)
    headers = {}
    table_of_headers = fields.table("headers")
    for key, value in table_of_headers.entries if table_of_headers is not None else ():
        if not isinstance(value, Scalar):
            desk.complain(value.place, "E107", f"`{key.text}` takes one text.")
            continue
        _check_header(desk, key, value)
        headers[key.text] = value.text
    return Service(name, url, headers, fields.seconds("timeout", 1, 10) or Seconds(4))


def _check_url(fields: Fields, url: str) -> None:
    place = fields.value_place("url")
    if not _is_sound(fields.desk, Scalar(url, place)):
        return
    begun = "https://" if url.startswith("{{") else url
    try:
        parts = urlsplit(begun)
        _ = parts.port
    except ValueError:
        fields.malformed("url", url, "a whole address, like https://api.acme.example/v1")
        return
    if parts.scheme not in {"https", "http"} or (not parts.hostname and not url.startswith("{{")):
        fields.malformed("url", url, "a whole address, like https://api.acme.example/v1")
    elif parts.query or parts.fragment or parts.username or parts.password:
        text = "An address here has no `?`, `#` or password; write `query:` at the step, and `headers:` for a password."
        fields.desk.complain(place, "E108", text)


def _check_header(desk: Desk, name: Scalar, value: Scalar) -> None:
    if not HEADER.fullmatch(name.text) or name.text.lower() in _OF_THE_PROTOCOL:
        desk.complain(name.place, "E108", f"`{name.text}` is no header that can be sent; write one like Authorization.")
    elif not value.text.isprintable():
        desk.complain(
            value.place, "E108", f"The header `{name.text}` has a line break or another sign that has no ink."
        )
    else:
        _is_sound(desk, value)


def _is_sound(desk: Desk, text: Scalar) -> bool:
    """Whether a template reads nothing but the environment, and none of our own secrets; it is told otherwise."""
    try:
        names = parse_template(text.text).names
    except TemplateError:
        desk.check_template(text)
        return False
    is_sound = True
    for name in names:
        if name.root != "env" or len(name.path) != 2:
            said = f"`{name.root}` is not known for a service; write {{{{ env.NAME }}}} for what the server has."
        elif is_secret(str(name.path[1])):
            said = f"`{name.path[1]}` is a secret of this line's own and goes to nobody."
        else:
            continue
        is_sound = False
        desk.complain(text.place_at(name.offset) or text.place, "E404", said)
    return is_sound


def _email(fields: Fields) -> str | None:
    text = fields.text("email")
    if text is not None and not EMAIL.fullmatch(text):
        fields.malformed("email", text, "an address like desk@acme.example")
    return text
