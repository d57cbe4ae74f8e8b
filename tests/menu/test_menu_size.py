"""A line of ten thousand steps is read and checked while somebody waits."""

import os
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Final

import pytest

from ivr.menu.checking.check import Examined, Known, examine
from ivr.menu.proving.prove import prove
from ivr.menu.reading.load import load

FLOWS: Final = 100 if os.environ.get("RINGTREE_ALL") else 20  # `make test-all` sets it
STEPS: Final = 100
LONGEST_S: Final = FLOWS / 10  # measured: 4 of 10
MOST_BYTES: Final = 500_000_000

LINE: Final = """\
line: Large Bank
calls: f0
timezone: America/New_York
languages: {en: {locale: en-US}, es: {locale: es-US}}
patience:
  on_silence: {en: Sorry?, es: ¿Perdón?}
  on_wrong: {en: That is no choice., es: Esa no es una opción.}
  give_up: f0/person
anywhere: {0: f0/person, "*": back}
contacts: {desk: {dial: "+14155550111"}}
"""


def _step(flow: int, number: int) -> str:
    """Return one of a hundred steps: menus, questions, prompts and detours in turn, each leading to the next."""
    after = f"s{number + 1}" if number + 1 < STEPS - 1 else "s0"
    english, spanish = f"This is number {number} of part {flow}", f"Este es el número {number} de la parte {flow}"
    match number % 5:
        case 0:
            others = ", ".join(f"{key}: f{(flow * 7 + key) % FLOWS}" for key in range(2, 6))
            return (
                f"s{number}:\n  menu:\n    en: {english}. Press 1.\n    es: {spanish}. Oprima el 1.\n"
                f"  again: {{en: Press 1., es: Oprima el 1.}}\n  keys: {{1: {after}, {others}}}\n"
            )
        case 1:
            return (
                f"s{number}:\n  ask: {{en: '{english}?', es: '¿{spanish}?'}}\n  save: n{number}_{flow}\n  as: digits\n"
                f"  length: 4-8\n  next: {after}\n"
            )
        case 2:
            value = f"{{{{ n{number - 1}_{flow} | spell }}}}"
            return f"s{number}:\n  say: {{en: 'I have {value}.', es: 'Tengo {value}.'}}\n  next: {after}\n"
        case 3:
            return f"s{number}: {{do: f{FLOWS - 1}/shared, next: {after}}}\n"
        case _:
            when = f"n{number - 3}_{flow} > 3 and caller.country == 'US'"
            return f"s{number}:\n  choose:\n    - when: {when}\n      next: {after}\n  otherwise: {after}\n"


def _large_line() -> dict[str, str]:
    files = {"line.yaml": LINE}
    for flow in range(FLOWS):
        steps = "".join(_step(flow, number) for number in range(STEPS - 1))
        files[f"f{flow}.yaml"] = f"{steps}person: {{dial: desk, otherwise: hangup}}\n"
    files[f"f{FLOWS - 1}.yaml"] += "shared: {menu: {en: Press 1., es: Oprima el 1.}, keys: {1: return}}\n"
    # Only one person is led to from everywhere; the others by the first menu of their flow.
    return {file: text.replace("keys: {1: s1,", "keys: {1: s1, 9: person,") for file, text in files.items()}


def _timed(files: dict[str, str]) -> tuple[Examined, float]:
    begun = time.process_time()
    examined = examine(files, Known(), proving=False)
    return examined, time.process_time() - begun


def test_a_large_line_is_checked_in_time() -> None:
    examined, seconds = _timed(_large_line())
    assert [str(problem) for problem in examined.problems if not problem.is_of_manners][:5] == []
    assert examined.menus is not None
    assert len(examined.menus.steps) >= FLOWS * STEPS
    assert seconds < LONGEST_S


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere ru_maxrss is not in KiB")
def test_a_large_line_is_checked_in_little_memory() -> None:
    with ProcessPoolExecutor(1, get_context("spawn")) as own:  # in this process lies what other tests have left
        assert own.submit(most_bytes_of_a_check).result() < MOST_BYTES


def most_bytes_of_a_check() -> int:
    """Return how much memory this process has had at most, after a check of the large line."""
    _timed(_large_line())
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


# What is done to the line, and whether every call still ends.
LARGE: Final = {
    "as it is": (("", ""), True),
    "every question counted": (("length: 4-8", "length: 4-8\n  at_most: 3"), True),
    "everybody gives up to a menu": (("give_up: f0/person", "give_up: f1/s0"), False),
}


@pytest.mark.parametrize("name", LARGE)
def test_a_large_line_is_proved_in_time(name: str) -> None:
    (old, new), ends = LARGE[name]
    files = {file: text.replace(old, new) if old else text for file, text in _large_line().items()}
    draft = load(files)
    begun = time.process_time()
    proof = prove(draft.menus)
    assert time.process_time() - begun < LONGEST_S
    assert proof is not None
    assert proof.holds == ends


@pytest.mark.parametrize(("old", "new"), [("next: s", "next: z"), ("save: n", "save: m")])
def test_a_large_line_full_of_slips_is_checked_in_time(old: str, new: str) -> None:
    files = {file: text.replace(old, new) for file, text in _large_line().items()}
    examined, seconds = _timed(files)
    assert examined.problems
    assert seconds < 2 * LONGEST_S
