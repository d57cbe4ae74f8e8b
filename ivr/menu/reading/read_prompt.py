"""Reading what is said: words per language, recordings, lists of pieces, other words by phone and by text."""

from typing import Final

from ivr.menu.parts import AudioPiece, PausePiece, Piece, Place, Prompt, RecordingPiece, TextPiece
from ivr.menu.reading.desk import Desk
from ivr.menu.reading.nodes import Listing, Node, Scalar, Table
from ivr.menu.reading.sizes import MOST_PIECES, too_many
from ivr.menu.reading.words import did_you_mean, find_similar
from ivr.menu.templates.expression import TemplateError
from ivr.menu.templates.template import parse_template
from ivr.values import Seconds

CHANNELS: Final = {"by_phone": "phone", "by_text": "text"}
PIECE_KEYS: Final = ("audio", "text", "language", "pause", "recording")
_LONGEST_PAUSE_S: Final = 30
_BOTH: Final = ("phone", "text")


def read_prompt(desk: Desk, node: Node, flow: str | None, way: str = "`next: {target}`") -> Prompt:
    """Return what the node says, in every language it has; what is missing or malformed is told to the desk.

    `way`: what is to be written for `{target}` by whoever wants to go there and not to say it.
    """
    reader = _PromptReader(desk, flow, way)
    reader.spread(node, _BOTH, None)
    reader.complain_of_missing(node.place)
    return Prompt(reader.said["phone"], reader.said["text"], node.place)


