"""Widgets of texts, values and systems: messages, variables, splits, functions, requests, flows within flows."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from ivr.menu.studio.asking import is_in_menu
from ivr.menu.studio.calling import is_in_dial
from ivr.menu.studio.conditions import Tests
from ivr.menu.studio.draft import Draft, Setting
from ivr.menu.studio.flow import Widget

_METHODS: Final = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})


def send(draft: Draft, widget: Widget) -> None:
    """A send-message sends a text."""
    step: dict[str, Setting] = {"text": draft.template(widget, widget.text("body"))}
    to = draft.template(widget, widget.text("to"))
    if to and re.sub(r"\s", "", to) != "{{caller.number}}":
        step["to"] = to
    media = widget.text("media_url")
    if media:
        step["media"] = draft.template(widget, media)
    draft.steps[draft.names.step(widget.name)] = {
        **step,
        "next": draft.target(widget, "sent"),
        "failed": draft.target(widget, "failed"),
    }


def send_and_wait(draft: Draft, widget: Widget) -> None:
    """A send-and-wait-for-reply asks by text."""
    step: dict[str, Setting] = {
        "ask": draft.template(widget, widget.text("body")) or "…",
        "save": draft.names.saved(widget.name),
        "as": "words",
        "next": draft.target(widget, "incomingMessage"),
    }
    silent = draft.target(widget, "timeout")
    if silent != draft.names.step(widget.name):
        step["silent"] = silent
    if widget.text("media_url"):
        draft.remarks.lost(widget.name, "it sends a picture with its question; send that by a `text` before.")
    if widget.next("deliveryFailure") is not None:
        draft.remarks.lost(widget.name, "what it does when its message cannot be delivered has no place here.")
    draft.steps[draft.names.step(widget.name)] = step


def set_variables(draft: Draft, widget: Widget) -> None:
    """A set-variables saves values."""
    values = {draft.names.variable(key): draft.template(widget, value) for key, value in widget.pairs("variables")}
    following = draft.target(widget, "next")
    draft.steps[draft.names.step(widget.name)] = {"set": values, "next": following} if values else following


def split(draft: Draft, widget: Widget) -> None:
    """A split branches; nothing is left of one that the menu or the dial before it has taken in."""
    if is_in_menu(draft, widget) or is_in_dial(draft, widget):
        return
    name = draft.names.step(widget.name)
    tests = Tests(draft, widget)
    cases = [
        {"when": tests.all_of(way.conditions), "next": draft.names.step(way.next) if way.next is not None else "hangup"}
        for way in widget.exits
        if way.event == "match" and way.conditions
    ]
    rest = draft.target(widget, "noMatch")
    if not cases:
        draft.steps[name] = rest
        return
    choose: dict[str, Setting] = {"choose": cases, "otherwise": rest}
    if not tests.computed:
        draft.steps[name] = choose
        return
    chosen = f"{name}_chosen"
    draft.steps[name] = {"set": tests.computed, "next": chosen}
    draft.steps[chosen] = choose


def function(draft: Draft, widget: Widget) -> None:
    """A run-function runs a function of yours, which somebody has to bring along."""
    path = urlsplit(widget.text("url")).path or widget.text("function_sid") or widget.name
    name = re.sub(r"[^a-z0-9]+", "_", path.lower()).strip("_") or draft.names.step(widget.name)
    given = {draft.names.variable(key): draft.template(widget, value) for key, value in widget.pairs("parameters")}
    draft.functions[name] = tuple(given)
    step: dict[str, Setting] = {"run": name}
    if given:
        step["with"] = given
    step["save"] = draft.names.saved(widget.name)
    step["next"] = draft.target(widget, "success")
    step["failed"] = draft.target(widget, "fail", "failed")
    draft.remarks.look(widget.name, f"write its function as `{name}` in Python and name the module in IVR_FUNCTIONS.")
    draft.steps[draft.names.step(widget.name)] = step


def request(draft: Draft, widget: Widget) -> None:
    """A make-http-request asks a service."""
    name = draft.names.step(widget.name)
    parts = urlsplit(draft.template(widget, widget.text("url")))
    failed = draft.target(widget, "failed", "fail")
    if parts.scheme not in {"http", "https"} or not parts.hostname or "{{" in parts.netloc:
        draft.remarks.lost(
            widget.name,
            f"it asks {widget.text('url')}, an address that is computed; a `fetch` asks a service of line.yaml.",
        )
        draft.steps[name] = failed
        return
    service = re.sub(r"[^a-z0-9]+", "_", parts.hostname.lower()).strip("_")
    draft.services[service] = {"url": f"{parts.scheme}://{parts.netloc}"}
    method = widget.text("method").upper()
    method = method if method in _METHODS else "GET"
    path = f"{service}{parts.path.rstrip('/')}"
    step: dict[str, Setting] = {"fetch": path if method == "GET" else f"{method} {path}"}
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    form = {key: draft.template(widget, value) for key, value in widget.pairs("parameters")}
    if method == "GET":
        query |= form
        form = {}
    if query:
        step["query"] = query
    step |= _body(draft, widget, form)
    step["save"] = draft.names.saved(widget.name)
    step["next"] = draft.target(widget, "success")
    step["failed"] = failed
    draft.steps[name] = step


def _body(draft: Draft, widget: Widget, form: dict[str, str]) -> dict[str, Setting]:
    written = widget.text("body")
    if not written.strip():
        return {"form": form} if form else {}
    if "json" in widget.text("content_type"):
        try:
            return {"body": _templates(draft, widget, json.loads(written))}
        except json.JSONDecodeError:
            draft.remarks.lost(
                widget.name, "its body is no JSON before its values stand in it; write `body` as a table."
            )
            return {}
    pairs = dict(parse_qsl(written, keep_blank_values=True))
    return {"form": {key: draft.template(widget, value) for key, value in pairs.items()} | form}


def _templates(draft: Draft, widget: Widget, value: Any) -> Setting:
    if isinstance(value, dict):
        return {str(key): _templates(draft, widget, item) for key, item in value.items()}
    if isinstance(value, list):
        return [_templates(draft, widget, item) for item in value]
    if value is None or isinstance(value, bool):
        return {None: "", True: "true", False: "false"}[value]
    return draft.template(widget, str(value))


def subflow(draft: Draft, widget: Widget) -> None:
    """A run-subflow goes through another flow, which has to be brought along too."""
    sid = widget.text("flow_sid")
    name = (
        f"flow_{re.sub(r'[^a-z0-9]+', '_', sid.lower()).strip('_')}" if sid else f"flow_{draft.names.step(widget.name)}"
    )
    draft.subflows.add(name)
    draft.remarks.look(
        widget.name, f"import the flow {sid or 'that it runs'} too, as menus/{name}.yaml; here it only returns."
    )
    if any(True for _ in widget.pairs("parameters")):
        draft.remarks.look(widget.name, "what it hands to that flow is `set` before, under the same names.")
    handed = {draft.names.variable(key): draft.template(widget, value) for key, value in widget.pairs("parameters")}
    step: dict[str, Setting] = {"do": name, "next": draft.target(widget, "completed", "success")}
    own = draft.names.step(widget.name)
    if handed:
        draft.steps[own] = {"set": handed, "next": f"{own}_run"}
        own = f"{own}_run"
    draft.steps[own] = step
    if widget.next("failed") not in {None, widget.next("completed")}:
        draft.remarks.lost(widget.name, "where it went when that flow failed has no place here: a `do` cannot fail.")


COMPUTING: Final[Mapping[str, Callable[[Draft, Widget], None]]] = {
    "send-message": send,
    "send-and-wait-for-reply": send_and_wait,
    "set-variables": set_variables,
    "split-based-on": split,
    "run-function": function,
    "make-http-request": request,
    "run-subflow": subflow,
}
