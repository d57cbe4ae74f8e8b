"""TeXML read as strictly as its reference is written, and put into the words of TwiML, which the telephone performs.

Source: https://developers.telnyx.com/docs/voice/programmable-voice/texml-verbs, as of 2026. What it does not list is
silently ignored there, so here it is refused.
"""

from collections.abc import Mapping
from typing import Final
from xml.etree import ElementTree as ET

from ivr.phone.attributes import MISSPELT
from ivr.phone.problems import BadDocumentError

_ACTION: Final = ("action", "method")
_RECORDED: Final = ("recordingStatusCallback", "recordingStatusCallbackMethod", "recordingStatusCallbackEvent")
_CALLED: Final = ("statusCallback", "statusCallbackEvent", "statusCallbackMethod")
_MACHINES: Final = ("machineDetection", "detectionMode", "machineDetectionTimeout")
KNOWN: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset(attributes)
    for name, attributes in {
        "Response": (),
        "Say": ("voice", "language", "loop", "voiceSpeed", "gender", "effect"),
        "Play": ("loop", "mediaStorage", "digits"),
        "Pause": ("length",),
        "Gather": (
            *(
                "action",
                "input",
                "numDigits",
                "minDigits",
                "maxDigits",
                "validDigits",
                "invalidDigitsAction",
                "timeout",
            ),
            *("finishOnKey", "speechTimeout", "language", "hints", "useEnhanced", "profanityFilter"),
            *("transcriptionEngine", "model", "partialResultCallbackMethod"),
        ),
        "Record": (
            *_ACTION,
            *("finishOnKey", "timeout", "maxLength", "playBeep", "trim", "channels"),
            *_RECORDED,
            *("transcription", "transcriptionCallback", "transcriptionEngine"),
        ),
        "Dial": (
            *_ACTION,
            *("callerId", "fromDisplayName", "hangupOnStar", "timeout", "timeLimit", "ringTone", "audioUrl"),
            *("answerOnBridge", "sequential", "record", "recordingChannels", "recordMaxLength", "sendRecordingUrl"),
            *_RECORDED,
        ),
        "Number": (*_CALLED, *_MACHINES, "url", "method", "sendDigits"),
        "Sip": (*_CALLED, *_MACHINES, "url", "method", "username", "password"),
        "Queue": ("url", "method"),
        "Conference": (
            *("muted", "startConferenceOnEnter", "endConferenceOnExit", "maxParticipants", "beep", "participantLabel"),
            *("record", "recordBeep", "recordingTimeout", "trim", "sendRecordingUrl", "waitUrl", "waitMethod"),
            *_RECORDED,
            *_CALLED,
        ),
        "Enqueue": (*_ACTION, "waitUrl", "waitUrlMethod", "maxWaitTimeSecs"),
        "Leave": (),
        "Connect": _ACTION,
        "Stream": (
            *("url", "track", "name", "codec", "bidirectionalMode", "bidirectionalCodec", "bidirectionalSamplingRate"),
            *("statusCallback", "statusCallbackMethod"),
        ),
        "ConversationRelay": ("url", "welcomeGreeting", "voice", "language", "interruptible", "dtmfDetection"),
        "Parameter": ("name", "value"),
        "Redirect": ("method",),
        "Reject": ("reason",),
        "Hangup": (),
    }.items()
}
_IN_A_QUESTION: Final = frozenset({"Say", "Play"})
_RENAMED: Final[Mapping[str, str]] = {"transcription": "transcribe", "transcriptionCallback": "transcribeCallback"}
_UNPLAYED: Final = ("channels", "voiceSpeed", "bidirectionalMode")  # they change how it sounds, not what is done
_RANGES: Final[Mapping[tuple[str, str], tuple[int, int]]] = {
    ("Dial", "timeout"): (5, 120),
    ("Dial", "timeLimit"): (60, 14_400),
    ("Gather", "timeout"): (1, 120),
    ("Pause", "length"): (1, 180),
    ("Record", "maxLength"): (0, 14_400),
}


def translate(root: ET.Element) -> None:
    """Put a document into TwiML's words, in place; BadDocumentError for whatever would be ignored."""
    for element in root.iter():
        known = KNOWN.get(element.tag)
        if known is None:
            raise BadDocumentError(f"TeXML has no <{element.tag}>, and ignores it silently", MISSPELT)
        if element.tag == "Gather":
            for child in element:
                if child.tag not in _IN_A_QUESTION:
                    raise BadDocumentError(f"<{child.tag}> inside <Gather>: in TeXML only Say and Play may", MISSPELT)
        for name, value in list(element.attrib.items()):
            if name not in known:
                raise BadDocumentError(f"TeXML's <{element.tag}> has no {name}, and ignores it silently", MISSPELT)
            _check_range(element.tag, name, value)
            _rename(element, name)


def _check_range(tag: str, name: str, value: str) -> None:
    low, high = _RANGES.get((tag, name), (0, 0))
    if high and not (value.isascii() and value.isdigit() and low <= int(value) <= high):
        raise BadDocumentError(f'<{tag} {name}="{value}">: in TeXML it is {low} to {high}', MISSPELT)


def _rename(element: ET.Element, name: str) -> None:
    if name in _UNPLAYED:
        del element.attrib[name]
    elif name in _RENAMED:
        element.attrib[_RENAMED[name]] = element.attrib.pop(name)
