"""Reading one step: its verb, the verb's settings, and what any step may say."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from ivr.menu.line import Line
from ivr.menu.model import Step
from ivr.menu.numbers import explain_bad_callee, explain_bad_number
from ivr.menu.parts import Place, ToStep
from ivr.menu.reading.desk import NOWHERE, Desk
from ivr.menu.reading.fields import Fields
from ivr.menu.reading.nodes import Listing, Node, Scalar, Table
from ivr.menu.reading.read_asking import read_ask, read_menu
from ivr.menu.reading.read_choices import demand_give_up, is_blank, read_give_up
from ivr.menu.reading.words import (
    BESIDE,
    LATER_BESIDE,
    LATER_KEYS,
    LATER_VERBS,
    VERBS,
    VOCABULARY,
    did_you_mean,
    find_similar,
)
from ivr.menu.verbs import (
    Ask,
    Case,
    CheckHours,
    Choose,
    Dial,
    Do,
    Go,
    HangUp,
    Menu,
    Reject,
    Say,
    SetLanguage,
    SetNames,
    Verb,
    Voicemail,
)
from ivr.values import Seconds

_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2})?", re.ASCII)


def read_step(desk: Desk, line: Line, name: ToStep, place: Place, node: Node) -> Step | None:
    """Return the step that a node describes, or None after a complaint; `place` is where its name stands."""
    if isinstance(node, Scalar):
        step = _read_go(desk, name, place, node)
        desk.names_are_known = desk.names_are_known and step is not None
        return step
    if isinstance(node, Listing):
        desk.complain(node.place, "E107", f"The step `{name.step}` is a list; it needs a verb, like `say:` or `menu:`.")
        desk.names_are_known = False
        return None
    verb, table = _find_verb(desk, name, place, node)
    if verb is None:
        return None
    later = (*LATER_BESIDE, *LATER_KEYS.get(verb, ()))
    fields = Fields(desk, table, (verb, *VERBS[verb], *BESIDE), later, name.flow, verb)
    read = _READERS[verb](fields, line)
    own_give_up = None if isinstance(read, Menu | Ask) else read_give_up(fields)
    at_most = fields.count("at_most", 1, 100)
    give_up = own_give_up or line.manners.give_up
    if at_most is not None and give_up is None:
        demand_give_up(fields, "After `at_most` visits nothing comes next", fields.place_of("at_most"))
    return Step(name, read, place, at_most, give_up, fields.target("by_text"))


def _read_go(desk: Desk, name: ToStep, place: Place, node: Scalar) -> Step | None:
    if not node.text:
        text = f"The step `{name.step}` is empty; indent a verb below it, like `say:`, or write a target behind it."
        desk.complain(place, "E109", text)
        return None
    if " " in node.text:
        text = f"`{name.step}` has a text but no verb; write `say:` before it, or another verb, and `next:` below."
        desk.complain(node.place, "E105", text)
        return None
    return Step(name, Go(desk.target(node, name.flow)), place)


def _find_verb(desk: Desk, name: ToStep, place: Place, table: Table) -> tuple[str | None, Table]:
    """Return the step's verb and the table with the verb spelled right; no verb after a complaint."""
    keys = {key.text.replace("-", "_"): key for key, _ in table.entries}
    verbs = [key for key in keys if key in VERBS]
    later = [key for key in keys if key in LATER_VERBS]
    verbs += [key for key in later if verbs]
    if len(verbs) > 1:
        second = keys[verbs[1]]
        desk.complain(
            second.place, "E105", f"`{name.step}` has two verbs, `{verbs[0]}` and `{verbs[1]}`; make two steps of it."
        )
        return None, table
    if verbs:
        return verbs[0], table
    if later:
        desk.complain(
            keys[later[0]].place, "E106", f"`{later[0]}` belongs to the language, but this version does not run it yet."
        )
        return None, table
    for spelled, key in keys.items():
        similar = find_similar(spelled, (*VERBS, *LATER_VERBS)) if spelled not in VOCABULARY else None
        if similar is not None:
            desk.complain(key.place, "E104", f"`{key.text}` is no verb. Did you mean `{similar}`?")
            if similar not in VERBS:
                return None, table
            mended = tuple(
                (Scalar(similar, each.place), value) if each is key else (each, value) for each, value in table.entries
            )
            return similar, Table(mended, table.place, table.dropped)
    choices = ", ".join(VERBS)
    unknown = next((key for spelled, key in keys.items() if spelled not in VOCABULARY), None)
    said = f"`{unknown.text}` is no verb" if unknown is not None else f"`{name.step}` has no verb"
    at = place if unknown is None else unknown.place
    desk.complain(at, "E105", f"{said}; a step needs exactly one of: {choices}.")
    desk.names_are_known = False
    return None, table


