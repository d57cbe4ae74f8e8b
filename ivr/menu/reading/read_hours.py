"""Reading opening hours: the week, dated exceptions, holidays, the zone they are meant in."""

import re
from collections.abc import Callable
from difflib import get_close_matches
from itertools import pairwise
from typing import Final, TypeVar

from ivr.menu.line import DayException, Schedule, Span
from ivr.menu.parts import Place
from ivr.menu.reading.desk import Desk
from ivr.menu.reading.fields import Fields
from ivr.menu.reading.nodes import Listing, Node, Scalar, Table
from ivr.menu.reading.texts import texts_of
from ivr.menu.schedule_words import (
    is_holiday_place,
    is_zone,
    known_zones,
    read_days,
    read_exception_days,
    read_spans,
)
from ivr.values import Seconds

_T = TypeVar("_T")
_DAYS_OF_WEEK = 7
_ZONE_ADVICE = " Write Area/City, like America/New_York."
_OFFSET: Final = re.compile(r"(?:(?:etc/)?(?:gmt|utc|z))?_?[+-]?\d{1,2}(?::?\d{2})?", re.ASCII)
WITHOUT_SUMMER: Final = frozenset({"EST", "MST", "HST"})
# What people call a zone without its place: the largest city there.
_USUAL_ZONES: Final = {
    **dict.fromkeys(("eastern", "est", "edt", "et", "us_eastern"), "America/New_York"),
    **dict.fromkeys(("central", "cst", "cdt", "ct", "us_central"), "America/Chicago"),
    **dict.fromkeys(("mountain", "mst", "mdt", "mt", "us_mountain"), "America/Denver"),
    **dict.fromkeys(("pacific", "pst", "pdt", "pt", "us_pacific"), "America/Los_Angeles"),
    **dict.fromkeys(("cet", "cest", "mez", "mesz", "germany"), "Europe/Berlin"),
    **dict.fromkeys(("bst", "uk"), "Europe/London"),
    "hst": "Pacific/Honolulu",
}


def read_schedule(desk: Desk, name: str, table: Table, zone: str) -> Schedule:
    """Return the opening hours that a mapping describes; `zone` is the line's, unless they name their own."""
    fields = Fields(desk, table, ("open", "except", "holidays", "closing", "timezone"))
    own_zone = fields.text("timezone")
    holidays = fields.text("holidays")
    if holidays is not None and not is_holiday_place(holidays):
        desk.complain(
            fields.value_place("holidays"),
            "E501",
            f"`{holidays}` is no holiday calendar; write a country, or country and part, like US or US-NY.",
        )
        holidays = None
    if not fields.has("open"):
        fields.miss("E109", f'The hours `{name}` have no `open:`, like {{mon-fri: "09:00-17:00"}} or always.')
    return Schedule(
        name=name,
        zone=read_zone(fields, "timezone", own_zone) if own_zone else zone,
        week=_week(desk, fields),
        exceptions=_exceptions(desk, fields),
        holidays=holidays,
        closing=fields.seconds("closing") or Seconds(0),
    )


def read_zone(fields: Fields, name: str, text: str) -> str:
    """Return the time zone, or UTC after a complaint that names the likely one."""
    if is_zone(text) and text not in WITHOUT_SUMMER:
        return text
    zones = sorted(zone for zone in known_zones() if "/" in zone and not zone.startswith("Etc/"))
    spelled = text.strip().replace(" ", "_").lower()
    if _OFFSET.fullmatch(spelled):
        why = f"`{text}` is an offset, which does not know summer time; a place is needed."
        fields.desk.complain(fields.value_place(name), "E501", f"{why}{_ZONE_ADVICE}")
        return "UTC"
    usual = _USUAL_ZONES.get(spelled.removesuffix("_time"))
    by_city = (
        [usual]
        if usual is not None
        else [zone for zone in zones if spelled in {zone.lower(), zone.rpartition("/")[2].lower()}]
    )
    near = by_city or get_close_matches(text, zones, 1, 0.75)
    hint = f" Did you mean `{near[0]}`?" if near else ""
    why = f"`{text}` has no summer time." if text in WITHOUT_SUMMER else f"`{text}` is no time zone."
    fields.desk.complain(fields.value_place(name), "E501", f"{why}{hint or _ZONE_ADVICE}")
    return "UTC"


def _week(desk: Desk, fields: Fields) -> tuple[tuple[Span, ...], ...]:
    node = fields.node("open")
    week: list[tuple[Span, ...]] = [()] * _DAYS_OF_WEEK
    if isinstance(node, Table) and not node.entries:
        desk.complain(node.place, "E502", "No days stand here; write them like mon-fri: 09:00-17:00.")
    elif isinstance(node, Table):
        named: dict[int, Place] = {}
        for number, (key, value) in enumerate(node.entries):
            days = _understood(desk, key.place, read_days, key.text) or ()
            twice = next((named[day] for day in days if day in named), None)
            if twice is not None:
                text = f"`{key.text}` names a day that stands in line {twice.line} already; give each day once."
                desk.complain(key.place, "E103", text)
            named.update(dict.fromkeys(days, key.place))
            spans = _spans_of_several(desk, node, number)
            if spans is None:
                spans = _spans(desk, value)
            for day in days:
                week[day] = spans
    elif node is not None:
        week = [_spans(desk, node)] * _DAYS_OF_WEEK
    return tuple(week)


def _spans_of_several(desk: Desk, table: Table, number: int) -> tuple[Span, ...] | None:
    """Return the times of the day behind, after a complaint, where a comma in braces parted the days; else None."""
    parted: list[Scalar] = []
    for key, value in table.entries[number:]:
        if key.place.line != table.entries[number][0].place.line:
            break
        parted.append(key)
        if not isinstance(value, Scalar) or value.text or not value.plain:
            if len(parted) > 1:
                names = ", ".join(each.text for each in parted)
                before = table.entries[number - 1] if number else None
                is_told = before is not None and isinstance(before[1], Scalar) and not before[1].text
                if not is_told:
                    text = f'A comma in braces parts `{parted[0].text}` from its times; write `"{names}": …` in quotes.'
                    desk.complain(parted[0].place, "E502", text)
                return _spans(Desk(desk.flows, desk.languages), value)
            break
    return None


def _exceptions(desk: Desk, fields: Fields) -> tuple[DayException, ...]:
    table = fields.table("except")
    found = []
    for key, value in table.entries if table is not None else ():
        days = _understood(desk, key.place, read_exception_days, key.text)
        spans = _spans(desk, value)
        if days is not None:
            found.append(DayException(*days, spans))
    return tuple(found)


def _spans(desk: Desk, node: Node) -> tuple[Span, ...]:
    """Return the times a day is open; several in a list."""
    if (isinstance(node, Scalar) and not node.text) or (isinstance(node, Listing) and not node.items):
        desk.complain(node.place, "E502", "No times stand here; write 09:00-17:00, always or closed.")
        return ()
    spans: list[Span] = []
    for text, place in texts_of(desk, node, "open"):
        spans += _understood(desk, place, read_spans, text) or ()
    ordered = sorted(spans, key=lambda span: span.start)
    for before, after in pairwise(ordered):
        if before.end > after.start or before.end <= before.start:
            desk.complain(node.place, "E502", "Two of these times overlap; write each stretch of the day once.")
    return tuple(ordered)


def _understood(desk: Desk, place: Place, read: Callable[[str], _T], text: str) -> _T | None:
    """Return what was read, or None after a complaint in the reader's own words."""
    try:
        return read(text)
    except ValueError as error:
        desk.complain(place, "E502", str(error))
        return None
