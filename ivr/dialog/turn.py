"""One turn under way: the state as it changes, what is to be heard, where the call has been."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from ivr.dialog.directives import Directive, Pause, PlayAudio, Sound, Speak
from ivr.dialog.facts import Outcome, Recorded
from ivr.dialog.scope import Scope
from ivr.dialog.state import DEEPEST, Awaited, CallState
from ivr.dialog.world import World
from ivr.menu.line import Language
from ivr.menu.model import Menus, Step
from ivr.menu.parts import AudioPiece, PausePiece, Prompt, TextPiece, ToStep
from ivr.menu.speaking.speech import Speech
from ivr.menu.templates.template import evaluate, parse_template, render
from ivr.menu.templates.value import Value


@dataclass(slots=True)
class Turn:
    """A turn under way. `state` is the only thing that outlives it; `complaints` are for the log, without values.

    `state` is a copy of the turn's own, which nobody else sees before the turn is over: changing it in place instead
    of replacing it whole, ten times a turn, is a fifth of the cost of a turn.
    """

    menus: Menus
    world: World
    state: CallState
    sounds: list[Sound] = field(default_factory=list)
    must_hear: int = 0  # how many of `sounds`, from the first, cannot be interrupted
    path: list[ToStep] = field(default_factory=list)
    outcome: Outcome = Outcome.IGNORED
    key: str | None = None
    recorded: Recorded | None = None
    caller_left: bool = False
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.state = copy(self.state)

    def change(self, **changes: Any) -> None:
        """Change the state."""
        for name, value in changes.items():
            object.__setattr__(self.state, name, value)

    @property
    def language(self) -> Language:
        """The language the caller hears now."""
        line = self.menus.line
        return line.find_language(self.state.language) or line.first_language

    def scope(self) -> Mapping[str, Value]:
        """Return the names that templates and conditions may use now."""
        return Scope(self.menus, self.state, self.world.now)

    def speech(self, language: Language | None = None) -> Speech:
        """Return how values are spoken now."""
        return Speech(locale=(language or self.language).locale, zone=self.menus.line.zone, written=False)

    def text_of(self, template: str, language: Language | None = None) -> str:
        """Return what a template comes to, as it is spoken."""
        return render(parse_template(template), self.scope(), self.speech(language), self.complaints.append)

    def save(self, values: Mapping[str, str]) -> None:
        """Save what templates come to, each seeing those before; one that is a single value keeps its kind."""
        for name, template in values.items():
            value = evaluate(parse_template(template), self.scope(), self.speech(), self.complaints.append)
            self.change(saved={**self.state.saved, name: _storable(value)})

    def hear(self, prompt: Prompt | None, *, must_hear: bool = False) -> None:
        """Add a prompt to what is heard, in the caller's language."""
        if prompt is None:
            return
        language = self.language
        pieces = prompt.phone.get(language.code)
        if pieces is None:
            language = self.menus.line.first_language
            pieces = prompt.phone.get(language.code, ())
        for piece in pieces:
            match piece:
                case TextPiece():
                    own = self.menus.line.find_language(piece.language or "") or language
                    text = self.text_of(piece.template, own).strip()
                    if text:
                        self.sounds.append(Speak(text, own.locale, own.voice))
                case AudioPiece():
                    self.sounds.append(PlayAudio(f"{piece.language or language.code}/{piece.file}"))
                case PausePiece():
                    self.sounds.append(Pause(piece.seconds))
        if must_hear:
            self.must_hear = len(self.sounds)

    def note_said(self, step: Step) -> None:
        """Remember that this step was heard, so that `repeat` can say it again."""
        self.change(said=(*self.state.said, step.name)[-DEEPEST:])

    def wait(self, awaited: Awaited, waiting: Directive, sounds: Iterable[Sound]) -> tuple[Directive, ...]:
        """Return the turn's directives: what is heard, then the one that waits or ends."""
        self.change(awaited=awaited)
        return (*sounds, waiting)


def _storable(value: Value) -> Value:
    """Return the value as it will come back from the store: a list is a list, whatever it was taken from."""
    if isinstance(value, Mapping):
        return {name: _storable(part) for name, part in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_storable(part) for part in value]
    return value
