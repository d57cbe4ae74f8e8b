"""TeXML: https://developers.telnyx.com/docs/voice/programmable-voice/texml-verbs.

What it does not know is dead without a word, so nothing stands here that its reference does not list: no
`method` of a <Gather>, whose answer comes as the TeXML application says, and no <Pause> inside of it.
"""

import re
from typing import Final

from ivr.providers.twiml.dialect import Dialect, words

PREFIX: Final = "telnyx:"
_REPORTED: Final = "recordingStatusCallback recordingStatusCallbackMethod"

TEXML: Final = Dialect(
    words=words(
        Response="",
        Say="voice language voiceSpeed",
        Play="",
        Pause="length",
        Gather="input action timeout numDigits finishOnKey language hints speechTimeout",
        Record="action method maxLength timeout finishOnKey playBeep trim channels transcription transcriptionCallback "
        + _REPORTED,
        Dial="action method timeout callerId timeLimit answerOnBridge hangupOnStar sequential record " + _REPORTED,
        Number="sendDigits url method",
        Sip="url method",
        Queue="url method",
        Conference="startConferenceOnEnter endConferenceOnExit muted record " + _REPORTED,
        Enqueue="action method waitUrl waitUrlMethod",
        Leave="",
        Connect="action method",
        Stream="url bidirectionalMode",
        ConversationRelay="url language",
        Parameter="name value",
        Redirect="method",
        Reject="reason",
        Hangup="",
    ),
    call_prefix=PREFIX,
    pauses_in_questions=False,
    gather_method=False,
    speech_timeout="1",
    most_wait=120,
    slow=' voiceSpeed="0.8"',
    most_bytes_said=3000,
    record=' channels="single"',
    transcribe=("transcription", "transcriptionCallback"),
    longest_ring=120,
    shortest_talk=60,
    longest_talk=14_400,
    rings_clients=False,
    sends=re.compile(r"[0-9*#w]"),
    plays_to_conferences=False,
    stream=' bidirectionalMode="rtp"',
    relay_voices=False,
    takes_payments=False,
    tells_places=False,
    links_die=True,  # ten minutes after the call
)
