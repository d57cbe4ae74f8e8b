"""The tutorial app in Express, where Node and its packages can be had."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from bench.apps import ROOT
from bench.cores import SERVER_CORE, pinned
from bench.servers import Address, stopped_at_the_end
from bench.webhooks import BASE, TOKEN

_SOURCE: Final = Path(__file__).with_name("express")
_HOME: Final = ROOT / "var" / "bench" / "express"
_INSTALL_S: Final = 90.0


class NoExpressError(Exception):
    """A sentence that says why there is none."""


def install() -> None:
    """Bring the packages under var/, if they are not there yet; NoExpressError when they cannot be had."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise NoExpressError("there is no Node here")
    wanted, done = (_SOURCE / "package.json").read_bytes(), _HOME / "installed.json"
    shutil.copytree(_SOURCE, _HOME, dirs_exist_ok=True)
    if done.exists() and done.read_bytes() == wanted:
        return
    options = ("--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock", "--silent", "--fetch-retries=0")
    try:
        code = subprocess.run(
            [npm, "install", *options], cwd=_HOME, capture_output=True, timeout=_INSTALL_S, check=False
        ).returncode
    except subprocess.TimeoutExpired:
        raise NoExpressError(f"npm has not finished in {_INSTALL_S:.0f} s") from None
    if code:
        raise NoExpressError("npm cannot install its packages here")
    done.write_bytes(wanted)


@contextlib.contextmanager
def express(redis_url: str) -> Iterator[Address]:
    """Serve it on the servers' core."""
    environment = {
        "NODE_ENV": "production",
        "BENCH_BASE": BASE,
        "BENCH_TOKEN": TOKEN,
        "BENCH_REDIS_SOCKET": unquote(redis_url.removeprefix("unix://")),
    }
    with pinned(SERVER_CORE):
        process = subprocess.Popen(
            ["node", "app.js"],
            cwd=_HOME,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    with stopped_at_the_end(process):
        assert process.stdout is not None
        port = process.stdout.readline()
        if not port:
            raise NoExpressError("app.js does not start")
        yield "127.0.0.1", int(port)
