"""Reading a template: its words, values and conditions in order, with every mistake in it told at once."""

from dataclasses import dataclass
from typing import Final

from ivr.menu.templates.chain import Chain, names_of, read_chain
from ivr.menu.templates.conditions import Condition, negated, read_condition
from ivr.menu.templates.expression import NameUse, TemplateError, did_you_mean
from ivr.menu.templates.markup import Mark, Words, scan

_DEEPEST: Final = 20
_TAGS: Final = ("if", "elsif", "else", "endif", "unless", "endunless")
_INSTEAD: Final = {
    "elif": "Write `elsif`.",
    "elseif": "Write `elsif`.",
    "for": "There are no loops; `join` says a list, and `menu` with `from` offers one.",
    "assign": "Values are saved by a `set:` step.",
    "capture": "Values are saved by a `set:` step.",
    "include": "Other words are reached by `do:` or `next:`.",
    "render": "Other words are reached by `do:` or `next:`.",
    "case": "Write `if` and `elsif`.",
    "comment": "Comments are YAML's: a line that begins with #.",
}
# Stands for a condition that could not be read, in a template that is refused for it.
_UNREAD: Final = read_condition("true", "true", 0)


@dataclass(frozen=True, slots=True)
class Branch:
    """What is said where a condition holds; the first that does wins. The last may have none."""

    arms: tuple[tuple[Condition | None, tuple["Node", ...]], ...]


Node = Words | Chain | Branch


@dataclass(frozen=True, slots=True)
class Reading:
    """What a template holds, the names it uses, and what is wrong with it, in order. With an error it is not whole."""

    nodes: tuple[Node, ...]
    names: tuple[NameUse, ...]
    errors: tuple[TemplateError, ...]


def read_template(source: str) -> Reading:
    """Return what stands in a template. Never raises on any text; each mistake is told once, and nothing for its sake.

    After wrong braces, or a tag that is none or one too many, no other tag is judged: who knows what was meant.
    """
    reader = _Reader(source)
    nodes, _ = reader.read_until(frozenset(), frozenset(), 0)
    return Reading(nodes, tuple(reader.names), tuple(sorted(reader.errors, key=lambda error: error.offset)))


class _Reader:
    """Reads one template; gathers names and errors on the way."""

    def __init__(self, source: str) -> None:
        self.names: list[NameUse] = []
        self.errors: list[TemplateError] = []
        self._source = source
        scanned = scan(source, self.errors)
        self._items = [item for item in scanned if not (isinstance(item, Words) and not item.text)]
        self._is_torn = bool(self.errors)  # whether tags are judged no more
        self._next = 0

    def read_until(
        self, ends: frozenset[str], there: frozenset[str], depth: int
    ) -> tuple[tuple[Node, ...], Mark | None]:
        """Return the nodes up to a tag of `ends` and that tag, or all and None; the names `there` are not missing."""
        nodes: list[Node] = []
        while self._next < len(self._items):
            item = self._items[self._next]
            self._next += 1
            if isinstance(item, Words):
                nodes.append(item)
            elif not item.is_tag:
                nodes += self._read_value(item, there)
            elif (name := _tag_name(item)) in ends:
                return tuple(nodes), item
            elif name not in {"if", "unless"}:
                self._complain_of_tag(_wrong_tag(item, name))
            elif depth == _DEEPEST:
                text = f"Conditions stand more than {_DEEPEST} deep in each other."
                self._complain_of_tag(TemplateError(text, item.offset))
            else:
                nodes.append(self._read_branch(item, there, depth + 1))
        return tuple(nodes), None

    def _read_value(self, mark: Mark, there: frozenset[str]) -> tuple[Chain, ...]:
        try:
            chain = read_chain(mark.inside, self._source, mark.offset)
        except TemplateError as error:
            self.errors.append(error)
            return ()
        self.names.extend(names_of(chain, there))
        return (chain,)

    def _read_branch(self, opening: Mark, there: frozenset[str], depth: int) -> Branch:
        name = _tag_name(opening)
        closing = f"end{name}"
        condition: Condition | None = self._read_condition(opening)
        if condition and name == "unless":
            condition = negated(condition)
        arms: list[tuple[Condition | None, tuple[Node, ...]]] = []
        while True:
            ends = {closing} if condition is None else {closing, "else", "elsif"}
            known = there | condition.there_if_true if condition else there
            nodes, end = self.read_until(frozenset(ends), known, depth)
            arms.append((condition, nodes))
            if end is None:
                text = f"`{{% {name} … %}}` is never closed by `{{% {closing} %}}`."
                self._complain_of_tag(TemplateError(text, opening.offset))
            if end is None or _tag_name(end) == closing:
                return Branch(tuple(arms))
            there = there | condition.there_if_false if condition else there
            condition = self._read_condition(end) if _tag_name(end) == "elsif" else None
            if condition is None and end.inside != "else":
                self.errors.append(TemplateError("`else` has no condition; write `elsif`.", end.offset))

    def _read_condition(self, tag: Mark) -> Condition:
        name = _tag_name(tag)
        rest = tag.inside[len(name) :]
        offset = tag.offset + len(name) + len(rest) - len(rest.lstrip())
        try:
            condition = read_condition(rest.strip(), self._source, offset)
        except TemplateError as error:
            self.errors.append(error)
            return _UNREAD
        self.names.extend(condition.names)
        return condition

    def _complain_of_tag(self, error: TemplateError) -> None:
        if not self._is_torn:
            self.errors.append(error)
        self._is_torn = True


def _tag_name(tag: Mark) -> str:
    name = tag.inside.split(None, 1)[0]
    return next((known for known in _TAGS if name.startswith(f"{known}(")), name)


def _wrong_tag(tag: Mark, name: str) -> TemplateError:
    if name in _INSTEAD:
        return TemplateError(_INSTEAD[name], tag.offset)
    if name in _TAGS:
        return TemplateError(f"`{{% {name} %}}` stands here without its `if` or `unless`, or after `else`.", tag.offset)
    return TemplateError(f"There is no tag `{name[:40]}`.{did_you_mean(name, _TAGS)}", tag.offset)
