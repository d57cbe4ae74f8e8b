"""Names in menus: which ones a step uses, and which ones it saves."""

from collections.abc import Iterator
from dataclasses import dataclass

from ivr.menu.model import Step
from ivr.menu.parts import AudioPiece, Manners, Place, Prompt, RecordingPiece, TextPiece
from ivr.menu.templates.conditions import parse_condition
from ivr.menu.templates.expression import NameUse, TemplateError
from ivr.menu.templates.template import parse_template
from ivr.menu.verbs import Ask, Choose, Dial, HangUp, Menu, Say, SetLanguage, SetNames, Voicemail


@dataclass(frozen=True, slots=True)
class Use:
    """A name used by a step: `heard` where a caller would notice it missing; `also` is saved just for this use."""

    name: NameUse
    place: Place
    heard: bool
    also: frozenset[str] = frozenset()

    @property
    def may_be_missed(self) -> bool:
        """Whether a caller would notice the name missing here."""
        return self.heard and not (self.name.guarded or self.name.counted)


def saved_by(step: Step) -> frozenset[str]:
    """Return the names that a step saves."""
    match step.verb:
        case Ask():
            return frozenset({step.verb.save})
        case Voicemail() if step.verb.save:
            return frozenset({step.verb.save})
        case SetNames():
            return frozenset(step.verb.values)
        case _:
            return frozenset()


def uses_of(step: Step) -> Iterator[Use]:
    """Yield every use of a name in a step."""
    match step.verb:
        case Say() as verb:
            yield from _in_prompt(verb.prompt)
        case Menu() as verb:
            yield from _in_prompts(verb.prompt, verb.again)
            yield from _in_manners(verb.manners)
        case Ask() as verb:
            yield from _in_prompts(verb.prompt, verb.again)
            yield from _in_manners(verb.manners)
            yield from _in_prompts(verb.confirm, also=frozenset({verb.save}))
            if verb.check is not None:
                yield from _in_condition(verb.check, verb.check_place or step.place, frozenset({verb.save}))
        case Dial() as verb:
            for template in (*verb.who, verb.caller_id or ""):
                yield from _in_template(template, step.place, heard=True)
            yield from _in_prompts(verb.whisper)
        case Voicemail() as verb:
            yield from _in_prompt(verb.prompt)
        case Choose() as verb:
            for case in verb.cases:
                yield from _in_condition(case.when, case.place)
        case SetNames() as verb:
            for saved, template in verb.values.items():
                yield from _in_template(template, verb.places.get(saved, step.place), heard=False)
        case SetLanguage() as verb:
            yield from _in_template(verb.code, step.place, heard=False)
        case HangUp() as verb:
            yield from _in_prompts(verb.prompt)
        case _:
            pass


def _in_manners(manners: Manners) -> Iterator[Use]:
    yield from _in_prompts(manners.on_silence, manners.on_wrong)


def _in_prompts(*prompts: Prompt | None, also: frozenset[str] = frozenset()) -> Iterator[Use]:
    for prompt in prompts:
        if prompt is not None:
            yield from _in_prompt(prompt, also)


def _in_prompt(prompt: Prompt, also: frozenset[str] = frozenset()) -> Iterator[Use]:
    for pieces in (*prompt.phone.values(), *prompt.text.values()):
        for piece in pieces:
            if isinstance(piece, TextPiece):
                yield from _in_template(piece.template, piece.place, heard=True, also=also)
            elif isinstance(piece, AudioPiece) and piece.words:
                yield from _in_template(piece.words, piece.place, heard=True, also=also)
            elif isinstance(piece, RecordingPiece):
                yield Use(NameUse((piece.name,), 0), piece.place, heard=True, also=also)


def _in_template(source: str, place: Place, *, heard: bool, also: frozenset[str] = frozenset()) -> Iterator[Use]:
    try:
        names = parse_template(source).names
    except TemplateError:
        return  # told when the file was read
    yield from (Use(name, place, heard, also) for name in names)


def _in_condition(source: str, place: Place, also: frozenset[str] = frozenset()) -> Iterator[Use]:
    try:
        names = parse_condition(source).names
    except TemplateError:
        return  # told when the file was read
    yield from (Use(name, place, heard=False, also=also) for name in names)
