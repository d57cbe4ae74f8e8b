"""Studio flows for tests, written by hand, one widget a line."""

import json
from typing import Any


def widget(name: str, kind: str, properties: dict[str, Any] | None = None, **exits: str | None) -> dict[str, Any]:
    """Return a widget; an exit that leads to None just ends the flow."""
    transitions = [
        {"event": event} if following is None else {"event": event, "next": following}
        for event, following in exits.items()
    ]
    return {"name": name, "type": kind, "properties": properties or {}, "transitions": transitions}


def split(name: str, *cases: tuple[str, str, str, str], otherwise: str | None = None) -> dict[str, Any]:
    """Return a split of cases: what is looked at, how, the value, where to."""
    found = widget(name, "split-based-on", {}, noMatch=otherwise)
    for argument, kind, value, following in cases:
        condition = {"friendly_name": value, "arguments": [argument], "type": kind, "value": value}
        found["transitions"].append({"event": "match", "next": following, "conditions": [condition]})
    return found


def say(name: str, words: str, following: str | None = None) -> dict[str, Any]:
    """Return a widget that speaks."""
    return widget(name, "say-play", {"say": words, "loop": 1}, audioComplete=following)


def flow(*widgets: dict[str, Any], call: str | None = None, message: str | None = None, **ways: str) -> str:
    """Return the JSON of a flow that begins at the first widget, or where it is told."""
    begin = call if call is not None or message is not None else widgets[0]["name"]
    trigger = widget("Trigger", "trigger", {}, incomingMessage=message, incomingCall=begin, **ways)
    return json.dumps({"description": "A flow", "states": [trigger, *widgets], "initial_state": "Trigger"})
