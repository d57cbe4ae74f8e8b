"""What a call script says of the systems that are not really asked, and of how the queues stand."""

import json
import math
from collections.abc import Callable, Mapping
from typing import Final, assert_never

from ivr.menu.parts import Place
from ivr.menu.reading.source import Listing, Node, Scalar, Table
from ivr.menu.reading.words import did_you_mean
from ivr.menu.script_model import Fake, FakeOutcome, FakeSystem, JsonValue, QueueLooks

Complain = Callable[[Place, str, str], None]

_SERVICE_OUTCOMES: Final[tuple[FakeOutcome, ...]] = ("missing", "refused", "fails")
_FUNCTION_OUTCOMES: Final[tuple[FakeOutcome, ...]] = ("fails",)
_QUEUE_KEYS: Final = ("waiting", "free", "minutes")


def read_services(node: Node | None, complain: Complain) -> Mapping[str, FakeSystem]:
    """Return what services answer, by service and path."""
    return _systems(node, "services", "service/path", _SERVICE_OUTCOMES, complain)


def read_functions(node: Node | None, complain: Complain) -> Mapping[str, FakeSystem]:
    """Return what functions answer, by name."""
    return _systems(node, "functions", "the function's name", _FUNCTION_OUTCOMES, complain)


def read_queues(node: Node | None, complain: Complain) -> Mapping[str, QueueLooks]:
    """Return how the queues stand, by name."""
    if node is None:
        return {}
    if not isinstance(node, Table):
        complain(node.place, "E107", "`queues` takes a mapping: a queue, a colon, and how it stands.")
        return {}
    return {key.text: _looks(value, complain) for key, value in node.entries}


def read_json(node: Node) -> JsonValue:
    """Return a faked answer as data. What is unquoted and reads as JSON (12.5, true, null) is that; else it is text."""
    match node:
        case Scalar(text=text, plain=plain):
            return _json_scalar(text) if plain else text
        case Listing(items=items):
            return [read_json(item) for item in items]
        case Table(entries=entries):
            return {key.text: read_json(value) for key, value in entries}
        case _:
            assert_never(node)


def _systems(
    node: Node | None, section: str, named: str, outcomes: tuple[FakeOutcome, ...], complain: Complain
) -> Mapping[str, FakeSystem]:
    if node is None:
        return {}
    if not isinstance(node, Table):
        complain(node.place, "E107", f"`{section}` takes a mapping: {named}, a colon, and the answer.")
        return {}
    return {key.text.strip().strip("/"): _system(value, outcomes, complain) for key, value in node.entries}


def _system(node: Node, outcomes: tuple[FakeOutcome, ...], complain: Complain) -> FakeSystem:
    if not isinstance(node, Listing):
        return FakeSystem((_answer(node, outcomes),))
    if not node.items:
        complain(node.place, "E109", "A list of answers in turn has at least one; an empty list as the answer is [[]].")
    return FakeSystem(tuple(_answer(item, outcomes) for item in node.items), in_turn=True)


def _answer(node: Node, outcomes: tuple[FakeOutcome, ...]) -> Fake:
    if isinstance(node, Scalar) and node.plain:
        for outcome in outcomes:
            if node.text == outcome:
                return Fake(outcome)
    return Fake("answers", read_json(node))


def _looks(node: Node, complain: Complain) -> QueueLooks:
    counts = dict.fromkeys(_QUEUE_KEYS, 0)
    if not isinstance(node, Table):
        complain(node.place, "E107", "A queue stands like {waiting: 3, free: 0, minutes: 10}.")
        return QueueLooks()
    for key, value in node.entries:
        count = value.text if isinstance(value, Scalar) else ""
        if key.text not in counts:
            complain(key.place, "E104", f"`{key.text}` is not known here.{did_you_mean(key.text, counts)}")
        elif not (count.isascii() and count.isdigit() and len(count) < 6):
            complain(value.place, "E108", f"`{key.text}` takes a number, like 3.")
        else:
            counts[key.text] = int(count)
    return QueueLooks(**counts)


def _json_scalar(text: str) -> JsonValue:
    try:
        value: object = json.loads(text)
    except ValueError:
        return text
    if isinstance(value, float) and not math.isfinite(value):
        return text
    return value if isinstance(value, bool | int | float) or value is None else text
