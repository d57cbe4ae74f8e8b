"""Directives as TwiML: https://www.twilio.com/docs/voice/twiml. The hot path: strings joined, no tree built."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final, assert_never

from markupsafe import escape

from ivr.dialog.directives import (
    AddressKind,
    AskCallee,
    AskFunction,
    AskService,
    AwaitSystem,
    AwaitText,
    Callee,
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
    Listening,
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
from ivr.menu.voicing import is_own
from ivr.ports.webhooks import Ways
from ivr.providers.twilio import render_elsewhere, ssml
from ivr.providers.twilio.markup import as_xml, attribute, audio_address, escaped, recording_callback, redirect

CONTENT_TYPE: Final = "text/xml; charset=utf-8"
MOST_BYTES: Final = 64_000  # Twilio reads 64 kB (error 11750)

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?><Response>'
_TAIL: Final = "</Response>"

_NOT_A_FINISH_KEY: Final = re.compile(r"[^0-9*#]")
_NOT_A_SENT_KEY: Final = re.compile(r"[^0-9A-D*#wW]")

# The limits of one <Say> (warning 13521): bytes as the voice counts them, and characters once escaped for an address.
_MOST_POLLY_BYTES: Final = 3000
_MOST_SAY_BYTES: Final = 4096
_MOST_SAY_ESCAPED: Final = 4500
_UNESCAPED: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~")
_SENTENCE_END: Final = re.compile(r"[.!?…][\"'”’»)]*\s+|[。！？]|\n+")
_WORD_END: Final = re.compile(r"\s+")

_WITH_SSML: Final = ("Polly.", "Google.")
_MOST_SPELLED: Final = 150  # characters, so that with an element for each letter it is well below every limit

_MOST_HINTS: Final = 500
_MOST_HINT: Final = 100
_MOST_HINTS_BYTES: Final = 20_000  # of the document, so that 500 long ones leave room for the rest
_MOST_CALLEES: Final = 10
_LONGEST_TRANSCRIBED_S: Final = 120
_LONGEST_CALL_S: Final = 86_400


def render(directives: Sequence[Directive], ways: Ways) -> bytes:
    """Return the TwiML document, at most 64,000 bytes.

    What can be heard is cut from its end when the document would grow too large; what waits for the caller or ends the
    call always stays.
    """
    body = _document(directives, ways)
    return body if len(body) <= MOST_BYTES else _document(_shortened(directives, ways), ways)


def _document(directives: Sequence[Directive], ways: Ways) -> bytes:
    address = escaped(ways.on)
    verbs: list[str] = []
    for directive in directives:
        verbs.append(_verbs(directive, ways, address, is_first=not any(verbs)))
    return f"{_HEAD}{''.join(verbs)}{_TAIL}".encode()


def _verbs(directive: Directive, ways: Ways, address: str, *, is_first: bool) -> str:
    match directive:
        case Speak() | PlayAudio() | PlayRecording() | Pause():
            return _sound(directive)
        case Collect():
            return _collect(directive, address)
        case Record():
            return _record(directive, ways, address)
        case AskCallee():
            return _ask_callee(directive, address)
        case Dial():
            return _dial(directive, ways, is_first=is_first)
        case HangUp():
            return "<Hangup/>"
        case LeaveFor():
            return redirect(escaped(directive.url))
        case AwaitSystem():
            return f'<Pause length="1"/>{redirect(address)}'
        case Enqueue() | WaitOn() | TakeFromQueue() | JoinRoom() | ConnectStream() | TakePayment():
            return _elsewhere(directive, ways, address)
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
    directive: Enqueue | WaitOn | TakeFromQueue | JoinRoom | ConnectStream | TakePayment, ways: Ways, address: str
) -> str:
    match directive:
        case TakeFromQueue():
            return render_elsewhere.take_from_queue(directive, address, ways)
        case Enqueue():
            return render_elsewhere.enqueue(directive, address, ways.wait)
        case WaitOn():
            return render_elsewhere.wait_on(directive, address, _sound)
        case JoinRoom():
            return render_elsewhere.conference(directive, address, ways.recording)
        case ConnectStream():
            return render_elsewhere.stream(directive, address)
        case TakePayment():
            return render_elsewhere.payment(directive, address)
        case _:
            assert_never(directive)


# --- what is heard -----------------------------------------------------------------------------------------------


def _sound(sound: Sound) -> str:
    match sound:
        case Speak():
            return _speak(sound)
        case PlayAudio():
            return _play(sound.path)
        case PlayRecording():
            return f"<Play>{escaped(sound.url)}</Play>"
        case Pause():
            return f'<Pause length="{max(1, sound.seconds)}"/>'
        case _:
            assert_never(sound)


def _speak(sound: Speak) -> str:
    opening = _say_opening(sound.locale, sound.voice)
    takes_ssml = sound.voice is not None and sound.voice.startswith(_WITH_SSML)
    if takes_ssml and sound.runs and len(sound.text) <= _MOST_SPELLED:
        parts: Sequence[str] = ssml.spelled_out(sound.runs)
    else:
        parts = [escape(part) for part in _said(sound)]
    if sound.slow and takes_ssml:
        return "".join([f'{opening}<prosody rate="slow">{part}</prosody></Say>' for part in parts])
    return "".join([f"{opening}{part}</Say>" for part in parts])


@lru_cache(maxsize=256)
def _say_opening(locale: str, voice: str | None) -> str:
    # A voice of the line's own comes here only where it failed at the last moment.
    return f"<Say{attribute('language', locale)}{attribute('voice', None if is_own(voice) else voice)}>"


@lru_cache(maxsize=4096)
def _play(path: str) -> str:
    return f"<Play>{audio_address(path)}</Play>"


def _said(sound: Speak) -> list[str]:
    """Return the text in parts that one <Say> each can hold, cut at sentences, else words; blank text is no part."""
    # Without a voice the account's own speaks, which may be one of Polly's.
    is_polly = sound.voice is None or sound.voice.startswith("Polly.")
    most_bytes = _MOST_POLLY_BYTES if is_polly else _MOST_SAY_BYTES
    text = as_xml(sound.text).strip()
    parts = []
    while text:
        end = _end_of_part(text, most_bytes)
        parts.append(text[:end].rstrip())
        text = text[end:].lstrip()
    return parts


def _end_of_part(text: str, most_bytes: int) -> int:
    """Return how many characters the next part takes: all that fit, less what belongs to a later sentence or word."""
    fitting = _fitting(text, most_bytes)
    if fitting == len(text):
        return fitting
    for boundary in (_SENTENCE_END, _WORD_END):
        ends = [found.end() for found in boundary.finditer(text, 0, fitting)]
        if ends and ends[-1] > fitting // 2:
            return ends[-1]
    return fitting


def _fitting(text: str, most_bytes: int) -> int:
    """Return how many leading characters stay within both limits of a <Say>."""
    if len(text) < most_bytes and 3 * len(text.encode()) <= _MOST_SAY_ESCAPED:
        return len(text)  # nearly always: an escaped byte takes three characters
    size = escaped = 0
    for count, character in enumerate(text):
        width = len(character.encode())
        size += width
        escaped += 1 if character in _UNESCAPED else 3 * width
        if size > most_bytes or escaped > _MOST_SAY_ESCAPED:
            return count
    return len(text)


# --- what waits --------------------------------------------------------------------------------------------------


def _collect(collect: Collect, address: str) -> str:
    """Return a <Gather>, then the <Redirect> that silence, or a finishing key pressed first, falls through to.

    `finishOnKey` is always written: left out it would mean `#`, which then could be nobody's answer.
    """
    listening = collect.listening
    kinds = "dtmf" if listening is None else "dtmf speech"
    digits = "" if collect.max_digits is None else f' numDigits="{max(1, collect.max_digits)}"'
    return (
        f'<Gather input="{kinds}" action="{address}" method="POST"'
        f' timeout="{max(1, collect.wait)}"{digits} finishOnKey="{_NOT_A_FINISH_KEY.sub("", collect.finish_on)[:1]}"'
        f"{'' if listening is None else _listening(listening)}>"
        f"{''.join([_sound(sound) for sound in collect.sounds])}</Gather>{redirect(address)}"
    )


def _listening(listening: Listening) -> str:
    """Return the attributes for speech; those of a menu are remembered, what comes from a call is not."""
    return _attributes_for(listening) if listening.is_private else _attributes_of_menu(listening)


@lru_cache(maxsize=256)
def _attributes_of_menu(listening: Listening) -> str:
    return _attributes_for(listening)


def _attributes_for(listening: Listening) -> str:
    """Return the attributes for speech.

    No `speechModel`: Twilio then picks the recogniser, and another when that one is down. Besides, a model forbids
    `speechTimeout="auto"` (warning 13335), which answers at the caller's first pause instead of `timeout` later.
    """
    return (
        f'{attribute("language", listening.locale)}{attribute("hints", _hints(listening.hints))} speechTimeout="auto"'
    )


def _hints(hints: Sequence[str]) -> str:
    """Return the phrases with commas between them, so none inside; the last are left out past Twilio's limits."""
    kept: list[str] = []
    room = _MOST_HINTS_BYTES
    for hint in hints:
        phrase = " ".join(hint.replace(",", " ").split())[:_MOST_HINT].rstrip()
        if not phrase:
            continue
        room -= len(escaped(phrase).encode()) + 1
        if room < 0 or len(kept) == _MOST_HINTS:
            break
        kept.append(phrase)
    return ",".join(kept)


