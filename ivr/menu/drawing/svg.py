"""A laid-out picture as SVG. All text goes through ElementTree, which escapes it."""

import re
from collections.abc import Iterable
from typing import Final
from xml.etree import ElementTree as ET

from ivr.menu.drawing.laying_out import (
    LABEL_LINE_PX,
    LINE_PX,
    PADDING_PX,
    SLANT_PX,
    TITLE_PX,
    Layout,
    PlacedArrow,
    PlacedBox,
    label_size,
    lay_out,
)
from ivr.menu.drawing.picture import Look, Picture
from ivr.menu.drawing.wrapping import text_px

_MARGIN_PX: Final = 24
_HEAD_PX: Final = 34
_NOTE_PX: Final = 18
_NOTE_SIZE_PX: Final = 16.0
# What XML cannot hold, whatever it is escaped to.
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FILLS: Final = {
    Look.SAY: ("#eaf2fb", "#4a7fb5"),
    Look.ASK: ("#fff4d6", "#b8860b"),
    Look.DECIDE: ("#f1eafa", "#7a5aa8"),
    Look.REACH: ("#e4f5e6", "#3f8f4f"),
    Look.SYSTEM: ("#fdeae4", "#b5603f"),
    Look.GO: ("#f4f4f2", "#8a8a85"),
    Look.END: ("#fbe3e6", "#b04a5a"),
    Look.WORD: ("#ffffff", "#8a8a85"),
    Look.ENTRY: ("#26323f", "#26323f"),
    Look.ELSEWHERE: ("#ffffff", "#4a7fb5"),
    Look.FLOW: ("#eaf2fb", "#26323f"),
}
_STYLE: Final = """
text { font-family: "DejaVu Sans", Verdana, "Segoe UI", sans-serif; fill: #1f2a36; }
.title { font-size: 12px; font-weight: bold; }
.tag { font-size: 11px; fill: #5c6873; }
.said { font-size: 11px; }
.label { font-size: 10.5px; fill: #3a4653; text-anchor: middle; }
.head { font-size: 16px; font-weight: bold; }
.note { font-size: 11.5px; fill: #3a4653; }
.entry .title { fill: #ffffff; }
.way { fill: none; stroke: #6b7885; stroke-width: 1.3; stroke-linejoin: round; }
.under { fill: #ffffff; fill-opacity: 0.9; }
"""


