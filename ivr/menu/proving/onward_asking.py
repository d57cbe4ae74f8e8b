"""What can happen at a menu, an ask or a callback: choices, answers, silence, wrong answers."""

from collections.abc import Iterator
from typing import assert_never

from ivr.menu.line import Line
from ivr.menu.parts import ByChannel, Target, TargetWord
from ivr.menu.proving.onward import Onward, chosen
from ivr.menu.proving.space import Does, Happening, Kind, Spot
from ivr.menu.verbs import Ask, Asking, AskKind, Callback, Menu

_OF_USUAL_LENGTH = frozenset({AskKind.DATE, AskKind.TIME, AskKind.YES_NO})
_ENTERS, _CONFIRMS, _DECLINES = Happening(Does.ENTERS), Happening(Does.CONFIRMS), Happening(Does.DECLINES)
_HEARS_AGAIN = Happening(Does.HEARS_AGAIN)
_SILENT, _WRONG, _LATE = Happening(Does.SILENT), Happening(Does.WRONG), Happening(Does.LATE_FINISH)


def put(spot: Spot, verb: Asking) -> Iterator[Onward]:
    """Yield how a question is put for the first time of a visit."""
    asked = spot._replace(asked=True)
    if isinstance(verb, Callback):
        yield Onward(asked._replace(entry=True))
        yield Onward(asked, Happening(Does.ASKS_NUMBER))
        return
    if isinstance(verb, Menu) and verb.offers is not None:
        yield Onward(verb.offers.empty, Happening(Does.EMPTY))
    yield Onward(asked)


def answered(spot: Spot, verb: Asking) -> Iterator[Onward]:
    """Yield what can happen to a question that was put."""
    at = spot._replace(stray=False)
    if spot.stray:
        yield Onward(at, _LATE, turns=1)
    yield Onward(at._replace(asked=False, chosen=True, tries=0), kind=Kind.CHOICE, turns=1)
    yield Onward(at, _HEARS_AGAIN, Kind.CHOICE, 1)
    match verb:
        case Menu():
            yield from _misunderstood(at, verb)
            if verb.offers is not None:
                yield Onward(verb.offers.next, Happening(Does.PICKS), Kind.CHOICE, 1, answered=True)
                yield Onward(at, Happening(Does.TURNS_PAGE), Kind.CHOICE, 1)
        case Ask():
            yield from _misunderstood(at, verb)
            yield from _entered(at, verb, Onward(verb.next, kind=Kind.FORCED, turns=1, answered=True))
        case Callback():
            yield from _misunderstood(at, verb.ask)
            yield from _entered(at, verb.ask, Onward(verb.next, kind=Kind.REACHED, turns=1, answered=True))
            for move in _misunderstood(at._replace(entry=False), verb.ask):
                if move.happening is _WRONG:
                    yield move._replace(happening=Happening(Does.NUMBER_REFUSED))
        case _:
            assert_never(verb)


def choices(spot: Spot, verb: Asking, line: Line) -> Iterator[Onward]:
    """Yield where the caller may choose to go, at a question that was put."""
    # What works everywhere also works where an answer is to be confirmed; the question's own keys do not.
    return chosen(() if spot.entry else verb.keys, line.anywhere)


def _entered(at: Spot, ask: Ask, accepted: Onward) -> Iterator[Onward]:
    if at.entry:
        yield accepted._replace(happening=_CONFIRMS)
        yield from _declined(at, ask)
        return
    # Whoever is asked for a yes or a no chooses; what else is asked for is as it is.
    kind = Kind.CHOICE if ask.kind is AskKind.YES_NO and accepted.kind is Kind.FORCED else accepted.kind
    is_of_length = ask.longest is not None or ask.kind in _OF_USUAL_LENGTH
    has_length = is_of_length and ask.kind is not AskKind.RECORDING and ask.finish != ""
    for happening in _answers_to(ask):
        if ask.confirm is None or ask.kind is AskKind.RECORDING:
            yield accepted._replace(happening=happening, kind=kind, may_be_stray=has_length)
        else:
            confirming = at._replace(entry=True, stray=has_length)
            yield Onward(confirming, happening, Kind.CHOICE if kind is Kind.CHOICE else Kind.FORCED, 1)


def _answers_to(ask: Ask) -> tuple[Happening, ...]:
    return (Happening(Does.ENTERS, "yes"), Happening(Does.ENTERS, "no")) if ask.kind is AskKind.YES_NO else (_ENTERS,)


def _declined(at: Spot, ask: Ask) -> Iterator[Onward]:
    """Yield what a "no" comes to, which counts as a wrong answer whatever `otherwise` says."""
    yield from _again(at._replace(entry=False), ask, _DECLINES)


def _misunderstood(at: Spot, ask: Menu | Ask) -> Iterator[Onward]:
    for happening, at_once in ((_SILENT, ask.silent), (_WRONG, ask.otherwise)):
        if at_once is not None:
            yield Onward(at_once, happening, turns=1)
        else:
            yield from _again(at, ask, happening)


def _again(at: Spot, ask: Menu | Ask, happening: Happening) -> Iterator[Onward]:
    tried = at._replace(tries=min(at.tries + 1, ask.manners.tries))
    if tried.tries < ask.manners.tries:
        yield Onward(tried, happening, turns=1)
    else:
        yield Onward(_give_up(ask.manners.give_up), happening, turns=1, leaving=tried)


def _give_up(give_up: ByChannel | None) -> Target:
    return give_up.calls if give_up is not None else TargetWord.HANGUP
