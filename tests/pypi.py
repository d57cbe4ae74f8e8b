"""Packages of PyPI that only tests need, each in a folder of its own under var/: they never touch what we run on."""

import fcntl
import subprocess
import sys
from pathlib import Path
from typing import Final

_HOMES: Final = Path(__file__).parents[1] / "var" / "tests"
_INSTALL_S: Final = 180.0


class NotBroughtError(Exception):
    """A sentence that says why there is none."""


def bring(requirement: str) -> Path:
    """Return the folder that has it, for PYTHONPATH; NotBroughtError when it cannot be had."""
    home = _HOMES / f"pypi-{requirement.replace('[', '-').replace(']', '')}"
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = home / "installed"
        if not done.exists():
            pip = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-input"]
            try:
                subprocess.run(
                    [*pip, "--target", str(home / "site"), requirement],
                    capture_output=True,
                    timeout=_INSTALL_S,
                    check=True,
                )
            except subprocess.SubprocessError as error:
                raise NotBroughtError(f"pip could not install it: {error}") from error
            done.touch()
    return home / "site"
