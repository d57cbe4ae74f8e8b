"""The conditions of a split, as the menus write them."""

import re
from collections.abc import Iterable
from typing import Final

from ivr.menu.studio.draft import Draft
from ivr.menu.studio.flow import Condition, Widget
from ivr.menu.studio.names import quoted
from ivr.menu.studio.patterns import find_listed

_PATH: Final = re.compile(r"[a-z_][a-z0-9_]*(?:\.[A-Za-z0-9_-]+|\[\d+\])*")
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")
_COMPARED: Final = {
    "less_than": "<",
    "greater_than": ">",
    "is_before_time": "<",
    "is_after_time": ">",
    "is_before_date": "<",
    "is_after_date": ">",
}


class Tests:
    """The conditions of one split; what has to be computed for them first is in `computed`, by name."""

    def __init__(self, draft: Draft, split: Widget) -> None:
        self._draft = draft
        self._split = split
        self.computed: dict[str, str] = {}

    def all_of(self, conditions: Iterable[Condition]) -> str:
        """Return the condition that holds where each of these does."""
        parts = [self._one(condition) for condition in conditions]
        if len(parts) == 1:
            return parts[0]
        return " and ".join(f"({part})" if " or " in part else part for part in parts)

    def _one(self, condition: Condition) -> str:
        path = self._path(condition.argument)
        value = condition.value.strip()
        match condition.kind:
            case "equal_to":
                return f"{path} == {self._compared(value)}"
            case "not_equal_to":
                return f"{path} != {self._compared(value)}"
            case "matches_any_of":
                return " or ".join(f"{path} == {_literal(each)}" for each in _each(value))
            case "does_not_match_any_of":
                return " and ".join(f"{path} != {_literal(each)}" for each in _each(value))
            case "contains":
                return f"{path} contains {self._compared(value)}"
            case "does_not_contain":
                return f"not ({path} contains {quoted(value)})"
            case "is_blank":
                return f'not {path} or {path} == ""'
            case "is_not_blank":
                return f'{path} != ""'
            case "starts_with":
                return f"{self._cut(path, len(value))} == {quoted(value)}"
            case "regex" if (listed := find_listed(value)) is not None:
                word = "contains" if listed.within else "=="
                return " or ".join(f"{path} {word} {quoted(text)}" for text in listed.texts)
            case kind if kind in _COMPARED:
                return f"{path} {_COMPARED[kind]} {self._compared(value)}"
            case _:
                return self._unknown(condition, path)

    def _unknown(self, condition: Condition, path: str) -> str:
        self._draft.remarks.lost(
            self._split.name,
            f"the condition `{condition.kind}` ({condition.value}) cannot be written here; it asks whether they are "
            "equal instead. Let a function decide: `run` with the value, then `choose` by what it saves.",
        )
        return f"{path} == {quoted(condition.value)}"

    def _path(self, argument: str) -> str:
        renamed = self._draft.template(self._split, argument).strip()
        inner = renamed[2:-2].strip() if renamed.startswith("{{") and renamed.endswith("}}") else ""
        if _PATH.fullmatch(inner):
            return inner
        return self._compute(f"{self._draft.names.step(self._split.name)}_value", renamed)

    def _compared(self, value: str) -> str:
        return self._path(value) if "{{" in value else _literal(value)

    def _cut(self, path: str, length: int) -> str:
        return self._compute(f"{path.replace('.', '_')}_start", f"{{{{ {path} | slice: 0, {length} }}}}")

    def _compute(self, name: str, template: str) -> str:
        number, free = 2, name
        while self.computed.get(free, template) != template:
            free, number = f"{name}_{number}", number + 1
        self.computed[free] = template
        return free


def _literal(value: str) -> str:
    return value if _NUMBER.fullmatch(value) and not value.startswith("0") else quoted(value)


def _each(values: str) -> list[str]:
    return [each.strip() for each in values.split(",") if each.strip()] or [""]
