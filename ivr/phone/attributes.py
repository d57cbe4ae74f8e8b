"""The attribute tables of the TwiML manual: per verb, each attribute's allowed values, default and error code.

Source: Twilio's TwiML Voice reference and its error dictionary. Names that only its SDKs spell end a table.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from ivr.phone.problems import BadDocumentError

MISSPELT = 12200
BAD_URL = 11100


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of attribute value: its description for people, and the test a text must pass."""

    allowed: str
    fits: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of an attribute table. Without a default the attribute is simply absent."""

    kind: Kind
    default: str | None = None
    code: int = MISSPELT


Table = Mapping[str, Rule]


def _matching(pattern: str, allowed: str) -> Kind:
    compiled = re.compile(pattern, re.ASCII)
    return Kind(allowed, lambda text: compiled.fullmatch(text) is not None)


def _whole(low: int, high: int | None = None) -> Kind:
    allowed = f"a whole number from {low}" + ("" if high is None else f" to {high}")

    def fits(text: str) -> bool:
        if not text.isascii() or not text.isdigit() or len(text) > 9:
            return False
        return low <= int(text) and (high is None or int(text) <= high)

    return Kind(allowed, fits)


def _one_of(*words: str) -> Kind:
    return Kind(" or ".join(repr(word) for word in words), lambda text: text in words)


def _some_of(*words: str) -> Kind:
    allowed = f"one or more of {', '.join(words)}, separated by blanks"
    return Kind(allowed, lambda text: bool(text.split()) and set(text.split()) <= set(words))


def _either(*kinds: Kind) -> Kind:
    return Kind(" or ".join(kind.allowed for kind in kinds), lambda text: any(kind.fits(text) for kind in kinds))


def is_url(text: str) -> bool:
    """Return whether Twilio could request this: printable ASCII, relative or http(s); the empty text is not one."""
    if re.fullmatch(r"[!-;=?-~]+", text) is None:
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    if parts.scheme:
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    return True


def _hints_fit(text: str) -> bool:
    entries = text.split(",")
    return len(entries) <= 500 and all(len(entry.strip()) <= 100 for entry in entries)


ANY_TEXT = Kind("any text", lambda _: True)
FILLED = Kind("a text that is not empty", lambda text: bool(text.strip()))
EMPTY = Kind("''", lambda text: not text)
URL = Kind("an http(s) URL or a relative one, in printable ASCII", is_url)
METHOD = _one_of("GET", "POST")
FLAG = _one_of("true", "false")
LANGUAGE = _matching(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?", "a BCP-47 tag such as en-US")
VOICE = _matching(
    r"man|woman|alice|(Polly|Google)\.[A-Za-z][A-Za-z0-9.\-]*", "man, woman, Polly.<Name> or Google.<Name>"
)
TONES = _matching(r"[0-9A-D#*wW]+", "keys 0-9 A-D # * and w or W for a wait")
_KEYS = _matching(r"[0-9#*]*", "keys among 1234567890*#")
_LEG_EVENTS = _some_of("initiated", "ringing", "answered", "completed")
_RECORDING_EVENTS = _some_of("in-progress", "completed", "absent")
_TRIM = _one_of("trim-silence", "do-not-trim")
_SID = _matching(r"[A-Z]{2}[0-9a-f]{32}", "a sid: two capitals and 32 hexadecimal digits")
_SPEECH_MODEL = _either(
    _one_of(
        "default",
        "numbers_and_commands",
        "phone_call",
        "experimental_conversations",
        "experimental_utterances",
        "googlev2_long",
        "googlev2_short",
        "googlev2_telephony",
        "googlev2_telephony_short",
        "deepgram_nova-3",
    ),
    _matching(r"deepgram_nova-2(-[a-z]+)?", "'deepgram_nova-2…'"),
)

NOTHING: Table = {}

SAY: Table = {
    "voice": Rule(VOICE, "man", 13511),
    "language": Rule(LANGUAGE, "en-US"),
    "loop": Rule(_whole(0), "1", 13510),
}

PLAY: Table = {
    "loop": Rule(_whole(0, 9), "1", 13410),
    "digits": Rule(TONES, None, 13430),
}

PAUSE: Table = {"length": Rule(_whole(1), "1", 13910)}

GATHER: Table = {
    "action": Rule(URL, None, BAD_URL),
    "method": Rule(METHOD, "POST", 13312),
    "input": Rule(_one_of("dtmf", "speech", "dtmf speech"), "dtmf"),
    "timeout": Rule(_whole(1), "5", 13313),
    "speechTimeout": Rule(_either(_whole(1), _one_of("auto")), None, 13327),
    "numDigits": Rule(_whole(1), None, 13314),
    "finishOnKey": Rule(_matching(r"[0-9#*]?", "one of 0-9 # * or ''"), "#", 13310),
    "actionOnEmptyResult": Rule(FLAG, "false"),
    "language": Rule(LANGUAGE, "en-US"),
    "hints": Rule(Kind("at most 500 entries of at most 100 characters", _hints_fit), ""),
    "profanityFilter": Rule(FLAG, "true"),
    "partialResultCallback": Rule(URL, None, BAD_URL),
    "partialResultCallbackMethod": Rule(METHOD, "POST", 13312),
    "speechModel": Rule(_SPEECH_MODEL),
    "enhanced": Rule(FLAG, "false"),
    "maxSpeechTime": Rule(_whole(1), None, 13332),
    "bargeIn": Rule(FLAG, "true"),
    "debug": Rule(FLAG, "false"),
}

RECORD: Table = {
    "action": Rule(URL, None, BAD_URL),
    "method": Rule(METHOD, "POST", 13610),
    "timeout": Rule(_whole(0), "5", 13611),
    "finishOnKey": Rule(_KEYS, "1234567890*#", 13613),
    "maxLength": Rule(_whole(2, 86_400), "3600", 13612),
    "playBeep": Rule(FLAG, "true", 13616),
    "trim": Rule(_TRIM, "trim-silence"),
    "recordingStatusCallback": Rule(URL, None, BAD_URL),
    "recordingStatusCallbackMethod": Rule(METHOD, "POST"),
    "recordingStatusCallbackEvent": Rule(_RECORDING_EVENTS, "completed"),
    "transcribe": Rule(FLAG, "false", 13614),
    "transcribeCallback": Rule(URL, None, BAD_URL),
    "recordingConfigurationId": Rule(FILLED),
}

DIAL: Table = {
    "action": Rule(URL, None, BAD_URL),
    "method": Rule(METHOD, "POST", 13210),
    "timeout": Rule(_whole(5, 600), "30", 13212),
    "timeLimit": Rule(_whole(1, 86_400), "14400", 13216),
    "callerId": Rule(FILLED, None, 13214),
    "hangupOnStar": Rule(FLAG, "false", 13213),
    "answerOnBridge": Rule(FLAG, "false"),
    "record": Rule(
        _one_of(
            "do-not-record",
            "record-from-answer",
            "record-from-ringing",
            "record-from-answer-dual",
            "record-from-ringing-dual",
        ),
        "do-not-record",
        13217,
    ),
    "recordingTrack": Rule(_one_of("inbound", "outbound", "both"), "both"),
    "recordingStatusCallback": Rule(URL, None, BAD_URL),
    "recordingStatusCallbackMethod": Rule(METHOD, "POST"),
    "recordingStatusCallbackEvent": Rule(_RECORDING_EVENTS, "completed"),
    "recordingConfigurationId": Rule(FILLED),
    "trim": Rule(_TRIM, "do-not-trim"),
    "ringTone": Rule(_matching(r"automatic|[a-z]{2}(-old)?", "a country code such as us")),
    "sequential": Rule(FLAG, "false"),
    "referUrl": Rule(URL, None, BAD_URL),
    "referMethod": Rule(METHOD, "POST"),
    "callReason": Rule(Kind("at most 50 characters", lambda text: len(text) <= 50)),
    "events": Rule(FILLED),
    "passports": Rule(FILLED),
}

_LEG_CALLBACKS: Table = {
    "url": Rule(URL, None, BAD_URL),
    "method": Rule(METHOD, "POST", 13221),
    "statusCallback": Rule(URL, None, BAD_URL),
    "statusCallbackMethod": Rule(METHOD, "POST"),
    "statusCallbackEvent": Rule(_LEG_EVENTS, "completed"),
}

_ANSWERING_MACHINES: Table = {
    "machineDetection": Rule(_one_of("Enable", "DetectMessageEnd")),
    "machineDetectionTimeout": Rule(_whole(3, 60), "30"),
    "machineDetectionSpeechThreshold": Rule(_whole(1000, 6000), "2400"),
    "machineDetectionSpeechEndThreshold": Rule(_whole(500, 5000), "1200"),
    "machineDetectionSilenceTimeout": Rule(_whole(2000, 10_000), "5000"),
    "amdStatusCallback": Rule(URL, None, BAD_URL),
    "amdStatusCallbackMethod": Rule(METHOD, "POST"),
}

NUMBER: Table = {
    **_LEG_CALLBACKS,
    **_ANSWERING_MACHINES,
    "sendDigits": Rule(TONES, None, 13222),
    "byoc": Rule(_SID),
}

SIP: Table = {
    **_LEG_CALLBACKS,
    **_ANSWERING_MACHINES,
    "username": Rule(FILLED),
    "password": Rule(FILLED),
}

CLIENT: Table = {**_LEG_CALLBACKS}

REDIRECT: Table = {"method": Rule(METHOD, "POST", 13710)}

REJECT: Table = {"reason": Rule(_one_of("rejected", "busy"), "rejected", 13810)}

ENQUEUE: Table = {
    "action": Rule(URL, None, BAD_URL),
    "method": Rule(METHOD, "POST"),
    "waitUrl": Rule(_either(URL, EMPTY), None, BAD_URL),
    "waitUrlMethod": Rule(METHOD, "POST"),
    "workflowSid": Rule(_SID, None, 14201),
    "maxQueueSize": Rule(_whole(1, 5000), "1000"),
}

QUEUE: Table = {
    "url": Rule(URL, None, BAD_URL),
    "method": Rule(METHOD, "POST"),
    "reservationSid": Rule(_SID),
    "postWorkActivitySid": Rule(_SID),
}

CONFERENCE: Table = {
    "muted": Rule(FLAG, "false"),
    "beep": Rule(_one_of("true", "false", "onEnter", "onExit"), "true"),
    "startConferenceOnEnter": Rule(FLAG, "true"),
    "endConferenceOnExit": Rule(FLAG, "false"),
    "participantLabel": Rule(FILLED),
    "jitterBufferSize": Rule(_one_of("small", "medium", "large", "off"), "large"),
    "waitUrl": Rule(_either(URL, EMPTY), None, BAD_URL),
    "waitMethod": Rule(METHOD, "POST"),
    "maxParticipants": Rule(_whole(2, 250), "250"),
    "record": Rule(_one_of("do-not-record", "record-from-start"), "do-not-record"),
    "region": Rule(_one_of("us1", "us2", "ie1", "de1", "au1", "br1", "jp1", "sg1")),
    "trim": Rule(_TRIM, "trim-silence"),
    "coach": Rule(_SID),
    "statusCallback": Rule(URL, None, BAD_URL),
    "statusCallbackMethod": Rule(METHOD, "POST"),
    "statusCallbackEvent": Rule(
        _some_of("start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement"), "start end"
    ),
    "recordingStatusCallback": Rule(URL, None, BAD_URL),
    "recordingStatusCallbackMethod": Rule(METHOD, "POST"),
    "recordingStatusCallbackEvent": Rule(_RECORDING_EVENTS, "completed"),
}

CONNECT: Table = {"action": Rule(URL, None, BAD_URL), "method": Rule(METHOD, "POST")}

STREAM: Table = {
    "name": Rule(FILLED),
    "url": Rule(FILLED),
    "connectorName": Rule(FILLED),
    "track": Rule(_one_of("inbound_track", "outbound_track", "both_tracks"), "inbound_track"),
    "statusCallback": Rule(URL, None, BAD_URL),
    "statusCallbackMethod": Rule(METHOD, "POST"),
}

RELAY: Table = {
    "url": Rule(FILLED),
    "welcomeGreeting": Rule(FILLED),
    "welcomeGreetingInterruptible": Rule(FILLED),
    "interruptible": Rule(FILLED),
    "preemptible": Rule(FLAG),
    "language": Rule(LANGUAGE, "en-US"),
    "ttsLanguage": Rule(LANGUAGE),
    "transcriptionLanguage": Rule(LANGUAGE),
    "ttsProvider": Rule(_one_of("Google", "Amazon", "ElevenLabs")),
    "voice": Rule(FILLED),
    "transcriptionProvider": Rule(FILLED),
    "speechModel": Rule(FILLED),
    "dtmfDetection": Rule(FLAG, "false"),
    "hints": Rule(FILLED),
}

PARAMETER: Table = {"name": Rule(FILLED), "value": Rule(ANY_TEXT)}

PAY: Table = {
    "input": Rule(_one_of("dtmf"), "dtmf"),
    "action": Rule(URL, None, BAD_URL),
    "method": Rule(METHOD, "POST"),
    "statusCallback": Rule(URL, None, BAD_URL),
    "statusCallbackMethod": Rule(METHOD, "POST"),
    "timeout": Rule(_whole(1), "5"),
    "maxAttempts": Rule(_whole(1, 3), "2"),
    "paymentConnector": Rule(FILLED, "Default"),
    "paymentMethod": Rule(_one_of("credit-card", "ach-debit"), "credit-card"),
    "tokenType": Rule(_one_of("one-time", "reusable", "payment-method")),
    "chargeAmount": Rule(_matching(r"\d+(\.\d{1,2})?", "an amount such as 12.50"), "0"),
    "currency": Rule(_matching(r"[a-z]{3}", "three small letters such as usd"), "usd"),
    "description": Rule(FILLED),
    "securityCode": Rule(FLAG, "true"),
    "postalCode": Rule(FILLED, "true"),
    "minPostalCodeLength": Rule(_whole(0)),
    "validCardTypes": Rule(
        _some_of(
            *("visa", "mastercard", "amex", "maestro", "discover", "optima", "jcb", "diners-club", "enroute"),
        ),
        "visa mastercard amex",
    ),
    "bankAccountType": Rule(FILLED),
    "language": Rule(LANGUAGE, "en-US"),
}

_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

SSML: Mapping[str, Table] = {
    "break": {"strength": Rule(FILLED), "time": Rule(_matching(r"\d+(\.\d+)?m?s", "a time such as 500ms or 1s"))},
    "emphasis": {"level": Rule(_one_of("strong", "moderate", "reduced", "none"))},
    "lang": {_XML_LANGUAGE: Rule(LANGUAGE)},
    "p": NOTHING,
    "phoneme": {"alphabet": Rule(_one_of("ipa", "x-sampa", "x-amazon-pinyin")), "ph": Rule(FILLED)},
    "prosody": {"volume": Rule(FILLED), "rate": Rule(FILLED), "pitch": Rule(FILLED)},
    "s": NOTHING,
    "say-as": {"interpret-as": Rule(FILLED), "format": Rule(FILLED)},
    "sub": {"alias": Rule(FILLED)},
    "w": {"role": Rule(FILLED)},
}


@dataclass(frozen=True, slots=True)
class Values:
    """One element's attributes, all found good by its table, read with the table's defaults."""

    table: Table
    given: Mapping[str, str]

    def find(self, name: str) -> str | None:
        """Return the text of an attribute, else its default, else None."""
        return self.given.get(name, self.table[name].default)

    def text(self, name: str) -> str:
        """Return the text of an attribute that has a default."""
        found = self.find(name)
        assert found is not None, name
        return found

    def number(self, name: str) -> int:
        """Return a whole number that has a default."""
        return int(self.text(name))

    def flag(self, name: str) -> bool:
        """Return whether the attribute says true."""
        return self.text(name) == "true"

    def words(self, name: str) -> frozenset[str]:
        """Return the blank-separated words of an attribute."""
        return frozenset(self.text(name).split())


def read_attributes(element: str, table: Table, given: Mapping[str, str]) -> Values:
    """Return the element's attributes; BadDocumentError names the first that Twilio would ignore or refuse."""
    for name, text in given.items():
        rule = table.get(name)
        if rule is None:
            raise BadDocumentError(_unknown(element, table, name), MISSPELT)
        if not rule.kind.fits(text):
            raise BadDocumentError(f'<{element} {name}="{text}">: {name} must be {rule.kind.allowed}', rule.code)
    return Values(table, given)


def _unknown(element: str, table: Table, name: str) -> str:
    for spelling in table:
        if spelling.casefold() == name.casefold():
            return f"<{element} {name}=…>: the attribute is spelt {spelling}, and case matters"
    return f"<{element}> has no attribute {name}; it knows {', '.join(table) or 'none'}"
