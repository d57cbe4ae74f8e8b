"""Sound lines pass without a word; every mistake is told once, at its place, with what to write.

`RINGTREE_UPDATE_GOLDEN=1 pytest tests/menu/test_menu_samples.py` writes the expected.txt files anew; read the diff.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from menu_samples import BAD, ENVIRONMENT, GOOD, NOW, files_in, flow, known_in, line_at, problems_of

from ivr.cli.main import ivr
from ivr.factory import make_tools
from ivr.menu.checking.check import examine
from ivr.menu.parts import Place
from ivr.menu.problems import Problem, has_errors, in_order
from ivr.menu.reading.nodes import Listing, Node, Table
from ivr.menu.reading.read_prompt import PIECE_KEYS
from ivr.menu.reading.source import read_yaml
from ivr.menu.reading.words import BESIDE, LINE_KEYS, VERBS
from ivr.menu.rules import RULES

IS_UPDATE = os.environ.get("RINGTREE_UPDATE_GOLDEN") == "1"
# Codes whose place is the wrong word itself, which the message begins with.
_AT_THE_WORD = frozenset({"E104", "E106", "E110", "E201", "E504"})
_WRITE = re.compile(r"\bWrite: (.+)$")
_MEAN = re.compile(r"`([^`]+)`[^`]*Did you mean `([^`]+)`\?")


def _name(folder: Path) -> str:
    return folder.name


def _problems(folder: Path, files: dict[str, str], *, manners: bool = True) -> tuple[Problem, ...]:
    return examine(files, known_in(folder), manners=manners).problems


@pytest.mark.parametrize("folder", GOOD, ids=_name)
def test_nothing_is_said_of_a_sound_line(folder: Path) -> None:
    found = examine(files_in(folder), known_in(folder))
    assert [str(problem) for problem in found.problems] == []
    assert found.menus is not None


def _settings_within(node: Node, verb: str | None = None) -> Iterator[tuple[str | None, str]]:
    """Yield each setting in a step with its verb, and each word in line.yaml or a prompt with none."""
    match node:
        case Table():
            names = [key.text.replace("-", "_") for key, _ in node.entries]
            here = next((name for name in names if name in VERBS), verb)
            for name, (_, value) in zip(names, node.entries, strict=True):
                yield here, name
                yield None, name
                yield from _settings_within(value, here)
        case Listing():
            for item in node.items:
                yield from _settings_within(item, verb)
        case _:
            pass


def test_sound_lines_use_every_word_of_the_language() -> None:
    used: set[tuple[str | None, str]] = set()
    for folder in GOOD:
        for file, text in files_in(folder).items():
            root, _ = read_yaml(file, text)
            assert root is not None
            used.update(_settings_within(root))
    every: set[tuple[str | None, str]] = {
        (verb, setting) for verb, settings in VERBS.items() for setting in (verb, *settings)
    }
    every |= {(None, word) for word in (*LINE_KEYS, *BESIDE, *PIECE_KEYS, "by_phone", "by_text", "when", "live")}
    every -= {(None, word) for word in ("recording",)}
    assert every - used == set()


@pytest.mark.parametrize("folder", BAD, ids=_name)
def test_a_mistake_is_told_as_expected(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    ran = CliRunner().invoke(ivr, ["check", "."], obj=make_tools(ENVIRONMENT, lambda: NOW))
    golden = folder / "expected.txt"
    if IS_UPDATE:
        golden.write_bytes(ran.stdout.encode("utf-8"))
    assert ran.stdout == golden.read_bytes().decode("utf-8")
    is_advice = all(re.match(r"\S+ W", line) for line in ran.stdout.splitlines())
    assert ran.exit_code == (0 if is_advice else 1)


def test_every_code_is_told_of_some_sample_and_no_other() -> None:
    codes = {problem.code for folder in BAD for problem in _problems(folder, files_in(folder))}
    assert codes == set(RULES)


@pytest.mark.parametrize("folder", [folder for folder in BAD if folder.name[:1] in "EW"], ids=_name)
def test_a_sample_shows_the_code_it_is_named_after(folder: Path) -> None:
    codes = {problem.code for problem in _problems(folder, files_in(folder))}
    assert folder.name.partition("-")[0] in codes


@pytest.mark.sampled(3)
@pytest.mark.parametrize("folder", BAD, ids=_name)
def test_a_message_is_a_sentence_at_a_place_in_the_file(folder: Path) -> None:
    files = files_in(folder)
    problems = _problems(folder, files)
    assert problems == in_order(problems)
    for problem in problems:
        if problem.place.file not in files:
            assert problem.code == "E111"
            continue
        line = line_at(files, problem) if files[problem.place.file] else ""
        assert 1 <= problem.place.column <= len(line) + 1, problem
        assert problem.text[0].isupper() or problem.text.startswith(("`", "line.yaml ")), problem
        assert "\n" not in problem.text
        assert re.search(r"[.?…}\]\"'\w:,]$", problem.text), problem
        assert not re.search(r"Listing|Scalar|Table\(|None|Traceback", problem.text), problem


@pytest.mark.sampled(3)
@pytest.mark.parametrize("folder", BAD, ids=_name)
def test_the_place_is_that_of_the_wrong_word(folder: Path) -> None:
    files = files_in(folder)
    for problem in _problems(folder, files):
        word = re.match(r"(?:[^`]*)`([^`]+)`", problem.text)
        if problem.code in _AT_THE_WORD and word is not None and problem.place.line > 1:
            line = line_at(files, problem)
            at = line[problem.place.column - 1 :].lstrip("\"'")
            # A part of a name, or a name inside a template, is told where the whole name or text begins.
            is_within = "{{" in at or f".{word[1]}" in at
            assert at.startswith(word[1]) or word[1] not in line or is_within, problem


def _pasted(files: dict[str, str], place: Place, line: str) -> dict[str, str]:
    lines = files[place.file].splitlines(keepends=True)
    old = lines[place.line - 1]
    indent = old[: len(old) - len(old.lstrip())]
    lines[place.line - 1] = f"{indent}{line}\n"
    return {**files, place.file: "".join(lines)}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("folder", BAD, ids=_name)
def test_what_is_to_be_written_mends_the_file(folder: Path) -> None:
    files = files_in(folder)
    before = _problems(folder, files, manners=False)
    for problem in before:
        found = _WRITE.search(problem.text)
        if found is None:
            continue
        after = _problems(folder, _pasted(files, problem.place, found[1]), manners=False)
        assert len(after) == len(before) - 1, (problem, [str(each) for each in after])
        assert problem.code not in {each.code for each in after if each.place.line == problem.place.line} or any(
            each.place != problem.place and each.place.line == problem.place.line for each in before
        )


@pytest.mark.sampled(3)
@pytest.mark.parametrize("folder", BAD, ids=_name)
def test_what_was_probably_meant_mends_the_file(folder: Path) -> None:
    files = files_in(folder)
    for problem in _problems(folder, files, manners=False):
        found = _MEAN.search(problem.text)
        if found is None or problem.place.file not in files or "The same at" in problem.text:
            continue
        line, column = line_at(files, problem), problem.place.column - 1
        if found[1] not in line[column:]:
            continue
        mended = line[:column] + line[column:].replace(found[1], found[2], 1)
        after = _problems(folder, _pasted(files, problem.place, mended.lstrip()), manners=False)
        at_line = [
            each for each in after if each.place.line == problem.place.line and each.place.file == problem.place.file
        ]
        assert not any(f"`{found[1]}`" in each.text and each.code == problem.code for each in at_line), problem


def test_warnings_alone_let_a_line_go_live() -> None:
    folder = next(folder for folder in BAD if folder.name.startswith("W302"))
    found = examine(files_in(folder), known_in(folder))
    assert found.problems
    assert not has_errors(found.problems)
    assert found.menus is not None


def test_a_line_with_an_error_is_not_handed_out() -> None:
    folder = next(folder for folder in BAD if folder.name.startswith("E201"))
    assert examine(files_in(folder), known_in(folder)).menus is None


@pytest.mark.parametrize("target", ["!goodbye", "&goodbye", "{{ goodbye }}"])
def test_what_yaml_took_for_something_else_is_not_told_twice(target: str) -> None:
    steps = flow("welcome:", "  say: Hello.", f"  next: {target}", "goodbye: {hangup: Bye.}")
    (problem,) = problems_of(steps)
    assert (problem.place.line, problem.place.column) == (3, 9)
    assert problem.code in {"E101", "E102"}
