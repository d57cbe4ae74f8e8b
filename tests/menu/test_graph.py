"""The picture of a line: everything is in it, nothing lies on anything else, and it comes out the same each time."""

import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import pytest
from how_much import in_all
from hypothesis import given, settings
from hypothesis import strategies as st
from menu_samples import GOOD, LINE, files_in

from ivr.menu.drawing.flows import draw_flows
from ivr.menu.drawing.labelling import Area, around
from ivr.menu.drawing.laying_out import Layout, label_size, lay_out, size_of
from ivr.menu.drawing.picture import Arrow, Box, Look, Picture
from ivr.menu.drawing.steps import draw_steps
from ivr.menu.drawing.svg import as_svg
from ivr.menu.drawing.wrapping import columns, text_px, wrapped
from ivr.menu.leads import leads_of
from ivr.menu.model import Menus
from ivr.menu.parts import ToStep
from ivr.menu.reading.load import load

pytestmark = pytest.mark.sampled(4)

ROOT: Final = Path(__file__).parents[2]
FOLDERS: Final = (*GOOD, ROOT / "menus")
SVG: Final = "{http://www.w3.org/2000/svg}"


def menus_in(folder: Path) -> Menus:
    return load(files_in(folder)).menus


def made_up(steps: int) -> Menus:
    """Return a line of that many menus that lead to each other in a way no bank would."""
    flow = "".join(
        f"s{number}:\n  menu: This is choice {number}, and it has something to say for itself.\n"
        f"  keys: {{1: s{(2 * number + 1) % steps}, 2: s{(3 * number + 2) % steps}, 3: other/t{number % 7}, 9: back}}\n"
        for number in range(steps)
    )
    other = "".join(
        f"t{number}: {{say: Good., next: {f't{number + 1}' if number < 6 else 'hangup'}}}\n" for number in range(7)
    )
    return load({"line.yaml": LINE, "main.yaml": flow, "other.yaml": other}).menus


def pictures() -> Iterator[tuple[str, Picture]]:
    for folder in FOLDERS:
        menus = menus_in(folder)
        yield folder.name, draw_steps(menus)
        yield f"{folder.name} folded", draw_flows(menus)
        for flow in dict.fromkeys(name.flow for name in menus.steps):
            yield f"{folder.name} {flow}", draw_steps(menus, flow)
    yield "fifty", draw_steps(made_up(50))
    yield "fifty folded", draw_flows(made_up(50))


PICTURES: Final = dict(pictures())


def areas(layout: Layout) -> list[Area]:
    return [Area(box.x, box.y, box.x + box.width, box.y + box.height) for box in layout.boxes]


@pytest.mark.parametrize("name", PICTURES)
def test_nothing_lies_on_a_box(name: str) -> None:
    layout = lay_out(PICTURES[name])
    boxes = areas(layout)
    assert not any(one.meets(other) for one, other in combinations(boxes, 2))
    for placed in layout.arrows:
        assert len(placed.points) >= 2
        if placed.label_at is not None:
            label = around(placed.label_at, *label_size(placed.arrow))
            assert not any(label.meets(box) for box in boxes), placed.arrow


@pytest.mark.parametrize("name", PICTURES)
def test_labels_do_not_lie_on_each_other(name: str) -> None:
    labels = [
        around(placed.label_at, *label_size(placed.arrow))
        for placed in lay_out(PICTURES[name]).arrows
        if placed.label_at is not None
    ]
    met = sum(one.meets(other) for one, other in combinations(labels, 2))
    assert met == 0 or (name.startswith("fifty") and met <= 2)  # fifty menus of a line nobody would write


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.name))
def test_every_step_and_every_way_is_there(folder: Path) -> None:
    menus = menus_in(folder)
    picture = draw_steps(menus)
    boxes = {box.key: box for box in picture.boxes}
    ways = {(arrow.source, arrow.target): arrow.whole_label for arrow in picture.arrows}
    for name, step in menus.steps.items():
        assert boxes[str(name)].title == str(name)
        for lead in leads_of(step):
            target = str(lead.target) if isinstance(lead.target, ToStep) else f"{name} {lead.target}"
            if lead.by in {"gives_up", "texter_gives_up"}:
                continue  # what is the same everywhere stands below the picture
            label = ways[str(name), target]
            assert lead.by != "key" or lead.about in label.split(", ")
            assert lead.by in {"next", "sent"} or label
    assert ("in: calls", str(menus.line.calls)) in ways


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.name))
def test_every_way_between_flows_is_there(folder: Path) -> None:
    menus = menus_in(folder)
    picture = draw_flows(menus)
    ways = {(arrow.source, arrow.target) for arrow in picture.arrows}
    for name, step in menus.steps.items():
        for lead in leads_of(step):
            if isinstance(lead.target, ToStep) and lead.target.flow != name.flow and "gives_up" not in lead.by:
                assert (f"flow {name.flow}", f"flow {lead.target.flow}") in ways
    assert {box.title for box in picture.boxes if box.look is Look.FLOW} == {name.flow for name in menus.steps}


