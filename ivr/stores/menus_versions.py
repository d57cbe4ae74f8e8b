"""Versions of the menus that are there to be compared: a folder, or a revision of git."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from ivr.errors import RingtreeError
from ivr.menu.diffing.versions import VersionText
from ivr.menu.parts import Place
from ivr.menu.problems import Problem
from ivr.stores.menus_folder import read_folder
from ivr.stores.recordings import find_recordings

WORKING_TREE: Final = "the working tree"
_GIT_S: Final = 30
_FILE_MODES: Final = frozenset({"100644", "100755"})


class NoSuchVersionError(RingtreeError):
    """A version that cannot be found; the text names it and says what to write."""


@dataclass(frozen=True, slots=True)
class MenusVersions:
    """The versions of the menus in a folder, whose recordings lie in another."""

    menus: Path
    audio: Path

    def working(self) -> VersionText:
        """Return the menus as they are in the folder now."""
        return self._folder(self.menus, self.audio, WORKING_TREE)

    def find(self, name: str) -> VersionText:
        """Return a version by what was written for it; NoSuchVersionError when there is none.

        A folder is taken before a revision of that name. `main` is the menus folder in that revision, `main:other` the
        folder `other` of it, seen from the top of the repository.
        """
        if name.startswith("-") or not name.isprintable() or not name:
            raise NoSuchVersionError(f"`{name}` is no version; write a folder, or a revision of git like HEAD~1.")
        folder = Path(name)
        if folder.is_dir():
            return self._folder(folder, _beside(folder, self.audio), name)
        return self._revision(name)

    def _folder(self, folder: Path, audio: Path, name: str) -> VersionText:
        if not folder.is_dir():
            raise NoSuchVersionError(f"There is no folder {folder}; name one, or set IVR_MENUS_DIR.")
        reading = read_folder(folder)
        if not reading.files and not reading.problems:
            raise NoSuchVersionError(f"The folder {folder} holds no menus: there is no .yaml file in it.")
        return VersionText(name, reading.files, find_recordings(audio), reading.problems)

    def _revision(self, name: str) -> VersionText:
        revision, colon, path = name.partition(":")
        git = _Git(_repository(self.menus, name))
        if not revision or git.find(f"{revision}^{{commit}}") is None:
            raise NoSuchVersionError(
                f"`{name}` is neither a folder here nor a revision of this repository; `git log --oneline` lists those."
            )
        if not colon:
            path = _inside(self.menus, git.root, name)
        tree = git.find(f"{revision}:{path}")
        if tree is None or git.kind(tree) != "tree":
            raise NoSuchVersionError(f"There is no folder `{path}` in {revision}; write {revision}:FOLDER for another.")
        files, problems = git.menus(tree, name if colon else f"{revision}:{path}")
        if not files and not problems:
            raise NoSuchVersionError(f"The folder `{path}` of {revision} holds no menus: there is no .yaml file in it.")
        audio = str(PurePosixPath(path).parent / "audio") if colon else _inside(self.audio, git.root, name)
        return VersionText(name, files, git.names_below(f"{revision}:{audio}"), problems)


def _beside(folder: Path, usual: Path) -> Path:
    """Return where the recordings of a folder of menus lie: in it, beside it, or where they usually do."""
    return next((path for path in (folder / "audio", folder.parent / "audio") if path.is_dir()), usual)


def _inside(folder: Path, root: Path, name: str) -> str:
    try:
        return folder.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        raise NoSuchVersionError(
            f"{folder} does not lie in the repository {root}; write {name}:FOLDER, the folder seen from its top."
        ) from None


def _repository(menus: Path, name: str) -> Path:
    here = menus if menus.is_dir() else Path.cwd()
    done = _run(here, "rev-parse", "--show-toplevel")
    if done.returncode:
        raise NoSuchVersionError(
            f"`{name}` is no folder, and {here.absolute()} lies in no git repository. Name folders: `ivr diff OLD NEW`."
        )
    return Path(done.stdout.decode(errors="surrogateescape").rstrip("\n"))


def _run(folder: Path, *arguments: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    """Run git on a folder. The arguments are ours; a revision stands behind `--end-of-options` or in the input."""
    try:
        return subprocess.run(  # noqa: S603 (no shell; the program is git, whichever the PATH has)
            ["git", "-C", str(folder), *arguments],  # noqa: S607
            input=given,
            capture_output=True,
            timeout=_GIT_S,
            check=False,
        )
    except FileNotFoundError:
        raise NoSuchVersionError(
            "There is no git here to read a revision with; install it, or name a folder."
        ) from None
    except subprocess.TimeoutExpired:
        raise NoSuchVersionError(f"git did not answer within {_GIT_S} s; try again, or name a folder.") from None


@dataclass(frozen=True, slots=True)
class _Git:
    root: Path

    def find(self, revision: str) -> str | None:
        """Return the name of the object that a revision means."""
        done = _run(self.root, "rev-parse", "--verify", "--quiet", "--end-of-options", revision)
        return done.stdout.decode().strip() if done.returncode == 0 else None

    def kind(self, name: str) -> str:
        return _run(self.root, "cat-file", "-t", name).stdout.decode().strip()

    def names_below(self, tree: str) -> frozenset[str]:
        """Return the paths of all files below a folder of a revision; none when it is not there."""
        found = self.find(tree)
        if found is None:
            return frozenset()
        listed = _run(self.root, "ls-tree", "-r", "-z", "--name-only", found).stdout
        return frozenset(listed.decode(errors="replace").split("\0")) - {""}

    def menus(self, tree: str, shown: str) -> tuple[Mapping[str, str], tuple[Problem, ...]]:
        """Return the menu files in a folder by path, and those that are no text."""
        objects: dict[str, str] = {}
        for line in _run(self.root, "ls-tree", "-z", tree).stdout.decode(errors="replace").split("\0"):
            about, tab, path = line.partition("\t")
            if tab and path.endswith(".yaml") and not path.startswith(".") and about.split()[0] in _FILE_MODES:
                objects[path] = about.split()[2]
        files: dict[str, str] = {}
        problems = []
        for path, data in zip(objects, self._contents(list(objects.values())), strict=True):
            full = f"{shown.rstrip('/')}/{path}"
            try:
                files[full] = data.decode()
            except UnicodeDecodeError:
                problems.append(Problem(Place(full, 1, 1), "E101", "This is no UTF-8 text; save it as UTF-8."))
        return files, tuple(problems)

    def _contents(self, names: list[str]) -> list[bytes]:
        out = _run(self.root, "cat-file", "--batch", given="".join(f"{name}\n" for name in names).encode()).stdout
        contents, start = [], 0
        for _ in names:
            end = out.index(b"\n", start)
            size = int(out[start:end].split()[2])
            contents.append(out[end + 1 : end + 1 + size])
            start = end + 1 + size + 1
        return contents
