"""A folder of menus under editing: wrong edits change nothing, right ones go live, live calls keep theirs."""

import io
import json
import os
import time
from collections.abc import Callable, Generator, Sequence
from pathlib import Path, PosixPath
from typing import Any, Self

import pytest
from line import followed

from ivr import log
from ivr.errors import MenusNotReadyError
from ivr.menu.problems import Problem
from ivr.menu.reading.load import version_of
from ivr.stores.live_menus import LiveMenus
from ivr.stores.menus_folder import examine_folder, read_folder
from ivr.stores.recordings import find_recordings
from ivr.values import MenuVersion

Watching = Callable[[LiveMenus], None]
LINE = "line: A line\ncalls: main\ntimezone: UTC\n"
MAIN = "bye: {hangup: First.}\n"


class Told:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.times = 0
        self.problems: list[Problem] = []

    def __call__(self, problems: Sequence[Problem]) -> None:
        self.times += 1
        self.problems = list(problems)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    menus = tmp_path / "menus"
    menus.mkdir()
    (menus / "line.yaml").write_text(LINE)
    (menus / "main.yaml").write_text(MAIN)
    return menus


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def shelf(folder: Path, told: Told) -> LiveMenus:
    return followed(folder, folder.parent / "var", folder.parent / "audio", told)


def test_the_first_question_reads_the_folder(shelf: LiveMenus, told: Told) -> None:
    assert shelf.current().line.name == "A line"
    assert told.times == 0


def test_a_good_edit_goes_live_and_the_old_version_stays_for_those_who_began_with_it(
    shelf: LiveMenus, folder: Path
) -> None:
    first = shelf.current()
    (folder / "main.yaml").write_text(MAIN.replace("First", "Second"))
    assert shelf.current() is first, "nobody has looked yet"
    shelf.look()
    second = shelf.current()
    assert second.version != first.version
    assert (shelf.find(first.version), shelf.find(second.version)) == (first, second)
    assert shelf.find(MenuVersion("never")) is None


def test_another_process_may_have_met_a_version_first(shelf: LiveMenus, folder: Path) -> None:
    shelf.look()
    (folder / "main.yaml").write_text(MAIN.replace("First", "Second"))
    newer = examine_folder(folder, folder / "audio").menus
    assert newer is not None
    found = shelf.find(newer.version)
    assert found is not None
    assert found.version == newer.version


def test_a_bad_edit_keeps_what_runs_and_tells_every_problem_once(shelf: LiveMenus, folder: Path, told: Told) -> None:
    good = shelf.current()
    (folder / "main.yaml").write_text('bye: {hangup: First., nxt: x}\nlost: {say: Hello.}\nmenu: {hangup: ""}\n')
    (folder / "line.yaml").write_text(LINE.replace("UTC", "Mars/Base"))
    for _ in range(3):
        shelf.look()
    assert shelf.current() is good
    assert told.times == 1
    assert {Path(problem.place.file).name for problem in told.problems} == {"line.yaml", "main.yaml"}
    assert len(told.problems) >= 3
    (folder / "line.yaml").write_text(LINE)
    (folder / "main.yaml").write_text(MAIN)
    shelf.look()
    assert shelf.current().version == good.version
    assert shelf.find(good.version) is not None


def test_no_menus_at_all(tmp_path: Path, told: Told) -> None:
    shelf = followed(tmp_path / "none", tmp_path / "var", tmp_path / "audio", told)
    for _ in range(2):
        with pytest.raises(MenusNotReadyError, match=r"No menus are live; run `ivr check`, then `ivr publish`."):
            shelf.current()
    assert told.times == 1
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "line.yaml").write_text(LINE)
    (tmp_path / "none" / "main.yaml").write_text(MAIN)
    shelf.look()
    assert shelf.current().line.name == "A line"


def test_files_that_cannot_be_read_are_named(folder: Path) -> None:
    (folder / "bytes.yaml").write_bytes(b"bye: {hangup: \xff}\n")
    (folder / "folder.yaml").mkdir()
    (folder / "gone.yaml").symlink_to(folder / "nothing")
    (folder / "old.yml").write_text(MAIN)
    with (folder / "huge.yaml").open("wb") as huge:
        huge.truncate(5_000_001)
    reading = read_folder(folder)
    assert {Path(path).name for path in reading.files} == {"line.yaml", "main.yaml"}
    told = {Path(problem.place.file).name: problem.text for problem in reading.problems}
    assert told["bytes.yaml"] == "This is no UTF-8 text (byte 14); save it as UTF-8."
    assert told["folder.yaml"].startswith("It cannot be read (Is a directory)")
    assert told["gone.yaml"].startswith("It cannot be read (No such file or directory)")
    assert told["old.yml"] == "Menu files end in .yaml; rename it to old.yaml."
    assert "over 5 MB" in told["huge.yaml"]
    assert examine_folder(folder, folder / "audio").menus is None


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_files_that_may_not_be_read_are_named(folder: Path) -> None:
    (folder / "main.yaml").chmod(0)
    (problem,) = read_folder(folder).problems
    assert "Permission denied" in problem.text


