"""What is heard on a telephone, and what it waits for, as JSON for the page."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Final
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import msgspec

from ivr.handset import heard
from ivr.handset.acts import LeaveMessage, Press, Say
from ivr.handset.heard import (
    Ended,
    Heard,
    HeardAudio,
    HeardWords,
    Report,
    Waiting,
    WaitingElsewhere,
    WaitingInQueue,
    describe,
    described,
    described_end,
)
from ivr.web.browser.desk import Shown
from ivr.web.browser.held import Turn
from ivr.workflows.watch_call import Watched

HIDDEN: Final = "•••"
SOUND_PATH: Final = "/phone/sound"
FindPath = Callable[[HeardWords], str | None]
_HEARD: Final[dict[type[Heard], str]] = {
    heard.HeardWords: "words",
    heard.HeardAudio: "audio",
    heard.HeardPause: "pause",
    heard.HeardTone: "tone",
    heard.HeardRinging: "ringing",
    heard.HeardMusic: "music",
    heard.KeysLost: "lost",
    heard.HeardLeaving: "leaving",
    heard.TextSent: "text",
    heard.CallbackPromised: "callback",
}
_WAITS: Final[dict[type[Waiting], str]] = {
    heard.WaitingForInput: "input",
    heard.WaitingForMessage: "message",
    heard.WaitingForCallee: "callee",
    heard.WaitingInQueue: "queue",
    heard.WaitingForCaller: "caller",
    heard.WaitingElsewhere: "elsewhere",
    heard.Ended: "ended",
}


class Showing:
    """Makes JSON of calls to one line. `find_path` says where a voice of ours says words, below SOUND_PATH."""

    def __init__(self, base_url: str, find_path: FindPath) -> None:
        self._base_url = base_url
        self._find_path = find_path

    def shown(self, shown: Shown) -> dict[str, Any]:
        """Return a call, or what is new of it."""
        last = shown.turns[-1].report if shown.turns else None
        return {
            "name": shown.name,
            "from": shown.began.from_number,
            "to": shown.began.to_number,
            "at": shown.began.at,
            "since": shown.since,
            "turns": [self._turn(turn) for turn in shown.turns],
            "waits": _waits(shown.waits),
            "document": _document(last),
            "line": None if shown.line is None else _line(shown.line),
        }

    def _turn(self, turn: Turn) -> dict[str, Any]:
        return {
            "did": _did(turn),
            "heard": [self._heard(item) for item in turn.report.heard],
            "warnings": list(turn.report.warnings),
            "problem": turn.problem,
        }

    def _heard(self, item: Heard) -> dict[str, Any]:
        said = {"kind": _HEARD[type(item)], "line": described(item), **asdict(item)}
        match item:
            case HeardAudio(url=url):
                path = self._own_path(url)
                said["sounds"] = [] if path is None else [path]
            case HeardWords():
                said |= self._sounds(item)
        return said

    def _sounds(self, words: HeardWords) -> dict[str, Any]:
        """Return by what addresses words can be heard, one after the other, and whether callers hear another voice."""
        if words.files:
            paths = [self._own_path(url) for url in words.files]
            return {"sounds": paths if None not in paths else [], "approximate": False}
        path = self._find_path(words)
        return {"sounds": [] if path is None else [f"{SOUND_PATH}/{path}"], "approximate": path is not None}

    def _own_path(self, url: str) -> str | None:
        """Return the path of a recording that this line serves itself; a page of ours plays no others."""
        parts = urlsplit(url)
        if url[: len(self._base_url) + 1] != f"{self._base_url}/":
            return None
        return parts.path + (f"?{parts.query}" if parts.query else "")


def _did(turn: Turn) -> dict[str, Any]:
    act = turn.act
    if turn.hidden and isinstance(act, Press | Say | LeaveMessage):
        names = {"keys": HIDDEN, "words": HIDDEN}
        return {name: names.get(name, value) for name, value in msgspec.to_builtins(act).items()}
    did: dict[str, Any] = msgspec.to_builtins(act)
    return did


def _waits(waits: Waiting) -> dict[str, Any]:
    said = {**asdict(waits), "kind": _WAITS[type(waits)], "line": describe(waits)}
    match waits:
        case WaitingElsewhere(kind=kind):
            said["where"] = kind
        case WaitingInQueue(name=name):
            said["name"] = name.partition(".")[0]  # behind the point stands how the caller came into it
        case Ended(failed=failed):
            said |= {"line": described_end(waits), "failed": failed}
    return said


def _document(report: Report | None) -> dict[str, str] | None:
    if report is None or not report.document:
        return None
    return {"path": urlsplit(report.url).path, "text": _indented(report.document)}


def _indented(document: str) -> str:
    """Return the document with a line for each verb; as it is when it is no XML."""
    try:
        root = ET.fromstring(document)  # noqa: S314 - the telephone has read it, and refuses a DOCTYPE
    except (ET.ParseError, ValueError, LookupError):
        return document
    ET.indent(root)
    return ET.tostring(root, encoding="unicode")


def _line(line: Watched) -> dict[str, Any]:
    return {
        "step": f"{line.here.flow}/{line.here.step}",
        "place": None if line.place is None else f"{line.place.file}:{line.place.line}",
        "turn": line.turn,
        "language": line.language,
        "knows": [{"name": known.name, "value": known.value} for known in line.knows],
        "asks_secret": line.asks_secret,
        "disposition": line.disposition,
    }