def as_svg(picture: Picture) -> str:
    """Return the picture as an SVG document; the same text for the same picture."""
    layout = lay_out(picture)
    left, top, right, bottom = _bounds(layout)
    height = bottom - top + 2 * _MARGIN_PX + _HEAD_PX + _NOTE_PX * len(picture.notes)
    width = max(right - left + 2 * _MARGIN_PX, _width_of_notes((picture.title, *picture.notes)))
    size = {"width": _px(width), "height": _px(height), "viewBox": f"0 0 {_px(width)} {_px(height)}"}
    root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", **size})
    _text(root, "title", picture.title)
    ET.SubElement(root, "style").text = _STYLE
    _arrow_head(root)
    ET.SubElement(root, "rect", {"width": "100%", "height": "100%", "fill": "#ffffff"})
    _text(root, "text", picture.title, {"x": _px(_MARGIN_PX), "y": "30", "class": "head"})
    shift = f"translate({_px(_MARGIN_PX - left)} {_px(_MARGIN_PX + _HEAD_PX - top)})"
    body = ET.SubElement(root, "g", {"transform": shift})
    for arrow in layout.arrows:
        _draw_way(body, arrow)
    for box in layout.boxes:
        _draw_box(body, box)
    for arrow in layout.arrows:
        _draw_label(body, arrow)
    for number, note in enumerate(reversed(picture.notes)):
        _text(root, "text", note, {"x": _px(_MARGIN_PX), "y": _px(height - 16 - number * _NOTE_PX), "class": "note"})
    ET.indent(root, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _width_of_notes(notes: Iterable[str]) -> float:
    return max((text_px(note, _NOTE_SIZE_PX) for note in notes), default=0) + 2 * _MARGIN_PX


def _bounds(layout: Layout) -> tuple[float, float, float, float]:
    corners = [(box.x, box.y) for box in layout.boxes]
    corners += [(box.x + box.width, box.y + box.height) for box in layout.boxes]
    corners += [point for arrow in layout.arrows for point in arrow.points]
    for arrow in layout.arrows:
        if arrow.label_at is not None:
            x, y = arrow.label_at
            width, height = label_size(arrow.arrow)
            corners += [(x - width / 2, y - height / 2), (x + width / 2, y + height / 2)]
    xs, ys = [x for x, _ in corners] or [0.0], [y for _, y in corners] or [0.0]
    return min(xs), min(ys), max(xs), max(ys)


def _px(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _text(parent: ET.Element, tag: str, text: str, attributes: dict[str, str] | None = None) -> ET.Element:
    element = ET.SubElement(parent, tag, attributes or {})
    element.text = _clean(text)
    return element


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)


def _arrow_head(root: ET.Element) -> None:
    box = {"viewBox": "0 0 8 8", "markerWidth": "8", "markerHeight": "8"}
    at = {"id": "head", "refX": "7", "refY": "4", "orient": "auto-start-reverse", "markerUnits": "userSpaceOnUse"}
    marker = ET.SubElement(ET.SubElement(root, "defs"), "marker", {**at, **box})
    ET.SubElement(marker, "path", {"d": "M0 0 L8 4 L0 8 Z", "fill": "#6b7885"})


def _draw_way(parent: ET.Element, placed: PlacedArrow) -> None:
    path = "M" + " L".join(f"{_px(x)} {_px(y)}" for x, y in placed.points)
    way = ET.SubElement(parent, "path", {"class": "way", "d": path, "marker-end": "url(#head)"})
    label = f": {placed.arrow.whole_label}" if placed.arrow.whole_label else ""
    _text(way, "title", f"{placed.arrow.source} → {placed.arrow.target}{label}")


def _draw_label(parent: ET.Element, placed: PlacedArrow) -> None:
    lines = placed.arrow.label
    if not lines or placed.label_at is None:
        return
    x, y = placed.label_at
    width, height = label_size(placed.arrow)
    under = {"x": _px(x - width / 2), "y": _px(y - height / 2), "width": _px(width), "height": _px(height)}
    ET.SubElement(parent, "rect", {"class": "under", **under, "rx": "2"})
    for number, line in enumerate(lines):
        at = y - height / 2 + LABEL_LINE_PX * (number + 1) - 2
        _text(parent, "text", line, {"class": "label", "x": _px(x), "y": _px(at)})


def _draw_box(parent: ET.Element, placed: PlacedBox) -> None:
    box = placed.box
    group = ET.SubElement(parent, "g", {"class": f"box {box.look}", "id": _clean(box.key.replace(" ", "_"))})
    _text(group, "title", box.about or box.title)
    _draw_outline(group, placed)
    inset = PADDING_PX + (SLANT_PX if box.look is Look.DECIDE else 0)
    if not (box.tag or box.lines):
        middle = {"x": _px(placed.x + placed.width / 2), "y": _px(placed.y + placed.height / 2 + 4)}
        _text(group, "text", box.title, {"class": "title", "text-anchor": "middle", **middle})
        return
    x, y = placed.x + inset, placed.y + PADDING_PX + TITLE_PX - 7
    _text(group, "text", box.title, {"class": "title", "x": _px(x), "y": _px(y)})
    if box.tag:
        end = {"x": _px(placed.x + placed.width - inset), "y": _px(y), "text-anchor": "end"}
        _text(group, "text", box.tag, {"class": "tag", **end})
    for number, line in enumerate(box.lines):
        _text(group, "text", line, {"class": "said", "x": _px(x), "y": _px(y + LINE_PX * (number + 1) + 1)})


def _draw_outline(group: ET.Element, placed: PlacedBox) -> None:
    look = placed.box.look
    fill, stroke = _FILLS[look]
    paint = {"fill": fill, "stroke": stroke, "stroke-width": "2" if look is Look.ASK else "1.3"}
    x, y, width, height = placed.x, placed.y, placed.width, placed.height
    if look is Look.DECIDE:
        slant, middle = SLANT_PX, y + height / 2
        corners = [(x + slant, y), (x + width - slant, y), (x + width, middle), (x + width - slant, y + height)]
        corners += [(x + slant, y + height), (x, middle)]
        ET.SubElement(group, "polygon", {"points": " ".join(f"{_px(a)},{_px(b)}" for a, b in corners), **paint})
        return
    rounding = {Look.ASK: 10.0, Look.END: height / 2, Look.WORD: height / 2, Look.ENTRY: height / 2}.get(look, 3.0)
    if placed.box.lines and look is Look.END:
        rounding = 16.0
    if look in {Look.WORD, Look.ELSEWHERE}:
        paint["stroke-dasharray"] = "4 3"
    size = {"x": _px(x), "y": _px(y), "width": _px(width), "height": _px(height), "rx": _px(rounding)}
    ET.SubElement(group, "rect", {**size, **paint})
    if look in {Look.REACH, Look.FLOW}:
        inner = {"x": _px(x + 3), "y": _px(y + 3), "width": _px(width - 6), "height": _px(height - 6), "rx": "2"}
        ET.SubElement(group, "rect", {**inner, "fill": "none", "stroke": stroke, "stroke-width": "0.7"})
