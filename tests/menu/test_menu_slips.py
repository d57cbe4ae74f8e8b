"""One slip, one message: every word of the sound samples is misspelt, and every value replaced, one at a time."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from how_much import so_many
from menu_samples import GOOD, files_in, known_in

from ivr.menu.checking.check import examine
from ivr.menu.problems import Problem
from ivr.menu.reading.flow_traps import quoted
from ivr.menu.reading.nodes import Listing, Node, Scalar, Table
from ivr.menu.reading.source import read_yaml

pytestmark = pytest.mark.sampled(3)

NONSENSE: Final = "qqzqq"
EVERY: Final = so_many(12, 8, 1)  # so-many-th slip is tried
# A flow has the name of this step, so that what led to the step leads to the flow instead: two things are wrong then.
_ALSO_A_FLOW: Final = ("several-languages", "french")
# A yes instead of a no, and another country: whatever that makes wrong is news.
_MEANS_ANOTHER_THING: Final = frozenset({"on", "BG"})
# Replaced by these, a value is not one slip any more: a choice or a day that is nothing, with nothing behind it.
_SHAPES: Final = ("''", "[]", "[{qq: {qq: qq}}]")


def _folder_name(folder: Path) -> str:
    return folder.name


def _scalars(node: Node) -> Iterator[Scalar]:
    match node:
        case Scalar():
            yield node
        case Listing():
            for item in node.items:
                yield from _scalars(item)
        case Table():
            for key, value in node.entries:
                yield key
                yield from _scalars(value)


def _misspelt(word: str, number: int) -> Iterator[str]:
    """Yield a letter typed twice, nonsense, and one slip of another kind, which depends on the number of the word."""
    middle = len(word) // 2
    yield word[:middle] + word[middle] + word[middle:]
    yield NONSENSE
    swapped = word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
    other = (swapped, word.capitalize(), word[:-1], word[1:])[number // 4 % 4]
    if other not in _MEANS_ANOTHER_THING | {word}:
        yield other


def _with_word(text: str, at: Scalar, new: str) -> str:
    lines = text.split("\n")
    number = at.place.line - 1
    column = at.place.column - 1 + (at.inset or 0) + lines[number].startswith("\ufeff")
    assert lines[number][column:].startswith(at.text)
    lines[number] = lines[number][:column] + new + lines[number][column + len(at.text) :]
    return "\n".join(lines)


def _shown(problems: tuple[Problem, ...]) -> str:
    return "\n".join(map(str, problems))


@pytest.mark.parametrize("folder", GOOD, ids=_folder_name)
def test_a_misspelt_word_is_told_once(folder: Path) -> None:
    files, known = files_in(folder), known_in(folder)
    tried = 0
    for file, text in files.items():
        root, _ = read_yaml(file, text)
        assert root is not None
        words = [word for word in _scalars(root) if word.inset is not None and len(word.text) > 1]
        for number, word in list(enumerate(words))[::EVERY]:
            if " " in word.text or "{" in word.text or (folder.name, word.text) == _ALSO_A_FLOW:
                continue
            for new in _misspelt(word.text, number):
                tried += 1
                problems = examine({**files, file: _with_word(text, word, new)}, known).problems
                assert len(problems) <= 1, f"{file}:{word.place.line} `{word.text}` → `{new}`:\n{_shown(problems)}"
    assert tried > so_many(0, 1, 10)


def _text_of(node: Node, replaced: Node, new: str) -> str:
    """Return the node as YAML on one line, with another text for one node in it."""
    if node is replaced:
        return new
    match node:
        case Scalar():
            return quoted(node.text.replace("\n", " "))
        case Listing():
            return f"[{', '.join(_text_of(item, replaced, new) for item in node.items)}]"
        case Table():
            entries = (f"{quoted(key.text)}: {_text_of(value, replaced, new)}" for key, value in node.entries)
            return f"{{{', '.join(entries)}}}"


def _values(node: Node, path: str = "") -> Iterator[tuple[str, Node]]:
    match node:
        case Listing():
            for number, item in enumerate(node.items):
                yield f"{path}/{number}", item
                yield from _values(item, f"{path}/{number}")
        case Table():
            for key, value in node.entries:
                yield f"{path}/{key.text}", value
                yield from _values(value, f"{path}/{key.text}")
        case _:
            pass


@pytest.mark.parametrize("folder", GOOD, ids=_folder_name)
def test_a_value_of_another_kind_is_told_once(folder: Path) -> None:
    files, known = files_in(folder), known_in(folder)
    roots = {file: read_yaml(file, text)[0] for file, text in files.items()}
    for file, root in roots.items():
        assert root is not None
        for path, value in list(_values(root))[::EVERY]:
            for new in _SHAPES:
                changed = {**files, file: f"{_text_of(root, value, new)}\n"}
                problems = examine(changed, known).problems
                assert len(problems) <= 1, f"{file}{path} → {new}:\n{_shown(problems)}"
                if new == "[{qq: {qq: qq}}]" and "/body" not in path:  # a body may have any shape
                    assert problems, f"{file}{path} → {new}: not a word"
