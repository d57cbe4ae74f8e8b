"""One turn under way: the state as it changes, what is to be heard, where the call has been."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final, assert_never

from msgspec import Struct, field
from msgspec.structs import replace

from ivr.dialog.directives import (
    Asked,
    AwaitText,
    Collect,
    Directive,
    Pause,
    PlayAudio,
    PlayRecording,
    Record,
    Sound,
    Speak,
    Write,
)
from ivr.dialog.errands import Errand
from ivr.dialog.facts import OptedOut, Outcome, Recorded
from ivr.dialog.own_words import ask_again, went_wrong
from ivr.dialog.replying import MOST_REPLIES, replies_of
from ivr.dialog.scope import Scope
from ivr.dialog.speaking import speak
from ivr.dialog.state import DEEPEST, Awaited, CallState
from ivr.dialog.world import World
from ivr.menu.line import Language
from ivr.menu.model import Menus, Step
from ivr.menu.parts import (
    AudioPiece,
    ByChannel,
    Channel,
    PausePiece,
    Piece,
    Prompt,
    RecordingPiece,
    Target,
    TargetWord,
    TextPiece,
    ToStep,
)
from ivr.menu.speaking.speech import Speech
from ivr.menu.templates.effort import LARGEST_SAVED, Effort, weight_of
from ivr.menu.templates.template import evaluate, parse_template, render
from ivr.menu.templates.value import Value
from ivr.menu.voicing import speech_of

KEPT_LANGUAGE: Final = "/language"  # no name that a menu saves has a slash
_MOST_COMPLAINTS: Final = 20
_MOST_SOUNDS: Final = 300
_MOST_NAMES: Final = 1_000
_SMALL: Final = 200  # bytes: with so many names of that size a call is not large
_LARGEST_KEPT: Final = 4 * 1024
_OF_PIECE: Final = 20


class Remembered(Struct, frozen=True):
    """A value that is kept for a caller's number until that second since 1970."""

    value: Value
    until: int