def _read_say(fields: Fields, _line: Line) -> Say:
    return Say(
        prompt=fields.required_prompt("say"),
        next=fields.required_target("next", "say"),
        must_hear=fields.flag("must_hear"),
        since=_moment(fields, "since"),
        until=_moment(fields, "until"),
    )


def _moment(fields: Fields, name: str) -> str | None:
    text = fields.text(name)
    if text is None:
        return None
    try:
        datetime.fromisoformat(text)
    except ValueError:
        is_moment = False
    else:
        is_moment = _MOMENT.fullmatch(text) is not None
    if not is_moment:
        fields.malformed(name, text, "a day of the calendar, like 2026-12-24 or 2026-12-24 17:00")
    return text if is_moment else None


def _read_dial(fields: Fields, line: Line) -> Dial:
    who = fields.texts("dial")
    for text, place in who:
        _check_callee(fields.desk, line, text, place)
    answered = fields.target("answered")
    dial = Dial(
        who=tuple(text for text, _ in who),
        answered=NOWHERE if answered is None else answered,
        in_order=fields.flag("in_order"),
        ring=fields.seconds("ring", 5, 600),
        max=fields.seconds("max", 1, 86_400),
        caller_id=_caller_id(fields),
        then_press=_then_press(fields),
        record=fields.flag("record"),
        busy=fields.target("busy"),
        no_answer=fields.target("no_answer"),
        failed=fields.target("failed"),
        otherwise=fields.target("otherwise"),
    )
    if dial.otherwise is None and not (dial.busy and dial.no_answer and dial.failed):
        missing = [name for name in ("busy", "no_answer", "failed") if getattr(dial, name) is None]
        fields.miss("E203", f"When nobody can be reached ({', '.join(missing)}) nothing comes next; add `otherwise:`.")
    return dial


def _check_callee(desk: Desk, line: Line, text: str, place: Place) -> None:
    if "{{" in text or "{%" in text:
        desk.check_template(Scalar(text, place))
        return
    if text in line.contacts:
        if not line.contacts[text].dial and text not in desk.broken:
            desk.complain(place, "E504", f"The contact `{text}` has no `dial:` number in line.yaml.")
        return
    wrong = explain_bad_callee(text) if text not in desk.broken and desk.line_is_whole else None
    if wrong is not None:
        may_be_contact = not text.startswith(("sip:", "client:")) and any(letter.isalpha() for letter in text)
        desk.complain(place, "E506", f"{wrong}{did_you_mean(text, line.contacts) if may_be_contact else ''}")


def _caller_id(fields: Fields) -> str | None:
    text = fields.template("caller_id")
    wrong = explain_bad_number(text) if text is not None and "{{" not in text else None
    if wrong is not None:
        fields.desk.complain(fields.value_place("caller_id"), "E506", wrong)
    return text


def _then_press(fields: Fields) -> str | None:
    text = fields.text("then_press")
    if text is not None and not set(text) <= set("0123456789*#wW"):
        fields.malformed("then_press", text, "0-9, *, #, w (half a second) and W (a second)")
        return None
    return text


