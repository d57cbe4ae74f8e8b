"""A PostgreSQL server of the tests' own, on a socket in a folder; it ends with them."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import pytest
from how_much import IS_ALL

IS_CI = bool(os.environ.get("CI") or IS_ALL)


@contextmanager
def postgres_server() -> Iterator[Path]:
    """Yield the folder of the socket of a server that has just been made; skips where there is none to make."""
    programs = find_programs()
    if programs is None:
        if IS_CI:
            pytest.fail("PostgreSQL is missing: apt-get install postgresql")
        pytest.skip("PostgreSQL is not installed here")
    folder = Path(mkdtemp(prefix="pg-"))
    # It refuses to be run by root; Debian's package brings a user for it.
    as_user = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
    if as_user:
        shutil.chown(folder, "postgres")
    data = folder / "data"
    run(*as_user, programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8", "--locale=C")
    options = f"-k {folder} -c listen_addresses= -c fsync=off -c max_connections=60"
    control = (*as_user, programs / "pg_ctl", "-D", data, "-w")
    run(*control, "-l", folder / "log", "-o", options, "start")
    try:
        yield folder
    finally:
        run(*control, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def find_programs() -> Path | None:
    """Return where the server's programs are: on the PATH, or where Debian puts them."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return versions[-1].parent if versions else None


def run(*command: str | Path) -> None:
    """Run a program to its end; what it says is in the error when it fails."""
    done = subprocess.run(
        [str(word) for word in command], check=False, capture_output=True, text=True, timeout=60, cwd="/"
    )
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
