"""Rules about questions: there is an answer to each, every setting counts, and no key takes an answer away."""

from collections.abc import Iterator, Mapping
from typing import Final

from ivr.menu.model import Step
from ivr.menu.parts import Key
from ivr.menu.problems import Problem
from ivr.menu.reading.load import Draft
from ivr.menu.reading.texts import listed
from ivr.menu.templates.conditions import holds, parse_condition
from ivr.menu.templates.expression import TemplateError
from ivr.menu.templates.value import Value
from ivr.menu.verbs import Ask, AskKind

# Settings that mean nothing for a kind of answer.
_USELESS: Final[Mapping[AskKind, tuple[str, ...]]] = {
    AskKind.RECORDING: ("length", "check", "confirm", "hints", "keys", "confidence"),
    AskKind.WORDS: ("length", "finish", "max"),
    AskKind.YES_NO: ("length", "finish", "max"),
}
_WHAT: Final[Mapping[AskKind, str]] = {
    AskKind.RECORDING: "a recording",
    AskKind.WORDS: "what is said",
    AskKind.YES_NO: "a yes or no, which is one key",
    AskKind.DATE: "a date",
    AskKind.TIME: "a time of day",
    AskKind.PHONE: "a telephone number",
}
_OPEN: Final = frozenset({AskKind.DIGITS, AskKind.NUMBER, AskKind.PHONE, AskKind.AMOUNT})
_TIME_KEYS: Final = 4
_FEWEST_PHONE_KEYS, _MOST_PHONE_KEYS = 5, 15
_USUAL_DATE_KEYS: Final = 8
_KEYS_OF_CODE: Final = 4


def check_answers(draft: Draft) -> Iterator[Problem]:
    """Yield questions that nobody can answer, settings that do nothing, and keys that hide an answer."""
    for name, step in draft.menus.steps.items():
        if isinstance(step.verb, Ask) and name not in draft.guesses:
            yield from _useless(step, step.verb)
            yield from _unanswerable(step, step.verb)
            yield from _own_keys(step.verb)
            yield from _unfinished(step.verb)
            yield from _zeros(step, step.verb)
            yield from _hidden(step, step.verb, draft.menus.line.anywhere)


def _useless(step: Step, ask: Ask) -> Iterator[Problem]:
    useless = _USELESS.get(ask.kind, ("max",))
    given = [name for name in useless if name in step.places]
    if given:
        what = _WHAT.get(ask.kind, f"an answer of the kind {ask.kind}")
        names = listed([f"`{name}`" for name in given])
        goes = "do not go" if given[1:] else "does not go"
        text = f"{names} {goes} with {what}; remove {'them' if given[1:] else 'it'}"
        other = ", or write `as: recording`" if given == ["max"] else ", or ask for another kind by `as:`"
        yield Problem(step.place_of(given[0]), "E311", f"{text}{other}.")


def _unanswerable(step: Step, ask: Ask) -> Iterator[Problem]:
    needed = _needed_keys(ask)
    if needed is not None and ask.longest is not None and (ask.longest < needed[0] or ask.shortest > needed[1]):
        keys = f"{needed[0]}" if needed[0] == needed[1] else f"{needed[0]} to {needed[1]}"
        mend = "write that `length`, or leave it out"
        mend += ", or say by `written:` which digits are entered" if ask.kind is AskKind.DATE else ""
        text = f"{_WHAT[ask.kind].capitalize()} has {keys} digits, so no answer has this `length`; {mend}."
        yield Problem(step.place_of("length"), "E310", text)
    if ask.kind in {AskKind.WORDS, AskKind.YES_NO, AskKind.RECORDING}:
        if ask.kind is AskKind.YES_NO and {_passes(ask, True), _passes(ask, False)} == {False}:
            text = "Neither yes nor no passes this `check`, so the question can never be answered."
            yield Problem(step.place_of("check"), "E310", text)
    elif ask.finish.isdigit():
        text = f"`finish: {ask.finish}` ends the answer at its first {ask.finish}; finish with # or *."
        yield Problem(step.place_of("finish"), "E310", text)
    elif ask.finish == "*" and ask.kind is AskKind.AMOUNT:
        text = '`*` is the decimal point of an amount, so with `finish: "*"` nobody can enter cents; finish with #.'
        yield Problem(step.place_of("finish"), "E310", text)


