"""Rules about names: each one used is there, and is surely saved where a caller would hear it missing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ivr.menu.check_ways import reachable, within_do
from ivr.menu.conditions import parse_condition
from ivr.menu.expression import NameUse, TemplateError
from ivr.menu.load import Draft
from ivr.menu.model import (
    Ask,
    AudioPiece,
    Choose,
    Dial,
    Do,
    Line,
    Manners,
    Menu,
    Menus,
    Place,
    Prompt,
    Say,
    SetLanguage,
    SetNames,
    Step,
    TargetWord,
    TextPiece,
    ToStep,
    Voicemail,
)
from ivr.menu.model import HangUp as HangUpVerb
from ivr.menu.problems import Problem
from ivr.menu.template import parse_template
from ivr.menu.ways import ways_on
from ivr.menu.words import did_you_mean

# What is there without anybody saving it, and its parts where they are fixed.
GIVEN: Final[Mapping[str, tuple[str, ...]]] = {
    "caller": ("number", "country", "city", "state", "zip", "name", "percent"),
    "line": ("name", "number"),
    "call": ("id", "channel", "direction", "language", "turns", "at"),
    "now": (),
    "today": ("holiday",),
    "hours": (),
    "lists": (),
    "digits": (),
}


@dataclass(frozen=True, slots=True)
class _Use:
    """A name used by a step: `heard` where a caller would notice it missing; `also` is saved just for this use."""

    name: NameUse
    place: Place
    heard: bool
    also: frozenset[str] = frozenset()

    @property
    def may_be_missed(self) -> bool:
        """Whether a caller would notice the name missing here."""
        return self.heard and not (self.name.guarded or self.name.counted)


def check_names(draft: Draft) -> Iterator[Problem]:
    """Yield names that nothing saves, parts that are not there, and names saved on some ways only."""
    menus = draft.menus
    saved_somewhere = _saved_names(menus)
    surely = _surely_saved(draft)
    for name, step in menus.steps.items():
        for use in _uses(step):
            root = str(use.name.path[0])
            if root in GIVEN:
                yield from _part(menus.line, use)
            elif root not in saved_somewhere | use.also:
                hint = did_you_mean(root, [*saved_somewhere, *GIVEN])
                yield Problem(use.place, "E404", f"Nothing saves the name `{root}`.{hint}")
            elif use.may_be_missed and name in surely and root not in surely[name] | use.also:
                mend = f'{{{{ {root} | default: "…" }}}}'
                yield Problem(
                    use.place,
                    "E405",
                    f"`{root}` is saved on some ways to `{name.step}` only; write `{mend}`, or ask by `when` first.",
                )


def _saved_names(menus: Menus) -> frozenset[str]:
    names = {value for route in menus.line.numbers.values() for value in route.set}
    for step in menus.steps.values():
        match step.verb:
            case Ask():
                names.add(step.verb.save)
            case Voicemail() if step.verb.save:
                names.add(step.verb.save)
            case SetNames():
                names.update(step.verb.values)
            case _:
                pass
    return frozenset(names)


def _part(line: Line, use: _Use) -> Iterator[Problem]:
    """Yield a complaint of a part that a given name does not have."""
    if len(use.name.path) < 2:
        return
    root, part = str(use.name.path[0]), str(use.name.path[1])
    defined: Mapping[str, tuple[str, ...]] = {**GIVEN, "hours": tuple(line.hours), "lists": tuple(line.lists)}
    if part not in defined[root]:
        hint = did_you_mean(part, defined[root])
        yield Problem(use.place, "E404", f"`{root}` has no `{part}`.{hint}")
    elif root == "hours" and use.name.path[2:] and use.name.path[2] != "opens":
        yield Problem(use.place, "E404", f"`{root}.{part}` has no `{use.name.path[2]}`.{did_you_mean('', ['opens'])}")


def _surely_saved(draft: Draft) -> Mapping[ToStep, frozenset[str]]:
    """Return, for each step a call can come to, the names that are saved whichever way it came.

    The usual fixed point: begin with everything and take away at each meeting of two ways.
    """
    menus = draft.menus
    inside = within_do(menus)
    surely: dict[ToStep, frozenset[str]] = {}
    starts = [menus.line.calls, menus.line.texts]
    starts += [start for route in menus.line.numbers.values() for start in (route.calls, route.texts)]
    waiting: list[tuple[ToStep, frozenset[str]]] = [(start, frozenset()) for start in starts if start is not None]
    waiting += [
        (target, frozenset()) for targets in draft.leads_to.values() for target in targets if isinstance(target, ToStep)
    ]
    while waiting:
        name, saved = waiting.pop()
        before = surely.get(name)
        now = saved if before is None else before & saved
        if now == before:
            continue
        surely[name] = now
        step = menus.steps.get(name)
        if step is not None:
            waiting += _onward(menus, inside, name, step, now)
    return {name: names for name, names in surely.items() if name in reachable(draft)}


def _onward(
    menus: Menus, inside: Mapping[ToStep, frozenset[ToStep]], name: ToStep, step: Step, saved: frozenset[str]
) -> Iterator[tuple[ToStep, frozenset[str]]]:
    for way in ways_on(step, menus.line):
        if isinstance(way.target, ToStep):
            yield way.target, saved | way.saves
        elif way.target is TargetWord.RETURN:
            for do in inside.get(name, ()):
                verb = menus.steps[do].verb
                if isinstance(verb, Do) and isinstance(verb.next, ToStep):
                    yield verb.next, saved | way.saves


def _uses(step: Step) -> Iterator[_Use]:
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
                yield from _in_condition(verb.check, step.place, frozenset({verb.save}))
        case Dial() as verb:
            for template in (*verb.who, verb.caller_id or ""):
                yield from _in_template(template, step.place, heard=True)
        case Voicemail() as verb:
            yield from _in_prompt(verb.prompt)
        case Choose() as verb:
            for case in verb.cases:
                yield from _in_condition(case.when, case.place)
        case SetNames() as verb:
            for template in verb.values.values():
                yield from _in_template(template, step.place, heard=False)
        case SetLanguage() as verb:
            yield from _in_template(verb.code, step.place, heard=False)
        case HangUpVerb() as verb:
            yield from _in_prompts(verb.prompt)
        case _:
            pass


def _in_manners(manners: Manners) -> Iterator[_Use]:
    yield from _in_prompts(manners.on_silence, manners.on_wrong)


def _in_prompts(*prompts: Prompt | None, also: frozenset[str] = frozenset()) -> Iterator[_Use]:
    for prompt in prompts:
        if prompt is not None:
            yield from _in_prompt(prompt, also)


def _in_prompt(prompt: Prompt, also: frozenset[str] = frozenset()) -> Iterator[_Use]:
    for pieces in (*prompt.phone.values(), *prompt.text.values()):
        for piece in pieces:
            if isinstance(piece, TextPiece):
                yield from _in_template(piece.template, piece.place, heard=True, also=also)
            elif isinstance(piece, AudioPiece) and piece.words:
                yield from _in_template(piece.words, piece.place, heard=True, also=also)


def _in_template(source: str, place: Place, *, heard: bool, also: frozenset[str] = frozenset()) -> Iterator[_Use]:
    try:
        names = parse_template(source).names
    except TemplateError:
        return  # told when the file was read
    yield from (_Use(name, place, heard, also) for name in names)


def _in_condition(source: str, place: Place, also: frozenset[str] = frozenset()) -> Iterator[_Use]:
    try:
        names = parse_condition(source).names
    except TemplateError:
        return  # told when the file was read
    yield from (_Use(name, place, heard=False, also=also) for name in names)
