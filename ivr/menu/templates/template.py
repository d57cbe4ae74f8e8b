"""Templates: text with `{{ values | filters }}`, `{% if %}` and `{% unless %}`, read once and then walked.

The syntax is Liquid's and its expressions are read by python-liquid. There are no loops, assignments or includes, so
the work is bounded by the template's length; nothing runs but the filters in `filters.py` and our own conditions.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, assert_never

from ivr.menu.speaking.speech import Speech
from ivr.menu.templates.chain import Chain, compute, names_of, read_chain
from ivr.menu.templates.conditions import Condition, holds, negated, read_condition
from ivr.menu.templates.expression import Literal, NameUse, TemplateError, did_you_mean
from ivr.menu.templates.markup import Mark, Words, scan
from ivr.menu.templates.value import LONGEST_TEXT, CannotComputeError, Complain, Scope, Value, short_text

__all__ = [
    "NameUse",
    "Run",
    "Scope",
    "Speech",
    "Template",
    "TemplateError",
    "Value",
    "evaluate",
    "parse_template",
    "render",
    "render_runs",
]

_DEEPEST: Final = 20
_ANY_SPEECH: Final = Speech("en-US", "UTC")
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


@dataclass(frozen=True, slots=True)
class Branch:
    """What is said where a condition holds; the first that does wins. The last may have none."""

    arms: tuple[tuple[Condition | None, tuple["Node", ...]], ...]


Node = Words | Chain | Branch


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a text; `is_value`: it depends on the call. `is_spelled`: its letters are heard one by one."""

    text: str
    is_value: bool
    is_spelled: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """A template that has been read.

    `names`: every name it uses. `is_plain`: nothing but text. `is_values_only`: no words of any language in it.
    `spells`: some value in it is spelled.
    """

    source: str
    nodes: tuple[Node, ...]
    names: tuple[NameUse, ...]
    is_plain: bool
    is_values_only: bool
    spells: bool = False


@lru_cache(maxsize=4096)
def parse_template(source: str) -> Template:
    """Return the template; TemplateError with a plain sentence and the place when it cannot be read."""
    if len(source) <= LONGEST_TEXT and not ("{{" in source or "{%" in source or "}}" in source):
        return Template(source, (Words(source),), (), is_plain=True, is_values_only=not _has_words(source))
    reader = _Reader(source)
    nodes = reader.read_all()
    return Template(
        source,
        nodes,
        tuple(reader.names),
        is_plain=all(isinstance(node, Words) for node in nodes),
        is_values_only=_are_values_only(nodes),
        spells=_spell(nodes),
    )


@lru_cache(maxsize=32_768)
def names_in(source: str) -> tuple[NameUse, ...]:
    """Return the names that a template uses; TemplateError as above. Remembered for longer: a check asks twice."""
    return parse_template(source).names


def render(
    template: Template | str,
    scope: Scope,
    speech: Speech,
    complain: Complain | None = None,
    escape: Callable[[str], str] | None = None,
) -> str:
    """Return the text, at most 4,000 characters. Missing names and what cannot be computed are left out.

    `escape` is what every value goes through before it becomes a part of the text.

    Never raises on what is in scope: `complain` is told, in sentences that name no values. Only a scope that counts
    what is computed raises TooMuchError.
    """
    read = parse_template(template) if isinstance(template, str) else template
    if read.is_plain:
        return read.source
    note = complain or _ignore
    parts: list[str] = []
    _say(read.nodes, parts, scope, _Manner(speech, note, escape))
    text = "".join(parts)
    if len(text) > LONGEST_TEXT:
        note("The text was cut after 4,000 characters.")
    return text[:LONGEST_TEXT]


def render_runs(template: Template, scope: Scope, speech: Speech, complain: Complain | None = None) -> tuple[Run, ...]:
    """Return the text that `render` returns in its stretches, cut at the same length, without its complaint of that."""
    note = complain or _ignore
    runs: list[Run] = []
    left = LONGEST_TEXT
    for node in _taken(template.nodes, scope, note):
        text = node.text if isinstance(node, Words) else _text(node, scope, speech, note)
        is_value = isinstance(node, Chain) and not node.is_settled
        runs.append(Run(text[:left], is_value, is_spelled=_is_spelled(node)))
        left -= min(left, len(text))
    return tuple(runs)


def evaluate(template: Template | str, scope: Scope, speech: Speech, complain: Complain | None = None) -> Value:
    """Return the value: with its kind when the template is exactly one `{{ … }}` (None when missing), else the text."""
    read = parse_template(template) if isinstance(template, str) else template
    if len(read.nodes) == 1 and isinstance(only := read.nodes[0], Chain):
        return compute(only, scope, speech, complain or _ignore)
    return render(read, scope, speech, complain)


# --- computing ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Manner:
    """How values become text."""

    speech: Speech
    complain: Complain
    escape: Callable[[str], str] | None


def _say(nodes: tuple[Node, ...], parts: list[str], scope: Scope, manner: _Manner) -> None:
    for node in nodes:
        match node:
            case Words():
                parts.append(node.text)
            case Chain():
                text = _text(node, scope, manner.speech, manner.complain)
                parts.append(text if manner.escape is None else manner.escape(text))
            case Branch():
                _say(_find_arm(node, scope, manner.complain), parts, scope, manner)
            case _:
                assert_never(node)