def _record(record: Record, ways: Ways, address: str) -> str:
    """Return a <Record>, then the <Redirect> that silence falls through to.

    Twilio transcribes nothing that may last over two minutes; the caller's message matters more, so a longer one is
    recorded whole and not transcribed.
    """
    longest = min(max(2, record.longest), 14_400)
    transcribe = ""
    if record.transcribe and longest <= _LONGEST_TRANSCRIBED_S:
        transcribe = f' transcribe="true" transcribeCallback="{escaped(ways.transcript)}"'
    return (
        f'<Record action="{address}" method="POST" maxLength="{longest}" timeout="{max(0, record.silence)}"'
        f' finishOnKey="{_NOT_A_FINISH_KEY.sub("", record.finish_on)}" playBeep="true" trim="trim-silence"'
        f"{recording_callback(ways.recording)}{transcribe}/>"
        f"{redirect(address)}"
    )


def _dial(dial: Dial, ways: Ways, *, is_first: bool) -> str:
    """Return a <Dial>; its action is always called, so nothing follows. Twilio rings five seconds longer than told."""
    answer_on_bridge = is_first and not dial.star_leaves  # Twilio hears no keys before it has answered
    whisper = ways.whisper if dial.whisper is not None else None
    caller_id = None if dial.caller_id is None else dial.caller_id.reveal()
    longest = None if dial.longest is None else str(min(max(1, dial.longest), _LONGEST_CALL_S))
    return (
        f'<Dial action="{escaped(ways.on)}" method="POST" timeout="{min(max(5, dial.ring), 600)}"'
        f"{attribute('callerId', caller_id)}{attribute('timeLimit', longest)}"
        # Elsewhere than first Twilio has answered already, and warns.
        f"{attribute('answerOnBridge', 'true' if answer_on_bridge else None)}"
        f"{attribute('hangupOnStar', 'true' if dial.star_leaves else None)}"
        f"{attribute('record', 'record-from-answer-dual' if dial.record else None)}"
        f"{recording_callback(ways.recording) if dial.record else ''}"
        f"{attribute('sequential', 'true' if dial.in_order else None)}>"
        f"{''.join([_callee(callee, whisper) for callee in dial.callees[:_MOST_CALLEES]])}</Dial>"
    )


