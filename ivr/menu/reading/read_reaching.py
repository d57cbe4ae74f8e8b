"""Reading the verbs that reach somebody: dial, voicemail, redirect."""

from typing import Final
from urllib.parse import urlsplit

from ivr.menu.line import Line
from ivr.menu.numbers import explain_bad_callee, explain_bad_number
from ivr.menu.parts import Place, Target
from ivr.menu.reading.desk import NOWHERE, Desk
from ivr.menu.reading.fields import Fields
from ivr.menu.reading.nodes import Scalar
from ivr.menu.reading.read_values import read_templates
from ivr.menu.reading.words import did_you_mean
from ivr.menu.verbs import Dial, Redirect, Voicemail
from ivr.values import Seconds

_KEYS: Final = frozenset("0123456789*#")


def read_dial(fields: Fields, line: Line) -> Dial:
    """Return a dial."""
    who = fields.texts("dial")
    for text, place in who:
        _check_callee(fields.desk, line, text, place)
    leave = _leave(fields)
    # By the star too a talk is over, and no provider tells which of the two it was.
    answered = fields.target("answered") or leave
    dial = Dial(
        who=tuple(text for text, _ in who),
        answered=NOWHERE if answered is None else answered,
        in_order=fields.flag("in_order"),
        ring=fields.seconds("ring", 5, 600),
        max=fields.seconds("max", 1, 86_400),
        caller_id=_caller_id(fields),
        then_press=_then_press(fields),
        record=fields.flag("record"),
        whisper=fields.prompt("whisper"),
        accept=_accept(fields),
        leave=leave,
        busy=fields.target("busy"),
        no_answer=fields.target("no_answer"),
        failed=fields.target("failed"),
        otherwise=fields.target("otherwise"),
        places=tuple(place for _, place in who),
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


def read_voicemail(fields: Fields, line: Line) -> Voicemail:
    """Return a voicemail."""
    notify = fields.defined("notify", line.contacts, "contact")
    mailbox = fields.defined("mailbox", line.mailboxes, "mailbox")
    data, places = read_templates(fields, "with")
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
        data=data,
        places=places,
    )


def _accept(fields: Fields) -> str | None:
    """Return the key that a callee must press, or `any`."""
    text = fields.text("accept")
    if text is None or text == "any" or text in _KEYS:
        return text
    fields.malformed("accept", text, 'one key, like 1 or "*", or any')
    return None


def _leave(fields: Fields) -> Target | None:
    """Return where the caller's star leads. Providers know no other key that ends a dial."""
    table = fields.table("leave")
    star = None
    for key, node in table.entries if table is not None else ():
        target = fields.desk.target(node, fields.flow)
        if key.text == "*":
            star = target
        else:
            text = f"`{key.text}` cannot end a dial: no provider listens for it there; only `*` can."
            fields.desk.complain(key.place, "E108", text)
    if table is not None and not table.entries:
        fields.desk.complain(table.place, "E109", 'This `leave` names no key; write {"*": TARGET}.')
    return star


def read_redirect(fields: Fields, _line: Line) -> Redirect:
    """Return a redirect."""
    url = fields.text("redirect") or ""
    if url and not is_web_address(url, "https"):
        fields.malformed(
            "redirect", url, "the whole address of the other application, like https://other.example/voice"
        )
    return Redirect(url, fields.target("failed"))


def is_web_address(url: str, scheme: str) -> bool:
    """Return whether this is a whole address of that scheme, written as an address must be."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme == scheme and bool(parts.hostname) and url.isascii() and url.isprintable() and " " not in url