def _taken(nodes: tuple[Node, ...], scope: Scope, complain: Complain) -> Iterator[Words | Chain]:
    for node in nodes:
        if isinstance(node, Branch):
            yield from _taken(_find_arm(node, scope, complain), scope, complain)
        else:
            yield node


def _text(chain: Chain, scope: Scope, speech: Speech, complain: Complain) -> str:
    value = compute(chain, scope, speech, complain)
    try:
        return short_text(value)
    except CannotComputeError as error:
        complain(f"`{{{{ {chain.shown} }}}}`: {error.why}.")
        return ""


def _find_arm(branch: Branch, scope: Scope, complain: Complain) -> tuple[Node, ...]:
    for condition, nodes in branch.arms:
        if condition is None or holds(condition, scope, complain):
            return nodes
    return ()


def _ignore(_complaint: str) -> None:
    """Let it pass."""


# --- reading -----------------------------------------------------------------------------------------------------


class _Reader:
    """Reads one template; gathers the names on the way."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._items = [item for item in scan(source) if not (isinstance(item, Words) and not item.text)]
        self._next = 0
        self.names: list[NameUse] = []

    def read_all(self) -> tuple[Node, ...]:
        nodes, end = self._read_until(frozenset(), frozenset(), 0)
        assert end is None
        return nodes

    def _read_until(
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
                chain = read_chain(item.inside, self._source, item.offset)
                self.names.extend(names_of(chain, there))
                nodes.append(chain)
            elif (name := _tag_name(item)) in ends:
                return tuple(nodes), item
            elif name in {"if", "unless"}:
                nodes.append(self._read_branch(item, there, depth + 1))
            else:
                raise _wrong_tag(item, name)
        return tuple(nodes), None

    def _read_branch(self, opening: Mark, there: frozenset[str], depth: int) -> Branch:
        if depth > _DEEPEST:
            raise TemplateError(f"Conditions stand more than {_DEEPEST} deep in each other.", opening.offset)
        name = _tag_name(opening)
        closing = f"end{name}"
        condition: Condition | None = self._read_condition(opening)
        if condition and name == "unless":
            condition = negated(condition)
        arms: list[tuple[Condition | None, tuple[Node, ...]]] = []
        while True:
            ends = {closing} if condition is None else {closing, "else", "elsif"}
            known = there | condition.there_if_true if condition else there
            nodes, end = self._read_until(frozenset(ends), known, depth)
            arms.append((condition, nodes))
            if end is None:
                raise TemplateError(f"`{{% {name} … %}}` is never closed by `{{% {closing} %}}`.", opening.offset)
            if _tag_name(end) == closing:
                return Branch(tuple(arms))
            there = there | condition.there_if_false if condition else there
            condition = self._read_condition(end) if _tag_name(end) == "elsif" else None
            if condition is None and end.inside != "else":
                raise TemplateError("`else` has no condition; write `elsif`.", end.offset)

    def _read_condition(self, tag: Mark) -> Condition:
        name = _tag_name(tag)
        rest = tag.inside[len(name) :]
        offset = tag.offset + len(name) + len(rest) - len(rest.lstrip())
        condition = read_condition(rest.strip(), self._source, offset)
        self.names.extend(condition.names)
        return condition


def _tag_name(tag: Mark) -> str:
    name = tag.inside.split(None, 1)[0]
    return next((known for known in _TAGS if name.startswith(f"{known}(")), name)


def _wrong_tag(tag: Mark, name: str) -> TemplateError:
    if name in _INSTEAD:
        return TemplateError(_INSTEAD[name], tag.offset)
    if name in _TAGS:
        return TemplateError(f"`{{% {name} %}}` stands here without its `if` or `unless`, or after `else`.", tag.offset)
    return TemplateError(f"There is no tag `{name[:40]}`.{did_you_mean(name, _TAGS)}", tag.offset)


def find_failing(source: str) -> str | None:
    """Return why something in a template that can be read will never be computed, for there are no names in it."""
    complaints: list[str] = []
    for chain in _chains(parse_template(source).nodes):
        operands = (chain.operand, *(setting for call in chain.calls for setting in call.settings))
        if chain.calls and all(isinstance(operand, Literal) for operand in operands):
            compute(chain, {}, _ANY_SPEECH, complaints.append)
    return complaints[0] if complaints else None


def _chains(nodes: tuple[Node, ...]) -> Iterator[Chain]:
    for node in nodes:
        if isinstance(node, Chain):
            yield node
        elif isinstance(node, Branch):
            for _, arm in node.arms:
                yield from _chains(arm)


def _are_values_only(nodes: tuple[Node, ...]) -> bool:
    for node in nodes:
        if isinstance(node, Words) and _has_words(node.text):
            return False
        if isinstance(node, Branch) and not all(_are_values_only(arm) for _, arm in node.arms):
            return False
    return True


def _spell(nodes: tuple[Node, ...]) -> bool:
    return any(
        any(_spell(arm) for _, arm in node.arms) if isinstance(node, Branch) else _is_spelled(node) for node in nodes
    )


def _is_spelled(node: Words | Chain) -> bool:
    return isinstance(node, Chain) and bool(node.calls) and node.calls[-1].name == "spell"


def _has_words(text: str) -> bool:
    return any(map(str.isalnum, text))
