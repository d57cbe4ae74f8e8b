"""Reading the two verbs that wait for an answer: menu and ask."""

import re
from itertools import permutations
from typing import Final

from ivr.menu.line import Line
from ivr.menu.parts import Key, Prompt
from ivr.menu.reading.desk import NOWHERE
from ivr.menu.reading.fields import Fields
from ivr.menu.reading.nodes import Scalar
from ivr.menu.reading.read_choices import check_way_out, read_hints, read_keys, read_manners, read_phrases
from ivr.menu.verbs import Ask, AskKind, Menu, Offers

_PART: Final = re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)+", re.ASCII)
LENGTH: Final = re.compile(r"(\d{1,2})(?:\s*-\s*(\d{1,2}))?", re.ASCII)
WRITTEN: Final = frozenset(
    "".join(parts)
    for year in ("", "YY", "YYYY")
    for parts in permutations(("MM", "DD", year) if year else ("MM", "DD"))
)


def read_menu(fields: Fields, line: Line) -> Menu:
    """Return a menu."""
    table = fields.table("keys")
    keys = read_keys(fields.desk, table, fields.flow, read_phrases(fields)) if table is not None else ()
    if (not fields.has("keys") and not fields.has("from")) or (table is not None and not table.entries):
        fields.miss(
            "E303",
            "A menu needs `keys:` with at least one choice, or `from:` with a saved list.",
            fields.place_of("keys"),
        )
    menu = Menu(
        prompt=fields.required_prompt("menu"),
        keys=keys,
        manners=read_manners(fields, line.manners),
        again=fields.prompt("again"),
        silent=fields.target("silent"),
        otherwise=fields.target("otherwise"),
        offers=_offers(fields, keys),
    )
    check_way_out(fields, menu.manners, menu.silent, menu.otherwise)
    return menu


def _source(fields: Fields) -> str:
    """Return the name of the list that the choices come from."""
    node = fields.node("from")
    text = node.text if isinstance(node, Scalar) else ""
    if not _PART.fullmatch(text):
        return fields.saved_name("from") or ""
    name = text.replace(".", "_")
    mend = f'save it by a `set:` step before, like {{{name}: "{{{{ {text} }}}}"}}, and write `from: {name}`.'
    fields.desk.complain(fields.value_place("from"), "E110", f"`{text}` is a part of what is saved; {mend}")
    return text.partition(".")[0]


def _offers(fields: Fields, keys: tuple[Key, ...]) -> Offers | None:
    """Return the choices that come from a list, when the menu names one."""
    if not fields.has("from"):
        for name in ("each", "label", "save", "empty", "next"):
            # One that was mended into this word was told already.
            if fields.has(name) and fields.place_of(name) not in {problem.place for problem in fields.desk.problems}:
                text = f"`{name}` belongs to a menu whose choices come from a list; add `from:` with its name."
                fields.miss("E108", text, fields.place_of(name))
        return None
    for key in keys:
        if key.keys in set("123456789") or key.is_pattern:
            text = f"`{key.keys}` is taken by the list; its choices have the keys 1 to 9, so use 0, * or #."
            fields.desk.complain(key.place, "E301", text)
    source = _source(fields)
    if not fields.has("each"):
        fields.miss(
            "E109", "This menu says nothing of its choices; add `each:`, like For {{ item.name }}, press {{ key }}."
        )
    if not fields.has("save"):
        fields.miss("E109", "This menu saves its choice nowhere; add `save:` with a name.")
    if not fields.has("empty"):
        fields.miss("E203", "When the list is empty nothing comes next; add `empty:`.")
    return Offers(
        source=source,
        source_place=fields.value_place("from"),
        each=fields.required_prompt("each") if fields.has("each") else Prompt({}, {}, fields.place),
        save=fields.saved_name("save") or "_",
        empty=fields.target("empty") or NOWHERE,
        next=fields.required_target("next", "menu"),
        label=fields.template("label"),
    )


def read_ask(fields: Fields, line: Line) -> Ask:
    """Return an ask."""
    given_kind = fields.one_of("as", AskKind)
    kind = given_kind or AskKind.DIGITS
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
        finish=fields.finish_key("finish"),
        check=fields.condition("check"),
        check_place=fields.value_place("check") if fields.has("check") else None,
        confirm=fields.prompt("confirm"),
        hints=read_hints(fields),
        keys=read_keys(fields.desk, table, fields.flow, {}) if table is not None else (),
        written=_written(fields, None if given_kind is None and (fields.has("as") or fields.is_torn) else kind),
        max=fields.seconds("max", 2, 3600),
        again=fields.prompt("again"),
        silent=fields.target("silent"),
        otherwise=fields.target("otherwise"),
        sensitive=fields.flag("sensitive"),
        transcribe=fields.flag("transcribe"),
    )
    if ask.transcribe and kind is not AskKind.RECORDING and (given_kind is not None or not fields.has("as")):
        text = f"`transcribe` goes with `as: recording`; what is entered as {kind} is text already."
        fields.miss("E108", text, fields.place_of("transcribe"))
    if kind is AskKind.RECORDING and ask.sensitive:
        fields.desk.complain(
            fields.value_place("sensitive"), "E108", "A recording cannot be `sensitive`: the provider keeps it."
        )
    if ask.sensitive and ask.confirm is not None:
        text = "What is `sensitive` cannot be read back; remove `confirm`, and let `check` and `length` catch slips."
        fields.desk.complain(fields.place_of("confirm"), "E108", text)
    check_way_out(fields, ask.manners, ask.silent, ask.otherwise)
    return ask


def _length(fields: Fields) -> tuple[int, int | None]:
    text = fields.text("length")
    if text is None:
        return 1, None
    found = LENGTH.fullmatch(text)
    low, high = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 1 <= low <= high <= 64:
        fields.malformed("length", text, "8 or 4-10, at most 64")
        return 1, None
    return low, high


def _written(fields: Fields, kind: AskKind | None) -> str | None:
    """Return the order in which a date is entered; `kind` is None when it could not be understood."""
    text = fields.text("written")
    if text is None:
        return None
    letters = text.upper()
    if kind not in {AskKind.DATE, None} or letters not in WRITTEN:
        fields.desk.complain(
            fields.value_place("written"),
            "E108",
            f"`written: {text}` needs `as: date` and an order like MMDDYYYY or DDMMYY.",
        )
        return None
    return letters


def _saved_in(fields: Fields) -> str:
    name = fields.saved_name("save")
    if name is None:
        fields.desk.names_are_known = False
    if not fields.has("save"):
        fields.miss("E109", "This `ask` saves its answer nowhere; add `save:` with a name.")
    return name or "_"
