"""What a line says in a voice of its own: which texts are spoken ahead, and what their files are called.

One text, one file, wherever it is said: `own_voice_of` or `find_own_voice` tells who speaks it, `cut` in which pieces,
`file_of` where each piece lies below the audio folder. Whoever renders and whoever plays both ask here.
"""

from ivr.menu.voicing.fixed_texts import FixedText, fixed_texts
from ivr.menu.voicing.own_voice import (
    OwnVoice,
    file_of,
    find_own_voice,
    is_own,
    is_rendered_file,
    own_voice_of,
    plain_text,
    speech_of,
    stand_in,
    stand_in_for,
)
from ivr.menu.voicing.pieces import SpokenPiece, cut

__all__ = [
    "FixedText",
    "OwnVoice",
    "SpokenPiece",
    "cut",
    "file_of",
    "find_own_voice",
    "fixed_texts",
    "is_own",
    "is_rendered_file",
    "own_voice_of",
    "plain_text",
    "speech_of",
    "stand_in",
    "stand_in_for",
]
