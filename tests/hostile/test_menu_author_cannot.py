"""Nothing that stands in a menu runs code, reads what is not its own, fills the memory or keeps a process busy.

Each attack runs in a process with 10 seconds of the processor and 400 MB, and says what came of it.
"""

from collections.abc import Iterator

import pytest
from contained import Containment, contained
from reading_attacks import READING
from template_attacks import TEMPLATES
from turn_attacks import TURNS

pytestmark = pytest.mark.sampled(3)

_EXPECTED = {name: says for table in (READING, TEMPLATES, TURNS) for name, (_, says) in table.items()}


@pytest.fixture(scope="module")
def containment() -> Iterator[Containment]:
    with contained() as containment:
        yield containment


@pytest.mark.parametrize("name", _EXPECTED)
def test_an_attack_comes_to_nothing(containment: Containment, name: str) -> None:
    outcome = containment.run(name)
    assert not outcome.broke, outcome.broke
    assert outcome.said.startswith(_EXPECTED[name]) or f" {_EXPECTED[name]}" in f" {outcome.said}", outcome.said


def test_no_two_attacks_have_one_name() -> None:
    assert len(_EXPECTED) == len(READING) + len(TEMPLATES) + len(TURNS)


def test_the_containment_tells_what_breaks_out(containment: Containment) -> None:
    memory, time, error = (containment.run(f"a test of the {bound}") for bound in ("memory", "time", "errors"))
    assert "MemoryError" in memory.broke or "MB" in memory.broke
    assert "SIGXCPU" in time.broke
    assert "broken" in error.broke
