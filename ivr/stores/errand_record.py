"""Errands as they wait to be done: what it is and for which call in the open, the rest sealed."""

from base64 import b64decode, b64encode
from dataclasses import asdict
from typing import Any, Final

import msgspec

from ivr.dialog.errands import CallbackWanted, Errand, TextWanted
from ivr.sealing import Seal
from ivr.values import CallId, PhoneNumber

_KINDS: Final[dict[str, type[TextWanted] | type[CallbackWanted]]] = {"text": TextWanted, "callback": CallbackWanted}


def dump_errand(errand: Errand, seal: Seal) -> str:
    """Return an errand as one line of JSON; `id` is the same however often it is left."""
    kind = "text" if isinstance(errand, TextWanted) else "callback"
    record: dict[str, Any] = {**asdict(errand), "to": errand.to.reveal(), "sender": errand.sender.reveal()}
    record["call_id"] = errand.call_id.value
    name = f"{errand.call_id.value}:{errand.turn}:{errand.number}"
    sealed = b64encode(seal.seal(msgspec.json.encode(record), name.encode())).decode()
    return msgspec.json.encode({"kind": "errand", "what": kind, "id": name, "sealed": sealed}).decode()


class NewerErrandError(Exception):
    """An errand that this version cannot do: a newer one has left it, and can."""


def load_errand(line: bytes | str, seal: Seal) -> Errand | None:
    """Return the errand of a line; None when it is none of ours, NewerErrandError when it is of a newer version."""
    try:
        found = msgspec.json.decode(line)
        plain = seal.find(b64decode(found["sealed"]), found["id"].encode())
        record = msgspec.json.decode(plain or b"")
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    try:
        record |= {name: PhoneNumber(record[name]) for name in ("to", "sender")}
        record["call_id"] = CallId(record["call_id"])
        if found["what"] == "text":
            record["media"] = tuple(record["media"])
        return _KINDS[found["what"]](**record)
    except (ValueError, KeyError, TypeError) as error:
        raise NewerErrandError from error
