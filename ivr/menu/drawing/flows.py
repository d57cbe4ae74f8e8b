"""A line folded: one box for each flow, and the ways between them."""

from ivr.menu.drawing.picture import Arrow, Box, Look, Picture
from ivr.menu.drawing.steps import entries, label_of, notes, shown_leads
from ivr.menu.drawing.wrapping import wrapped
from ivr.menu.model import Menus
from ivr.menu.parts import TargetWord, ToStep

_TEXT_COLUMNS, _TEXT_LINES = 30, 4
_MOST_LABELS = 3
_LABEL_COLUMNS = 32


def draw_flows(menus: Menus) -> Picture:
    """Return each flow as a box, with how many steps it has and how it ends."""
    steps: dict[str, list[ToStep]] = {}
    for name in menus.steps:
        steps.setdefault(name.flow, []).append(name)
    boxes = [_box(flow, names, menus) for flow, names in steps.items()]
    arrows: list[Arrow] = []
    for key, target, label in entries(menus.line):
        if target.flow in steps:
            boxes.append(Box(key, Look.ENTRY, label))
            arrows.append(Arrow(key, f"flow {target.flow}"))
    between: dict[tuple[str, str], dict[str, list[str]]] = {}
    for step in menus.steps.values():
        for lead in shown_leads(step, menus.line):
            if isinstance(lead.target, ToStep) and lead.target.flow != step.name.flow:
                by_step = between.setdefault((step.name.flow, lead.target.flow), {})
                by_step.setdefault(step.name.step, []).append(label_of(lead))
    arrows += [_arrow(*flows, by_step) for flows, by_step in between.items()]
    return Picture(menus.line.name, tuple(boxes), tuple(arrows), tuple(notes(menus.line)))


def _box(flow: str, names: list[ToStep], menus: Menus) -> Box:
    leads = (lead for name in names for lead in shown_leads(menus.steps[name], menus.line))
    hangs_up = any(lead.target is TargetWord.HANGUP for lead in leads)
    text = f"begins with {names[0].step}{', hangs up' if hangs_up else ''}"
    counted = f"{len(names)} step{'s' if len(names) != 1 else ''}"
    about = f"{flow}\n{', '.join(name.step for name in names)}"
    return Box(f"flow {flow}", Look.FLOW, flow, counted, wrapped(text, _TEXT_COLUMNS, _TEXT_LINES), about)


def _arrow(source: str, target: str, by_step: dict[str, list[str]]) -> Arrow:
    told = []
    for step, labels in by_step.items():
        named = ", ".join(dict.fromkeys(label for label in labels if label))
        told.append(f"{step}: {named}" if named else step)
    shown = told if len(told) <= _MOST_LABELS else [*told[: _MOST_LABELS - 1], f"{len(told) - _MOST_LABELS + 1} more"]
    lines = tuple(line for label in shown for line in wrapped(label, _LABEL_COLUMNS, 1))
    return Arrow(f"flow {source}", f"flow {target}", lines, "; ".join(told))
