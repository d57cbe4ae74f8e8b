"""Packages of npm that tests need: brought under var/ when they are not there."""

import fcntl
import shutil
import subprocess
from pathlib import Path
from typing import Final

_HOMES: Final = Path(__file__).parents[1] / "var" / "tests"
_INSTALL_S: Final = 90.0
_PATIENCE: Final = ("--fetch-timeout=15000", "--fetch-retries=4", "--fetch-retry-mintimeout=500")  # a request may hang


class NotBroughtError(Exception):
    """A sentence that says why there is none."""


def bring(source: Path) -> Path:
    """Return the node_modules of a folder's package.json; NotBroughtError when they cannot be had."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise NotBroughtError("there is no Node here")
    home = _HOMES / source.name
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted, done = (source / "package.json").read_bytes(), home / "installed.json"
        if not done.exists() or done.read_bytes() != wanted:
            shutil.copytree(source, home, dirs_exist_ok=True)
            options = ("--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock", "--silent", *_PATIENCE)
            try:
                subprocess.run(
                    [npm, "install", *options], cwd=home, capture_output=True, timeout=_INSTALL_S, check=True
                )
            except subprocess.SubprocessError as error:
                raise NotBroughtError(f"npm could not install it: {error}") from error
            done.write_bytes(wanted)
    return home / "node_modules"