class _PromptReader:
    def __init__(self, desk: Desk, flow: str | None, way: str) -> None:
        self._way = way
        self._desk = desk
        self._flow = flow
        self._is_torn = False  # something in it could not be understood, so nothing is called missing
        self.said: dict[str, dict[str, tuple[Piece, ...]]] = {"phone": {}, "text": {}}

    def spread(self, node: Node, channels: tuple[str, ...], language: str | None) -> None:
        """Put the node's pieces where they belong; `channels` and `language` are what is settled so far."""
        if isinstance(node, Table):
            names = [key.text.replace("-", "_") for key, _ in node.entries]
            if any(name in CHANNELS for name in names):
                self._by_channel(node, channels, language)
                return
            if not any(find_similar(name, PIECE_KEYS) for name in names if name not in self._desk.languages):
                self._by_language(node, channels, language)
                return
        pieces = self._pieces(node)
        if language is not None:
            languages: tuple[str, ...] = (language,)
        elif all(_serves_everybody(piece) for piece in pieces):
            languages = self._desk.languages
        else:
            languages = self._desk.languages[:1]
        for channel in channels:
            for code in languages:
                self.said[channel][code] = pieces

    def complain_of_missing(self, place: Place) -> None:
        """Complain once of every language that this prompt is not written in."""
        if self._is_torn or not self._desk.line_is_whole:
            return
        for channel in _BOTH:
            had = self.said[channel]
            missing = [code for code in self._desk.languages if code not in had]
            if had and missing:
                how = f"write {{{', '.join(f'{code}: …' for code in self._desk.languages)}}}"
                self._desk.complain(place, "E401", f"This prompt is missing in {' and '.join(missing)}; {how}.")
                return

    def _by_channel(self, table: Table, channels: tuple[str, ...], language: str | None) -> None:
        for key, value in table.entries:
            channel = CHANNELS.get(self._meant(key, tuple(CHANNELS)) or "")
            if channel is None:
                self._is_torn = True
            elif channel in channels:
                self.spread(value, (channel,), language)

    def _by_language(self, table: Table, channels: tuple[str, ...], language: str | None) -> None:
        if not table.entries:
            self._is_torn = True
            self._desk.complain(table.place, "E109", "There is nothing to say here.")
        for key, value in table.entries:
            if language is not None:
                self._is_torn = self._meant(key, (*CHANNELS, *PIECE_KEYS)) is None
                continue
            code = self._desk.find_language(key)
            if code is None:
                self._is_torn = True
            else:
                self.spread(value, channels, code)

    def _pieces(self, node: Node) -> tuple[Piece, ...]:
        match node:
            case Scalar():
                return (self._words(node, None),) if self._has_words(node) else ()
            case Listing():
                if not node.items:
                    self._desk.complain(node.place, "E109", "There is nothing to say here.")
                if len(node.items) > MOST_PIECES:
                    self._desk.complain(node.place, "E108", too_many("This prompt", MOST_PIECES))
                return tuple(piece for item in node.items for piece in self._pieces_of_item(item))
            case Table():
                return self._piece(node)

    def _pieces_of_item(self, item: Node) -> tuple[Piece, ...]:
        if isinstance(item, Listing):
            self._desk.complain(item.place, "E107", "A list inside a list: write the pieces one after the other.")
            return ()
        return self._pieces(item)

    def _has_words(self, node: Scalar) -> bool:
        if node.text.strip():
            return True
        self._desk.complain(node.place, "E109", "There is nothing to say here.")
        return False

    def _words(self, node: Scalar, language: str | None) -> TextPiece:
        self._desk.check_template(node)
        if node.text.islower() and self._desk.find_target(node.text, self._flow) is not None:
            self._desk.complain(
                node.place,
                "E206",
                f"`{node.text}` names a target and would be said aloud here. To go there write "
                f"{self._way.format(target=node.text)}.",
            )
        return TextPiece(node.text, node.place, language)

    def _piece(self, table: Table) -> tuple[Piece, ...]:
        given: dict[str, Scalar] = {}
        for key, value in table.entries:
            name = self._meant(key, PIECE_KEYS)
            if name is None:
                self._is_torn = True
            elif isinstance(value, Scalar):
                given[name] = value
            else:
                self._is_torn = True
                self._desk.complain(value.place, "E107", f"`{key.text}` takes one text here.")
        code = given.get("language")
        language = self._desk.find_language(code) if code is not None else None
        self._is_torn = self._is_torn or (code is not None and language is None)
        kinds = [name for name in ("pause", "recording", "audio", "text") if name in given]
        if kinds[1:] and kinds != ["audio", "text"]:
            self._is_torn = True
            listed = ", ".join(f"{{{name}: {given[name].text}}}" for name in reversed(kinds))
            text = (
                f"`{kinds[-1]}` and `{kinds[0]}` are two pieces; write them one after the other, in a list: [{listed}]."
            )
            self._desk.complain(given[kinds[0]].place, "E108", text)
        if "pause" in given:
            return self._pause(given["pause"])
        if "recording" in given:
            self._desk.check_saved(given["recording"])
            return (RecordingPiece(given["recording"].text, given["recording"].place),)
        if "audio" in given:
            return self._audio(given["audio"], given.get("text"), language)
        if "text" in given and self._has_words(given["text"]):
            return (self._words(given["text"], language),)
        if "text" not in given and not self._is_torn:
            self._desk.complain(table.place, "E109", "A piece needs `text`, `audio`, `recording` or `pause`.")
        self._is_torn = True
        return ()

    def _pause(self, value: Scalar) -> tuple[Piece, ...]:
        try:
            seconds = Seconds.parse(value.text)
            if seconds > _LONGEST_PAUSE_S:
                self._desk.complain(
                    value.place, "E108", f"`pause: {value.text}` is too long; callers take it for the end."
                )
            return (PausePiece(seconds),)
        except ValueError:
            meant = f"{value.text}s" if value.text.isascii() and value.text.isdigit() else "1s"
            self._desk.complain(
                value.place,
                "E108",
                f"`pause: {value.text}` is not understood; write a number with a unit, like {meant}.",
            )
            return ()

    def _audio(self, file: Scalar, words: Scalar | None, language: str | None) -> tuple[Piece, ...]:
        parts = file.text.split("/")
        if not file.text or file.text.startswith("/") or ".." in parts or "\\" in file.text or "{{" in file.text:
            self._desk.complain(
                file.place,
                "E108",
                f"`audio: {file.text}` is no file below audio/; write a name like welcome.wav, no `..`, no `{{{{`.",
            )
            return ()
        if words is not None and self._has_words(words):
            self._desk.check_template(words)
        return (AudioPiece(file.text, file.place, words.text if words is not None else None, language),)

    def _meant(self, key: Scalar, known: tuple[str, ...]) -> str | None:
        """Return the known word that is written, or after a complaint the one that was probably meant, if any."""
        name = key.text.replace("-", "_")
        if name in known:
            return name
        self._desk.complain(key.place, "E104", f"`{key.text}` is not known in a prompt.{did_you_mean(name, known)}")
        return find_similar(name, known)


def _serves_everybody(piece: Piece) -> bool:
    """Whether a piece is right whatever the caller's language: silence, a recording without words, only values."""
    match piece:
        case PausePiece() | RecordingPiece():
            return True
        case AudioPiece():
            return piece.language is not None or piece.words is None
        case TextPiece():
            return piece.language is not None or _is_values_only(piece.template)


def _is_values_only(template: str) -> bool:
    try:
        return parse_template(template).is_values_only
    except TemplateError:
        return False
