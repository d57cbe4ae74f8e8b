"""A folder of menu files becomes a line: {path: text} in, the line and everything that is wrong with it out."""

import hashlib
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from ivr.menu.line import Line
from ivr.menu.model import Menus, Step
from ivr.menu.names import Use, saved_by, uses_of
from ivr.menu.parts import LINE_FILE, Place, ToStep
from ivr.menu.problems import Problem, has_errors
from ivr.menu.reading.desk import RESERVED, Desk
from ivr.menu.reading.guesses import Guess, dropped_in, guess_of, steps_led_to, words_of
from ivr.menu.reading.misplaced import with_sections_lifted, with_settings_indented, with_steps_lifted
from ivr.menu.reading.nodes import Listing, Node, Scalar, Table, texts_within
from ivr.menu.reading.read_line import read_language_codes, read_line
from ivr.menu.reading.read_step import read_step
from ivr.menu.reading.sizes import count_within
from ivr.menu.reading.source import MOST_NODES, read_yaml
from ivr.menu.verbs import Ask
from ivr.values import MenuVersion

# After these a step lacks a way on, which may be meant to lead to any other.
_OF_ADDRESSES: Final = frozenset({"side"})  # /voice/side/…, where a call's side requests go
_MISSING: Final = frozenset({"E105", "E107", "E109", "E203", "E303"})


@dataclass(frozen=True, slots=True)
class Draft:
    """A line as far as it could be read. `menus` may only run when neither this nor the check finds an error.

    The rest keeps one mistake from being told as many. `guesses`: what steps with an error may also do.
    `entries`: steps that something broken may lead to. `unread_words`: the words of files that could not be read.
    `start_is_known`: whether it is clear where calls begin. `line_is_whole`: whether all that line.yaml defines is
    known. `names_are_known`: whether every name that is saved could be read. `is_whole`: whether every file was text.
    `written`: texts with names in them, by where they begin.
    """

    menus: Menus
    problems: tuple[Problem, ...]
    guesses: Mapping[ToStep, Guess]
    entries: frozenset[ToStep]
    unread_words: frozenset[str]
    start_is_known: bool
    line_is_whole: bool
    names_are_known: bool
    is_whole: bool
    written: Mapping[Place, Scalar]

    def place_of(self, use: Use) -> Place:
        """Return where a name stands, or where the text begins that it is in, when that is all that is known."""
        text = self.written.get(use.place)
        if text is None or not text.text.startswith(use.name.root, use.name.offset):
            return use.place
        return text.place_at(use.name.offset) or use.place


