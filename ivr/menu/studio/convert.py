"""A whole Studio flow becomes the files of a line, and a list of what a person should look at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import yaml

from ivr.menu.model import Menus
from ivr.menu.problems import has_errors
from ivr.menu.proving.as_texted import find_texted
from ivr.menu.proving.prove import prove
from ivr.menu.reading.load import load
from ivr.menu.studio.asking import GATHER, gather
from ivr.menu.studio.calling import CALLING, go_on
from ivr.menu.studio.computing import COMPUTING
from ivr.menu.studio.draft import Draft, Setting
from ivr.menu.studio.flow import TRIGGER, Flow, Widget, read_flow
from ivr.menu.studio.names import Names
from ivr.menu.studio.remarks import Remark
from ivr.menu.studio.settling import settle

_WAYS_IN: Final = {
    "incomingCall": "calls",
    "incomingMessage": "texts",
    "incomingConversationMessage": "texts",
}
_LATER: Final = {"incomingRequest": "calls that the line makes", "incomingParent": "another flow"}
_MOST_ROUNDS: Final = "5"
# Exits at which a caller is still there, by the kind of the widget.
_STILL_THERE: Final = {
    GATHER: "timeout",
    "split-based-on": "noMatch",
    "run-function": "fail",
    "make-http-request": "failed",
}


@dataclass(frozen=True, slots=True)
class Imported:
    """The files of the line by their names, what to look at, and how many widgets were carried over of how many."""

    files: Mapping[str, str]
    remarks: tuple[Remark, ...]
    carried: int
    widgets: int
    functions: Mapping[str, tuple[str, ...]]


def import_flow(text: str, own: str = "main", timezone: str = "UTC") -> Imported:
    """Return the menus that a flow's JSON becomes; NotAFlowError when it is none. `own`: the name of its file."""
    flow = read_flow(text)
    reached = _reached(flow)
    names = Names(widget for widget in flow.widgets if flow.widgets[widget].kind != TRIGGER)
    draft = Draft(flow, own, names)
    carried = 0
    for widget in flow.widgets.values():
        if widget.kind == TRIGGER:
            continue
        if widget.name not in reached:
            draft.remarks.mistake(widget.name, "nothing leads to it, so it is left out.")
            continue
        carried += _carry(draft, widget)
        _note_silent_ends(draft, widget)
    _begin_with_blanks(draft)
    settle(draft, lambda: _files(draft, _line(draft, timezone)))
    line = _line(draft, timezone)
    _bound(draft, line)
    carried -= len(draft.left_out & flow.widgets.keys())
    return Imported(_files(draft, line), draft.remarks.sorted(), carried, len(flow.widgets) - 1, draft.functions)


def _files(draft: Draft, line: dict[str, Setting]) -> dict[str, str]:
    begin = str(line["calls"]).partition("/")[2]
    files = {"line.yaml": _written(line), f"{draft.own}.yaml": _written(_ordered(draft, begin))}
    return files | {f"{name}.yaml": _written({"begin": "return"}) for name in sorted(draft.subflows)}


def _bound(draft: Draft, line: dict[str, Setting]) -> None:
    """Let nobody go round for ever who never chooses to: a step of each such round is gone to a few times only."""
    for _ in draft.steps:
        loaded = load(_files(draft, line))
        found = _find_round(loaded.menus) if not has_errors(loaded.problems) else None
        if found is None:
            return
        who, name = found
        widget, step = draft.names.widget(name), draft.steps[name]
        again = f"{who} can come back to it for ever without choosing;"
        if not isinstance(step, dict) or "at_most" in step:
            draft.remarks.lost(widget, f"{again} write `at_most: {_MOST_ROUNDS}` at a step of that round.")
            return
        step["at_most"] = _MOST_ROUNDS
        draft.remarks.mistake(widget, f"{again} here {_MOST_ROUNDS} times, then it ends.")


def _find_round(menus: Menus) -> tuple[str, str] | None:
    """Return who can go round for ever, callers or texters, and a step of that round; None when nobody can."""
    texted = find_texted(menus)
    proofs = (("callers", prove(menus)), ("texters", prove(texted, may_lose=False) if texted is not None else None))
    stuck = ((who, proof.stuck[0].step.step) for who, proof in proofs if proof is not None and not proof.holds)
    return next(stuck, None)


