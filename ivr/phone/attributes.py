"""The attribute tables of the TwiML manual: per verb, each attribute's allowed values, default and error code.

Source: Twilio's TwiML Voice reference and its error dictionary. Names that only its SDKs spell end a table.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ivr.phone.attribute_kinds import (
    ANY_TEXT,
    EMPTY,
    FILLED,
    FLAG,
    HINTS,
    KEYS,
    LANGUAGE,
    LEG_EVENTS,
    METHOD,
    RECORDING_EVENTS,
    SID,
    SPEECH_MODEL,
    TONES,
    TRIM,
    URL,
    VOICE,
    Kind,
    either,
    matching,
    one_of,
    some_of,
    whole,
)
from ivr.phone.problems import BadDocumentError

MISSPELT = 12200
BAD_URL = 11100


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of an attribute table. Without a default the attribute is simply absent."""

    kind: Kind
    default: str | None = None
    code: int = MISSPELT


Table = Mapping[str, Rule]


NOTHING: Table = {}

SAY: Table = {
    "voice": Rule(VOICE, "man", 13511),
    "language": Rule(LANGUAGE, "en-US"),
    "loop": Rule(whole(0), "1", 13510),
}

PLAY: Table = {
    "loop": Rule(whole(0, 9), "1", 13410),
    "digits": Rule(TONES, None, 13430),
}

PAUSE: Table = {"length": Rule(whole(1), "1", 13910)}

GATHER: Table = {
    "action": Rule(URL, None, BAD_URL),
    "method": Rule(METHOD, "POST", 13312),
    "input": Rule(one_of("dtmf", "speech", "dtmf speech"), "dtmf"),
    "timeout": Rule(whole(1), "5", 13313),
    "speechTimeout": Rule(either(whole(1), one_of("auto")), None, 13327),
    "numDigits": Rule(whole(1), None, 13314),
    "finishOnKey": Rule(matching(r"[0-9#*]?", "one of 0-9 # * or ''"), "#", 13310),
    "actionOnEmptyResult": Rule(FLAG, "false"),
    "language": Rule(LANGUAGE, "en-US"),
    "hints": Rule(HINTS, ""),
    "profanityFilter": Rule(FLAG, "true"),
    "partialResultCallback": Rule(URL, None, BAD_URL),
    "partialResultCallbackMethod": Rule(METHOD, "POST", 13312),
    "speechModel": Rule(SPEECH_MODEL),
    "enhanced": Rule(FLAG, "false"),
    "maxSpeechTime": Rule(whole(1), None, 13332),
    "bargeIn": Rule(FLAG, "true"),
    "debug": Rule(FLAG, "false"),
}

RECORD: Table = {
    "action": Rule(URL, None, BAD_URL),
    "method": Rule(METHOD, "POST", 13610),
    "timeout": Rule(whole(0), "5", 13611),
    "finishOnKey": Rule(KEYS, "1234567890*#", 13613),
    "maxLength": Rule(whole(2, 86_400), "3600", 13612),
    "playBeep": Rule(FLAG, "true", 13616),
    "trim": Rule(TRIM, "trim-silence"),
    "recordingStatusCallback": Rule(URL, None, BAD_URL),
    "recordingStatusCallbackMethod": Rule(METHOD, "POST"),
    "recordingStatusCallbackEvent": Rule(RECORDING_EVENTS, "completed"),
    "transcribe": Rule(FLAG, "false", 13614),
    "transcribeCallback": Rule(URL, None, BAD_URL),
    "recordingConfigurationId": Rule(FILLED),
}

DIAL: Table = {
    "action": Rule(URL, None, BAD_URL),
    "method": Rule(METHOD, "POST", 13210),
    "timeout": Rule(whole(5, 600), "30", 13212),
    "timeLimit": Rule(whole(1, 86_400), "14400", 13216),
    "callerId": Rule(FILLED, None, 13214),
    "hangupOnStar": Rule(FLAG, "false", 13213),
    "answerOnBridge": Rule(FLAG, "false"),
    "record": Rule(
        one_of(
            "do-not-record",
            "record-from-answer",
            "record-from-ringing",
            "record-from-answer-dual",
            "record-from-ringing-dual",
        ),
        "do-not-record",
        13217,
    ),
    "recordingTrack": Rule(one_of("inbound", "outbound", "both"), "both"),
    "recordingStatusCallback": Rule(URL, None, BAD_URL),
    "recordingStatusCallbackMethod": Rule(METHOD, "POST"),
    "recordingStatusCallbackEvent": Rule(RECORDING_EVENTS, "completed"),
    "recordingConfigurationId": Rule(FILLED),
    "trim": Rule(TRIM, "do-not-trim"),
    "ringTone": Rule(matching(r"automatic|[a-z]{2}(-old)?", "a country code such as us")),
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
    "statusCallbackEvent": Rule(LEG_EVENTS, "completed"),
}

_ANSWERING_MACHINES: Table = {
    "machineDetection": Rule(one_of("Enable", "DetectMessageEnd")),
    "machineDetectionTimeout": Rule(whole(3, 60), "30"),
    "machineDetectionSpeechThreshold": Rule(whole(1000, 6000), "2400"),
    "machineDetectionSpeechEndThreshold": Rule(whole(500, 5000), "1200"),
    "machineDetectionSilenceTimeout": Rule(whole(2000, 10_000), "5000"),
    "amdStatusCallback": Rule(URL, None, BAD_URL),
    "amdStatusCallbackMethod": Rule(METHOD, "POST"),
}

