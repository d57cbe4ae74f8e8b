"""Which values a text says aloud, other than those that its conditions only ask for."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from ivr.menu.templates.chain import Chain
from ivr.menu.templates.expression import uses_of
from ivr.menu.templates.markup import Words
from ivr.menu.templates.reader import Branch, Node
from ivr.menu.templates.template import Template

Path = tuple[str | int, ...]


def said_names(template: Template) -> Iterator[Path]:
    """Yield the path of each name whose value is said, some way or other."""
    yield from _said_in(template.nodes)


def _said_in(nodes: Sequence[Node]) -> Iterator[Path]:
    for node in nodes:
        match node:
            case Chain():
                yield from (use.path for use in uses_of(node.operand))
            case Branch(arms=arms):
                for _, inside in arms:
                    yield from _said_in(inside)
            case Words():
                pass
            case _:
                assert_never(node)
