"""The manual is true: its tables are the readers', its examples are lines that run, its pages are up to date."""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from how_much import in_all
from menu_samples import BAD, files_in

from ivr.cli.main import ivr
from ivr.dialog import questions, reaching
from ivr.menu.checking.check import Known, examine
from ivr.menu.line import Service
from ivr.menu.manual.manual import INDEX, examples, page, page_names
from ivr.menu.model import Menus
from ivr.menu.reading.source import Table, read_yaml
from ivr.menu.reading.words import VERBS
from ivr.menu.schema.settings import sections, verbs
from ivr.menu.templates.filters import FILTERS
from ivr.rehearsal.rehearse import Rehearsed, rehearse

pytestmark = pytest.mark.sampled(6)

PAGES = Path(__file__).parents[2] / "docs" / "language"
KNOWN = Known(frozenset({"gong.wav", "hold.wav"}), functions=frozenset({"find_order"}))
# An example is about one thing, and not every one of them has a person in it.
FORESEEN = {"W707"}


def files_of(name: str) -> Mapping[str, str]:
    return {path: text for path, text in examples(name).items() if not path.startswith("tests/")}


def menus_of(name: str) -> Menus:
    menus = examine(files_of(name), KNOWN).menus
    assert menus is not None
    return menus


def rehearsed(name: str) -> Rehearsed:
    scripts = {path: text for path, text in examples(name).items() if path.startswith("tests/")}
    return rehearse(menus_of(name), scripts, datetime(2026, 3, 3, 10, tzinfo=ZoneInfo("America/New_York")))


@pytest.mark.parametrize("name", page_names())
def test_the_page_in_the_documentation_is_up_to_date(name: str) -> None:
    assert (PAGES / f"{name}.md").read_text("utf-8") == page(name), "run `ivr manual --write docs/language`"


def test_there_is_a_page_for_every_verb_and_no_other_file() -> None:
    assert {file.name for file in PAGES.iterdir()} == {f"{name}.md" for name in page_names()}
    assert set(VERBS) < set(page_names())


@pytest.mark.parametrize("name", page_names())
def test_an_example_is_a_line_without_fault(name: str) -> None:
    problems = [str(problem) for problem in examine(files_of(name), KNOWN).problems if problem.code not in FORESEEN]
    assert problems == []


@pytest.mark.parametrize("name", page_names())
def test_an_example_goes_as_its_script_says(name: str) -> None:
    found = rehearsed(name)
    assert found.problems == ()
    assert found.results
    assert [f"{played.script.name}: {played.why}" for played in found.failed] == []


@pytest.mark.parametrize("verb", VERBS)
def test_the_script_of_a_verb_reaches_it(verb: str) -> None:
    steps = [f"{file.removesuffix('.yaml')}/{key}" for file, key in _steps_with(verb, files_of(verb))]
    assert steps
    missed = {str(each.step) for each in rehearsed(verb).coverage.missed if each.exit is None}
    assert set(steps) - missed


def _steps_with(verb: str, files: Mapping[str, str]) -> list[tuple[str, str]]:
    found = []
    for file, text in files.items():
        root, _ = read_yaml(file, text)
        assert isinstance(root, Table)
        for key, step in root.entries:
            if isinstance(step, Table) and any(word.text == verb for word, _ in step.entries):
                found.append((file, key.text))
    return found


@pytest.mark.parametrize("verb", VERBS)
def test_every_setting_of_a_verb_stands_on_its_page(verb: str) -> None:
    told = set(re.findall(r"^\| `(\w+)` \|", page(verb), re.MULTILINE))
    beside = set(re.findall(r"^\| `(\w+)` \|", page("files"), re.MULTILINE))
    assert set(verbs()[verb]) <= told | beside


def test_every_part_of_line_yaml_stands_on_its_page() -> None:
    told = set(re.findall(r"^\| `(\w+)` \|", page("line"), re.MULTILINE))
    assert {*sections(), *(word for section in sections().values() for word in section.inner)} <= told


def test_every_filter_has_an_example_that_comes_to_something() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `\{\{ .*? \}\}` \| (.*?) \|", page("templates"), re.MULTILINE)
    assert {name for name, comes_to in rows if comes_to} == set(FILTERS)


def test_what_is_said_of_settings_left_out_is_so() -> None:
    assert f"else {reaching._RING_S}s" in page("dial")
    assert f"{questions._LONGEST_RECORDING_S // 60}m, of a recording" in page("ask")
    assert f"else {Service('', '').timeout}s" in page("fetch")


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_a_bad_sample(verb: str) -> None:
    assert any(re.search(rf"(?m)(^\s*|[{{,]\s*){verb}:", text) for folder in BAD for text in files_in(folder).values())


@pytest.mark.parametrize("name", page_names())
def test_links_lead_somewhere(name: str) -> None:
    for link in re.findall(r"\]\(([^)]+)\)", page(name)):
        assert (PAGES / link).is_file(), link


def test_the_manual_in_the_terminal() -> None:
    first = CliRunner().invoke(ivr, ["manual"])
    assert first.stdout == page(INDEX)
    assert CliRunner().invoke(ivr, ["manual", "Dial"]).stdout == page("dial")
    unknown = CliRunner().invoke(ivr, ["manual", "dail"])
    assert unknown.exit_code == 2
    assert "Did you mean `dial`?" in unknown.output


@in_all
def test_the_manual_is_written(tmp_path: Path) -> None:
    ran = CliRunner().invoke(ivr, ["manual", "--write", str(tmp_path / "manual")])
    assert ran.exit_code == 0
    assert sorted(file.name for file in (tmp_path / "manual").iterdir()) == sorted(
        f"{name}.md" for name in page_names()
    )