NUMBER: Table = {
    **_LEG_CALLBACKS,
    **_ANSWERING_MACHINES,
    "sendDigits": Rule(TONES, None, 13222),
    "byoc": Rule(SID),
}

SIP: Table = {
    **_LEG_CALLBACKS,
    **_ANSWERING_MACHINES,
    "username": Rule(FILLED),
    "password": Rule(FILLED),
}

CLIENT: Table = {**_LEG_CALLBACKS}

REDIRECT: Table = {"method": Rule(METHOD, "POST", 13710)}

REJECT: Table = {"reason": Rule(one_of("rejected", "busy"), "rejected", 13810)}

ENQUEUE: Table = {
    "action": Rule(URL, None, BAD_URL),
    "method": Rule(METHOD, "POST"),
    "waitUrl": Rule(either(URL, EMPTY), None, BAD_URL),
    "waitUrlMethod": Rule(METHOD, "POST"),
    "workflowSid": Rule(SID, None, 14201),
    "maxQueueSize": Rule(whole(1, 5000), "1000"),
}

QUEUE: Table = {
    "url": Rule(URL, None, BAD_URL),
    "method": Rule(METHOD, "POST"),
    "reservationSid": Rule(SID),
    "postWorkActivitySid": Rule(SID),
}

CONFERENCE: Table = {
    "muted": Rule(FLAG, "false"),
    "beep": Rule(one_of("true", "false", "onEnter", "onExit"), "true"),
    "startConferenceOnEnter": Rule(FLAG, "true"),
    "endConferenceOnExit": Rule(FLAG, "false"),
    "participantLabel": Rule(FILLED),
    "jitterBufferSize": Rule(one_of("small", "medium", "large", "off"), "large"),
    "waitUrl": Rule(either(URL, EMPTY), None, BAD_URL),
    "waitMethod": Rule(METHOD, "POST"),
    "maxParticipants": Rule(whole(2, 250), "250"),
    "record": Rule(one_of("do-not-record", "record-from-start"), "do-not-record"),
    "region": Rule(one_of("us1", "us2", "ie1", "de1", "au1", "br1", "jp1", "sg1")),
    "trim": Rule(TRIM, "trim-silence"),
    "coach": Rule(SID),
    "statusCallback": Rule(URL, None, BAD_URL),
    "statusCallbackMethod": Rule(METHOD, "POST"),
    "statusCallbackEvent": Rule(
        some_of("start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement"), "start end"
    ),
    "recordingStatusCallback": Rule(URL, None, BAD_URL),
    "recordingStatusCallbackMethod": Rule(METHOD, "POST"),
    "recordingStatusCallbackEvent": Rule(RECORDING_EVENTS, "completed"),
}

CONNECT: Table = {"action": Rule(URL, None, BAD_URL), "method": Rule(METHOD, "POST")}

STREAM: Table = {
    "name": Rule(FILLED),
    "url": Rule(FILLED),
    "connectorName": Rule(FILLED),
    "track": Rule(one_of("inbound_track", "outbound_track", "both_tracks"), "inbound_track"),
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
    "ttsProvider": Rule(one_of("Google", "Amazon", "ElevenLabs")),
    "voice": Rule(FILLED),
    "transcriptionProvider": Rule(FILLED),
    "speechModel": Rule(FILLED),
    "dtmfDetection": Rule(FLAG, "false"),
    "hints": Rule(FILLED),
}

PARAMETER: Table = {"name": Rule(FILLED), "value": Rule(ANY_TEXT)}

PAY: Table = {
    "input": Rule(one_of("dtmf"), "dtmf"),
    "action": Rule(URL, None, BAD_URL),
    "method": Rule(METHOD, "POST"),
    "statusCallback": Rule(URL, None, BAD_URL),
    "statusCallbackMethod": Rule(METHOD, "POST"),
    "timeout": Rule(whole(1), "5"),
    "maxAttempts": Rule(whole(1, 3), "2"),
    "paymentConnector": Rule(FILLED, "Default"),
    "paymentMethod": Rule(one_of("credit-card", "ach-debit"), "credit-card"),
    "tokenType": Rule(one_of("one-time", "reusable", "payment-method")),
    "chargeAmount": Rule(matching(r"\d+(\.\d{1,2})?", "an amount such as 12.50"), "0"),
    "currency": Rule(matching(r"[a-z]{3}", "three small letters such as usd"), "usd"),
    "description": Rule(FILLED),
    "securityCode": Rule(FLAG, "true"),
    "postalCode": Rule(FILLED, "true"),
    "minPostalCodeLength": Rule(whole(0)),
    "validCardTypes": Rule(
        some_of(
            *("visa", "mastercard", "amex", "maestro", "discover", "optima", "jcb", "diners-club", "enroute"),
        ),
        "visa mastercard amex",
    ),
    "bankAccountType": Rule(FILLED),
    "language": Rule(LANGUAGE, "en-US"),
}

_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

SSML: Mapping[str, Table] = {
    "break": {"strength": Rule(FILLED), "time": Rule(matching(r"\d+(\.\d+)?m?s", "a time such as 500ms or 1s"))},
    "emphasis": {"level": Rule(one_of("strong", "moderate", "reduced", "none"))},
    "lang": {_XML_LANGUAGE: Rule(LANGUAGE)},
    "p": NOTHING,
    "phoneme": {"alphabet": Rule(one_of("ipa", "x-sampa", "x-amazon-pinyin")), "ph": Rule(FILLED)},
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