def load(files: Mapping[str, str], unreadable: Iterable[str] = (), folder: str = "") -> Draft:
    """Return the line in these files, by path; `line.yaml` is the line itself, every other one a flow.

    `unreadable` are the paths of files that are there, but hold no text; whoever found that has told it. `folder`:
    where they were looked for, if there are none. Never raises on any text. All problems are told at once, in no order.
    """
    problems: list[Problem] = []
    roots: dict[str, Node | None] = {}
    room = MOST_NODES
    for path in sorted(files):
        roots[path], found = read_yaml(path, files[path], room)
        room = max(0, room - count_within(roots[path]))
        problems += found
    no_text = frozenset(unreadable) - roots.keys()
    # A file that cannot be read, or holds no steps, was complained of; what it lacks is no news.
    broken = {path: files.get(path, "") for path in (*roots, *sorted(no_text)) if _is_broken(path, roots, problems)}
    line_path = next((path for path in (*roots, *broken) if PurePosixPath(path).name == LINE_FILE), None)
    tables = _flow_tables({path: root for path, root in roots.items() if path != line_path}, problems)
    unread = {PurePosixPath(path).stem: text for path, text in broken.items() if path != line_path}
    line_root = roots.get(line_path or "")
    if isinstance(line_root, Table):
        line_root = with_sections_lifted(line_root, problems)
    desk = Desk(
        flows={flow: tuple(key.text for key, _ in table.entries) for flow, table in tables.items()},
        languages=read_language_codes(line_root),
        unread=frozenset(unread),
        line_is_whole=line_path is not None and line_path not in broken,
    )
    within = PurePosixPath(min(files)).parent if files else PurePosixPath(folder)
    here = Place(line_path or str(within / LINE_FILE), 1, 1)
    _complain_of_missing(desk, here, line_path, has_flows=bool(tables or unread))
    at_line = desk if desk.line_is_whole else Desk(desk.flows, desk.languages)
    line = read_line(at_line, line_root, here)
    desk.line_is_whole = desk.line_is_whole and at_line.line_is_whole
    desk.start_is_known = desk.line_is_whole and at_line.start_is_known
    is_lacking = any(problem.code in _MISSING and problem.place.file == here.file for problem in at_line.problems)
    desk.is_lost = at_line.is_lost or is_lacking
    desk.names_are_known = at_line.names_are_known and not is_lacking
    reader = _StepReader(desk, line, problems)
    entries = {step for flow, table in tables.items() for step in reader.read(flow, table)}
    entries |= {*_entries_of_line(desk, line_root, here.file, problems), *steps_led_to(desk, unread)}
    told = {problem.place for problem in problems if problem.is_error}
    problems += [problem for problem in desk.problems if problem.place not in told]
    words = frozenset[str]().union(*(words_of(text) for text in broken.values()))
    if line_root is not None and _is_wrong(here.file, problems):
        words |= guess_of(desk, line_root, None).names
    return Draft(
        Menus(
            version_of(files),
            line,
            reader.steps,
            keeps=any(step.keep for step in reader.steps.values()),
            counts_queues=_counts_queues(line, reader.steps.values()),
            savers=_savers(reader.steps.values()),
        ),
        tuple(problems),
        reader.guesses,
        frozenset(entries),
        words,
        desk.start_is_known,
        line_is_whole=desk.line_is_whole and not at_line.broken,
        names_are_known=desk.names_are_known and not no_text,
        is_whole=not no_text,
        written={**at_line.written, **desk.written},
    )


def _is_broken(path: str, roots: Mapping[str, Node | None], problems: list[Problem]) -> bool:
    if isinstance(roots.get(path), Table):
        return False
    if path not in roots or PurePosixPath(path).name != LINE_FILE:
        return True
    # An empty line.yaml is told by whoever reads it.
    return any(problem.place.file == path for problem in problems)


def _complain_of_missing(desk: Desk, here: Place, line_path: str | None, *, has_flows: bool) -> None:
    missing = []
    if line_path is None:
        missing.append(f"there is no {LINE_FILE}")
    if not has_flows:
        missing.append("there is no flow: a file like main.yaml with steps")
    if missing:
        desk.complain(here, "E111", f"A line needs {LINE_FILE} and at least one flow; {', and '.join(missing)}.")


def _flow_tables(roots: Mapping[str, Node | None], problems: list[Problem]) -> dict[str, Table]:
    """Return each flow's steps, unread, by the flow's name."""
    tables: dict[str, Table] = {}
    for path, root in roots.items():
        flow, here = PurePosixPath(path).stem, Place(path, 1, 1)
        if flow in _OF_ADDRESSES:
            text = f"`{flow}` cannot be a flow's name: the line's own addresses are called so. Rename the file."
            problems.append(Problem(here, "E110", text))
        elif flow in RESERVED or not (flow.isascii() and flow.replace("_", "a").isalnum() and flow.islower()):
            problems.append(Problem(here, "E110", f"`{flow}` cannot be a flow's name; rename the file (a-z, 0-9, _)."))
        if isinstance(root, Table):
            tables[flow] = with_settings_indented(flow, with_steps_lifted(root, problems), problems)
        elif root is not None or not any(problem.place.file == path for problem in problems):
            problems.append(Problem(here, "E107", _no_flow(root)))
    return tables


def _no_flow(root: Node | None) -> str:
    if isinstance(root, Listing) and "script" in texts_within(root):
        return "These are call scripts, not a flow; move the file to `tests/`."
    empty = "This file is empty. " if root is None else ""
    return f"{empty}A flow is a mapping of steps: names, each with a colon and a verb indented below."