def _callee(callee: Callee, whisper: str | None) -> str:
    address = callee.address.reveal()
    url = "" if whisper is None else f' url="{escaped(whisper)}" method="POST"'
    match callee.kind:
        case AddressKind.PHONE:
            keys = _NOT_A_SENT_KEY.sub("", callee.then_press or "")
            return f"<Number{attribute('sendDigits', keys)}{url}>{escaped(address)}</Number>"
        case AddressKind.SIP:
            sip = address if address.startswith(("sip:", "sips:")) else f"sip:{address}"
            return f"<Sip{url}>{escaped(sip)}</Sip>"
        case AddressKind.CLIENT:
            return f"<Client{url}>{escaped(address.removeprefix('client:'))}</Client>"
        case _:
            assert_never(callee.kind)


def _ask_callee(asked: AskCallee, address: str) -> str:
    """Return what a callee hears alone, twice, then the end of their leg. Twilio allows no <Redirect> there."""
    gather = (
        f'<Gather input="dtmf" action="{address}" method="POST" timeout="{max(1, asked.wait)}" numDigits="1"'
        f' finishOnKey="">{"".join([_sound(sound) for sound in asked.sounds])}</Gather>'
    )
    return f"{gather}{gather}<Hangup/>"


# --- a document that is too large ---------------------------------------------------------------------------------


def _shortened(directives: Sequence[Directive], ways: Ways) -> list[Directive]:
    """Return the directives with as many of their sounds, from the first, as the document has room for."""
    silent = [_silenced(directive) for directive in directives if not isinstance(directive, Sound)]
    room = MOST_BYTES - len(_document(silent, ways))
    kept: list[Directive] = []
    for directive in directives:
        if isinstance(directive, AskCallee):  # who hears it twice
            sounds, left = _within(directive.sounds, room // 2)
            room = 2 * left
            kept.append(replace(directive, sounds=tuple(sounds)))
        elif isinstance(directive, Collect | WaitOn):
            sounds, room = _within(directive.sounds, room)
            kept.append(replace(directive, sounds=tuple(sounds)))
        elif isinstance(directive, Sound):
            sounds, room = _within([directive], room)
            kept.extend(sounds)
        else:
            kept.append(directive)
    return kept


def _silenced(directive: Directive) -> Directive:
    return replace(directive, sounds=()) if isinstance(directive, Collect | AskCallee | WaitOn) else directive


def _within(sounds: Sequence[Sound], room: int) -> tuple[list[Sound], int]:
    """Return the sounds that fit and the bytes they leave; none, once one did not fit, so that no later one plays."""
    kept: list[Sound] = []
    for sound in sounds:
        parts = _parts_of(sound) if isinstance(sound, Speak) else [sound]
        for part in parts:
            room -= len(_sound(part).encode())
            if room < 0:
                return kept, 0
            kept.append(part)
    return kept, room


def _parts_of(sound: Speak) -> Sequence[Sound]:
    return [replace(sound, text=text, runs=()) for text in _said(sound)]
