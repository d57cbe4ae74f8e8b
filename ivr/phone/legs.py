"""The legs of a call and the form fields that Twilio sends with every request about one of them."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from ivr.handset.heard import Ear
from ivr.handset.places import whereabouts_of

NewSid = Callable[[str], str]


def new_sid(prefix: str) -> str:
    """Return a sid such as Twilio makes: two capitals and 32 hexadecimal digits."""
    return prefix + uuid.uuid4().hex


@dataclass(slots=True)
class Leg:
    """One phone's part in a call. `sequence` counts the callbacks about it."""

    from_number: str = field(repr=False)
    to_number: str = field(repr=False)
    call_sid: str
    parent_call_sid: str | None = None
    status: str = "ringing"
    sequence: int = 0
    was_ordered: bool = False  # by the API: the line rang this phone

    @property
    def ear(self) -> Ear:
        """Who hears what is performed on this leg."""
        return "caller" if self.parent_call_sid is None else "callee"


def standard_form(leg: Leg, account_sid: str) -> dict[str, str]:
    """Return the fields of every voice request about this leg."""
    form = {
        "AccountSid": account_sid,
        "ApiVersion": "2010-04-01",
        "CallSid": leg.call_sid,
        "CallStatus": leg.status,
        "Direction": _direction(leg),
        "From": leg.from_number,
        "Caller": leg.from_number,
        "To": leg.to_number,
        "Called": leg.to_number,
    }
    for number, names in ((leg.from_number, ("From", "Caller")), (leg.to_number, ("To", "Called"))):
        for name in names:
            form |= _place_fields(name, number)
    if leg.parent_call_sid is not None:
        form["ParentCallSid"] = leg.parent_call_sid
    return form


def _direction(leg: Leg) -> str:
    if leg.was_ordered:
        return "outbound-api"
    return "inbound" if leg.parent_call_sid is None else "outbound-dial"


def _place_fields(name: str, number: str) -> dict[str, str]:
    where = whereabouts_of(number)
    return {
        f"{name}City": where.city,
        f"{name}State": where.state,
        f"{name}Zip": where.zip,
        f"{name}Country": where.country,
    }
