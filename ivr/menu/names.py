"""Names in menus: which ones a step uses, and which ones it saves."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from ivr.menu.model import Step
from ivr.menu.parts import AudioPiece, Manners, Place, Prompt, RecordingPiece, TextPiece
from ivr.menu.templates.conditions import parse_condition
from ivr.menu.templates.expression import NameUse, TemplateError
from ivr.menu.templates.template import names_in
from ivr.menu.verbs import (
    Ask,
    Asking,
    Callback,
    Choose,
    Conference,
    Dial,
    Fetch,
    HangUp,
    Menu,
    Offers,
    Pay,
    Queue,
    Run,
    Say,
    SendText,
    SetLanguage,
    SetNames,
    Stream,
    System,
    Voicemail,
)


@dataclass(frozen=True, slots=True)
class Use:
    """A name used by a step: `heard` where a caller would notice it missing; `also` is saved just for this use.

    `to_system`: it goes to a service or a function only, where a sensitive answer may go too.
    """

    name: NameUse
    place: Place
    heard: bool
    also: frozenset[str] = frozenset()
    to_system: bool = False

    @property
    def may_be_missed(self) -> bool:
        """Whether a caller would notice the name missing here."""
        return self.heard and not (self.name.guarded or self.name.counted)


def saved_by(step: Step) -> frozenset[str]:
    """Return the names that a step saves."""
    match step.verb:
        case Ask():
            return frozenset({step.verb.save})
        case Menu(offers=Offers(save=save)):
            return frozenset({save})
        case Callback():
            return frozenset({step.verb.ask.save})
        case Voicemail() | Fetch() | Run() | Pay() if step.verb.save:
            return frozenset({step.verb.save})
        case SetNames():
            return frozenset(step.verb.values)
        case _:
            return frozenset()


def uses_of(step: Step) -> Iterator[Use]:
    """Yield every use of a name in a step."""
    match step.verb:
        case Menu() | Ask() | Callback():
            yield from _in_asking(step.verb, step.place)
        case Dial() as verb:
            for who, place in zip(verb.who, verb.places or (step.place,) * len(verb.who), strict=True):
                yield from _in_template(who, place, heard=True)
            yield from _in_template(verb.caller_id or "", step.place_of("caller_id"), heard=True)
            yield from _in_prompts(verb.whisper)
        case Voicemail() as verb:
            yield from _in_prompt(verb.prompt)
            yield from _in_data(verb.data, verb.places, step.place)
        case Queue() as verb:
            yield from _in_prompts(verb.announce, also=frozenset({"queue"}))
            yield from _in_data(verb.data, verb.places, step.place)
        case Conference() as verb:
            yield from _in_template(verb.room, step.place_of("conference"), heard=True)
        case Stream() as verb:
            yield from _in_data(verb.data, verb.places, step.place)
        case Pay() as verb:
            yield from _in_template(verb.amount, step.place_of("pay"), heard=True)
            yield from _in_template(verb.purpose or "", step.place_of("for"), heard=True)
        case Fetch() | Run() | SendText():
            yield from _in_system(step.verb, step.place)
        case _:
            yield from _in_passing(step)


def _in_asking(verb: Asking, place: Place) -> Iterator[Use]:
    yield from _in_manners(verb.manners)
    match verb:
        case Menu():
            yield from _in_prompts(verb.prompt, verb.again)
            if verb.offers is not None:
                yield from _in_offers(verb.offers)
        case Ask():
            yield from _in_prompts(verb.prompt, verb.again)
            yield from _in_prompts(verb.confirm, also=frozenset({verb.save}))
            if verb.check is not None:
                yield from _in_condition(verb.check, verb.check_place or place, frozenset({verb.save}))
        case Callback():
            yield from _in_prompts(verb.prompt, verb.ask.again)
            yield from _in_templates((verb.number, verb.at or ""), verb.number_place)
        case _:
            assert_never(verb)


def _in_offers(offers: Offers) -> Iterator[Use]:
    yield Use(NameUse((offers.source,), 0), offers.source_place, heard=False)
    yield from _in_prompts(offers.each, also=frozenset({"item", "key"}))
    yield from _in_template(offers.label or "", offers.source_place, heard=True, also=frozenset({"item"}))


def _in_system(verb: System, place: Place) -> Iterator[Use]:
    match verb:
        case Fetch():
            yield from _in_template(verb.path, verb.path_place or place, heard=True)
            for template, where, may_be_sensitive in verb.texts:
                for use in _in_template(template, where, heard=False):
                    yield replace(use, to_system=may_be_sensitive)
            yield from _in_prompts(verb.meanwhile)
        case Run():
            for use in _in_data(verb.data, verb.places, place):
                yield replace(use, to_system=True)
        case SendText():
            yield from _in_prompt(verb.text)
            yield from _in_templates((verb.to or "", *verb.media), verb.place or place)
        case _:
            assert_never(verb)


def _in_passing(step: Step) -> Iterator[Use]:
    match step.verb:
        case Say() as verb:
            yield from _in_prompt(verb.prompt)
        case Choose() as verb:
            for case in verb.cases:
                yield from _in_condition(case.when, case.place)
        case SetNames() as verb:
            yield from _in_data(verb.values, verb.places, step.place)
        case SetLanguage() as verb:
            yield from _in_template(verb.code, step.place_of("language"), heard=False)
        case HangUp() as verb:
            yield from _in_prompts(verb.prompt)
        case _:
            pass


def _in_data(values: Mapping[str, str], places: Mapping[str, Place], place: Place) -> Iterator[Use]:
    for name, template in values.items():
        yield from _in_template(template, places.get(name, place), heard=False)


def _in_templates(templates: Iterable[str], place: Place) -> Iterator[Use]:
    for template in templates:
        yield from _in_template(template, place, heard=True)


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
        names = names_in(source)
    except TemplateError:
        return  # told when the file was read
    yield from (Use(name, place, heard, also) for name in names)


def _in_condition(source: str, place: Place, also: frozenset[str] = frozenset()) -> Iterator[Use]:
    try:
        names = parse_condition(source).names
    except TemplateError:
        return  # told when the file was read
    yield from (Use(name, place, heard=False, also=also) for name in names)