def _needed_keys(ask: Ask) -> tuple[int, int] | None:
    match ask.kind:
        case AskKind.DATE:
            digits = len(ask.written) if ask.written else _USUAL_DATE_KEYS
            return digits, digits
        case AskKind.TIME:
            return _TIME_KEYS, _TIME_KEYS
        case AskKind.PHONE:
            return _FEWEST_PHONE_KEYS, _MOST_PHONE_KEYS
        case _:
            return None


def _own_keys(ask: Ask) -> Iterator[Problem]:
    for key in ask.keys:
        if _is_answer(ask, key):
            text = f"`{key.keys}` pressed alone leads away from here, so it can never be the answer `{key.keys}`; "
            yield Problem(key.place, "E307", f"{text}take `*` or another key, or give the answer a `length`.")


def _zeros(step: Step, ask: Ask) -> Iterator[Problem]:
    """Yield a number of so many keys exactly, which is a code like a zip; not a year, which begins with no 0."""
    if ask.kind is not AskKind.NUMBER or ask.longest != ask.shortest or ask.shortest < _KEYS_OF_CODE:
        return
    if _passes(ask, 10 ** (ask.shortest - 1) - 1) is not False:
        text = (
            f"What has exactly {ask.shortest} digits is a code, and as a number it loses a 0 in front: 02134 is 2134; "
        )
        yield Problem(step.place_of("as"), "W314", f"{text}write `as: digits`, or leave out the `length`.")


def _unfinished(ask: Ask) -> Iterator[Problem]:
    """Yield a choice that takes away the key by which an answer of any length is finished."""
    taken = next((key for key in ask.keys if ask.finish in key.keys), None)
    if taken is not None and ask.longest is None and ask.kind in _OPEN:
        other = "*" if ask.finish == "#" else "#"
        text = (
            f"`{ask.finish}` is a choice here, so it cannot finish the answer: everybody waits {ask.manners.wait} s. "
        )
        mend = f'Write `finish: "{other}"`, or take another key.'
        yield Problem(taken.place, "W313", text + mend)


def _hidden(step: Step, ask: Ask, anywhere: tuple[Key, ...]) -> Iterator[Problem]:
    own = {key.keys for key in ask.keys}
    hidden = [key for key in anywhere if key.keys and key.keys not in own and _is_answer(ask, key)]
    hidden = [key for key in hidden if not (ask.kind is AskKind.AMOUNT and key.keys.strip("0") == "")]
    if hidden and ask.kind is not AskKind.YES_NO:  # there 1 and 2 are the answer first
        keys = listed([f"`{key.keys}`" for key in hidden])
        which = f"so nobody can answer {keys}" if not hidden[1:] else "so none of them can be the answer"
        works = "works" if not hidden[1:] else "work"
        text = f"{keys} {works} everywhere, {which} here; give this a `length` or a `check` that excludes that, "
        yield Problem(step.place_of("ask"), "W308", f"{text}or take another key under `anywhere`.")


def _is_answer(ask: Ask, key: Key) -> bool:
    """Whether what is pressed for a choice could be an answer. Numbers of any length are taken to be long ones."""
    pressed = key.keys
    if ask.kind is AskKind.YES_NO:
        return pressed in {"1", "2"} and _passes(ask, pressed == "1") is True
    is_counted = ask.kind in {AskKind.NUMBER, AskKind.AMOUNT} or (
        ask.kind is AskKind.DIGITS and ask.longest is not None
    )
    if not is_counted or not pressed.isdigit():
        return False
    if len(pressed) < ask.shortest or (ask.longest is not None and len(pressed) > ask.longest):
        return False
    return _passes(ask, pressed if ask.kind is AskKind.DIGITS else int(pressed)) is True


def _passes(ask: Ask, value: Value) -> bool | None:
    """Return whether the check lets a value through; None where that depends on something else."""
    if ask.check is None:
        return True
    try:
        condition = parse_condition(ask.check)
    except TemplateError:
        return None
    if any(name.root != ask.save for name in condition.names):
        return None
    return holds(condition, {ask.save: value}, lambda _: None)
