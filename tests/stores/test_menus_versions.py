"""Versions to compare: folders as they are, and revisions of a real git repository."""

import subprocess
from pathlib import Path
from typing import Final

import pytest

from ivr.stores.menus_versions import WORKING_TREE, MenusVersions, NoSuchVersionError

LINE: Final = "line: Acme\ncalls: main\ntimezone: UTC\n"
FLOW: Final = "welcome: {hangup: Hello.}\n"


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Ann", "-c", "user.email=ann@acme.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True, timeout=30)


def write(folder: Path, **files: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose menus were changed once; their folder is not at its top."""
    root = tmp_path / "repository"
    write(root / "line" / "menus", line=LINE, main=FLOW)
    write(root / "other", line=LINE, main="welcome: {hangup: Another.}\n")
    (root / "line" / "audio" / "es").mkdir(parents=True)
    (root / "line" / "audio" / "es" / "hello.wav").write_bytes(b"RIFF")
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "first")
    write(root / "line" / "menus", main="welcome: {hangup: Bye.}\n", extra="there: {hangup: Ünder.}\n")
    (root / "line" / "audio" / "es" / "hello.wav").unlink()
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "second")
    return root


@pytest.fixture
def versions(repository: Path) -> MenusVersions:
    return MenusVersions(repository / "line" / "menus", repository / "line" / "audio")


def test_revisions_of_the_menus_folder(versions: MenusVersions) -> None:
    before, after = versions.find("HEAD~1"), versions.find("main")
    assert before.files == {"HEAD~1:line/menus/line.yaml": LINE, "HEAD~1:line/menus/main.yaml": FLOW}
    assert after.files["main:line/menus/extra.yaml"] == "there: {hangup: Ünder.}\n"
    assert (before.recordings, after.recordings) == (frozenset({"es/hello.wav"}), frozenset())


def test_another_folder_of_a_revision(versions: MenusVersions) -> None:
    assert versions.find("HEAD:other").files["HEAD:other/main.yaml"] == "welcome: {hangup: Another.}\n"
    assert versions.find("HEAD~1:line/menus").recordings == {"es/hello.wav"}


def test_folders(versions: MenusVersions, repository: Path) -> None:
    write(repository / "line" / "menus", main=FLOW)
    working = versions.working()
    assert working.name == WORKING_TREE
    assert FLOW in working.files.values()
    assert versions.find(str(repository / "other")).files.keys() == {
        f"{repository}/other/line.yaml",
        f"{repository}/other/main.yaml",
    }


def test_what_is_no_menu_is_left_alone(versions: MenusVersions, repository: Path) -> None:
    menus = repository / "line" / "menus"
    (menus / ".#main.yaml").symlink_to("nowhere")
    (menus / "link.yaml").symlink_to("/etc/hostname")
    (menus / "latin.yaml").write_bytes(b"welcome: {hangup: \xfcber}\n")
    (menus / "tests").mkdir()
    (menus / "tests" / "script.yaml").write_text("- call: x\n")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "third")
    found = versions.find("HEAD")
    assert {name.rpartition("/")[2] for name in found.files} == {"line.yaml", "main.yaml", "extra.yaml"}
    assert [str(problem) for problem in found.problems] == [
        "HEAD:line/menus/latin.yaml:1:1 E101 This is no UTF-8 text; save it as UTF-8."
    ]


REFUSED: Final = {
    "nowhere": "`nowhere` is neither a folder here nor a revision of this repository",
    "HEAD~7": "`HEAD~7` is neither a folder here nor a revision",
    "HEAD:nowhere": "There is no folder `nowhere` in HEAD; write HEAD:FOLDER for another.",
    "HEAD:line/menus/main.yaml": "There is no folder `line/menus/main.yaml` in HEAD",
    "HEAD:line/audio/es": "There is no folder `line/audio/es` in HEAD",
    "HEAD:line": "The folder `line` of HEAD holds no menus: there is no .yaml file in it.",
    ":line": "`:line` is neither a folder here nor a revision",
    "-x": "`-x` is no version; write a folder, or a revision of git like HEAD~1.",
    "--output=/tmp/x": "`--output=/tmp/x` is no version",
    "": "`` is no version",
    "a\nb": "is no version",
    "HEAD; touch x": "is neither a folder here nor a revision",
    "$(touch x)": "is neither a folder here nor a revision",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_found_is_said(versions: MenusVersions, repository: Path, name: str) -> None:
    with pytest.raises(NoSuchVersionError) as caught:
        versions.find(name)
    assert REFUSED[name] in str(caught.value)
    assert not (repository / "x").exists()


def test_no_repository(tmp_path: Path) -> None:
    write(tmp_path / "menus", line=LINE)
    versions = MenusVersions(tmp_path / "menus", tmp_path / "audio")
    with pytest.raises(NoSuchVersionError, match=r"lies in no git repository\. Name folders: `ivr diff OLD NEW`"):
        versions.find("HEAD")


def test_no_git(versions: MenusVersions, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoSuchVersionError, match="There is no git here"):
        versions.find("HEAD")


def test_no_menus(versions: MenusVersions, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(NoSuchVersionError, match="holds no menus"):
        versions.find(str(tmp_path / "empty"))
    with pytest.raises(NoSuchVersionError, match="There is no folder"):
        MenusVersions(tmp_path / "gone", tmp_path).working()


def test_menus_outside_the_repository(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    versions = MenusVersions(tmp_path / "gone", tmp_path / "audio")
    with pytest.raises(NoSuchVersionError, match=r"does not lie in the repository .*; write HEAD:FOLDER"):
        versions.find("HEAD")
