"""What a provider's voice says, said by a voice of ours in its place, for whoever listens without a provider."""

from dataclasses import dataclass
from typing import Final

from ivr.clock import Clock
from ivr.handset.heard import HeardWords
from ivr.menu.voicing import stand_in_for
from ivr.ports.sound import LiveVoices
from ivr.workflows.live_addresses import LiveAddresses

_KEPT_S: Final = 1_800  # an address is good for one to two times that
_PATIENCE_S: Final = 3.0  # of a listener who reads the words meanwhile


@dataclass(frozen=True, slots=True)
class StandInVoices:
    """Says words in a voice of ours. Nobody in a call waits for these voices, so these are no others' `voices`."""

    voices: LiveVoices
    addresses: LiveAddresses
    clock: Clock

    def find_path(self, words: HeardWords) -> str | None:
        """Return the path at which the words can be heard; None for too many. They are spoken when somebody listens."""
        if not words.text.strip():
            return None
        voice = stand_in_for(words.language)
        until = (int(self.clock().timestamp()) // _KEPT_S + 2) * _KEPT_S
        return self.addresses.write(voice, words.text, until)

    def find_sound(self, path: str) -> bytes | None:
        """Return the words as a WAV file; None when the path is not ours or has expired, or the voice fails."""
        found = self.addresses.find(path, self.clock().timestamp())
        return None if found is None else self.voices.find(*found, _PATIENCE_S)
