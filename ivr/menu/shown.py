"""Steps in a few words, for those who look at a picture or a list of changes."""

from collections.abc import Mapping
from typing import Final

from ivr.menu.line import Line
from ivr.menu.parts import AudioPiece, PausePiece, Piece, Prompt, RecordingPiece, TextPiece
from ivr.menu.reading.texts import shown_seconds
from ivr.menu.verbs import Verb

_VERBS: Final[Mapping[str, str]] = {
    "CheckHours": "hours",
    "SetNames": "set",
    "SetLanguage": "language",
    "SendText": "text",
    "OptOut": "opt_out",
    "Go": "target",
}


def verb_name(verb: Verb) -> str:
    """Return a verb as it is written; a step that is just a target is one too."""
    name = type(verb).__name__
    return _VERBS.get(name, name.lower())


def text_of(prompt: Prompt, line: Line) -> str:
    """Return what a caller in the first language hears, in one line."""
    first = line.first_language.code
    return shown_pieces(prompt.phone.get(first) or next(iter(prompt.phone.values()), ()))


def shown_pieces(pieces: tuple[Piece, ...]) -> str:
    """Return what is said in one line, with what is no text in brackets."""
    return " ".join(_piece(piece) for piece in pieces)


def _piece(piece: Piece) -> str:
    match piece:
        case TextPiece():
            said = " ".join(piece.template.split())
            return f"({piece.language}: {said})" if piece.language is not None else said
        case AudioPiece():
            words = f": {' '.join(piece.words.split())}" if piece.words else ""
            return f"(recording {piece.file}{words})"
        case PausePiece():
            return f"(pause {shown_seconds(piece.seconds)})"
        case RecordingPiece():
            return f"(what was recorded as {piece.name})"
