"""Two versions of a line, compared in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass

from ivr.menu.diffing.callers import Callers
from ivr.menu.diffing.change import Change, Difference, Group, Kind
from ivr.menu.diffing.line import compare_lines
from ivr.menu.diffing.plain import content
from ivr.menu.diffing.renames import find_renames, renamed_by
from ivr.menu.diffing.steps import Sides, compare_steps, described
from ivr.menu.model import Menus, Step
from ivr.menu.parts import AudioPiece, Prompt, ToStep


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a line, and the recordings that lie beside it."""

    menus: Menus
    recordings: frozenset[str] = frozenset()


def compare(old: Version, new: Version) -> Difference:
    """Return what is different in the new version, by step; nothing when only comments and spacing are.

    Costs about as much as checking both versions.
    """
    renames = find_renames(old.menus, new.menus)
    sides = Sides(old.menus, new.menus, Callers(old.menus), Callers(new.menus), renamed_by(renames))
    groups = [*_named(renames, sides), *compare_lines(sides), *_steps(renames, sides, old, new)]
    return Difference(tuple(groups))


def _named(renames: Mapping[ToStep, ToStep], sides: Sides) -> Iterator[Group]:
    """Yield the names that changed: of whole flows where all of their steps went to one other, else of steps."""
    flows: dict[tuple[str, str], list[ToStep]] = {}
    for old, new in renames.items():
        flows.setdefault((old.flow, new.flow), []).append(old)
    changes = []
    for (was, now), steps in flows.items():
        of_flow = [name for name in sides.old.steps if name.flow == was]
        is_whole = was != now and len(of_flow) == len(steps) and was not in {name.flow for name in sides.new.steps}
        if is_whole:
            changes.append(Change(Kind.RENAMED, f"The flow `{was}` is called `{now}` now.", heard=False))
        for old in steps:
            if not is_whole or old.step != renames[old].step:
                text = f"The step {old} is called {renames[old]} now."
                changes.append(Change(Kind.RENAMED, text, heard=False))
    if changes:
        yield Group("names", tuple(changes))


def _steps(renames: Mapping[ToStep, ToStep], sides: Sides, old: Version, new: Version) -> Iterator[Group]:
    """Yield the steps that changed, in the order in which calls come to them."""
    was_called = {now: was for was, now in renames.items()}
    seen = set()
    found: list[tuple[int, Group]] = []
    for name, step in sides.new.steps.items():
        before = sides.old.steps.get(was_called.get(name, name)) if name not in renames else None
        if before is not None:
            seen.add(before.name)
        changes = [_added(step, sides)] if before is None else list(_compared(before, step, sides))
        changes += _missing(before, step, sides, old, new)
        if changes:
            found.append((sides.new_callers.order(name), Group(str(name), tuple(changes))))
    for name, step in sides.old.steps.items():
        if name not in seen:
            found.append((sides.old_callers.order(name), Group(str(name), (_removed(step, sides),))))
    yield from (group for _, group in sorted(found, key=lambda each: each[0]))


def _compared(before: Step, step: Step, sides: Sides) -> Iterator[Change]:
    if content(before, sides.old.line, sides.renamed) != content(step, sides.new.line, lambda target: target):
        yield from compare_steps(before, step, sides)


def _added(step: Step, sides: Sides) -> Change:
    who = sides.new_callers.who(step.name)
    return Change(Kind.ADDED, f"It is new: {described(step, sides.new.line)}.", heard=who is not None, by=who)


def _removed(step: Step, sides: Sides) -> Change:
    who = sides.old_callers.who(step.name)
    return Change(Kind.REMOVED, f"It is gone (was {described(step, sides.old.line)}).", heard=who is not None, by=who)


def _missing(before: Step | None, step: Step, sides: Sides, old: Version, new: Version) -> Iterator[Change]:
    """Yield recordings of a step that are not there any more."""
    had = set(_recordings(before, old)) if before is not None else set()
    lacks = {file: None for file in _recordings(step, new) if file not in had}
    for language, file in lacks:
        text = f"The recording {file} is missing for `{language}` now."
        yield Change(Kind.MISSING, text, by=sides.new_callers.who(step.name))


def _recordings(step: Step, version: Version) -> Iterator[tuple[str, str]]:
    """Yield the recordings of a step that are not there, with the language that misses them."""
    for prompt in _prompts(step.verb):
        for code, pieces in prompt.phone.items():
            for piece in pieces:
                if isinstance(piece, AudioPiece):
                    language = piece.language or code
                    if not {f"{language}/{piece.file}", piece.file} & version.recordings:
                        yield language, piece.file


def _prompts(part: object) -> Iterator[Prompt]:
    if isinstance(part, Prompt):
        yield part
    elif is_dataclass(part) and not isinstance(part, type):
        for each in fields(part):
            yield from _prompts(getattr(part, each.name))
