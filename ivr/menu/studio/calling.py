"""Widgets of calls: what is said, who is reached, what is recorded and paid."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from ivr.menu.studio.draft import Draft, Setting
from ivr.menu.studio.flow import Widget

SPLIT: Final = "split-based-on"
_OUTCOMES: Final = {"busy": "busy", "no-answer": "no_answer", "failed": "failed", "canceled": "failed"}
_OVER: Final = frozenset({"completed", "answered"})


def say(draft: Draft, widget: Widget) -> None:
    """A say-play speaks and goes on."""
    step: dict[str, Setting] = {"say": draft.prompt(widget) or [{"pause": "1s"}]}
    draft.steps[draft.names.step(widget.name)] = step | draft.goes_on(widget, "audioComplete")


def connect(draft: Draft, widget: Widget) -> None:
    """A connect-call-to dials; where a split on how it went follows, its ways are the outcomes."""
    noun = widget.text("noun")
    if noun == "conference":
        _conference(draft, widget)
        return
    if noun == "sim":
        draft.remarks.lost(widget.name, "it rings a SIM, which no `dial` does; here it is hung up.")
        draft.steps[draft.names.step(widget.name)] = {"hangup": ""}
        return
    to = draft.template(widget, widget.text("to"))
    whom: Setting = [each.strip() for each in to.split(",")] if noun == "number-multi" else _who(noun, to)
    step: dict[str, Setting] = {"dial": whom}
    caller_id = draft.template(widget, widget.text("caller_id"))
    if caller_id and caller_id not in {"{{caller.number}}", "{{line.number}}"}:
        step["caller_id"] = caller_id
    seconds = widget.text("timeout")
    if seconds.isdigit() and 5 <= int(seconds) <= 600:
        step["ring"] = f"{seconds}s"
    if widget.properties.get("record") is True:
        step["record"] = "yes"
    step |= _after_talk(draft, widget)
    draft.steps[draft.names.step(widget.name)] = step


def _who(noun: str, to: str) -> str:
    if noun == "sip" and not to.startswith("sip:"):
        return f"sip:{to}"
    if noun == "client" and not to.startswith("client:"):
        return f"client:{to}"
    return to


def _after_talk(draft: Draft, widget: Widget) -> dict[str, Setting]:
    over = draft.target(widget, "callCompleted", "callComplete")
    split = draft.flow.widgets.get(widget.next("callCompleted", "callComplete") or "")
    outcomes: dict[str, Setting] = {"answered": over, "otherwise": over}
    if split is None or split.kind != SPLIT or f"widgets.{widget.name}.DialCallStatus" not in str(split.exits):
        return outcomes
    rest = draft.target(split, "noMatch")
    outcomes = {"answered": rest, "otherwise": rest}
    for way in split.exits:
        target = draft.names.step(way.next) if way.next is not None else "hangup"
        for condition in way.conditions:
            for status in re.split(r"\s*,\s*", condition.value.strip().lower()):
                if status in _OUTCOMES:
                    outcomes[_OUTCOMES[status]] = target
                elif status in _OVER:
                    outcomes["answered"] = target
                else:
                    draft.remarks.lost(split.name, f"the outcome `{status}` is none that a `dial` has.")
    return outcomes


def is_in_dial(draft: Draft, split: Widget) -> bool:
    """Whether a split looks at how the dial that leads to it went, so that the dial's outcomes say the same."""
    leading = [widget for widget in draft.flow.widgets.values() if any(way.next == split.name for way in widget.exits)]
    if len(leading) != 1 or leading[0].kind != "connect-call-to":
        return False
    return f"widgets.{leading[0].name}.DialCallStatus" in str(split.exits)


def _conference(draft: Draft, widget: Widget) -> None:
    step: dict[str, Setting] = {"conference": draft.template(widget, widget.text("to"))}
    if widget.properties.get("muted") is True:
        step["muted"] = "yes"
    draft.steps[draft.names.step(widget.name)] = step | draft.goes_on(widget, "callCompleted", "callComplete")


def voicemail(draft: Draft, widget: Widget) -> None:
    """A record-voicemail takes a message."""
    draft.mailboxes.add("messages")
    step: dict[str, Setting] = {
        "voicemail": [{"pause": "1s"}],
        "mailbox": "messages",
        "save": draft.names.saved(widget.name),
    }
    longest = widget.text("max_length")
    if longest.isdigit() and 1 <= int(longest) < 3600:
        step["max"] = f"{longest}s"
    if widget.properties.get("transcribe") is True:
        step["transcribe"] = "yes"
        if (longest.isdigit() and int(longest) > 120) or not longest.isdigit():
            step["max"] = "2m"
    if widget.text("recording_status_callback_url"):
        draft.remarks.lost(widget.name, "its recording callback goes nowhere here: `notify` tells people of a message.")
    step["next"] = draft.target(widget, "recordingComplete")
    step["silent"] = draft.target(widget, "noAudio")
    draft.steps[draft.names.step(widget.name)] = step