class Turn(Struct):
    """A turn under way. `state` and `kept` outlive it; `complaints` are for the log, without values.

    `sought`: lost names whose question the call was led back to already. `beside`: names that are there for one prompt.
    `exits`: by what steps were left that wait for nobody. `writes`: what a text conversation is told instead of sounds.
    `digits_before`: what stood in `digits` when the caller was asked; None while there has been no answer.
    """

    menus: Menus
    world: World
    state: CallState
    sounds: list[Sound] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    must_hear: int = 0  # how many of `sounds`, from the first, cannot be interrupted
    path: list[ToStep] = field(default_factory=list)
    outcome: Outcome = Outcome.IGNORED
    key: str | None = None
    digits_before: str | None = None
    recorded: Recorded | None = None
    opted_out: OptedOut | None = None
    caller_left: bool = False
    kept: dict[str, Remembered] = field(default_factory=dict)
    sought: set[str] = field(default_factory=set)
    errands: list[Errand] = field(default_factory=list)
    beside: Mapping[str, Value] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    exits: list[tuple[ToStep, str]] = field(default_factory=list)
    effort: Effort = field(default_factory=Effort)

    def change(self, **changes: Any) -> None:
        """Change the state."""
        self.state = replace(self.state, **changes)

    def forget_keys(self) -> None:
        """Have in `digits` again what the question was asked with: the keys pressed at it led nowhere else."""
        if self.digits_before is not None:
            self.change(digits=self.digits_before)

    def leave_by(self, exit_: str) -> None:
        """Note by which exit the call leaves a step that waits for nobody; coverage wants to know."""
        self.exits.append((self.state.here, exit_))

    @property
    def by_text(self) -> bool:
        """Whether this is a text conversation."""
        return self.state.channel is Channel.TEXT

    def way_out(self, give_up: ByChannel | None) -> Target:
        """Return where somebody is led who is given up, on their channel."""
        return TargetWord.HANGUP if give_up is None else give_up.of(self.state.channel)

    @property
    def language(self) -> Language:
        """The language the caller hears now."""
        line = self.menus.line
        return line.find_language(self.state.language) or line.first_language

    def scope(self, *, with_secrets: bool = False) -> Mapping[str, Value]:
        """Return the names that templates and conditions may use now; sensitive ones only for a system."""
        return Scope(self.menus, self.state, self.world, self.beside, self.effort, with_secrets=with_secrets)

    @contextmanager
    def knowing(self, names: Mapping[str, Value]) -> Iterator[None]:
        """Let these names be there too, for as long as this lasts."""
        before, self.beside = self.beside, names
        try:
            yield
        finally:
            self.beside = before

    def speech(self, language: Language | None = None) -> Speech:
        """Return how values are spoken now; in a text conversation they are written."""
        return self.written(language) if self.by_text else speech_of(language or self.language, self.menus.line.zone)

    def written(self, language: Language | None = None) -> Speech:
        """Return how values are written now, for systems and in text messages."""
        return _written((language or self.language).locale, self.menus.line.zone)

    def text_of(self, template: str, language: Language | None = None) -> str:
        """Return what a template comes to, as it is spoken."""
        read = parse_template(template)
        if read.is_plain:
            return read.source
        return render(read, self.scope(), self.speech(language), self.complain)

    def complain(self, why: str) -> None:
        """Note, for the log, what could not be done: each thing once, and of hundreds the first ones."""
        if len(self.complaints) < _MOST_COMPLAINTS and why not in self.complaints:
            self.complaints.append(why)

    def compute(self, values: Mapping[str, str]) -> None:
        """Save what templates come to, each seeing those before; one that is a single value keeps its kind."""
        for name, template in values.items():
            value = evaluate(parse_template(template), self.scope(), self.speech(), self.complain)
            self.save(name, _storable(value))

    def save(self, name: str, value: Value, *, sensitive: bool = False) -> bool:
        """Save a value; a sensitive one where no template finds it. False, and a complaint, when there is no room."""
        if not self._has_room(name, value):
            self.complain(f"`{name}` is not saved: a call saves {LARGEST_SAVED // 1024} KiB and {_MOST_NAMES} names")
            return False
        if sensitive:
            self.change(secrets={**self.state.secrets, name: value})
            self.change(entered={**self.state.entered, name: self.state.turn})
        else:
            self.change(saved={**self.state.saved, name: value})
            self.keep(name, value)
        if name in self.state.lost:
            self.change(lost=tuple(other for other in self.state.lost if other != name))
        return True

    def _has_room(self, name: str, value: Value) -> bool:
        saved = self.state.saved
        if name not in saved and len(saved) >= _MOST_NAMES:
            return False
        size = weight_of(value)
        if size <= _SMALL:
            return True
        self.effort.spend(size // _SMALL + len(saved))
        return size + sum(weight_of(other) for key, other in saved.items() if key != name) <= LARGEST_SAVED

    def keep(self, name: str, value: Value) -> None:
        """Remember a value for the caller's number, when the step says so and the number is one."""
        step = self.menus.steps.get(self.state.here)
        if step is not None and step.keep is not None and self.state.caller.number.is_e164:
            if weight_of(value) > _LARGEST_KEPT:
                self.complain(f"`{name}` is not kept: it is over {_LARGEST_KEPT // 1024} KiB")
                return
            self.kept[name] = Remembered(value, int(self.world.now.timestamp()) + step.keep)

    def hear(self, prompt: Prompt | None, *, must_hear: bool = False) -> None:
        """Add a prompt to what is heard, or written, in the caller's language."""
        if prompt is None:
            return
        if self.by_text:
            self.write(self.words_of(prompt))
            return
        language, pieces = self._in_language(prompt, prompt.phone)
        for piece in pieces:
            self.effort.spend(_OF_PIECE)
            if len(self.sounds) >= _MOST_SOUNDS:
                self.complain(f"more than {_MOST_SOUNDS} pieces are to be heard in one turn; the rest is left out")
                break
            match piece:
                case TextPiece():
                    own = self.menus.line.find_language(piece.language or "") or language
                    said = self._spoken(piece.template, own)
                    if said is not None:
                        self.sounds.append(said)
                case AudioPiece():
                    words = None if piece.words is None else self._spoken(piece.words, language)
                    self.sounds.append(PlayAudio(f"{piece.language or language.code}/{piece.file}", words))
                case PausePiece():
                    self.sounds.append(Pause(piece.seconds))
                case RecordingPiece():
                    self._play_recording(self.state.saved.get(piece.name))
                case _:
                    assert_never(piece)
        if must_hear:
            self.must_hear = len(self.sounds)

    def _in_language(self, prompt: Prompt, said: Mapping[str, tuple[Piece, ...]]) -> tuple[Language, tuple[Piece, ...]]:
        """Return the pieces in the caller's language; where there are none, in the line's first, and a complaint."""
        pieces = said.get(self.language.code)
        if pieces is not None:
            return self.language, pieces
        first = self.menus.line.first_language
        instead = said.get(first.code, ())
        if instead:
            self.complain(
                f"the prompt at {prompt.place} has no words in `{self.language.code}`; the first language's stand in"
            )
        return first, instead

    def words_of(self, prompt: Prompt | None) -> str:
        """Return a prompt as a text message has it: recordings by their words, values written."""
        language, pieces = (self.language, ()) if prompt is None else self._in_language(prompt, prompt.text)
        parts = []
        for piece in pieces:
            self.effort.spend(_OF_PIECE)
            if isinstance(piece, TextPiece):
                own = self.menus.line.find_language(piece.language or "") or language
                parts.append(self._written_of(piece.template, own))
            elif isinstance(piece, AudioPiece) and piece.words:
                parts.append(self._written_of(piece.words, language))
            elif isinstance(piece, RecordingPiece) and self.by_text:
                saved = self.state.saved.get(piece.name)
                parts.append(saved.strip() if isinstance(saved, str) else "")
        return " ".join(part for part in parts if part)

    def _written_of(self, template: str, language: Language) -> str:
        return render(parse_template(template), self.scope(), self.written(language), self.complain).strip()

    def write(self, text: str, media: tuple[str, ...] = ()) -> None:
        """Add to what a text conversation is told; nothing where there is neither a word nor a picture."""
        if not (text or media):
            return
        if len(self.writes) >= _MOST_SOUNDS:
            self.complain(f"more than {_MOST_SOUNDS} texts are to be sent in one turn; the rest is left out")
            return
        self.writes.append(Write(text, media))

    def hear_own(self, words: Speak) -> None:
        """Add words of our own."""
        if self.by_text:
            self.write(words.text)
        else:
            self.sounds.append(words)

    def _spoken(self, source: str, language: Language) -> Speak | None:
        template, slow = parse_template(source), self.state.slower
        if template.is_plain:
            return _fixed(template.source, language.locale, language.voice, slow)
        return speak(template, language, self.scope(), self.speech(language), self.complain, slow=slow)

    def hear_lost(self) -> None:
        """Add the words before a question that has to be put again for no fault of the caller's."""
        if self.menus.line.lost is not None:
            self.hear(self.menus.line.lost)
        else:
            self.hear_own(ask_again(self.language))

    def hear_broken(self) -> None:
        """Add the apology before the way out, when something broke."""
        if self.menus.line.broken is not None:
            self.hear(self.menus.line.broken)
        else:
            self.hear_own(went_wrong(self.language))

    def _play_recording(self, url: Value) -> None:
        # What is saved under the name may also have been computed from what a caller entered.
        if isinstance(url, str) and url.startswith(("https://", "http://")):
            self.sounds.append(PlayRecording(url))

    def note_said(self, step: Step) -> None:
        """Remember that this step was heard, so that `repeat` can say it again."""
        self.change(said=(*self.state.said, step.name)[-DEEPEST:])

    def wait(self, awaited: Awaited, waiting: Directive, sounds: Iterable[Sound]) -> tuple[Directive, ...]:
        """Return the turn's directives: what is heard or written, then the one that waits or ends."""
        if self.by_text:
            return self._await(awaited, waiting)
        self.change(awaited=awaited)
        return (*sounds, waiting)

    def _await(self, awaited: Awaited, waiting: Directive) -> tuple[Directive, ...]:
        """Return the directives of a text conversation: any answer is the next text, and nothing is sent before."""
        if isinstance(waiting, Asked):
            self.change(awaited=awaited)
            return (waiting,)
        is_question = isinstance(waiting, Collect | Record)
        self.change(awaited=Awaited.TEXT if is_question else awaited)
        replies = replies_of(self.writes)
        if len(replies) > MOST_REPLIES:
            self.complain(f"more than {MOST_REPLIES} texts are to be sent in one turn; the rest is left out")
        return (*replies[:MOST_REPLIES], AwaitText() if is_question else waiting)


@lru_cache(maxsize=4096)
def _fixed(source: str, locale: str, voice: str | None, slow: bool) -> Speak | None:
    text = source.strip()
    return Speak(text, locale, voice, slow, is_fixed=True) if text else None


@lru_cache(maxsize=64)
def _written(locale: str, zone: str) -> Speech:
    return Speech(locale, zone, written=True)


def _storable(value: Value) -> Value:
    """Return the value as it will come back from the store: a list is a list, whatever it was taken from."""
    if isinstance(value, Mapping):
        return {name: _storable(part) for name, part in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_storable(part) for part in value]
    return value