def test_an_unreadable_file_beside_good_ones_keeps_what_runs(shelf: LiveMenus, folder: Path, told: Told) -> None:
    good = shelf.current()
    (folder / "more.yaml").write_bytes(b"\xff")
    shelf.look()
    assert (shelf.current(), told.times) == (good, 1)
    (folder / "more.yaml").unlink()
    shelf.look()
    assert (shelf.current().version, told.times) == (good.version, 1)


def test_sub_folders_and_other_files_are_no_menus(shelf: LiveMenus, folder: Path) -> None:
    version = shelf.current().version
    (folder / "tests").mkdir()
    (folder / "tests" / "scripts.yaml").write_text("- call: x\n")
    (folder / "notes.txt").write_text("x")
    shelf.look()
    assert shelf.current().version == version


@pytest.mark.parametrize("name", [".#main.yaml", "._main.yaml", ".main.yaml", ".hidden.yml"])
def test_what_editors_and_systems_leave_beside_a_menu_is_none(
    shelf: LiveMenus, folder: Path, told: Told, name: str
) -> None:
    (folder / name).symlink_to("somebody@somewhere.4711:1700000000")
    (folder / "main.yaml").write_text(MAIN.replace("First", "Second"))
    shelf.look()
    assert (shelf.current().version, told.problems) == (version_of(read_folder(folder).files), [])
    (folder / name).unlink()
    (folder / name).write_bytes(b"\x00\x05\x16\x07\x00\xff")
    shelf.look()
    assert told.problems == []


@pytest.mark.parametrize("ending", ["yaml", "yml"])
def test_a_file_that_cannot_be_read_is_all_that_is_told(folder: Path, ending: str) -> None:
    (folder / "main.yaml").write_text(
        "choices: {menu: For people press 1., keys: {1: people, 2: people/late}, give_up: bye}\n" + MAIN
    )
    (folder / f"people.{ending}").write_bytes("bye: {hangup: Grüß Gott.}\n".encode("latin-1"))
    examined = examine_folder(folder, folder / "audio")
    assert (examined.menus, [Path(problem.place.file).name for problem in examined.problems]) == (
        None,
        [f"people.{ending}"],
    )


@pytest.mark.parametrize("wrong", ["line.yaml", "main.yaml", "line.yml", "main.yml"])
def test_a_file_that_the_line_needs_is_not_told_to_be_missing_too(folder: Path, wrong: str) -> None:
    (folder / wrong).with_suffix(".yaml").unlink()
    (folder / wrong).write_bytes(b"\xff")
    told = examine_folder(folder, folder / "audio").problems
    assert [Path(problem.place.file).name for problem in told] == [wrong]


def test_a_look_reads_once_so_that_its_problems_are_of_the_version_it_saw(folder: Path, told: Told) -> None:
    versions = ["bye: {hangup: First., nxt: x}\n", MAIN]

    class SavedToOften(PosixPath):
        """A folder in which somebody saves whenever it is read."""

        def glob(self, *args: Any, **kwargs: Any) -> Generator[Self, None, None]:
            (folder / "main.yaml").write_text(versions.pop(0))
            return super().glob(*args, **kwargs)

    shelf = followed(SavedToOften(folder), folder.parent / "var", folder.parent / "audio", told)
    assert (told.times, versions) == (1, [MAIN])
    shelf.look()
    assert (shelf.current().version, versions) == (version_of(read_folder(folder).files), [])


def test_a_recording_that_comes_while_the_menus_are_examined_is_seen(folder: Path) -> None:
    audio = folder.parent / "audio"
    (folder / "main.yaml").write_text("bye: {hangup: {audio: bye.wav, text: Goodbye.}}\n")
    audio.mkdir()
    lists: list[int] = []

    class ComesLate(PosixPath):
        """An audio folder that gets its recording just after it was listed first."""

        def rglob(self, *args: Any, **kwargs: Any) -> Generator[Self, None, None]:
            found = list(super().rglob(*args, **kwargs))
            lists.append(len(found))
            (audio / "bye.wav").write_bytes(b"x")
            yield from found

    shelf = followed(folder, folder.parent / "var", ComesLate(audio), lambda problems: None)
    shelf.look()
    assert lists[0] == 0
    assert shelf.current().line.name == "A line"


def test_the_log_tells_problems_as_check_does_and_what_runs_on(folder: Path, logged: io.StringIO) -> None:
    shelf = followed(folder, folder.parent / "var")
    version = shelf.current().version
    logged.truncate(0)
    (folder / "main.yaml").write_text("bye: {hangup: First., nxt: x}\n")
    shelf.look()
    (problem,) = examine_folder(folder, folder / "audio").problems
    first, second = logged.getvalue().splitlines()
    assert f"] {problem} " in first
    assert "what=" not in first
    assert f"] The line goes on with the menus it had ({version}). Mend these and save again. " in second


