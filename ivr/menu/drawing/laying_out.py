"""Where each box and arrow of a picture goes. The layout is graphlay's; the same picture always comes out the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import graphlay

from ivr.menu.drawing.labelling import Area, Line, place_labels
from ivr.menu.drawing.picture import Arrow, Box, Look, Picture
from ivr.menu.drawing.wrapping import text_px

LINE_PX: Final = 16
LABEL_LINE_PX: Final = 14
TITLE_PX: Final = 18
PADDING_PX: Final = 10
TITLE_SIZE_PX: Final = 12.0
TEXT_SIZE_PX: Final = 11.0
LABEL_SIZE_PX: Final = 10.5
SLANT_PX: Final = 12
_TAG_GAP_PX: Final = 16
_LEAST_WIDTH_PX, _LEAST_HEIGHT_PX = 56, 34
_OPTIONS: Final = {
    "direction": "topbottom",
    "routing": {"style": "orthogonal"},
    "labels": {"reservation": "always"},
    "cycles": {"strategy": "follow_flow"},
}


@dataclass(frozen=True, slots=True)
class PlacedBox:
    """A box with its upper left corner and its size."""

    box: Box
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PlacedArrow:
    """An arrow with its bends, and the middle of its label."""

    arrow: Arrow
    points: tuple[tuple[float, float], ...]
    label_at: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Layout:
    """A picture with a place for everything."""

    boxes: tuple[PlacedBox, ...]
    arrows: tuple[PlacedArrow, ...]


def lay_out(picture: Picture) -> Layout:
    """Return where everything goes. Costs a second or so for 50 boxes, several for 500."""
    graph = graphlay.Graph()
    # By number: it is no business of the layout's what they are called.
    numbers = {box.key: number for number, box in enumerate(picture.boxes)}
    for box in picture.boxes:
        width, height = size_of(box)
        graph.node(width=width, height=height, rank="first" if box.look is Look.ENTRY else "free")
    for arrow in picture.arrows:
        ends = numbers[arrow.source], numbers[arrow.target]
        width, height = label_size(arrow)
        if arrow.label:
            graph.edge(*ends, label_size={"width": width, "height": height})
        else:
            graph.edge(*ends)
    found = graphlay.layout(graph, preset="layered", options={**_OPTIONS, "spacing": _spacing(picture)})
    boxes = []
    for box, node in zip(picture.boxes, found.nodes, strict=True):
        width, height = node["size"]["width"], node["size"]["height"]
        boxes.append(PlacedBox(box, node["center"]["x"] - width / 2, node["center"]["y"] - height / 2, width, height))
    lines = [_line(arrow, edge) for arrow, edge in zip(picture.arrows, found.edges, strict=True)]
    places = place_labels(lines, (Area(box.x, box.y, box.x + box.width, box.y + box.height) for box in boxes))
    arrows = [
        PlacedArrow(arrow, line.points, place) for arrow, line, place in zip(picture.arrows, lines, places, strict=True)
    ]
    return Layout(tuple(boxes), tuple(arrows))


def _spacing(picture: Picture) -> Mapping[str, float]:
    """Return how far apart things are: further where many arrows with long labels lead to and from few boxes."""
    is_dense = any(box.look is Look.FLOW for box in picture.boxes)
    close = {"layer_gap": 60.0, "node_gap": 40.0, "port_gap": 18.0, "edge_label_margin": 14.0}
    return {"layer_gap": 120.0, "node_gap": 90.0, "port_gap": 18.0, "edge_label_margin": 24.0} if is_dense else close


def _line(arrow: Arrow, edge: Mapping[str, Any]) -> Line:
    points = tuple((float(point["x"]), float(point["y"])) for point in edge["points"])
    if not arrow.label:
        return Line(points, 0, 0, None)
    size, anchor = label_size(arrow), edge["label_anchor"]
    proposed = (float(anchor["x"]), float(anchor["y"])) if anchor is not None else points[0]
    return Line(points, *size, proposed)


def size_of(box: Box) -> tuple[float, float]:
    """Return the width and height that a box needs for its text."""
    title = text_px(box.title, TITLE_SIZE_PX, is_bold=True)
    title += _TAG_GAP_PX + text_px(box.tag, TEXT_SIZE_PX) if box.tag else 0
    text = max((text_px(line, TEXT_SIZE_PX) for line in box.lines), default=0)
    slant = 2 * SLANT_PX if box.look is Look.DECIDE else 0
    width = max(title, text, _LEAST_WIDTH_PX) + 2 * PADDING_PX + slant
    return round(width), max(TITLE_PX + LINE_PX * len(box.lines) + 2 * PADDING_PX - 2, _LEAST_HEIGHT_PX)


def label_size(arrow: Arrow) -> tuple[float, float]:
    """Return the width and height of what stands beside an arrow."""
    width = max((text_px(line, LABEL_SIZE_PX) for line in arrow.label), default=0)
    return round(width) + 6.0, float(len(arrow.label) * LABEL_LINE_PX + 3)
