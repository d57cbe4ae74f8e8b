"""A Studio flow as its JSON says: widgets, what they are set to, and where each of their exits leads."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ivr.errors import RingtreeError

TRIGGER: Final = "trigger"
_LARGEST: Final = 5_000_000


class NotAFlowError(RingtreeError):
    """The text is no Studio flow; it says where and why."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a split: what it looks at, how, and what it compares that with."""

    argument: str
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Exit:
    """A way out of a widget, and the widget it leads to; None where the flow just ends."""

    event: str
    next: str | None
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Widget:
    """A box of the flow."""

    name: str
    kind: str
    properties: Mapping[str, Any]
    exits: tuple[Exit, ...]

    def next(self, *events: str) -> str | None:
        """Return where the first of these exits that leads somewhere leads; None when none does."""
        for event in events:
            for way in self.exits:
                if way.event == event and way.next is not None:
                    return way.next
        return None

    def text(self, name: str) -> str:
        """Return a property as text; "" when it is not set."""
        value = self.properties.get(name)
        if isinstance(value, bool):
            return "true" if value else "false"
        return "" if value is None or isinstance(value, dict | list) else str(value)

    def pairs(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield the keys and values of a property that is a list of them."""
        found = self.properties.get(name)
        for each in found if isinstance(found, list) else ():
            if isinstance(each, dict) and each.get("key"):
                yield str(each["key"]), str(each.get("value") or "")


@dataclass(frozen=True, slots=True)
class Flow:
    """A whole flow: its widgets by name, in order, the trigger first; `text` is all of it, quotes as in templates."""

    description: str
    widgets: Mapping[str, Widget]
    text: str

    @property
    def trigger(self) -> Widget:
        """The box where everything begins."""
        return next(widget for widget in self.widgets.values() if widget.kind == TRIGGER)


def read_flow(text: str) -> Flow:
    """Return the flow; NotAFlowError, with the line where JSON breaks off, for anything else."""
    if len(text) > _LARGEST:
        raise NotAFlowError("This is over 5 MB; no Studio flow is.")
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise NotAFlowError(
            f"Line {error.lineno}, column {error.colno}: this is not JSON ({error.msg}). "
            "Export the flow again: in Studio, Show Flow JSON, and save all of it."
        ) from error
    except RecursionError:
        raise NotAFlowError("This JSON is nested deeper than any Studio flow.") from None
    if isinstance(found, dict) and isinstance(found.get("definition"), dict):
        found = found["definition"]  # as the API gives it
    if not isinstance(found, dict) or not isinstance(found.get("states"), list):
        raise NotAFlowError("This is JSON, but no Studio flow: it has no list of `states`.")
    widgets = {widget.name: widget for widget in map(_widget, found["states"])}
    if len(widgets) != len(found["states"]):
        raise NotAFlowError("Two widgets of this flow have the same name; give each its own in Studio.")
    triggers = [widget for widget in widgets.values() if widget.kind == TRIGGER]
    if len(triggers) != 1:
        raise NotAFlowError(f"A Studio flow has one widget of type `trigger`; this has {len(triggers)}.")
    _refuse_loose_ends(widgets)
    return Flow(str(found.get("description") or ""), widgets, text.replace('\\"', '"'))


def _widget(state: object) -> Widget:
    if not isinstance(state, dict) or not isinstance(state.get("name"), str) or not isinstance(state.get("type"), str):
        raise NotAFlowError("One of the `states` has no name or no type; is this a Studio flow?")
    properties = state.get("properties")
    transitions = state.get("transitions")
    return Widget(
        state["name"],
        state["type"],
        properties if isinstance(properties, dict) else {},
        tuple(_exit(state["name"], each) for each in transitions) if isinstance(transitions, list) else (),
    )


def _exit(widget: str, transition: object) -> Exit:
    if not isinstance(transition, dict) or not isinstance(transition.get("event"), str):
        raise NotAFlowError(f"Widget `{widget}`: one of its transitions has no event.")
    following = transition.get("next")
    conditions = transition.get("conditions")
    return Exit(
        transition["event"],
        following if isinstance(following, str) and following else None,
        tuple(map(_condition, conditions)) if isinstance(conditions, list) else (),
    )


def _condition(found: object) -> Condition:
    if not isinstance(found, dict):
        return Condition("", "", "")
    arguments = found.get("arguments")
    argument = str(arguments[0]) if isinstance(arguments, list) and arguments else ""
    return Condition(argument, str(found.get("type") or ""), str(found.get("value") or ""))


def _refuse_loose_ends(widgets: Mapping[str, Widget]) -> None:
    for widget in widgets.values():
        for way in widget.exits:
            if way.next is not None and way.next not in widgets:
                raise NotAFlowError(
                    f"Widget `{widget.name}`: its exit `{way.event}` leads to `{way.next}`, which is not in this flow."
                )
