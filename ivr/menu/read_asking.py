"""Reading the two verbs that wait for an answer: menu and ask."""

import re
from typing import Final

from ivr.menu.fields import Fields
from ivr.menu.model import Ask, AskKind, Line, Menu
from ivr.menu.read_choices import demand_give_up, read_keys, read_manners, read_phrases

_LENGTH: Final = re.compile(r"(\d{1,2})(?:\s*-\s*(\d{1,2}))?", re.ASCII)
_WRITTEN: Final = re.compile(r"(?=.*MM)(?=.*DD)(?:MM|DD|YYYY|YY){2,3}")


def read_menu(fields: Fields, line: Line) -> Menu:
    """Return a menu."""
    table = fields.table("keys")
    keys = read_keys(fields.desk, table, fields.flow, read_phrases(fields)) if table is not None else ()
    if not keys and (table is None or not table.entries):
        fields.desk.complain(fields.place_of("keys"), "E303", "A menu needs `keys:` with at least one choice.")
    menu = Menu(
        prompt=fields.required_prompt("menu"),
        keys=keys,
        manners=read_manners(fields, line.manners),
        again=fields.prompt("again"),
        silent=fields.target("silent"),
        otherwise=fields.target("otherwise"),
    )
    demand_give_up(fields.desk, menu.manners, fields.place, menu.silent, menu.otherwise)
    return menu


def read_ask(fields: Fields, line: Line) -> Ask:
    """Return an ask."""
    kind = fields.one_of("as", AskKind) or AskKind.DIGITS
    shortest, longest = _length(fields)
    table = fields.table("keys")
    ask = Ask(
        prompt=fields.required_prompt("ask"),
        save=_saved_in(fields),
        kind=kind,
        manners=read_manners(fields, line.manners),
        next=fields.required_target("next", "ask"),
        shortest=shortest,
        longest=longest,
        finish=_finish(fields),
        check=fields.condition("check"),
        confirm=fields.prompt("confirm"),
        hints=tuple(text for text, _ in fields.texts("hints")),
        keys=read_keys(fields.desk, table, fields.flow, {}) if table is not None else (),
        written=_written(fields, kind),
        max=fields.seconds("max", 2, 3600),
        again=fields.prompt("again"),
        silent=fields.target("silent"),
        otherwise=fields.target("otherwise"),
        sensitive=fields.flag("sensitive"),
    )
    if kind is AskKind.RECORDING and ask.sensitive:
        fields.desk.complain(
            fields.place_of("sensitive"), "E108", "A recording cannot be `sensitive`: the provider keeps it."
        )
    demand_give_up(fields.desk, ask.manners, fields.place, ask.silent, ask.otherwise)
    return ask


def _length(fields: Fields) -> tuple[int, int | None]:
    text = fields.text("length")
    if text is None:
        return 1, None
    found = _LENGTH.fullmatch(text)
    low, high = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 1 <= low <= high <= 64:
        fields.desk.complain(
            fields.place_of("length"), "E108", f"`length: {text}` is not understood; write 8 or 4-10, at most 64."
        )
        return 1, None
    return low, high


def _finish(fields: Fields) -> str:
    finish = fields.keys("finish")
    if finish is not None and len(finish) > 1:
        fields.desk.complain(
            fields.place_of("finish"), "E108", f"`finish: {finish}` is several keys; one key finishes."
        )
    return finish or "#"


def _written(fields: Fields, kind: AskKind) -> str | None:
    text = fields.text("written")
    if text is None:
        return None
    letters = text.upper()
    if kind is not AskKind.DATE or not _WRITTEN.fullmatch(letters):
        fields.desk.complain(
            fields.place_of("written"),
            "E108",
            f"`written: {text}` needs `as: date` and an order like MMDDYYYY or DDMMYY.",
        )
        return None
    return letters


def _saved_in(fields: Fields) -> str:
    name = fields.saved_name("save")
    if name is None:
        fields.desk.complain(fields.place, "E109", "This `ask` saves its answer nowhere; add `save:` with a name.")
    return name or "_"
