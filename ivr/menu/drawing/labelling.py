"""Where labels stand: on their own arrow, clear of boxes and of each other.

graphlay finds such places where there is room in the gap between two rows; several arrows side by side may leave none,
and then it puts a label somewhere near. Those are put onto their arrow here, at the best place along it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

Point = tuple[float, float]
_ROUNDS: Final = 4
_NEAR_PX: Final = 10.0
_FRACTIONS: Final = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9)
_BESIDE_PX: Final = 4.0
_HEAD_PX: Final = 7.0
_ON_BOX, _ON_LABEL, _ON_END, _ON_ARROW, _ON_BEND, _OFF_MIDDLE = 1000.0, 1000.0, 90.0, 30.0, 12.0, 4.0


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Area") -> bool:
        """Return whether both have a point in common that is on neither's edge."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(frozen=True, slots=True)
class Line:
    """An arrow with room wanted for its label; `proposed` is where the layout would have it."""

    points: tuple[Point, ...]
    width: float
    height: float
    proposed: Point | None


def around(middle: Point, width: float, height: float) -> Area:
    """Return the rectangle of that size round a point."""
    x, y = middle
    return Area(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def place_labels(lines: Sequence[Line], boxes: Iterable[Area]) -> list[Point | None]:
    """Return the middle of each label; None where none is wanted. The same for the same lines and boxes."""
    occupied = list(boxes)
    ways = [list(pairwise(line.points)) for line in lines]
    wanted = {number: line.proposed for number, line in enumerate(lines) if line.proposed is not None}
    taken: dict[int, Area] = {}
    for number, proposed in wanted.items():
        area = around(proposed, lines[number].width, lines[number].height)
        if _is_good(area, lines[number], ways[number]) and not _meets_any(area, (*occupied, *taken.values())):
            taken[number] = area
    waiting = [number for number in wanted if number not in taken]
    for _ in range(_ROUNDS):
        for number in waiting:
            labels = [area for other, area in taken.items() if other != number]
            others = [segment for other, way in enumerate(ways) if other != number for segment in way]
            line = lines[number]
            costs = ((_cost(each, line, occupied, labels, others), each) for each in _candidates(ways[number], line))
            _, (best, _off) = min(costs)
            taken[number] = around(best, line.width, line.height)
        # Whoever was driven over may find another place.
        waiting = [number for number, area in taken.items() if _meets_any(area, _others(taken, number))]
    return [_middle(taken[number]) if number in taken else None for number in range(len(lines))]


def _is_good(area: Area, line: Line, way: Sequence[tuple[Point, Point]]) -> bool:
    """Return whether a label stands at its own arrow and hides neither end of it."""
    is_near = any(_grown(area, _NEAR_PX).meets(_area_of(segment)) for segment in way)
    return is_near and not any(_holds(_grown(area, _HEAD_PX), end) for end in (line.points[0], line.points[-1]))


def _meets_any(area: Area, others: Iterable[Area]) -> bool:
    return any(area.meets(other) for other in others)


def _others(taken: Mapping[int, Area], number: int) -> Iterator[Area]:
    return (area for other, area in taken.items() if other != number)


def _middle(area: Area) -> Point:
    return (area.left + area.right) / 2, (area.top + area.bottom) / 2


def _candidates(way: Sequence[tuple[Point, Point]], line: Line) -> Iterator[tuple[Point, float]]:
    """Yield places along an arrow, with how far each is from the middle of its longest part."""
    longest = max(_length(segment) for segment in way)
    for (x1, y1), (x2, y2) in way:
        short = longest - _length(((x1, y1), (x2, y2)))
        for rank, fraction in enumerate(_FRACTIONS):
            x, y = x1 + (x2 - x1) * fraction, y1 + (y2 - y1) * fraction
            yield (x, y), rank + short / 100
            is_upright = abs(x1 - x2) < abs(y1 - y2)
            aside = (line.width / 2 + _BESIDE_PX, 0.0) if is_upright else (0.0, line.height / 2 + _BESIDE_PX)
            for sign in (1, -1):
                yield (x + sign * aside[0], y + sign * aside[1]), rank + 1.5 + short / 100


def _cost(
    candidate: tuple[Point, float],
    line: Line,
    boxes: Sequence[Area],
    labels: Sequence[Area],
    others: Sequence[tuple[Point, Point]],
) -> float:
    middle, off = candidate
    area = around(middle, line.width, line.height)
    return (
        _ON_BOX * sum(area.meets(box) for box in boxes)
        + _ON_LABEL * sum(area.meets(label) for label in labels)
        + _ON_ARROW * sum(area.meets(_area_of(segment)) for segment in others)
        + _ON_BEND * sum(_holds(area, bend) for bend in line.points)
        + _ON_END * sum(_holds(_grown(area, _HEAD_PX), end) for end in (line.points[0], line.points[-1]))
        + _OFF_MIDDLE * off
    )


def _holds(area: Area, point: Point) -> bool:
    x, y = point
    return area.left <= x <= area.right and area.top <= y <= area.bottom


def _area_of(segment: tuple[Point, Point]) -> Area:
    (x1, y1), (x2, y2) = segment
    return Area(min(x1, x2) - 1, min(y1, y2) - 1, max(x1, x2) + 1, max(y1, y2) + 1)


def _length(segment: tuple[Point, Point]) -> float:
    (x1, y1), (x2, y2) = segment
    return abs(x2 - x1) + abs(y2 - y1)


def _grown(area: Area, by: float) -> Area:
    return Area(area.left - by, area.top - by, area.right + by, area.bottom + by)
