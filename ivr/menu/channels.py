"""What a condition that asks for nothing but the channel comes to in a text conversation."""

from collections.abc import Mapping
from typing import Final

from ivr.menu.templates.conditions import holds, parse_condition
from ivr.menu.templates.expression import TemplateError
from ivr.menu.templates.value import Value

_BY_TEXT: Final[Mapping[str, Value]] = {"call": {"channel": "text"}}


def truth_by_text(when: str) -> bool | None:
    """Return what a condition comes to that asks for nothing but the channel; None for any other."""
    try:
        condition = parse_condition(when)
    except TemplateError:
        return None
    if not condition.names or any(name.path != ("call", "channel") for name in condition.names):
        return None
    return holds(condition, _BY_TEXT, lambda _: None)
