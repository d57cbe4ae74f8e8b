"""What a call remembers of where it has been, as far as that decides where `back`, `repeat` and `return` lead."""

from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from ivr.menu.parts import ToStep

DEEPEST: Final = 12  # as far as a call remembers

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Depth:
    """How much is told apart: so many `returns` and items of the `trail`; what lies below counts as unknown.

    A trail of 0 is not kept at all, which is right where only callers choose to go back.
    """

    returns: int
    trail: int


@dataclass(frozen=True, slots=True)
class Passed:
    """A question that was answered, and the `do` steps that the call was in then."""

    step: ToStep
    returns: tuple[ToStep | None, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """The `do` steps to come back to and the questions answered, the last one last; None: others, unknown, before."""

    returns: tuple[ToStep | None, ...] = ()
    trail: tuple[Passed | None, ...] = ()

    def trail_before(self, here: ToStep | None) -> tuple[Passed | None, ...]:
        """Return the trail without the question that the call stands at."""
        trail = self.trail
        while trail and trail[-1] is not None and trail[-1].step == here:
            trail = trail[:-1]
        return trail


@dataclass(slots=True)
class Contexts:
    """Every context met so far, by number: 0 is that of a new call. `is_cut`: whether something was forgotten."""

    depth: Depth
    is_cut: bool = False
    _known: list[Context] = field(default_factory=lambda: [Context()])
    _numbers: dict[Context, int] = field(default_factory=lambda: {Context(): 0})

    def __getitem__(self, number: int) -> Context:
        return self._known[number]

    def number_of(self, context: Context) -> int:
        """Return the number of a context."""
        number = self._numbers.setdefault(context, len(self._known))
        if number == len(self._known):
            self._known.append(context)
        return number

    def in_flows(self, number: int, returns: tuple[ToStep | None, ...]) -> int:
        """Return the context within these `do` steps instead."""
        return self.number_of(replace(self._known[number], returns=returns))

    def went_into(self, number: int, do: ToStep) -> int:
        """Return the context within a flow that this step goes through."""
        return self.in_flows(number, self._cut((*self._known[number].returns, do), self.depth.returns))

    def answered(self, number: int, question: ToStep) -> int:
        """Return the context once a question was answered."""
        context = self._known[number]
        passed = Passed(question, context.returns)
        if not self.depth.trail or context.trail[-1:] == (passed,):
            return number
        return self.number_of(replace(context, trail=self._cut((*context.trail, passed), self.depth.trail)))

    def _cut(self, items: tuple[_Item | None, ...], most: int) -> tuple[_Item | None, ...]:
        """Return the last items; what is cut off leaves its mark, unless a call itself would not remember it."""
        known = tuple(item for item in items if item is not None)
        if len(known) <= most:
            return items
        if most == DEEPEST and len(known) == len(items):
            return items[-DEEPEST:]
        self.is_cut = True
        return (None, *known[len(known) - most :])
