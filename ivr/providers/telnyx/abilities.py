"""What Telnyx can do, as far as menus can ask for more: https://developers.telnyx.com/docs/voice/programmable-voice.

What its TeXML lacks is on the page texml-twiml-compatibility; what it does not know it leaves out silently.
"""

from typing import Final

from ivr.menu.checking.check_provider import CLIENTS, Abilities
from ivr.providers.twiml.voices import POLLY
from ivr.values import Seconds

TELNYX_ABILITIES: Final = Abilities(
    provider="Telnyx",
    longest_transcribed=Seconds(14_400),
    most_callees=10,
    most_hints=500,
    longest_hint=100,
    longest_queue_name=64,
    lacks={
        "pay": "put callers through to somebody who takes the card, or text them an address where they pay",
        "conference.music": "leave it out, and callers who wait hear the music of the provider",
        CLIENTS: "ring its SIP address (`sip:name@host`) or a number instead",
    },
    voices=POLLY,
    speakers=("Polly.", "AWS.Polly.", "Azure.", "ElevenLabs.", "Telnyx.", "man", "woman", "alice"),
    longest_ring=Seconds(120),
    shortest_talk=Seconds(60),
    longest_talk=Seconds(14_400),
    pauses_in_questions=False,
)
