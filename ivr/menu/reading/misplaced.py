"""Names that begin in the wrong column of a file that YAML could read: each is told once, and read where it belongs."""

from collections.abc import Iterator, Mapping
from typing import Final

from ivr.menu.parts import Place
from ivr.menu.problems import Problem
from ivr.menu.reading.nodes import Listing, Node, Scalar, Table, texts_within
from ivr.menu.reading.words import BESIDE, LINE_KEYS, VERBS, VOCABULARY, find_similar

_Entry = tuple[Scalar, Node]
_SETTINGS: Final[Mapping[str, frozenset[str]]] = {
    "patience": frozenset(
        {"wait", "tries", "on_silence", "on_wrong", "give_up", "text_wait", "confidence", "lost", "broken"}
    ),
    "limits": frozenset({"turns", "minutes", "dial"}),
    "compliance": frozenset({"stop_words", "start_words", "help_words", "stopped", "started", "helped"}),
}
# What an entry of these sections, whose names are anybody's, may hold.
_HELD: Final[Mapping[str, frozenset[str]]] = {
    "contacts": frozenset({"dial", "ring", "in_order", "text", "email"}),
    "mailboxes": frozenset({"notify", "email"}),
    "hours": frozenset({"open", "except", "holidays", "closing", "timezone"}),
    "languages": frozenset({"locale", "voice", "live", "rate", "encoding"}),
    "numbers": frozenset({"calls", "texts", "language", "set", "provider"}),
    "anywhere": frozenset(),
    "lists": frozenset(),
}


def with_sections_lifted(root: Table, problems: list[Problem]) -> Table:
    """Return line.yaml's settings with every section that was indented below another where it belongs."""
    given = {key.text for key, _ in root.entries}
    entries: list[_Entry] = []
    waiting = list(root.entries)
    while waiting:
        section, value = waiting.pop(0)
        lifted: list[_Entry] = []
        kept = value
        if isinstance(value, Table) and (section.text in _SETTINGS or section.text in _HELD):
            kept = _without_sections(section.text, value, given, lifted)
        entries.append((section, kept))
        waiting[:0] = lifted
        for key, _ in lifted:
            given.add(key.text)
            text = f"`{key.text}` is a section of line.yaml; begin it in column 1."
            problems.append(Problem(key.place, "E104", text))
    return Table(tuple(entries), root.place, root.dropped)


def _without_sections(section: str, table: Table, given: set[str], lifted: list[_Entry]) -> Table | Scalar:
    kept: list[_Entry] = []
    for key, value in table.entries:
        if key.text in LINE_KEYS and key.text not in given and _is_section(section, key.text, value):
            lifted.append((key, value))
        elif isinstance(value, Table) and section in _HELD:
            inside = [entry for entry in value.entries if _is_misplaced(section, entry, given)]
            lifted += inside
            rest = tuple(entry for entry in value.entries if entry not in inside)
            kept.append((key, Table(rest, value.place, value.dropped) if inside else value))
        else:
            kept.append((key, value))
    if lifted and not kept:
        return Table((), table.place, table.dropped)
    return Table(tuple(kept), table.place, table.dropped)


def _is_misplaced(section: str, entry: _Entry, given: set[str]) -> bool:
    key, value = entry
    is_free = key.text in _SETTINGS or key.text in _HELD
    return is_free and key.text not in given | _HELD[section] and isinstance(value, Table)


def _is_section(section: str, name: str, value: Node) -> bool:
    """Whether what stands below a section is one itself, and no entry of it that happens to have its name."""
    if section in _SETTINGS:
        return name not in _SETTINGS[section]
    if not isinstance(value, Table):
        return isinstance(value, Scalar) and name not in _HELD and section not in {"anywhere", "lists"}
    is_free = name in _SETTINGS or name in _HELD
    return is_free and not {key.text for key, _ in value.entries} <= _HELD[section]


def with_steps_lifted(table: Table, problems: list[Problem]) -> Table:
    """Return a flow's steps with every step that was indented below another behind it."""
    entries: list[_Entry] = []
    for key, value in table.entries:
        lifted: list[_Entry] = []
        kept = _without_steps(value, lifted, problems) if isinstance(value, Table) else value
        entries += [(key, kept), *lifted]
        for step, _ in lifted:
            text = f"`{step.text}` stands inside the step `{key.text}`, but is one itself; begin it in column 1."
            problems.append(Problem(step.place, "E105", text))
    return Table(tuple(entries), table.place, table.dropped)


