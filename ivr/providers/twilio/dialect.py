"""TwiML: https://www.twilio.com/docs/voice/twiml."""

import re
from typing import Final

from ivr.providers.twiml.dialect import Dialect, words

CALL_IDS: Final = re.compile(r"(?![a-z]+:)[!-~]{1,200}")  # so they are none of another company's, which begin so
_REPORTED: Final = "recordingStatusCallback recordingStatusCallbackMethod"

TWIML: Final = Dialect(
    words=words(
        Response="",
        Say="voice language",
        prosody="rate",
        say_as="interpret-as",
        Play="",
        Pause="length",
        Gather="input action method timeout numDigits finishOnKey language hints speechTimeout",
        Record="action method maxLength timeout finishOnKey playBeep trim transcribe transcribeCallback " + _REPORTED,
        Dial="action method timeout callerId timeLimit answerOnBridge hangupOnStar sequential record " + _REPORTED,
        Number="sendDigits url method",
        Sip="url method",
        Client="url method",
        Queue="url method",
        Conference="startConferenceOnEnter endConferenceOnExit muted waitUrl waitMethod record " + _REPORTED,
        Enqueue="action method waitUrl waitUrlMethod",
        Leave="",
        Connect="action method",
        Stream="url",
        ConversationRelay="url language ttsProvider voice",
        Parameter="name value",
        Pay="action method chargeAmount currency description validCardTypes tokenType maxAttempts language",
        Redirect="method",
        Reject="reason",
        Hangup="",
    ),
    call_ids=CALL_IDS,
    ssml=("Polly.", "Google."),
    longest_transcribed=120,
)
