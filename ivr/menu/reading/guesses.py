"""What the parts of a line that could not be read seem to do, so that the rest is not called wrong for their sake."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ivr.menu.parts import Target, ToStep
from ivr.menu.reading.desk import Desk
from ivr.menu.reading.nodes import Node, Table, texts_within

_NAME: Final = re.compile(r"[a-z_][a-z0-9_]*", re.ASCII)
_TARGET: Final = re.compile(r"[a-z0-9_]+(?:/[a-z0-9_]+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Guess:
    """Where a broken step may lead, and the names that it may save."""

    targets: tuple[Target, ...]
    names: frozenset[str]


def guess_of(desk: Desk, node: Node, flow: str | None) -> Guess:
    """Return every target and name that stands alone in a node, whatever it stands for."""
    texts = list(dict.fromkeys(texts_within(node)))
    found = (desk.find_target(text, flow) for text in texts)
    return Guess(
        tuple(target for target in found if target is not None),
        frozenset(text for text in texts if _NAME.fullmatch(text)),
    )


def words_of(text: str) -> frozenset[str]:
    """Return the words of a file that could not be read which may be a target or a name."""
    return frozenset(_TARGET.findall(text))


def steps_led_to(desk: Desk, unread: Mapping[str, str]) -> Iterator[ToStep]:
    """Yield the steps that calls may come to from files that could not be read, given by flow, or by a lost way."""
    for flow, text in unread.items():
        for word in words_of(text):
            target = desk.find_target(word, flow)
            if isinstance(target, ToStep):
                yield target
    if desk.is_lost:
        yield from (ToStep(flow, step) for flow, steps in desk.flows.items() for step in steps)


def dropped_in(table: Table) -> Mapping[str, Sequence[Node]]:
    """Return the nodes that stood under a name a second time, by that name."""
    found: dict[str, list[Node]] = {}
    for key, value in table.dropped:
        found.setdefault(key.text, []).append(value)
    return found
