"""Rules about text conversations, which go through the same flows as calls."""

from collections.abc import Iterator, Mapping, Sequence

from ivr.menu.carrier_words import Wish, find_carrier_word
from ivr.menu.channels import truth_by_text
from ivr.menu.checking.check_recordings import prompts_of
from ivr.menu.checking.web import Web
from ivr.menu.line import Line
from ivr.menu.model import Step
from ivr.menu.parts import AudioPiece, Channel, Key, Place, Target, ToStep
from ivr.menu.problems import Problem
from ivr.menu.reading.load import Draft
from ivr.menu.verbs import Ask, Choose, Do, Menu, Voiced


def check_texts(draft: Draft, web: Web) -> Iterator[Problem]:
    """Yield what goes wrong with a conversation by text: steps that need a voice, silence, words that never come."""
    line = draft.menus.line
    yield from _taken_keywords(line)
    came = _reached_by_text(draft, web)
    if came:
        yield from _compliance(line, line.anywhere)
    for name, whence in came.items():
        step = draft.menus.steps[name]
        if step.by_text is not None or name in draft.guesses:
            continue
        if isinstance(step.verb, Voiced):
            text = f"A text conversation can come to `{name.step}` ({whence}), where it takes a voice to go on; "
            yield Problem(step.place, "E210", f"{text}add `by_text:` with the step where it goes instead.")
            continue
        yield from _silent(step)
        if isinstance(step.verb, Menu):
            yield from _compliance(line, step.verb.keys)
        if isinstance(step.verb, Ask) and step.verb.sensitive:
            text = f"`{step.verb.save}` is sensitive, and a text message stays on the telephone that it was written on;"
            yield Problem(
                step.place_of("sensitive"), "W712", f"{text} lead text conversations elsewhere by `by_text:`."
            )


def _reached_by_text(draft: Draft, web: Web) -> Mapping[ToStep, str]:
    """Return the steps that a text conversation can come to, each with whence it did at first, in words."""
    line, steps = draft.menus.line, draft.menus.steps
    starts = [line.texts, *line.keywords.values(), *(route.texts for route in line.numbers.values())]
    came = {start: "as its start" for start in starts if start is not None and start in steps}
    way_out = line.manners.give_up.of(Channel.TEXT) if came and line.manners.give_up is not None else None
    if isinstance(way_out, ToStep) and way_out in steps:
        came.setdefault(way_out, "by `give_up:`, when a limit is passed or something breaks")
    waiting = list(came)
    while waiting:
        name = waiting.pop()
        for target in _onward_by_text(web, steps[name]):
            if target in steps and target not in came:
                came[target] = f"from `{name}`"
                waiting.append(target)
    return came


def _onward_by_text(web: Web, step: Step) -> Iterator[ToStep]:
    if step.by_text is not None:
        targets: Sequence[Target] = [step.by_text]
    elif isinstance(step.verb, Voiced):
        targets = []
    elif isinstance(step.verb, Choose) and (only := _cases_by_text(step.verb)):
        targets = only
    else:
        after = [step.verb.next] if isinstance(step.verb, Do) else []
        targets = [*(way.target for way in web.ways.get(step.name, ()) if way.by_text), *after]
    yield from (target for target in targets if isinstance(target, ToStep))


def _cases_by_text(choose: Choose) -> Sequence[Target]:
    """Return where a text conversation can go on, when a case asks for the channel; else nothing."""
    targets: list[Target] = []
    is_parted = False
    for case in choose.cases:
        truth = truth_by_text(case.when)
        is_parted = is_parted or truth is not None
        if truth is not False:
            targets.append(case.next)
        if truth:
            return targets
    return [*targets, choose.otherwise] if is_parted else ()


def _silent(step: Step) -> Iterator[Problem]:
    for prompt in prompts_of(step.verb):
        for pieces in prompt.text.values():
            for piece in pieces:
                if isinstance(piece, AudioPiece) and not piece.words:
                    text = f"`{piece.file}` has no words, and a text conversation can come here; "
                    yield Problem(piece.place, "E412", f"{text}add `text:` with what the recording says.")


def _taken_keywords(line: Line) -> Iterator[Problem]:
    words = [(word, ("keywords", word)) for word in line.keywords] + [(word, ("restart",)) for word in line.restart]
    for word, path in words:
        if _is_taken(line, word):
            yield Problem(line.place_of(*path), "E309", _taken(word))


def _compliance(line: Line, keys: tuple[Key, ...]) -> Iterator[Problem]:
    told: set[tuple[Place, str]] = set()
    for key in keys:
        for phrases in key.phrases.values():
            for phrase in phrases:
                if _is_taken(line, phrase) and (key.place, phrase) not in told:
                    told.add((key.place, phrase))
                    yield Problem(key.place, "E309", _taken(phrase))


def _is_taken(line: Line, phrase: str) -> bool:
    own = {word.strip().casefold() for wish in Wish for word in line.compliance.words_for(wish)}
    return find_carrier_word(phrase) is not None or phrase.strip().casefold() in own


def _taken(word: str) -> str:
    return f"`{word}` never comes here by text: the carriers' rules for opting out take it. Use another word."
