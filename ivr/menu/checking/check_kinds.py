"""Rules about what a name holds: a sensitive answer goes nowhere it could be heard or kept, a recording is played."""

from collections.abc import Iterator, Mapping

from ivr.menu.checking.check_recordings import spoken_in
from ivr.menu.checking.ways import ways_on
from ivr.menu.model import Step
from ivr.menu.names import saved_by, uses_of
from ivr.menu.parts import Place, RecordingPiece, Target, ToStep
from ivr.menu.problems import Problem
from ivr.menu.reading.load import Draft
from ivr.menu.verbs import Ask, AskKind, Passing, System, Voicemail


def check_kinds(draft: Draft) -> Iterator[Problem]:
    """Yield sensitive names where they must not be, and names played as recordings that hold none."""
    steps = draft.menus.steps.values()
    sensitive = {step.verb.save: step for step in steps if isinstance(step.verb, Ask) and step.verb.sensitive}
    if sensitive:
        yield from _told_of_sensitive(draft, sensitive)
    for step in steps:
        if isinstance(step.verb, Ask) and step.verb.sensitive:
            yield from _told_of_digits(draft, step, step.verb)
    saved = frozenset[str]().union(*(saved_by(step) for step in steps))
    recorded = frozenset[str]().union(*(saved_by(step) for step in steps if _records(step)))
    # What a step with an error saves may be the recording that is meant.
    others = saved - recorded.union(*(guess.names for guess in draft.guesses.values()))
    played = {piece for prompt in spoken_in(draft) for pieces in prompt.phone.values() for piece in pieces}
    for piece in played:
        if isinstance(piece, RecordingPiece) and piece.name in others:
            text = f"`{piece.name}` holds no recording; an `ask` with `as: recording`, or a `voicemail`, saves one."
            yield Problem(piece.place, "E410", text)


def _told_of_sensitive(draft: Draft, sensitive: Mapping[str, Step]) -> Iterator[Problem]:
    told: set[tuple[Place, str]] = set()
    for step in draft.menus.steps.values():
        for use in uses_of(step):
            root = use.name.root
            if root not in sensitive or root in use.also or use.to_system:
                continue
            place = draft.place_of(use)
            if (place, root) not in told:
                told.add((place, root))
                text = f"`{root}` is sensitive: it is never said, compared, dialled or saved under another name, "
                text += "and goes to the body of a `fetch` or the arguments of a `run` only."
                yield Problem(place, "E406", text)
        for name in saved_by(step) & sensitive.keys():
            if not (isinstance(step.verb, Ask) and step.verb.sensitive):
                where = sensitive[name].name.step
                text = f"`{name}` is sensitive in `{where}`, but not here; save it under another name."
                yield Problem(step.place, "E406", text)


def _told_of_digits(draft: Draft, ask: Step, verb: Ask) -> Iterator[Problem]:
    """Yield uses of `digits` where they would be a sensitive answer, and are blank for that."""
    met: set[Target] = set()
    waiting: list[Target] = [verb.next]
    while waiting:
        target = waiting.pop()
        step = draft.menus.steps.get(target) if isinstance(target, ToStep) and target not in met else None
        if step is None or not isinstance(step.verb, Passing | System):
            continue
        met.add(target)
        waiting += [way.target for way in ways_on(step, draft.menus.line)]
        for use in uses_of(step):
            if use.name.root == "digits":
                text = f"`digits` is what was entered at `{ask.name.step}`, which is sensitive, so here it is blank."
                yield Problem(draft.place_of(use), "E406", text)


def _records(step: Step) -> bool:
    return isinstance(step.verb, Voicemail) or (isinstance(step.verb, Ask) and step.verb.kind is AskKind.RECORDING)
