"""What can happen at a place of a call, as the verb that stands there has it; the engine's own rules, without data.

A place is finer than a step: a question asked for the second time is another one. Where a step leads is told by
`menu/leads.py`, and both lead to the same places.
"""

from collections.abc import Iterator
from typing import NamedTuple

from ivr.menu.parts import Key, Target
from ivr.menu.proving.space import Does, Happening, Kind, Spot

GOES = Happening(Does.GOES)


class Onward(NamedTuple):
    """A way on, to a target or to another state of the same question.

    `answered`: the caller has been understood, which `back` and `repeat` count from. `may_be_stray`: the finishing key
    of the answer may come after it. `leaving`: what the question has come to meanwhile, for whoever is led back to it.
    """

    to: Target | Spot
    happening: Happening = GOES
    kind: Kind = Kind.FORCED
    turns: int = 0
    answered: bool = False
    may_be_stray: bool = False
    leaving: Spot | None = None


def by_key(key: Key) -> Happening:
    """Return the choice of a key, or of a phrase that no key goes with."""
    if key.keys:
        return Happening(Does.PRESSES, key.keys)
    phrase = next((spoken for phrases in key.phrases.values() for spoken in phrases), "")
    return Happening(Does.SAYS, phrase)


def chosen(keys: tuple[Key, ...], anywhere: tuple[Key, ...]) -> Iterator[Onward]:
    """Yield every choice that the caller has at a question."""
    own = {key.keys for key in keys}
    for key in (*keys, *(key for key in anywhere if not key.keys or key.keys not in own)):
        yield Onward(key.target, by_key(key), Kind.CHOICE, answered=True)
