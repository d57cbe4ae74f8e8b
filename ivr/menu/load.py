"""A folder of menu files becomes a line: {path: text} in, the line and everything that is wrong with it out."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from ivr.menu.desk import RESERVED, Desk
from ivr.menu.model import LINE_FILE, Line, Menus, Place, Step, Target, ToStep
from ivr.menu.problems import Problem
from ivr.menu.read_line import read_language_codes, read_line
from ivr.menu.read_step import read_step
from ivr.menu.source import Node, Table, read_yaml
from ivr.values import MenuVersion


@dataclass(frozen=True, slots=True)
class Draft:
    """A line as far as it could be read. `menus` may only run when neither this nor the check finds an error.

    `leads_to`: where the steps that could not be read seem to lead, so that nobody calls their targets unreachable.
    """

    menus: Menus
    problems: tuple[Problem, ...]
    leads_to: Mapping[ToStep, tuple[Target, ...]]


def load(files: Mapping[str, str]) -> Draft:
    """Return the line in these files, by path; `line.yaml` is the line itself, every other one a flow.

    Never raises on any text. All problems are told at once, in no order.
    """
    problems: list[Problem] = []
    roots: dict[str, Node | None] = {}
    for path in sorted(files):
        roots[path], found = read_yaml(path, files[path])
        problems += found
    line_path = next((path for path in roots if PurePosixPath(path).name == LINE_FILE), None)
    tables = _flow_tables(roots, line_path, problems)
    flows = {flow: tuple(key.text for key, _ in table.entries) for flow, table in tables.items()}
    desk = Desk(flows, read_language_codes(roots.get(line_path or "")), problems)
    here = Place(line_path or LINE_FILE, 1, 1)
    if line_path is None or not flows:
        missing = (
            f"there is no {LINE_FILE}" if line_path is None else "there is no flow: a file like main.yaml with steps"
        )
        desk.complain(here, "E111", f"A line needs {LINE_FILE} and at least one flow; {missing}.")
    broken_line = (
        line_path is not None and roots[line_path] is None and any(p.place.file == line_path for p in problems)
    )
    # A line.yaml that YAML could not read was complained of; what it lacks for that reason is no news.
    line = read_line(Desk(flows, desk.languages) if broken_line else desk, roots.get(line_path or ""), here)
    steps, leads_to = _read_steps(desk, line, tables)
    return Draft(Menus(version_of(files), line, steps), tuple(problems), leads_to)


def _flow_tables(roots: Mapping[str, Node | None], line_path: str | None, problems: list[Problem]) -> dict[str, Table]:
    """Return each flow's steps, unread, by the flow's name."""
    tables: dict[str, Table] = {}
    for path, root in roots.items():
        if path == line_path:
            continue
        flow, here = PurePosixPath(path).stem, Place(path, 1, 1)
        if flow in RESERVED or not (flow.isascii() and flow.replace("_", "a").isalnum() and flow.islower()):
            problems.append(Problem(here, "E110", f"`{flow}` cannot be a flow's name; rename the file (a-z, 0-9, _)."))
        if isinstance(root, Table):
            tables[flow] = root
        elif root is not None or not any(problem.place.file == path for problem in problems):
            problems.append(
                Problem(here, "E107", "A flow is a mapping of steps: names, each with a colon and a verb below.")
            )
    return tables


def _read_steps(
    desk: Desk, line: Line, tables: Mapping[str, Table]
) -> tuple[dict[ToStep, Step], dict[ToStep, tuple[Target, ...]]]:
    steps: dict[ToStep, Step] = {}
    leads_to: dict[ToStep, tuple[Target, ...]] = {}
    for flow, table in tables.items():
        for key, node in table.entries:
            desk.check_name(key, "step")
            name = ToStep(flow, key.text)
            reading = read_step(desk, line, name, node)
            if reading.step is not None:
                steps[name] = reading.step
            else:
                leads_to[name] = reading.leads_to
    return steps, leads_to


def version_of(files: Mapping[str, str]) -> MenuVersion:
    """Return the content hash of these files; the folder they lie in does not count."""
    digest = hashlib.sha256()
    for path in sorted(files):
        for part in (PurePosixPath(path).name, files[path]):
            data = part.encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(8, "big") + data)
    return MenuVersion(digest.hexdigest()[:12])
