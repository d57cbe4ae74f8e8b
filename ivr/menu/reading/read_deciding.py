"""Reading the verbs that the caller does not notice: hours, choose, set, language, do."""

from ivr.menu.line import Line
from ivr.menu.parts import ToStep
from ivr.menu.reading.desk import NOWHERE
from ivr.menu.reading.fields import Fields
from ivr.menu.reading.nodes import Listing, Scalar, Table
from ivr.menu.verbs import Case, CheckHours, Choose, Do, NoMore, OptOut, SetLanguage, SetNames


def read_hours(fields: Fields, line: Line) -> CheckHours:
    """Return an `hours`."""
    name = fields.defined("hours", line.hours, "opening hours") or ""
    opened = fields.required_target("open", "hours")
    closed = fields.required_target("closed", "hours")
    return CheckHours(name, opened, closed, fields.target("holiday") or closed, fields.target("closing") or opened)


def read_choose(fields: Fields, _line: Line) -> Choose:
    """Return a choose."""
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


def read_set(fields: Fields, _line: Line) -> SetNames:
    """Return a set."""
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


def read_language(fields: Fields, _line: Line) -> SetLanguage:
    """Return a change of language."""
    code = fields.template("language")
    if code is not None and "{{" not in code:
        fields.desk.find_language(Scalar(code, fields.value_place("language")))
    return SetLanguage(code or "", fields.required_target("next", "language"))


def read_opt_out(fields: Fields, _line: Line) -> OptOut:
    """Return an opt-out."""
    return OptOut(fields.one_of("opt_out", NoMore) or NoMore.ALL, fields.required_target("next", "opt_out"))


def read_do(fields: Fields, _line: Line) -> Do:
    """Return a do."""
    node = fields.node("do")
    assert node is not None
    flow = fields.desk.flow_start(node)
    return Do(flow or ToStep("", ""), fields.required_target("next", "do"))
