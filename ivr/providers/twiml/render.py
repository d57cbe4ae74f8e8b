"""Directives as a document, in a company's dialect. The hot path: strings joined, no tree built."""

from collections.abc import Sequence
from typing import Final, assert_never

from msgspec.structs import replace

from ivr.dialog.directives import (
    AskCallee,
    AskFunction,
    AskService,
    AwaitSystem,
    AwaitText,
    Collect,
    Connect,
    ConnectStream,
    Dial,
    Directive,
    Enqueue,
    HangUp,
    JoinRoom,
    LeaveFor,
    LeaveQueue,
    Pause,
    PlayAudio,
    PlayRecording,
    Record,
    RejectCall,
    Sound,
    Speak,
    TakeFromQueue,
    TakePayment,
    WaitOn,
    Write,
)
from ivr.ports.webhooks import Ways
from ivr.providers.twiml import render_elsewhere, waits
from ivr.providers.twiml.dialect import Dialect
from ivr.providers.twiml.heard import parts_said, sound_of
from ivr.providers.twiml.markup import escaped, redirect

CONTENT_TYPE: Final = "text/xml; charset=utf-8"
MOST_BYTES: Final = 64_000  # as much as is read of one

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?><Response>'
_TAIL: Final = "</Response>"


def render(dialect: Dialect, directives: Sequence[Directive], ways: Ways) -> bytes:
    """Return the document, at most 64,000 bytes.

    What can be heard is cut from its end when the document would grow too large; what waits for the caller or ends the
    call always stays.
    """
    body = _document(dialect, directives, ways)
    return body if len(body) <= MOST_BYTES else _document(dialect, _shortened(dialect, directives, ways), ways)


def _document(dialect: Dialect, directives: Sequence[Directive], ways: Ways) -> bytes:
    address = escaped(ways.on)
    verbs: list[str] = []
    for directive in directives:
        verbs.append(_verbs(dialect, directive, ways, address, is_first=not any(verbs)))
    return f"{_HEAD}{''.join(verbs)}{_TAIL}".encode()


def _verbs(dialect: Dialect, directive: Directive, ways: Ways, address: str, *, is_first: bool) -> str:
    match directive:
        case Speak() | PlayAudio() | PlayRecording() | Pause():
            return sound_of(dialect, directive)
        case Collect():
            return waits.collect(dialect, directive, address)
        case Record():
            return waits.record(dialect, directive, ways, address)
        case AskCallee():
            return waits.ask_callee(dialect, directive, address)
        case Dial():
            return waits.dial(dialect, directive, ways, is_first=is_first)
        case HangUp():
            return "<Hangup/>"
        case LeaveFor():
            return redirect(escaped(directive.url))
        case AwaitSystem():
            return f'<Pause length="1"/>{redirect(address)}'
        case Enqueue() | WaitOn() | TakeFromQueue() | JoinRoom() | ConnectStream() | TakePayment():
            return _elsewhere(dialect, directive, ways, address)
        case AskService() | AskFunction():
            return redirect(address)  # never sent: what a system says is waited for before a document is made
        case Write() | AwaitText():
            raise AssertionError("nothing is written to a caller")
        case LeaveQueue():
            return "<Leave/>"
        case Connect():
            return ""  # at the end of what the callee hears, the two are connected
        case RejectCall():
            return f'<Reject reason="{"busy" if directive.busy else "rejected"}"/>'
        case _:
            assert_never(directive)


def _elsewhere(
    dialect: Dialect,
    directive: Enqueue | WaitOn | TakeFromQueue | JoinRoom | ConnectStream | TakePayment,
    ways: Ways,
    address: str,
) -> str:
    match directive:
        case TakeFromQueue():
            return render_elsewhere.take_from_queue(directive, address, ways)
        case Enqueue():
            return render_elsewhere.enqueue(directive, address, ways.wait)
        case WaitOn():
            return render_elsewhere.wait_on(dialect, directive, address)
        case JoinRoom():
            return render_elsewhere.conference(dialect, directive, address, ways.recording)
        case ConnectStream():
            return render_elsewhere.stream(dialect, directive, address)
        case TakePayment():
            return render_elsewhere.payment(directive, address) if dialect.takes_payments else redirect(address)
        case _:
            assert_never(directive)


# --- a document that is too large ---------------------------------------------------------------------------------


def _shortened(dialect: Dialect, directives: Sequence[Directive], ways: Ways) -> list[Directive]:
    """Return the directives with as many of their sounds, from the first, as the document has room for."""
    silent = [_silenced(directive) for directive in directives if not isinstance(directive, Sound)]
    room = MOST_BYTES - len(_document(dialect, silent, ways))
    kept: list[Directive] = []
    for directive in directives:
        if isinstance(directive, AskCallee):  # who hears it twice
            sounds, left = _within(dialect, directive.sounds, room // 2)
            room = 2 * left
            kept.append(replace(directive, sounds=tuple(sounds)))
        elif isinstance(directive, Collect | WaitOn):
            sounds, room = _within(dialect, directive.sounds, room)
            kept.append(replace(directive, sounds=tuple(sounds)))
        elif isinstance(directive, Sound):
            sounds, room = _within(dialect, [directive], room)
            kept.extend(sounds)
        else:
            kept.append(directive)
    return kept


def _silenced(directive: Directive) -> Directive:
    return replace(directive, sounds=()) if isinstance(directive, Collect | AskCallee | WaitOn) else directive


def _within(dialect: Dialect, sounds: Sequence[Sound], room: int) -> tuple[list[Sound], int]:
    """Return the sounds that fit and the bytes they leave; none, once one did not fit, so that no later one plays."""
    kept: list[Sound] = []
    for sound in sounds:
        parts = _parts_of(dialect, sound) if isinstance(sound, Speak) else [sound]
        for part in parts:
            room -= len(sound_of(dialect, part).encode())
            if room < 0:
                return kept, 0
            kept.append(part)
    return kept, room


def _parts_of(dialect: Dialect, sound: Speak) -> Sequence[Sound]:
    return [replace(sound, text=text, runs=()) for text in parts_said(dialect, sound)]
