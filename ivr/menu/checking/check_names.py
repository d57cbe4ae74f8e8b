"""Rules about names: each one used is there, and is surely saved where a caller would hear it missing."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from ivr.menu.checking.saved import surely_saved
from ivr.menu.checking.web import Web
from ivr.menu.names import Use, saved_by, uses_of
from ivr.menu.parts import Place, ToStep
from ivr.menu.problems import Problem
from ivr.menu.reading.load import Draft
from ivr.menu.reading.words import GIVEN, GIVEN_WITHIN, did_you_mean, find_similar

_OF_LINE: Final = {"hours": "opening hours", "lists": "list", "queues": "queue"}
_PARTS: Final = {"hours": ("opens",), "queues": ("waiting", "free", "minutes")}
_MOST_HINTS: Final = 200  # a line full of slips must not take long


def check_names(draft: Draft, web: Web) -> Iterator[Problem]:
    """Yield names that nothing saves, parts that are not there, and names saved on some ways only."""
    guessed = (guess.names for guess in draft.guesses.values())
    saved_somewhere = saved_names(draft).union(*guessed)
    surely = surely_saved(draft, web)
    hint_of = _hints(saved_somewhere, saved_names(draft))
    told: set[tuple[Place, str]] = set()  # a prompt of the line's is used by many steps
    for name, step in draft.menus.steps.items():
        for use in uses_of(step):
            root = use.name.root
            problem = _problem(draft, use, root, saved_somewhere, hint_of)
            is_judged = root in saved_somewhere and name in surely and name not in draft.guesses
            if problem is None and use.may_be_missed and is_judged:
                problem = _not_surely(use, root, name, surely[name] | draft.unread_words)
            if problem is None:
                continue
            place = draft.place_of(use)
            about = (place, problem.text if problem.code == "E404" else root)
            if about not in told:
                told.add(about)
                yield replace(problem, place=place)


def _problem(
    draft: Draft, use: Use, root: str, saved_somewhere: frozenset[str], hint_of: Callable[[str], str]
) -> Problem | None:
    if root in GIVEN:
        return _part(draft, use)
    if root in saved_somewhere or root in use.also or root in draft.unread_words or not draft.names_are_known:
        return None
    if root in GIVEN_WITHIN:
        return Problem(use.place, "E404", f"`{root}` is there in {GIVEN_WITHIN[root]} only.")
    return Problem(use.place, "E404", f"Nothing saves the name `{root}`.{hint_of(root)}")


def _hints(saved_somewhere: frozenset[str], surely_names: frozenset[str]) -> Callable[[str], str]:
    """Return what gives the likeliest name for a wrong one, a limited number of times; else all that are surely one."""
    likely, known = sorted({*saved_somewhere, *GIVEN}), sorted({*surely_names, *GIVEN})
    hints: dict[str, str] = {}

    def hint_of(name: str) -> str:
        if name not in hints and len(hints) < _MOST_HINTS:
            similar = find_similar(name, likely)
            hints[name] = did_you_mean(name, known if similar is None else (similar,))
        return hints.get(name, "")

    return hint_of


def _not_surely(use: Use, root: str, name: ToStep, saved: frozenset[str]) -> Problem | None:
    if root in GIVEN or root in saved | use.also:
        return None
    mend = f'{{{{ {root} | default: "…" }}}}'
    text = f"`{root}` is saved on some ways to `{name.step}` only; write `{mend}`, or ask by `when` first."
    return Problem(use.place, "E405", text)


def saved_names(draft: Draft) -> frozenset[str]:
    """Return every name that something in the line saves."""
    names = {value for route in draft.menus.line.numbers.values() for value in route.set}
    return frozenset(names.union(*map(saved_by, draft.menus.steps.values())))


def _part(draft: Draft, use: Use) -> Problem | None:
    """Return a complaint of a part that a given name does not have."""
    if len(use.name.path) < 2:
        return None
    root, part = str(use.name.path[0]), str(use.name.path[1])
    line = draft.menus.line
    defined: Mapping[str, tuple[str, ...]] = {
        **GIVEN,
        "hours": tuple(line.hours),
        "lists": tuple(line.lists),
        "queues": tuple(line.queues),
    }
    if part not in defined[root]:
        if root in _OF_LINE and not draft.line_is_whole:
            return None
        hint = did_you_mean(part, defined[root])
        if root in _OF_LINE:
            what = _OF_LINE[root]
            return Problem(use.place, "E504", f"line.yaml defines no {what} `{part}`.{hint}")
        return Problem(use.place, "E404", f"`{root}` has no `{part}`.{hint}")
    known = _PARTS.get(root, ())
    if known and use.name.path[2:] and use.name.path[2] not in known:
        hint = did_you_mean(str(use.name.path[2]), known)
        return Problem(use.place, "E404", f"`{root}.{part}` has no `{use.name.path[2]}`.{hint}")
    return None
