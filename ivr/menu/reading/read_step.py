"""Reading one step: its verb, the verb's settings, and what any step may say."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Final

from ivr.menu.line import Line
from ivr.menu.model import Step
from ivr.menu.parts import Place, ToStep
from ivr.menu.reading.desk import Desk
from ivr.menu.reading.fields import Fields
from ivr.menu.reading.nodes import Listing, Node, Scalar, Table
from ivr.menu.reading.read_asking import read_ask, read_menu
from ivr.menu.reading.read_choices import demand_give_up, is_blank, read_give_up
from ivr.menu.reading.read_deciding import read_choose, read_do, read_hours, read_language, read_opt_out, read_set
from ivr.menu.reading.read_machines import read_pay, read_stream
from ivr.menu.reading.read_reaching import read_dial, read_redirect, read_voicemail
from ivr.menu.reading.read_systems import read_fetch, read_run, read_text
from ivr.menu.reading.read_waiting import read_callback, read_conference, read_queue
from ivr.menu.reading.words import (
    BESIDE,
    VERBS,
    VOCABULARY,
    find_similar,
)
from ivr.menu.verbs import (
    Ask,
    Asking,
    Fetch,
    Go,
    HangUp,
    Pay,
    Reject,
    RejectReason,
    Run,
    Say,
    SetLanguage,
    SetNames,
    Verb,
    Voicemail,
)
from ivr.values import Seconds

_LONGEST_KEPT_S: Final = 3650 * 86_400
MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2})?", re.ASCII)


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
    fields = Fields(desk, table, (verb, *VERBS[verb], *BESIDE), flow=name.flow, verb=verb)
    read = _READERS[verb](fields, line)
    own_give_up = None if isinstance(read, Asking) else read_give_up(fields)
    at_most = fields.count("at_most", 1, 100)
    give_up = own_give_up or line.manners.give_up
    if at_most is not None and give_up is None:
        demand_give_up(fields, "After `at_most` visits nothing comes next", fields.place_of("at_most"))
    return Step(name, read, place, at_most, give_up, fields.target("by_text"), _keep(fields, read), fields.places())


def _keep(fields: Fields, verb: Verb) -> Seconds | None:
    """Return for how long what the step saves is remembered."""
    if not isinstance(verb, Ask | Voicemail | Fetch | Run | Pay | SetNames | SetLanguage):
        return None
    keep = fields.seconds("keep", 60, _LONGEST_KEPT_S)
    if keep is None:
        return None
    if isinstance(verb, Voicemail | Fetch | Run | Pay) and not fields.has("save"):
        text = "`keep` stands beside `save`; this step saves nothing that could be remembered."
        fields.miss("E108", text, fields.place_of("keep"))
    elif isinstance(verb, Ask) and verb.sensitive:
        text = "What is `sensitive` is not kept after the call; remove `keep`, or `sensitive`."
        fields.desk.complain(fields.place_of("keep"), "E108", text)
    return keep


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
    if len(verbs) > 1:
        second = keys[verbs[1]]
        desk.complain(
            second.place, "E105", f"`{name.step}` has two verbs, `{verbs[0]}` and `{verbs[1]}`; make two steps of it."
        )
        return None, table
    if verbs:
        return verbs[0], table
    for spelled, key in keys.items():
        similar = _verb_meant(spelled, keys.keys() - {spelled}) if spelled not in VOCABULARY else None
        if similar is not None:
            desk.complain(key.place, "E104", f"`{key.text}` is no verb. Did you mean `{similar}`?")
            if similar not in VERBS:
                return None, table
            mended = tuple(
                (Scalar(similar, each.place), value) if each is key else (each, value) for each, value in table.entries
            )
            return similar, Table(mended, table.place, table.dropped)
    desk.names_are_known = False
    if table.dropped:
        return None, table  # the verb may be meant by one of two alike
    choices = ", ".join(VERBS)
    unknown = next((key for spelled, key in keys.items() if spelled not in VOCABULARY), None)
    said = f"`{unknown.text}` is no verb" if unknown is not None else f"`{name.step}` has no verb"
    at = place if unknown is None else unknown.place
    desk.complain(at, "E105", f"{said}; a step needs exactly one of: {choices}.")
    return None, table


def _verb_meant(spelled: str, others: Collection[str]) -> str | None:
    """Return the verb that was probably meant: rather one that all of the step's settings go with."""
    settings = [name for name in others if name in VOCABULARY and name not in BESIDE]
    fitting = [verb for verb, known in VERBS.items() if all(name in known for name in settings)]
    return find_similar(spelled, fitting) or find_similar(spelled, VERBS)


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
        is_moment = MOMENT.fullmatch(text) is not None
    if not is_moment:
        fields.malformed(name, text, "a day of the calendar, like 2026-12-24 or 2026-12-24 17:00")
    return text if is_moment else None


def _read_hangup(fields: Fields, _line: Line) -> HangUp:
    return HangUp(None if is_blank(fields.node("hangup")) else fields.prompt("hangup"))


def _read_reject(fields: Fields, _line: Line) -> Reject:
    return Reject(fields.one_of("reject", RejectReason) or RejectReason.BUSY)


_READERS: Final[Mapping[str, Callable[[Fields, Line], Verb]]] = {
    "say": _read_say,
    "menu": read_menu,
    "ask": read_ask,
    "dial": read_dial,
    "voicemail": read_voicemail,
    "hours": read_hours,
    "choose": read_choose,
    "set": read_set,
    "language": read_language,
    "opt_out": read_opt_out,
    "do": read_do,
    "hangup": _read_hangup,
    "reject": _read_reject,
    "queue": read_queue,
    "callback": read_callback,
    "conference": read_conference,
    "stream": read_stream,
    "pay": read_pay,
    "fetch": read_fetch,
    "run": read_run,
    "text": read_text,
    "redirect": read_redirect,
}
