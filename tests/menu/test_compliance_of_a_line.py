"""What a line adds to STOP, START and HELP: words of other languages, and answers of its own."""

from typing import Final

import pytest

from ivr.menu.carrier_words import Wish
from ivr.menu.checking.check import Known, examine
from ivr.menu.compiled import dump_menus, load_menus
from ivr.menu.reading.load import load

LINE: Final = "line: Acme\ncalls: main\ntexts: main\ntimezone: UTC\npatience: {give_up: hangup}\n"
MAIN: Final = 'a: {menu: "For x, press 1.", keys: {1: hangup}, words: {1: WORD}}\n'
OWN: Final = """\
compliance:
  stop_words: [alto, baja]
  help_words: ayuda
  stopped: "{{ line.name }}: Ya no le escribimos."
"""


def problems(compliance: str, word: str = "yes please") -> list[str]:
    files = {"line.yaml": LINE + compliance, "main.yaml": MAIN.replace("WORD", word)}
    found = examine(files, Known(frozenset())).problems
    return [str(problem) for problem in found if problem.code.startswith("E")]


def test_words_and_answers_are_read_and_kept_with_a_release() -> None:
    menus = load({"line.yaml": LINE + OWN, "main.yaml": MAIN}).menus
    assert problems(OWN) == []
    for found in (menus, load_menus(dump_menus(menus))):
        compliance = found.line.compliance
        assert [compliance.words_for(wish) for wish in Wish] == [("alto", "baja"), (), ("ayuda",)]
        assert compliance.answer_to(Wish.STOP) is not None
        assert compliance.answer_to(Wish.HELP) is None


def test_an_own_word_is_no_choice_by_text() -> None:
    assert problems("", "baja") == []
    (told,) = problems(OWN, "Baja")
    assert "E309" in told


@pytest.mark.parametrize(
    ("compliance", "sentence"),
    [
        ("compliance: {stop_words: ['!']}\n", "`!` is no word"),
        ("compliance: {stop_words: [start]}\n", "`start` means something else by the carriers' rules"),
        ("compliance: {stop_word: alto}\n", "Did you mean `stop_words`?"),
        ("compliance: {stopped: 'Bye {{ caller.name }}.'}\n", "`caller.name` is not known in `stopped`"),
        ("compliance: alto\n", "`compliance` takes a mapping"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(compliance: str, sentence: str) -> None:
    (told,) = problems(compliance)
    assert sentence in told


def test_a_word_of_the_same_wish_does_no_harm() -> None:
    assert problems("compliance: {stop_words: [STOP, basta]}\n") == []
