"""What several forms have in common: where the call stands, and durations."""

import re
from collections.abc import Mapping
from typing import Final

from ivr.dialog.events import CallStatus
from ivr.values import Seconds

_WHOLE_SECONDS: Final = re.compile(r"[0-9]{1,6}")
CALL_STATUSES: Final = {
    "queued": CallStatus.QUEUED,
    "initiated": CallStatus.QUEUED,
    "ringing": CallStatus.RINGING,
    "in-progress": CallStatus.IN_PROGRESS,
    "completed": CallStatus.COMPLETED,
    "busy": CallStatus.BUSY,
    "no-answer": CallStatus.NO_ANSWER,
    "failed": CallStatus.FAILED,
    "canceled": CallStatus.CANCELED,
}

_ANSWERERS: Final = {
    "human": "human",
    "human_residence": "human",
    "human_business": "human",
    "machine": "machine",
    "machine_start": "machine",
    "machine_end_beep": "machine",
    "machine_end_silence": "machine",
    "machine_end_other": "machine",
    "fax": "fax",
}


def find_answerer(form: Mapping[str, str]) -> str | None:
    """Return who picked up: `human`, `machine`, `fax`, or `unknown`; None when nobody was to find out."""
    said = form.get("AnsweredBy")
    return _ANSWERERS.get(said, "unknown") if said else None


def find_status(form: Mapping[str, str]) -> CallStatus | None:
    """Return where the call stands, or None for a status that is not known here."""
    return CALL_STATUSES.get(form.get("CallStatus", ""))


def is_over(form: Mapping[str, str]) -> bool:
    """Return whether the call has ended."""
    status = find_status(form)
    return status is not None and status.is_final


def read_seconds(text: str) -> Seconds | None:
    """Return whole seconds, or None when this is none."""
    return Seconds(text) if _WHOLE_SECONDS.fullmatch(text) else None
