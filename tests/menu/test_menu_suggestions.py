"""Whoever comes from another system, or slips, is told our word for what they meant, and where it stands."""

from typing import Final

import pytest
from menu_samples import LINE, problems_of

CONTACTS: Final = f'{LINE}contacts: {{desk: {{dial: "+14155550111"}}}}\n'
MENU: Final = "a:\n  menu: 'For x, press 1.'\n  keys: {{1: hangup}}\n  {}: \"\"\n"
ASK: Final = 'a:\n  ask: Number?\n  save: n\n  next: hangup\n  {}: ""\n'
DIAL: Final = "a:\n  dial: desk\n  {}: hangup\n  otherwise: hangup\n"

WORDS: Final = [
    (MENU, "timeout", "Did you mean `wait`?"),
    (MENU, "retries", "Did you mean `tries`?"),
    (MENU, "no_input", "Did you mean `on_silence`?"),
    (MENU, "no-match", "Did you mean `on_wrong`?"),
    (MENU, "invalid", "Did you mean `on_wrong`?"),
    (MENU, "default", "Did you mean `otherwise`?"),
    (MENU, "on_timeout", "Did you mean `on_silence`?"),
    (MENU, "max_attempts", "Did you mean `tries`?"),
    (MENU, "extension", "The verb `dial` does that, in a step of its own."),
    (MENU, "transfer", "The verb `dial` does that, in a step of its own."),
    (MENU, "if", "The verb `choose` does that, in a step of its own."),
    (MENU, "prompt", "What is said stands behind `menu:` itself."),
    (MENU, "num_digits", "It is called `length`, and goes with `ask`."),
    (MENU, "wait_time", "It is called `max_wait`, and goes with `queue`."),
    (MENU, "barge_in", "Prompts can always be interrupted; `must_hear: yes` at a `say` keeps it from being."),
    (ASK, "num_digits", "Did you mean `length`?"),
    (ASK, "type", "Did you mean `as`?"),
    (ASK, "validate", "Did you mean `check`?"),
    (ASK, "finish_on_key", "Did you mean `finish`?"),
    (DIAL, "on_busy", "Did you mean `busy`?"),
    (DIAL, "on_no_answer", "Did you mean `no_answer`?"),
    (DIAL, "on_answer", "Did you mean `answered`?"),
    (DIAL, "if_failed", "Did you mean `failed`?"),
    (DIAL, "error", "Did you mean `failed`?"),
]


@pytest.mark.parametrize(("step", "word", "said"), WORDS, ids=lambda value: value if ":" not in value else "")
def test_a_word_of_another_system(step: str, word: str, said: str) -> None:
    told = [problem for problem in problems_of(step.format(word), CONTACTS) if problem.code == "E104"]
    assert [problem.text for problem in told] == [f"`{word}` is not known here. {said}"]


@pytest.mark.parametrize(
    ("word", "own"),
    [("limit", "limits"), ("contact", "contacts"), ("hour", "hours"), ("service", "services"), ("queue", "queues")],
)
def test_a_section_in_the_singular(word: str, own: str) -> None:
    told = problems_of("a: {hangup: x}\n", f"{LINE}{word}: {{}}\n")
    assert f"`{word}` is not known here. Did you mean `{own}`?" in [problem.text for problem in told]


def test_a_name_with_a_hyphen() -> None:
    (problem,) = problems_of("menu-1: {hangup: Bye.}\n")
    assert problem.text == "`menu-1` is no name for a step: use a-z, 0-9 and _ only. Did you mean `menu_1`?"


def test_how_long_something_is_kept() -> None:
    (problem,) = problems_of("a: {set: {x: y}, keep: 90, next: hangup}\n")
    assert problem.text.endswith("write a whole number with a unit, like 90d, 12h or 30m; `90d` if you mean days.")


def test_two_pieces_in_one() -> None:
    steps = "a: {dial: desk, whisper: {text: Hello., pause: 1s}, otherwise: hangup}\n"
    (problem,) = problems_of(steps, CONTACTS)
    assert (problem.place.column, problem.code) == (48, "E108")
    assert "write them one after the other, in a list: [{text: Hello.}, {pause: 1s}]." in problem.text


def test_the_place_of_one_of_several_callees() -> None:
    steps = "p: {ask: 'PIN?', save: pin, sensitive: yes, next: a}\na: {dial: [desk, '{{ pin }}'], otherwise: hangup}\n"
    (problem,) = problems_of(steps, CONTACTS)
    assert (problem.place.line, problem.place.column, problem.code) == (2, 18, "E406")
