"""Templates: text with `{{ values | filters }}`, `{% if %}` and `{% unless %}`, read once and then walked.

The syntax is Liquid's and its expressions are read by python-liquid. There are no loops, assignments or includes, so
the work is bounded by the template's length; nothing runs but the filters in `filters.py` and our own conditions.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, assert_never

from msgspec import Struct

from ivr.menu.speaking.speech import Speech
from ivr.menu.templates.chain import Chain, compute
from ivr.menu.templates.conditions import holds
from ivr.menu.templates.expression import Literal, NameUse, TemplateError
from ivr.menu.templates.markup import Words
from ivr.menu.templates.reader import Branch, Node, read_template
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

_ANY_SPEECH: Final = Speech("en-US", "UTC")


class Run(Struct, frozen=True):
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
    """Return the template; the first TemplateError, with a plain sentence and the place, when it cannot be read."""
    if len(source) <= LONGEST_TEXT and not ("{{" in source or "{%" in source or "}}" in source):
        return Template(source, (Words(source),), (), is_plain=True, is_values_only=not _has_words(source))
    read = read_template(source)
    if read.errors:
        raise read.errors[0]
    return Template(
        source,
        read.nodes,
        read.names,
        is_plain=all(isinstance(node, Words) for node in read.nodes),
        is_values_only=_are_values_only(read.nodes),
        spells=_spell(read.nodes),
    )


def errors_in(source: str) -> tuple[TemplateError, ...]:
    """Return all that keeps a template from being read, in order."""
    return read_template(source).errors


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


# --- what a template is made of ------------------------------------------------------------------------------------


def failing_in(source: str) -> tuple[str, ...]:
    """Return why values in a template that can be read will never be computed, each with no names in it."""
    complaints: list[str] = []
    for chain in _chains(parse_template(source).nodes):
        operands = (chain.operand, *(setting for call in chain.calls for setting in call.settings))
        if chain.calls and all(isinstance(operand, Literal) for operand in operands):
            compute(chain, {}, _ANY_SPEECH, complaints.append)
    return tuple(dict.fromkeys(complaints))


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
