"""What every reader has at hand: the names that exist, the languages spoken, and the list of problems so far."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ivr.menu.conditions import parse_condition
from ivr.menu.expression import TemplateError
from ivr.menu.model import Place, Target, TargetWord, ToStep
from ivr.menu.problems import Problem
from ivr.menu.source import Node, Scalar
from ivr.menu.template import parse_template
from ivr.menu.words import did_you_mean, find_similar

_NAME: Final = re.compile(r"[a-z0-9_]+", re.ASCII)
RESERVED: Final = frozenset({*TargetWord, "line", "tests"})
# Stands for what a broken setting would have held; a line with an error never runs, so nobody is sent there.
NOWHERE: Final[Target] = TargetWord.HANGUP


@dataclass(slots=True)
class Desk:
    """The reading of one line: `flows` maps each flow to its steps in order."""

    flows: Mapping[str, tuple[str, ...]]
    languages: tuple[str, ...]
    problems: list[Problem] = field(default_factory=list)

    def complain(self, place: Place, code: str, text: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(place, code, text))

    def check_name(self, name: Scalar, what: str) -> None:
        """Complain of a name that cannot be used for a step, a flow or something saved."""
        if not _NAME.fullmatch(name.text):
            self.complain(name.place, "E110", f"`{name.text}` is no name for a {what}: use a-z, 0-9 and _ only.")
        elif name.text in RESERVED:
            self.complain(
                name.place, "E110", f"`{name.text}` has a meaning of its own; choose another name for this {what}."
            )

    def find_target(self, text: str, flow: str | None) -> Target | None:
        """Return what a target's text means, seen from a flow, or None."""
        if text in set(TargetWord):
            return TargetWord(text)
        if flow is not None and text in self.flows.get(flow, ()):
            return ToStep(flow, text)
        head, slash, step = text.partition("/")
        if slash:
            return ToStep(head, step) if step in self.flows.get(head, ()) else None
        steps = self.flows.get(text)
        return ToStep(text, steps[0]) if steps else None

    def target(self, node: Node, flow: str | None) -> Target:
        """Return where a target leads. An unknown one is a problem; the likeliest one is then gone on with."""
        if not isinstance(node, Scalar):
            self.complain(
                node.place, "E107", "A target is one word: a step, flow/step, a flow, or hangup, back, repeat, start …"
            )
            return NOWHERE
        found = self.find_target(node.text, flow)
        if found is not None:
            return found
        if not node.text:
            self.complain(
                node.place,
                "E109",
                "A target is missing here: a step, flow/step, a flow, or hangup, back, repeat, start …",
            )
            return NOWHERE
        known = [*TargetWord, *self.flows.get(flow or "", ()), *self.flows]
        known += [f"{name}/{step}" for name, steps in self.flows.items() for step in steps]
        similar = find_similar(node.text, known)
        hint = f" Did you mean `{similar}`?" if similar else " Write a step of this flow, flow/step, or a flow."
        self.complain(node.place, "E201", f"There is no step or flow `{node.text}`.{hint}")
        return (self.find_target(similar, flow) if similar else None) or NOWHERE

    def flow_start(self, node: Node) -> ToStep | None:
        """Return the first step of a flow (or the step named); None after a complaint."""
        target = self.target(node, None)
        if isinstance(target, ToStep):
            return target
        if isinstance(node, Scalar) and node.text in set(TargetWord):
            self.complain(node.place, "E201", f"`{node.text}` is no flow; a flow or flow/step is needed here.")
        return None

    def check_template(self, text: str, place: Place) -> None:
        """Complain of a template that cannot be read."""
        try:
            parse_template(text)
        except TemplateError as error:
            self.complain(place, "E403", f"{error} In: {_shown(text)}")

    def check_condition(self, text: str, place: Place) -> None:
        """Complain of a condition that cannot be read."""
        try:
            parse_condition(text)
        except TemplateError as error:
            self.complain(place, "E403", f"{error} In: {_shown(text)}")

    def known_language(self, code: Scalar) -> bool:
        """Return whether the line speaks that language, after a complaint when it does not."""
        if code.text in self.languages:
            return True
        hint = did_you_mean(code.text, self.languages)
        self.complain(code.place, "E504", f"line.yaml defines no language `{code.text}`.{hint}")
        return False


def _shown(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 80 else f"{flat[:77]}…"