def _carry(draft: Draft, widget: Widget) -> int:
    if widget.kind == GATHER:
        gather(draft, widget)
        return 1
    convert = CALLING.get(widget.kind) or COMPUTING.get(widget.kind)
    if convert is not None:
        convert(draft, widget)
        return 1
    draft.remarks.lost(widget.name, f"widgets of the kind `{widget.kind}` are not known; the call just goes on.")
    go_on(draft, widget)
    return 0


def _reached(flow: Flow) -> set[str]:
    reached: set[str] = set()
    ahead = [flow.trigger.name]
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead += [way.next for way in flow.widgets[name].exits if way.next is not None]
    return reached


def _note_silent_ends(draft: Draft, widget: Widget) -> None:
    """Note an exit at which somebody who is still there hears nothing and is hung up on."""
    event = _STILL_THERE.get(widget.kind)
    if any(way.event == event and way.next is None for way in widget.exits):
        draft.remarks.mistake(widget.name, f"it ends without a word at `{event}`.")


def _begin_with_blanks(draft: Draft) -> None:
    """Save, as blank, what Studio would read as blank: whatever is used before anything is saved under its name."""
    if draft.names.given:
        names = ", ".join(f"`{name}`" for name in sorted(draft.names.given))
        draft.remarks.look(
            draft.flow.trigger.name, f"{names} came from whoever started the flow; here they begin as blank."
        )
    draft.blanks = sorted(draft.names.given | draft.unsaved | draft.names.variables)


def _line(draft: Draft, timezone: str) -> dict[str, Setting]:
    ways = dict(_ways_in(draft))
    language, _, _ = (draft.languages.most_common(1) or [("en-US", 0)])[0][0].partition("-")
    locale = (draft.languages.most_common(1) or [("en-US", 0)])[0][0]
    speaks: dict[str, Setting] = {"locale": locale if "-" in locale else "en-US"}
    voice = next((voice for voice, _ in draft.voices.most_common() if "." in voice), None)
    if voice is not None:
        speaks["voice"] = voice
    line: dict[str, Setting] = {
        "line": draft.flow.description or "A line from Studio",
        **ways,
        "timezone": timezone,
        "languages": {language.lower() if len(language) == 2 else "en": speaks},
        "patience": {
            "tries": "3",
            "on_silence": "Sorry, I did not hear anything.",
            "on_wrong": "Sorry, that is not one of the choices.",
            "give_up": "hangup",
        },
    }
    if draft.queues:
        line["queues"] = {name: {} for name in sorted(draft.queues)}
    if draft.mailboxes:
        line["mailboxes"] = {name: {} for name in sorted(draft.mailboxes)}
    if draft.services:
        line["services"] = dict(sorted(draft.services.items()))
    return line


def _ways_in(draft: Draft) -> Iterator[tuple[str, str]]:
    trigger = draft.flow.trigger
    used: set[str] = set()
    for event, setting in _WAYS_IN.items():
        following = trigger.next(event)
        if following is not None and setting not in used:
            used.add(setting)
            yield setting, _way_in(draft, setting, following)
    for event, what in _LATER.items():
        following = trigger.next(event)
        if following is None:
            continue
        draft.remarks.look(trigger.name, f"`{event}` ({what}) begins at `{following}`.")
        if "calls" not in used:
            used.add("calls")
            yield "calls", _way_in(draft, "calls", following)
    if "calls" not in used:
        # A line needs a place where calls begin; this one had none.
        draft.remarks.look(trigger.name, "no call came to this flow; what calls hear is up to you.")
        draft.steps["no_calls"] = {"hangup": "This number takes text messages only. Goodbye."}
        yield "calls", f"{draft.own}/no_calls"


def _way_in(draft: Draft, setting: str, following: str) -> str:
    """Return where calls or texts begin: at a step that saves what is blank so far, where there is such."""
    begin = draft.names.step(following)
    if draft.blanks:
        draft.steps[f"begin_{setting}"] = {"set": dict.fromkeys(draft.blanks, ""), "next": begin}
        begin = f"begin_{setting}"
    return f"{draft.own}/{begin}"


def _ordered(draft: Draft, begin: str) -> dict[str, Setting]:
    """Return the steps, the one where calls begin first: it is the flow's start."""
    return {begin: draft.steps[begin], **{name: step for name, step in draft.steps.items() if name != begin}}


class _Dumper(yaml.SafeDumper):
    """Block style, no aliases: what is alike is written twice."""

    def ignore_aliases(self, _data: object) -> bool:
        """Return that nothing is an alias."""
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        """Set lists in, below their names."""
        super().increase_indent(flow, False)


def _written(value: dict[str, Setting]) -> str:
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