def test_the_log_says_when_there_is_nothing_to_go_on_with(folder: Path, logged: io.StringIO) -> None:
    (folder / "main.yaml").write_text("bye: {hangup: First., nxt: x}\n")
    followed(folder, folder.parent / "var")
    assert "callers are asked to try later. Mend these and save again. " in logged.getvalue().splitlines()[1]


def test_a_machine_finds_problems_in_the_log_by_their_code(folder: Path) -> None:
    said = io.StringIO()
    log.configure("json", said)
    try:
        (folder / "main.yaml").write_text("bye: {hangup: First., nxt: x}\n")
        followed(folder, folder.parent / "var")
    finally:
        log.configure("text")
    (problem,) = examine_folder(folder, folder / "audio").problems
    told = json.loads(said.getvalue().splitlines()[0])
    assert (told["event"], told["menu_problem"], told["level"]) == (str(problem), problem.code, "warning")


def test_a_recording_that_comes_after_the_menu_that_plays_it(shelf: LiveMenus, folder: Path, told: Told) -> None:
    good, audio = shelf.current(), folder.parent / "audio"
    (folder / "main.yaml").write_text("bye: {hangup: {audio: bye.wav, text: Goodbye.}}\n")
    shelf.look()
    shelf.look()
    assert (shelf.current(), told.times) == (good, 1)
    audio.mkdir()
    (audio / "bye.wav").write_bytes(b"x")
    assert find_recordings(audio) == {"bye.wav"}
    shelf.look()
    assert shelf.current() is not good


def test_the_watch_follows_the_folder(shelf: LiveMenus, folder: Path, watching: Watching) -> None:
    first = shelf.current().version
    watching(shelf)
    (folder / "main.yaml").write_text(MAIN.replace("First", "Second"))
    deadline = time.monotonic() + 15
    while shelf.current().version == first:
        assert time.monotonic() < deadline, "not seen within 15 s"
        time.sleep(0.05)


def test_the_watch_outlives_what_goes_wrong(folder: Path, watching: Watching) -> None:
    class TrapError(Exception):
        """What a broken listener raises."""

    calls = []

    def tell(problems: Sequence[Problem]) -> None:
        calls.append(problems)
        raise TrapError

    shelf = followed(folder, folder.parent / "var", folder.parent / "audio", tell)
    good = shelf.current().version
    watching(shelf)
    (folder / "main.yaml").write_text("bye: {say: x}\n")
    deadline = time.monotonic() + 15
    while not calls:
        assert time.monotonic() < deadline, "the bad edit was not seen within 15 s"
        time.sleep(0.05)
    (folder / "main.yaml").write_text(MAIN.replace("First", "Third"))
    while shelf.current().version == good:
        assert time.monotonic() < deadline + 15, "the good edit was not seen"
        time.sleep(0.05)


def test_a_call_that_never_ends_is_told_and_served_until_its_limit(folder: Path, told: Told) -> None:
    (folder / "main.yaml").write_text("m: {menu: Choose., keys: {1: hangup}, silent: repeat, give_up: hangup}\n")
    shelf = followed(folder, folder.parent / "var", folder.parent / "audio", told)
    assert shelf.current().line.name == "A line"
    assert [problem.code for problem in told.problems] == ["E205"]


@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_what_is_no_file_is_not_waited_for(folder: Path, kind: str) -> None:
    odd = folder / "odd.yaml"
    os.mkfifo(odd) if kind == "pipe" else odd.symlink_to("/dev/zero")
    (problem,) = read_folder(folder).problems
    assert (problem.code, problem.text) == ("E111", "This is no file but a device or a pipe; remove it.")


@pytest.mark.parametrize("has_other", [True, False])
def test_an_empty_folder_is_named(tmp_path: Path, has_other: bool) -> None:
    if has_other:
        (tmp_path / "main.yml").write_text(MAIN)
    *_, problem = examine_folder(tmp_path, tmp_path / "audio").problems
    assert (problem.code, problem.place.file) == (
        "E111",
        (tmp_path / ("main.yml" if has_other else "line.yaml")).as_posix(),
    )


def test_a_file_that_grows_is_read_no_further_than_a_menu_is_long(folder: Path) -> None:
    (folder / "big.yaml").write_bytes(b"# " + b"x" * 5_000_001)
    (problem,) = read_folder(folder).problems
    assert "over 5 MB" in problem.text


def test_what_is_quoted_from_menus_is_printed_in_one_line(folder: Path) -> None:
    (folder / "main.yaml").write_text('bye: {hangup: First., "x\\nmain.yaml:1:1 E999 \\e[2J": 1}\n')
    (problem,) = examine_folder(folder, folder / "audio").problems
    assert str(problem).isprintable()


def test_menus_that_are_too_large_together_are_read_no_further(folder: Path) -> None:
    for number in range(12):
        (folder / f"f{number:02}.yaml").write_text(f"# {'x' * 4_900_000}\na: hangup\n")
    problem, *others = read_folder(folder).problems
    assert "With this file the menus are over 50 MB" in problem.text
    assert (problem.code, Path(problem.place.file).name, others) == ("E111", "f10.yaml", [])
