"""A line of ten thousand steps is read and checked while somebody waits: twice the steps are twice the work, not more.

The work is counted in calls of functions, which are as many on a busy machine. `make bench` tells the seconds.
"""

import resource
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from cProfile import Profile
from multiprocessing import get_context
from typing import Final

import pytest
from how_much import in_all, so_many

from ivr.menu.checking.check import Examined, Known, examine
from ivr.menu.proving.prove import prove
from ivr.menu.reading.load import load

FLOWS: Final = so_many(8, 8, 100)
LESS: Final = 4  # the work is compared with that of a line so much smaller
STEPS: Final = 100
MOST_TIMES: Final = 1.25 * LESS  # what is quadratic is four times as much
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


def _step(flow: int, number: int, flows: int) -> str:
    """Return one of a hundred steps: menus, questions, prompts and detours in turn, each leading to the next."""
    after = f"s{number + 1}" if number + 1 < STEPS - 1 else "s0"
    english, spanish = f"This is number {number} of part {flow}", f"Este es el número {number} de la parte {flow}"
    match number % 5:
        case 0:
            others = ", ".join(f"{key}: f{(flow * 7 + key) % flows}" for key in range(2, 6))
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
            return f"s{number}: {{do: f{flows - 1}/shared, next: {after}}}\n"
        case _:
            when = f"n{number - 3}_{flow} > 3 and caller.country == 'US'"
            return f"s{number}:\n  choose:\n    - when: {when}\n      next: {after}\n  otherwise: {after}\n"


def _large_line(flows: int = FLOWS) -> dict[str, str]:
    files = {"line.yaml": LINE}
    for flow in range(flows):
        steps = "".join(_step(flow, number, flows) for number in range(STEPS - 1))
        files[f"f{flow}.yaml"] = f"{steps}person: {{dial: desk, otherwise: hangup}}\n"
    files[f"f{flows - 1}.yaml"] += "shared: {menu: {en: Press 1., es: Oprima el 1.}, keys: {1: return}}\n"
    # Only one person is led to from everywhere; the others by the first menu of their flow.
    return {file: text.replace("keys: {1: s1,", "keys: {1: s1, 9: person,") for file, text in files.items()}


def _examined(files: dict[str, str]) -> Examined:
    return examine(files, Known(), proving=False)


def _work(do: Callable[[], object]) -> int:
    """Return how many functions are called."""
    profile = Profile()
    profile.runcall(do)
    return sum(entry.callcount for entry in profile.getstats())


def _times(do: Callable[[dict[str, str]], object]) -> float:
    """Return how many times the work it is to do it with a large line, compared with a small one."""
    large, small = _large_line(), _large_line(FLOWS // LESS)
    do(small)  # what is made once only is no work of the line's
    return _work(lambda: do(large)) / _work(lambda: do(small))


def test_a_large_line_is_as_much_work_as_it_is_large() -> None:
    examined = _examined(_large_line())
    assert [str(problem) for problem in examined.problems if not problem.is_of_manners][:5] == []
    assert examined.menus is not None
    assert len(examined.menus.steps) >= FLOWS * STEPS
    assert _times(_examined) < MOST_TIMES


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere ru_maxrss is not in KiB")
def test_a_large_line_is_checked_in_little_memory() -> None:
    with ProcessPoolExecutor(1, get_context("spawn")) as own:  # in this process lies what other tests have left
        assert own.submit(most_bytes_of_a_check).result() < MOST_BYTES


def most_bytes_of_a_check() -> int:
    """Return how much memory this process has had at most, after a check of the large line."""
    _examined(_large_line(so_many(20, 100)))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


# What is done to the line, and whether every call still ends.
LARGE: Final = {
    "as it is": (("", ""), True),
    "every question counted": (("length: 4-8", "length: 4-8\n  at_most: 3"), True),
    "everybody gives up to a menu": (("give_up: f0/person", "give_up: f1/s0"), False),
}


def _with(files: dict[str, str], old: str, new: str) -> dict[str, str]:
    return {file: text.replace(old, new) if old else text for file, text in files.items()}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", LARGE)
def test_to_prove_a_large_line_is_as_much_work_as_it_is_large(name: str) -> None:
    slip, ends = LARGE[name]
    large, small = (load(_with(_large_line(flows), *slip)).menus for flows in (FLOWS, FLOWS // LESS))
    proof = prove(large)
    assert proof is not None
    assert proof.holds == ends
    assert _work(lambda: prove(large)) / _work(lambda: prove(small)) < MOST_TIMES


@in_all
@pytest.mark.parametrize(("old", "new"), [("next: s", "next: z"), ("save: n", "save: m")])
def test_a_large_line_full_of_slips_is_no_more_work(old: str, new: str) -> None:
    assert _examined(_with(_large_line(), old, new)).problems
    assert _times(lambda files: _examined(_with(files, old, new))) < MOST_TIMES
