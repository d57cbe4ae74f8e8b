"""Reads the elements that hand a caller to a conference, a machine or a payment."""

import re
from xml.etree import ElementTree as ET

from ivr.phone import attributes, verbs
from ivr.phone.attributes import BAD_URL, MISSPELT, read_attributes
from ivr.phone.problems import BadDocumentError

_MACHINES = ("Stream", "ConversationRelay")


def read_conference(element: ET.Element) -> tuple[str, attributes.Values]:
    """Return the room of a Conference in a Dial, and its attributes."""
    values = read_attributes("Conference", attributes.CONFERENCE, element.attrib)
    room = (element.text or "").strip()
    if not room or len(room) > 128:
        raise BadDocumentError("<Conference> needs the name of a room, at most 128 characters", 13220)
    return room, values


def read_connect(element: ET.Element) -> verbs.Connect:
    """Return a Connect with the machine at its other end."""
    values = read_attributes("Connect", attributes.CONNECT, element.attrib)
    if (element.text or "").strip() or len(element) != 1 or element[0].tag not in _MACHINES:
        raise BadDocumentError(f"<Connect> holds one of {', '.join(_MACHINES)} here", MISSPELT)
    machine = element[0]
    table = attributes.STREAM if machine.tag == "Stream" else attributes.RELAY
    found = read_attributes(machine.tag, table, machine.attrib)
    url = found.find("url")
    if url is None or re.fullmatch(r"wss://[!-~]+", url) is None:
        raise BadDocumentError(f"<{machine.tag}> needs a url that begins with wss://", BAD_URL)
    return verbs.Connect(
        kind="Stream" if machine.tag == "Stream" else "ConversationRelay",
        url=url,
        parameters=tuple(_parameter(child) for child in machine),
        action=values.find("action"),
        method="GET" if values.text("method") == "GET" else "POST",
    )


def _parameter(element: ET.Element) -> tuple[str, str]:
    if element.tag != "Parameter":
        raise BadDocumentError(f"<{element.tag}> is not read here; only <Parameter> is", MISSPELT)
    values = read_attributes("Parameter", attributes.PARAMETER, element.attrib)
    name, value = values.find("name"), values.find("value")
    if not name or value is None or len(name) + len(value) > 500:
        raise BadDocumentError("<Parameter> needs a name and a value, together at most 500 characters", MISSPELT)
    return name, value


def read_pay(element: ET.Element) -> verbs.Pay:
    """Return a Pay."""
    values = read_attributes("Pay", attributes.PAY, element.attrib)
    if (element.text or "").strip() or len(element):
        raise BadDocumentError("<Pay> is read here without prompts of its own", MISSPELT)
    return verbs.Pay(
        amount=values.text("chargeAmount"),
        currency=values.text("currency"),
        token_type=values.find("tokenType"),
        action=values.find("action"),
        method="GET" if values.text("method") == "GET" else "POST",
    )