@pytest.mark.parametrize("name", PICTURES)
def test_the_text_of_a_box_has_room_in_it(name: str) -> None:
    for box in PICTURES[name].boxes:
        width, height = size_of(box)
        assert all(text_px(line, 11) <= width - 18 for line in box.lines)
        assert height >= 18 + 16 * len(box.lines)


def test_the_drawing_says_what_the_picture_holds() -> None:
    root = ET.fromstring(as_svg(PICTURES["menus"]))
    texts = [element.text for element in root.iter(f"{SVG}text")]
    assert {"Harbor Bank", "main/choices", "menu", "calls", "hang up", "busy", "closed"} <= set(texts)
    assert "Not understood 3 times → operator/ring." in texts
    assert len(list(root.iter(f"{SVG}path"))) == len(PICTURES["menus"].arrows) + 1
    hints = [element.text or "" for element in root.iter(f"{SVG}title")]
    assert "main/choices → operator/cards: 2" in hints
    assert any("For your account, press 1. For a lost card, press 2." in hint for hint in hints)


@in_all
def test_the_same_line_gives_the_same_bytes() -> None:
    """In another process too, whatever order its sets have."""
    code = "import sys; sys.path[:0] = ['tests', 'tests/menu']; import test_graph as t; "
    code += "print(t.as_svg(t.PICTURES['fifty']) + t.as_svg(t.PICTURES['menus']))"
    made = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
            timeout=60,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(made) == 1
    assert made == {f"{as_svg(PICTURES['fifty'])}{as_svg(PICTURES['menus'])}\n".encode()}


HOSTILE: Final = (
    "</text><script>alert(1)</script>",
    "\"&<>'",
    "]]>",
    "\x00\x07\x1b[31m",
    "a" * 500,
    "ÅÅ\u202e\ud800",
    "<!--",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_text(text: str) -> None:
    boxes = (Box(text, Look.SAY, text, text, wrapped(text, 30, 4), text), Box("b", Look.END, "b"))
    svg = as_svg(Picture(text, boxes, (Arrow(text, "b", (text,), text),), (text,)))
    root = ET.fromstring(svg.encode("utf-8"))
    assert not list(root.iter(f"{SVG}script"))
    shown = "".join("\ufffd" if letter in "\x00\x07\x1b\ud800" else letter for letter in text)
    assert shown in [element.text for element in root.iter(f"{SVG}title")]


@settings(deadline=None)
@given(st.text(max_size=200), st.integers(3, 40), st.integers(1, 5))
def test_wrapped_lines_are_no_wider_and_no_more(text: str, width: int, most: int) -> None:
    lines = wrapped(text, width, most)
    assert len(lines) <= most
    assert all(columns(line) <= width for line in lines)
    words = text.split()
    if sum(map(columns, words)) + len(words) < width:
        assert " ".join(lines) == " ".join(words)


def test_a_step_that_only_every_menu_leads_to_is_entered() -> None:
    flow = "ask: {menu: Press 1., keys: {1: hangup}}\nlost: {hangup: Bye.}\nhelp: {hangup: Help.}\n"
    line = LINE.replace("give_up: hangup", "give_up: main/lost") + 'anywhere: {"0": main/help}\n'
    picture = draw_steps(load({"line.yaml": line, "main.yaml": flow}).menus)
    ways = {(arrow.source, arrow.target) for arrow in picture.arrows}
    assert {("in: not understood", "main/lost"), ("in: 0", "main/help")} <= ways
    assert picture.notes == ("In every menu: 0 → main/help.", "Not understood 3 times → main/lost.")


def test_one_flow_shows_who_leads_into_it_and_out_of_it() -> None:
    picture = draw_steps(menus_in(ROOT / "menus"), "operator")
    looks = {box.title: box.look for box in picture.boxes}
    assert looks["from main"] is Look.ENTRY
    assert looks["main/message"] is Look.ELSEWHERE
    assert looks["ring"] is Look.SAY
    assert "main/choices" not in looks