def _read_voicemail(fields: Fields, line: Line) -> Voicemail:
    notify = fields.defined("notify", line.contacts, "contact")
    mailbox = fields.defined("mailbox", line.mailboxes, "mailbox")
    return Voicemail(
        prompt=fields.required_prompt("voicemail"),
        next=fields.required_target("next", "voicemail"),
        mailbox=mailbox,
        max=fields.seconds("max", 2, 3600) or Seconds(120),
        finish=fields.finish_key("finish"),
        transcribe=fields.flag("transcribe"),
        save=fields.saved_name("save"),
        notify=notify,
        silent=fields.target("silent"),
    )


def _read_hours(fields: Fields, line: Line) -> CheckHours:
    name = fields.defined("hours", line.hours, "opening hours") or ""
    opened = fields.required_target("open", "hours")
    closed = fields.required_target("closed", "hours")
    return CheckHours(name, opened, closed, fields.target("holiday") or closed, fields.target("closing") or opened)


def _read_choose(fields: Fields, _line: Line) -> Choose:
    node = fields.node("choose")
    cases = []
    if isinstance(node, Listing) and node.items:
        for item in node.items:
            if not isinstance(item, Table) or not (item.entries or item.dropped):
                fields.desk.complain(item.place, "E107", "Each choice is `when: CONDITION` with `next: TARGET`.")
                continue
            case = Fields(fields.desk, item, ("when", "next"), flow=fields.flow)
            when = case.condition("when")
            if not case.has("when"):
                case.miss("E109", "This choice has no `when:`.")
            place = case.value_place("when") if case.has("when") else item.place
            cases.append(Case(when or "false", case.required_target("next", "when"), place))
    else:
        text = "`choose` takes a list: `- when: CONDITION` with `next: TARGET` below."
        fields.desk.complain(fields.place_of("choose"), "E107", text)
    if not fields.has("otherwise"):
        fields.miss("E203", "When no condition holds nothing comes next; add `otherwise:`.")
    return Choose(tuple(cases), fields.target("otherwise") or NOWHERE)


def _read_set(fields: Fields, _line: Line) -> SetNames:
    table = fields.table("set")
    if table is None:
        fields.desk.names_are_known = False
    values, places = {}, {}
    for key, value in table.entries if table is not None else ():
        fields.desk.check_saved(key)
        if isinstance(value, Scalar) and value.plain and not value.text:
            fields.desk.complain(value.place, "E109", f'`{key.text}` has no value; write one, or "" for an empty text.')
        elif isinstance(value, Scalar):
            fields.desk.check_template(value)
            values[key.text] = value.text
            places[key.text] = value.place
        else:
            fields.desk.complain(value.place, "E107", f"`{key.text}` takes one text or `{{{{ … }}}}`.")
    return SetNames(values, fields.required_target("next", "set"), places)


def _read_language(fields: Fields, _line: Line) -> SetLanguage:
    code = fields.template("language")
    if code is not None and "{{" not in code:
        fields.desk.find_language(Scalar(code, fields.value_place("language")))
    return SetLanguage(code or "", fields.required_target("next", "language"))


def _read_do(fields: Fields, _line: Line) -> Do:
    node = fields.node("do")
    assert node is not None
    flow = fields.desk.flow_start(node)
    return Do(flow or ToStep("", ""), fields.required_target("next", "do"))


def _read_hangup(fields: Fields, _line: Line) -> HangUp:
    return HangUp(None if is_blank(fields.node("hangup")) else fields.prompt("hangup"))


class _Reason(StrEnum):
    BUSY = "busy"
    REJECTED = "rejected"


def _read_reject(fields: Fields, _line: Line) -> Reject:
    return Reject(fields.one_of("reject", _Reason) or _Reason.BUSY)


_READERS: Final[Mapping[str, Callable[[Fields, Line], Verb]]] = {
    "say": _read_say,
    "menu": read_menu,
    "ask": read_ask,
    "dial": _read_dial,
    "voicemail": _read_voicemail,
    "hours": _read_hours,
    "choose": _read_choose,
    "set": _read_set,
    "language": _read_language,
    "do": _read_do,
    "hangup": _read_hangup,
    "reject": _read_reject,
}
