"""What every reader has at hand: the names that exist, the languages spoken, and the list of problems so far."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ivr.menu.parts import Place, Target, TargetWord, ToStep
from ivr.menu.problems import Problem
from ivr.menu.reading.asked import Asked
from ivr.menu.reading.nodes import Node, Scalar
from ivr.menu.reading.words import NOT_SAVED, did_you_mean, find_similar, slips_between
from ivr.menu.templates.conditions import parse_condition
from ivr.menu.templates.expression import NameUse, TemplateError
from ivr.menu.templates.template import errors_in, failing_in, names_in

NAME: Final = re.compile(r"[a-z0-9_]+", re.ASCII)
SAVED_NAME: Final = re.compile(r"[a-z_][a-z0-9_]*", re.ASCII)
RESERVED: Final = frozenset({*TargetWord, "line", "tests"})
# Stands for what a broken setting would have held; a line with an error never runs, so nobody is sent there.
NOWHERE: Final[Target] = TargetWord.HANGUP
_ADVICE: Final = "a step, flow/step, a flow, or hangup, back, repeat, start …"
_COMPARED_MOST: Final = 200_000  # names looked at for suggestions: a file full of slips must not take long


@dataclass(slots=True)
class Desk:
    """The reading of one line: `flows` maps each flow to its steps in order.

    What could not be read is not complained of again where it is missed: `unread` are flows whose file could not be
    read, `line_is_whole` is false when something in line.yaml could not, `broken` are its entries that could not.
    `is_lost`: some way on is missing or leads nowhere, and may be meant to lead to any step. `demanded_give_up`: once
    is enough. `names_are_known`: whether every name that is saved could be read. `start_is_known`: whether it is clear
    where calls begin. `asked`: a list, when what the readers ask for is to be noted there. `written`: the texts with
    names in them that are written letter by letter in one line, by where they begin.
    """

    flows: Mapping[str, tuple[str, ...]]
    languages: tuple[str, ...]
    problems: list[Problem] = field(default_factory=list)
    unread: frozenset[str] = frozenset()
    line_is_whole: bool = True
    broken: set[str] = field(default_factory=set)
    is_lost: bool = False
    names_are_known: bool = True
    demanded_give_up: bool = False
    start_is_known: bool = True
    asked: list[Asked] | None = None
    written: dict[Place, Scalar] = field(default_factory=dict)
    _steps: dict[str, frozenset[str]] = field(default_factory=dict)
    _similar: dict[tuple[str | None, str], str | None] = field(default_factory=dict)
    _misnamed: dict[str, dict[str, str]] = field(default_factory=dict)
    _compared: int = 0

    def complain(self, place: Place, code: str, text: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(place, code, text))

    def check_name(self, name: Scalar, what: str) -> bool:
        """Return whether a name can be used for a step, or for something that line.yaml defines; else complain."""
        if not NAME.fullmatch(name.text):
            self.complain(
                name.place, "E110", f"`{name.text}` is no name for a {what}: use a-z, 0-9 and _ only.{_tidy(name.text)}"
            )
        elif name.text in RESERVED:
            self.complain(
                name.place, "E110", f"`{name.text}` has a meaning of its own; choose another name for this {what}."
            )
        else:
            return True
        return False

    def check_saved(self, name: Scalar) -> None:
        """Complain of a name that no value can be saved under."""
        if not SAVED_NAME.fullmatch(name.text):
            self.names_are_known = False
            text = f"`{name.text}` is no name to save under: begin with a letter, use a-z, 0-9 and _ only."
            self.complain(name.place, "E110", f"{text}{_tidy(name.text) if not name.text[:1].isdigit() else ''}")
        elif name.text in NOT_SAVED:
            text = f"`{name.text}` means something else in prompts and conditions; choose another name to save under."
            self.complain(name.place, "E110", text)

    def find_target(self, text: str, flow: str | None) -> Target | None:
        """Return what a target's text means, seen from a flow, or None."""
        if text in set(TargetWord):
            return TargetWord(text)
        if flow is not None and self._has(flow, text):
            return ToStep(flow, text)
        head, slash, step = text.partition("/")
        if slash:
            return ToStep(head, step) if self._has(head, step) else None
        steps = self.flows.get(text)
        return ToStep(text, steps[0]) if steps else None

    def target(self, node: Node, flow: str | None) -> Target:
        """Return where a target leads. An unknown one is a problem; the likeliest one is then gone on with."""
        if not isinstance(node, Scalar):
            self.complain(node.place, "E107", f"A target is one word: {_ADVICE}")
            return NOWHERE
        found = self.find_target(node.text, flow) or self._find_misnamed(node.text, flow)
        if found is not None:
            if flow is None and found is TargetWord.RETURN:
                text = "`return` leads nowhere here: it ends a flow that `do` goes through. Name a step instead."
                self.complain(node.place, "E207", text)
            return found
        if not node.text:
            self.complain(node.place, "E109", f"A target is missing here: {_ADVICE}")
            return NOWHERE
        if node.text.partition("/")[0] in self.unread or not self.flows:
            return NOWHERE
        similar = self._find_similar_target(node.text, flow)
        self.complain(node.place, "E201", self._no_target(node.text, flow, similar))
        self.is_lost = self.is_lost or similar is None or not self._is_surely(node.text, similar, flow)
        return (self.find_target(similar, flow) if similar else None) or NOWHERE

    def _is_surely(self, text: str, similar: str, flow: str | None) -> bool:
        """Return whether a target is one slip away from what it is taken for, and from nothing else that is near."""
        near = [*self.flows.get(flow or "", ()), *self.flows]
        self._compared += len(near)
        if slips_between(text, similar) > 1 or self._compared > _COMPARED_MOST:
            return False
        return not any(name != similar and slips_between(text, name) <= 1 for name in near)

    def _find_misnamed(self, text: str, flow: str | None) -> ToStep | None:
        """Return the step whose name cannot be used, which was told, and which this would be led to once mended."""
        head, slash, step = text.rpartition("/")
        there = head if slash else flow
        if there is None or there not in self.flows:
            return None
        if there not in self._misnamed:
            names = self.flows[there]
            wrong = {as_name(name): name for name in names if not NAME.fullmatch(name)}
            self._misnamed[there] = {mended: name for mended, name in wrong.items() if mended not in names}
        found = self._misnamed[there].get(as_name(step))
        return ToStep(there, found) if found is not None else None

    def _no_target(self, text: str, flow: str | None, similar: str | None) -> str:
        head, slash, _ = text.partition("/")
        wrong, meant = f"step or flow `{text}`", similar
        if slash and head not in self.flows:
            wrong, meant = f"flow `{head}`", similar.partition("/")[0] if similar and "/" in similar else similar
        own = "a step of this flow, " if flow is not None else ""
        return f"There is no {wrong}." + (
            f" Did you mean `{meant}`?" if meant else f" Write {own}flow/step, or a flow."
        )

    def flow_start(self, node: Node) -> ToStep | None:
        """Return the first step of a flow (or the step named); None after a complaint."""
        if isinstance(node, Scalar) and node.text in set(TargetWord):
            self.complain(node.place, "E201", f"`{node.text}` is no flow; a flow or flow/step is needed here.")
            return None
        target = self.target(node, None)
        return target if isinstance(target, ToStep) else None

    def check_template(self, text: Scalar) -> None:
        """Complain of all that keeps a template from being read, and of what in it can never be computed."""
        try:
            names = names_in(text.text)
        except TemplateError:
            for error in errors_in(text.text):
                self._complain_of_template(text, error)
            return
        self._note(text, names)
        for why in failing_in(text.text):
            self.complain(text.place, "E403", why)

    def check_condition(self, text: Scalar) -> None:
        """Complain of a condition that cannot be read."""
        try:
            self._note(text, parse_condition(text.text).names)
        except TemplateError as error:
            self._complain_of_template(text, error)

    def _note(self, text: Scalar, names: Sequence[NameUse]) -> None:
        if names and text.inset is not None:
            self.written[text.place] = text

    def _complain_of_template(self, text: Scalar, error: TemplateError) -> None:
        place = text.place_at(error.offset)
        said = error if place is None else error.message
        self.complain(place or text.place, "E403", f"{said} In: {_shown(text.text)}")

    def defines(self, name: str, among: Iterable[str]) -> bool:
        """Return whether line.yaml defines a name, as far as it could be read."""
        return name in among or name in self.broken or not self.line_is_whole

    def find_language(self, code: Scalar) -> str | None:
        """Return the code when the line speaks it; else, after a complaint, the one that was probably meant, if any."""
        if self.defines(code.text, self.languages):
            return code.text
        hint = did_you_mean(code.text, self.languages)
        self.complain(code.place, "E504", f"line.yaml defines no language `{code.text}`.{hint}")
        return find_similar(code.text, self.languages)

    def _has(self, flow: str, step: str) -> bool:
        if flow not in self._steps:
            self._steps[flow] = frozenset(self.flows.get(flow, ()))
        return step in self._steps[flow]

    def _find_similar_target(self, text: str, flow: str | None) -> str | None:
        asked = (flow, text)
        if asked not in self._similar:
            self._similar[asked] = self._search_target(text, flow)
        return self._similar[asked]

    def _search_target(self, text: str, flow: str | None) -> str | None:
        """Return the likeliest target: spelled alike and near, of that name in another flow, spelled alike anywhere."""
        near = [*self.flows.get(flow or "", ()), *self.flows, *TargetWord]
        self._compared += len(near)
        if self._compared > _COMPARED_MOST:
            return None
        found = find_similar(text, near)
        if found is not None:
            return found
        self._compared += sum(map(len, self.flows.values()))
        everywhere = [f"{name}/{step}" for name, steps in self.flows.items() for step in steps]
        elsewhere = (name for name in everywhere if name.partition("/")[2] == text.rpartition("/")[2])
        return next(elsewhere, None) or find_similar(text, everywhere)


def _tidy(name: str) -> str:
    """Return " Write: …" with the name as it could be, or nothing."""
    tidy = as_name(name)
    return f" Did you mean `{tidy}`?" if tidy and tidy not in RESERVED else ""


def as_name(text: str) -> str:
    """Return the name that a text would be with small letters, digits and underscores only; it may be empty."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower(), flags=re.ASCII).strip("_")


def _shown(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 80 else f"{flat[:77]}…"
