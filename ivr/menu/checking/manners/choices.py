"""Advice on menus: how many choices, in which order, in how many words."""

from collections.abc import Iterator
from typing import Final

from ivr.menu.checking.wording import (
    WORDS_PER_SECOND,
    count_words,
    keys_in,
    plain_words,
    spoken,
    tells_key_first,
)
from ivr.menu.model import Step
from ivr.menu.parts import Key, Target, ToStep
from ivr.menu.problems import Problem
from ivr.menu.reading.load import Draft
from ivr.menu.reading.texts import listed
from ivr.menu.verbs import Ask, AskKind, Dial, Menu, SetLanguage

_MOST_CHOICES, _FAR_TOO_MANY = 5, 7
_WORDS_OF_TWO, _WORDS_OF_ANOTHER = 25, 6
_WORDS_OF_ASK: Final = 30
_SHORTEST_WAIT_S, _LONGEST_WAIT_S = 3, 15
_IN_ORDER: Final = "12345678"  # 9 and 0, star and pound stand apart


def advise_on_choices(draft: Draft) -> Iterator[Problem]:
    """Yield advice on each menu and ask by itself."""
    line = draft.menus.line
    yield from _patience(draft)
    for name, step in draft.menus.steps.items():
        if name not in draft.guesses and isinstance(step.verb, Dial):
            yield from _accepting(step.verb)
        if name in draft.guesses or not isinstance(step.verb, Menu | Ask):
            continue
        verb = step.verb
        yield from _words(verb)
        yield from _rebound(verb.keys, line.anywhere)
        if isinstance(verb, Ask):
            yield from _finishing(step, verb, line.anywhere)
        if verb.again is not None and verb.again.phone == verb.prompt.phone:
            text = "`again` says the same once more; make it shorter, or remove it: then the prompt is said again."
            yield Problem(step.place_of("again"), "W709", text)
        if isinstance(verb, Menu) and verb.offers is None:
            yield from _number(draft, step, verb)
            yield from _gaps(verb, line.anywhere)
            yield from _unoffered(draft, verb)


def _patience(draft: Draft) -> Iterator[Problem]:
    line = draft.menus.line
    waits = [(line.manners.wait, line.place_of("patience", "wait"))]
    waits += [
        (step.verb.manners.wait, step.place_of("wait"))
        for step in draft.menus.steps.values()
        if isinstance(step.verb, Menu | Ask) and "wait" in step.places
    ]
    for wait, place in waits:
        if not _SHORTEST_WAIT_S <= wait <= _LONGEST_WAIT_S:
            why = "nobody finds the key in time" if wait < _SHORTEST_WAIT_S else "the line seems dead by then"
            yield Problem(place, "W708", f"A wait of {wait} s: {why}; write 4s to 10s.")


def _words(verb: Menu | Ask) -> Iterator[Problem]:
    choices = len(verb.keys) if isinstance(verb, Menu) else 0
    most = _WORDS_OF_TWO + max(0, choices - 2) * _WORDS_OF_ANOTHER if isinstance(verb, Menu) else _WORDS_OF_ASK
    counted = {code: count_words(pieces) for code, pieces in spoken(verb.prompt)}
    code = max(counted, key=lambda code: counted[code], default=None)
    if code is not None and counted[code] > most:
        seconds = round(counted[code] / WORDS_PER_SECOND)
        where = f" in `{code}`" if len(counted) > 1 else ""
        text = f"These {counted[code]} words take some {seconds} s to say{where}; callers listen for about 8. "
        yield Problem(verb.prompt.place, "W703", f"{text}Say less, or say the first part in a `say` before.")
    for _, pieces in spoken(verb.prompt) if isinstance(verb, Menu) else ():
        if tells_key_first(plain_words(pieces)):
            text = "The key stands before the choice here, and is forgotten when that comes; write For …, press 1."
            yield Problem(verb.prompt.place, "W704", text)
            return


def _rebound(keys: tuple[Key, ...], anywhere: tuple[Key, ...]) -> Iterator[Problem]:
    usual = {key.keys: key.target for key in anywhere if key.keys}
    for key in keys:
        if key.keys in usual and usual[key.keys] != key.target:
            text = f"`{key.keys}` leads to `{usual[key.keys]}` everywhere else; take another key here."
            yield Problem(key.place, "W716", text)