def _without_steps(table: Table, lifted: list[_Entry], problems: list[Problem]) -> Table:
    if not any(key.text in VERBS for key, _ in table.entries):
        return table
    together = sorted((*table.entries, *table.dropped), key=lambda entry: entry[0].place)
    for number, (key, value) in enumerate(together[1:-1], start=1):
        # Its name stands in one column with its verb and with the settings of the step above.
        if _is_name(key) and _is_empty(value) and together[number + 1][0].text in VERBS:
            rest = together[number + 1 :]
            _forgive(problems, [each.place for each, _ in rest])
            lifted.append((key, Table(tuple(rest), rest[0][0].place)))
            together = together[:number]
            break
    else:
        together = list(table.entries)
    inside = [entry for entry in together if _is_name(entry[0]) and _is_whole_step(entry[1])]
    if not lifted and not inside:
        return table
    lifted[:0] = inside
    return Table(tuple(entry for entry in together if entry not in inside), table.place)


def _is_name(key: Scalar) -> bool:
    return key.text.replace("-", "_") not in VOCABULARY and find_similar(key.text, VOCABULARY) is None


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and node.plain and not node.text


def _is_whole_step(node: Node) -> bool:
    names = [key.text for key, _ in node.entries] if isinstance(node, Table) else []
    verb = next((name for name in names if name in VERBS), None)
    return verb is not None and {*names} <= {verb, *VERBS[verb], *BESIDE} and (verb != "language" or "next" in names)


def with_settings_indented(flow: str, table: Table, problems: list[Problem]) -> Table:
    """Return a flow's steps with the verbs and settings that stand at the margin put below the step above them."""
    entries: list[_Entry] = []
    owned: list[_Entry] = []
    dropped: list[_Entry] = []
    led_to = frozenset(_led_to(flow, table))
    again = frozenset(key.place for key, _ in table.dropped)
    for key, value in sorted((*table.entries, *table.dropped), key=lambda entry: entry[0].place):
        before = entries[-1] if entries else None
        word = key.text.replace("-", "_")
        if before is None or word not in VOCABULARY or is_step(value):
            is_setting = False
        elif _is_empty(before[1]):
            is_setting = word in VERBS
        else:
            is_setting = bool(owned and not _is_filled(owned)) or (
                word not in led_to and _lacks(before[1], word) and not isinstance(value, Listing)
            )
        if before is not None and is_setting:
            is_filled = isinstance(before[1], Table) and (not owned or _is_filled(owned))
            owned.append((key, value))
            whole = (*before[1].entries, (key, value)) if isinstance(before[1], Table) else ((key, value),)
            entries[-1] = (before[0], Table(whole, whole[0][0].place))
            _forgive(problems, [key.place])
            if is_filled:
                text = f"`{key.text}` stands at the margin, so it is read as a step; indent it under "
                problems.append(Problem(key.place, "E105", f"{text}`{before[0].text}`."))
            elif len(owned) == 1:
                text = f"`{key.text}` stands at the margin, like a step; indent it, and what follows, below "
                problems.append(Problem(key.place, "E105", f"{text}`{before[0].text}`."))
            continue
        if key.place in again:
            dropped.append((key, value))
            continue
        owned = []
        entries.append((key, value))
    return Table(tuple(entries), table.place, tuple(dropped))


def _is_filled(owned: list[_Entry]) -> bool:
    """Whether the settings at the margin stand below a step that has its verb where it belongs."""
    word = owned[0][0].text.replace("-", "_")
    return word not in VERBS


def _lacks(step: Node, word: str) -> bool:
    """Whether a step's verb may have this setting, and the step does not have it yet."""
    names = {key.text.replace("-", "_") for key, _ in step.entries} if isinstance(step, Table) else set[str]()
    verb = next((name for name in names if name in VERBS), None)
    return verb is not None and word in (*VERBS[verb], *BESIDE) and word not in names


def _led_to(flow: str, table: Table) -> Iterator[str]:
    for _, value in (*table.entries, *table.dropped):
        if isinstance(value, Table | Listing):
            for text in texts_within(value):
                yield text.removeprefix(f"{flow}/")


def is_step(node: Node) -> bool:
    """Return whether a node holds a verb."""
    return isinstance(node, Table) and any(key.text in VERBS for key, _ in node.entries)


def _forgive(problems: list[Problem], places: list[Place]) -> None:
    """Take back that these names stand twice."""
    problems[:] = [problem for problem in problems if problem.code != "E103" or problem.place not in places]