def enqueue(draft: Draft, widget: Widget) -> None:
    """An enqueue-call, or a hand-over to Flex, waits in a queue."""
    name = re.sub(r"[^a-z0-9]+", "_", (widget.text("queue_name") or "").lower()).strip("_")
    if widget.kind == "send-to-flex" or not name:
        draft.remarks.lost(
            widget.name,
            "Flex, or a TaskRouter workflow, chooses who answers; here it is a queue whose `agents` you name.",
        )
        name = name or "agents"
    draft.queues.add(name)
    failed = draft.target(widget, "failedToEnqueue", "callFailure")
    step: dict[str, Setting] = {
        "queue": name,
        "answered": draft.target(widget, "callComplete"),
        "full": failed,
        "failed": draft.target(widget, "callFailure", "failedToEnqueue"),
        "otherwise": failed,
    }
    draft.steps[draft.names.step(widget.name)] = step


def pay(draft: Draft, widget: Widget) -> None:
    """A capture-payments takes a payment."""
    amount = draft.template(widget, widget.text("payment_amount")) or "0"
    step: dict[str, Setting] = {"pay": amount, "save": draft.names.saved(widget.name)}
    if widget.text("currency"):
        step["currency"] = widget.text("currency").upper()
    if widget.text("description"):
        step["for"] = draft.template(widget, widget.text("description"))
    step["paid"] = draft.target(widget, "success")
    step["failed"] = draft.target(widget, "maxFailedAttempts", "providerError", "payInterrupted", "hangup")
    draft.steps[draft.names.step(widget.name)] = step


def fork_stream(draft: Draft, widget: Widget) -> None:
    """A fork-stream copies the talk elsewhere, beside it; the menus hand the caller over or do not."""
    draft.remarks.lost(widget.name, "it copies what is said to a stream while the call goes on; menus do not.")
    go_on(draft, widget)


def redirect(draft: Draft, widget: Widget) -> None:
    """An add-twiml-redirect leaves for another application."""
    url = draft.template(widget, widget.text("url"))
    step: dict[str, Setting] = {"redirect": url, "failed": draft.target(widget, "fail", "timeout")}
    if widget.next("return") is not None:
        draft.remarks.lost(
            widget.name, f"it went on at `{widget.next('return')}` when that application gave the call back."
        )
    draft.steps[draft.names.step(widget.name)] = step


def virtual_agent(draft: Draft, widget: Widget) -> None:
    """A connect-virtual-agent hands the caller to somebody's robot, whose address is Twilio's secret."""
    draft.remarks.lost(
        widget.name, "it connects a virtual agent by its name at Twilio; here a `stream` needs the agent's address."
    )
    go_on(draft, widget)


def go_on(draft: Draft, widget: Widget) -> None:
    """Put a step that does nothing but go on, by the first exit that leads anywhere."""
    following = next((way.next for way in widget.exits if way.next is not None), None)
    draft.steps[draft.names.step(widget.name)] = "hangup" if following is None else draft.names.step(following)


def record_call(draft: Draft, widget: Widget) -> None:
    """A record-call records all that follows."""
    draft.remarks.lost(widget.name, "it records the whole call; here `record: yes` of a `dial` records a talk.")
    go_on(draft, widget)


def call_out(draft: Draft, widget: Widget) -> None:
    """A make-outgoing-call rings somebody."""
    draft.remarks.lost(
        widget.name,
        "it rings somebody from the line; start such calls from outside. The menus begin where it is answered.",
    )
    following = widget.next("answered")
    draft.steps[draft.names.step(widget.name)] = "hangup" if following is None else draft.names.step(following)


CALLING: Final[Mapping[str, Callable[[Draft, Widget], None]]] = {
    "say-play": say,
    "connect-call-to": connect,
    "record-voicemail": voicemail,
    "record-call": record_call,
    "enqueue-call": enqueue,
    "send-to-flex": enqueue,
    "capture-payments": pay,
    "fork-stream": fork_stream,
    "add-twiml-redirect": redirect,
    "connect-virtual-agent": virtual_agent,
    "connect-virtual-agent-v2": virtual_agent,
    "make-outgoing-call": call_out,
    "make-outgoing-call-v2": call_out,
}