class _StepReader:
    """Reads the steps of one flow after the other, and guesses at those with an error."""

    def __init__(self, desk: Desk, line: Line, told: list[Problem]) -> None:
        self._desk = desk
        self._line = line
        # Where YAML itself was complained of: that belongs to the step it stands in.
        self._broken_lines: dict[str, list[int]] = {}
        for problem in sorted(told):
            if problem.is_error:
                self._broken_lines.setdefault(problem.place.file, []).append(problem.place.line)
        self.steps: dict[ToStep, Step] = {}
        self.guesses: dict[ToStep, Guess] = {}

    def read(self, flow: str, table: Table) -> list[ToStep]:
        """Read a flow's steps. Return those whose name keeps others from leading to them, which was told."""
        misnamed = []
        starts = sorted(key.place.line for key, _ in (*table.entries, *table.dropped))
        dropped = dropped_in(table)
        for key, node in table.entries:
            name = ToStep(flow, key.text)
            before = len(self._desk.problems)
            self._desk.check_name(key, "step")
            if len(self._desk.problems) > before or flow in RESERVED | _OF_ADDRESSES:
                misnamed.append(name)
            step = read_step(self._desk, self._line, name, key.place, node)
            if step is not None:
                self.steps[name] = step
            again = dropped.get(key.text, ())
            found = self._desk.problems[before:]
            if any(problem.code in _MISSING for problem in found):
                self._desk.is_lost = True
            if has_errors(found) or again or self._is_broken(key.place, starts):
                nodes = [guess_of(self._desk, each, flow) for each in (node, *again)]
                self.guesses[name] = Guess(
                    tuple(target for guess in nodes for target in guess.targets),
                    frozenset[str]().union(*(guess.names for guess in nodes)),
                )
        return misnamed

    def _is_broken(self, place: Place, starts: list[int]) -> bool:
        lines = self._broken_lines.get(place.file, [])
        first = bisect_left(lines, place.line)
        following = bisect_left(starts, place.line + 1)
        end = starts[following] if following < len(starts) else None
        return first < len(lines) and (end is None or lines[first] < end)


def _entries_of_line(desk: Desk, root: Node | None, file: str, told: list[Problem]) -> list[ToStep]:
    """Return the steps that a line.yaml with errors may lead to; every flow's first one when its start is unknown."""
    entries: list[ToStep] = []
    if not desk.start_is_known:
        entries += [ToStep(flow, steps[0]) for flow, steps in desk.flows.items() if steps]
    if root is not None and _is_wrong(file, (*told, *desk.problems)):
        entries += [target for target in guess_of(desk, root, None).targets if isinstance(target, ToStep)]
    return entries


def _counts_queues(line: Line, steps: Iterable[Step]) -> bool:
    if not line.queues:
        return False
    is_bounded = any(queue.most is not None for queue in line.queues.values())
    return is_bounded or any(use.name.root == "queues" for step in steps for use in uses_of(step))


def _savers(steps: Collection[Step]) -> dict[str, ToStep]:
    """Return where each name is saved: by the first step that asks for it, else by the first that computes it."""
    asked: dict[str, ToStep] = {}
    computed: dict[str, ToStep] = {}
    for step in steps:
        for name in saved_by(step):
            (asked if isinstance(step.verb, Ask) else computed).setdefault(name, step.name)
    return {**computed, **asked}


def _is_wrong(file: str, problems: Iterable[Problem]) -> bool:
    return any(problem.is_error and problem.place.file == file for problem in problems)


def version_of(files: Mapping[str, str]) -> MenuVersion:
    """Return the content hash of these files; the folder they lie in does not count."""
    digest = hashlib.sha256()
    for path in sorted(files):
        for part in (PurePosixPath(path).name, files[path]):
            data = part.encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(8, "big") + data)
    return MenuVersion(digest.hexdigest()[:12])