def _finishing(step: Step, ask: Ask, anywhere: tuple[Key, ...]) -> Iterator[Problem]:
    """Yield the key that finishes an answer of any length, where callers know it for something else."""
    if ask.ends_by_itself or ask.kind is AskKind.RECORDING or any(key.keys == ask.finish for key in ask.keys):
        return
    usual = next((key.target for key in anywhere if key.keys == ask.finish), None)
    if usual is not None:
        taken = "".join([key.keys for key in (*anywhere, *ask.keys)]) + ("*" if ask.kind is AskKind.AMOUNT else "")
        other = next((key for key in "#*" if key not in taken), None)
        mend = "take another key there" if other is None else f'write `finish: "{other}"`, or take another key there'
        text = f"`{ask.finish}` leads to `{usual}` everywhere else, but finishes the answer here; {mend}."
        yield Problem(step.place_of("finish", "ask"), "W716", text)


def _accepting(dial: Dial) -> Iterator[Problem]:
    """Yield a whisper that leaves out the key without which nobody can take the call."""
    if dial.whisper is None or dial.accept in {None, "any"}:
        return
    for _, pieces in spoken(dial.whisper):
        words = plain_words(pieces)
        if words and dial.accept not in keys_in(words):
            text = (
                f"This whisper does not tell that the key `{dial.accept}` takes the call, so nobody takes it; say so."
            )
            yield Problem(dial.whisper.place, "W705", text)
            return


def _number(draft: Draft, step: Step, menu: Menu) -> Iterator[Problem]:
    counted = [
        key
        for key in menu.keys
        if len(key.keys) == 1 and key.keys.isdigit() and key.keys != "0" and language_of(draft, key.target) is None
    ]
    if len(counted) > _MOST_CHOICES:
        far = "far too many" if len(counted) > _FAR_TOO_MANY else "more than callers remember"
        text = f"These {len(counted)} choices are {far}; offer five at most, and the rest behind one of them."
        yield Problem(step.place_of("keys"), "W701", text)


def language_of(draft: Draft, target: Target) -> str | None:
    """Return the language that a choice turns to, if that is what it does."""
    step = draft.menus.steps.get(target) if isinstance(target, ToStep) else None
    return step.verb.code if step is not None and isinstance(step.verb, SetLanguage) else None


def _gaps(menu: Menu, anywhere: tuple[Key, ...]) -> Iterator[Problem]:
    own = [key for key in menu.keys if len(key.keys) == 1]
    if len(own) < len(menu.keys):
        return  # numbers that belong to somebody: extensions, rooms
    taken = {key.keys for key in (*own, *anywhere)}
    used = [key for key in _IN_ORDER if any(choice.keys == key for choice in own)]
    skipped = [key for key in _IN_ORDER[: _IN_ORDER.index(used[-1])] if key not in taken] if used[1:] else []
    if skipped:
        after = next(choice for choice in own if choice.keys > skipped[0] and choice.keys in _IN_ORDER)
        text = f"`{after.keys}` comes without {listed([f'`{key}`' for key in skipped])} before it; callers expect "
        yield Problem(after.place, "W706", f"{text}1, 2, 3.")
        return
    for _, pieces in spoken(menu.prompt):
        told = [key for key in dict.fromkeys(keys_in(plain_words(pieces))) if key in used]
        if told != sorted(told):
            text = f"The keys are told in the order {', '.join(told)}; number them as they are told: 1, 2, 3."
            yield Problem(menu.prompt.place, "W706", text)
            return


def _unoffered(draft: Draft, menu: Menu) -> Iterator[Problem]:
    own = [key for key in menu.keys if len(key.keys) == 1 and key.keys.isdigit() and key.keys != "0"]
    missing: dict[str, tuple[Key, list[str]]] = {}
    for code, pieces in spoken(menu.prompt):
        words = plain_words(pieces)
        told = set(keys_in(words))
        if not any(key.keys in told for key in own):
            continue  # it asks an open question, or is a recording without words
        for key in own:
            if key.keys in told:
                continue
            is_said = any(phrase.casefold() in words.casefold() for phrase in key.phrases.get(code, ()))
            if not is_said and language_of(draft, key.target) != code:
                missing.setdefault(key.keys, (key, []))[1].append(code)
    for key, codes in missing.values():
        where = f" in {listed([f'`{code}`' for code in codes])}" if len(menu.prompt.phone) > 1 else ""
        yield Problem(key.place, "W705", f"The prompt does not offer the key `{key.keys}`{where}; say what it is for.")
