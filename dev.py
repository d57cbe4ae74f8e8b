#!/usr/bin/env python3
"""Everything a developer does, with nothing but Python: `python3 dev.py COMMAND` (`make COMMAND` is the same).

  setup      make .venv with everything that developing needs
  run        start the phone line and print one address to open      [options of `ivr up`, such as --port 8080]
  call       ring it from this terminal                              [options of `ivr call`]
  test       run the tests that need no outside server               [options of pytest, such as -k menus]
  test-all   run every test; a missing outside server is a failure in CI  [options of pytest]
  check      look at style, types, floors, the menus and their call scripts
  bench      measure speed and room                                  [--quick, or --only and a part]
  lock       choose the newest versions that fit and pin them        [options of `uv pip compile`, such as -P redis]

A command sets up what it needs first and skips that when nothing has changed. It works from any folder.
"""

from __future__ import annotations  # an older Python must get as far as being told so

import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn

try:
    import fcntl
except ImportError:
    sys.exit("Ringtree runs on Linux and macOS. On Windows use it inside WSL (`wsl --install`).")

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".ringtree-setup"
UNFINISHED = VENV / ".ringtree-unfinished"
OLDEST = (3, 11)
LOCKS = {"runtime": ROOT / "requirements.txt", "dev": ROOT / "requirements-dev.txt"}
NO_NETWORK = ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "ProxyError", "Max retries exceeded")


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ("--help", [])
    if command in ("--help", "-h", "help"):
        print((__doc__ or "").strip())
        return 0
    if tuple(sys.version_info[:2]) < OLDEST:
        version = ".".join(map(str, sys.version_info[:3]))
        return refuse(
            f"Ringtree needs Python 3.11 or newer; {sys.executable} is {version}. Start this with a newer one, "
            "such as `python3.12 dev.py run` or `make run PYTHON=python3.12`."
        )
    if command not in COMMANDS:
        return refuse(f"There is no command {command!r}. There are: {', '.join(COMMANDS)}.")
    os.chdir(ROOT)
    try:
        return COMMANDS[command](rest)
    except KeyboardInterrupt:
        return 130


def refuse(sentence: str) -> int:
    """Say why not, and return the exit code for that."""
    print(sentence, file=sys.stderr)
    return 1


def setup_command(_rest: list[str]) -> int:
    """Set everything up."""
    code = set_up("dev")
    if code == 0:
        print("Ready. Start it with `make run` (or `python3 dev.py run`).")
    return code


def run_command(rest: list[str]) -> int:
    """Become `ivr up`."""
    return set_up("runtime") or become("-m", "ivr", "up", *rest)


def call_command(rest: list[str]) -> int:
    """Become `ivr call`."""
    return set_up("runtime") or become("-m", "ivr", "call", *rest)


def test_command(rest: list[str]) -> int:
    """Become pytest."""
    return set_up("dev") or become("-m", "pytest", *rest)


def test_all_command(rest: list[str]) -> int:
    """Become pytest with everything asked for."""
    os.environ.setdefault("RINGTREE_ALL", "1")
    return test_command(rest)


def bench_command(rest: list[str]) -> int:
    """Become the benchmark."""
    os.environ["PYTHONPATH"] = str(ROOT / "tests")
    return set_up("dev") or become("-m", "bench", *rest)


def check_command(_rest: list[str]) -> int:
    """Run every check, side by side, and show what the failing ones say."""
    code = set_up("dev")
    if code:
        return code
    tools = {
        "style": ["-m", "ruff", "check", "."],
        "format": ["-m", "ruff", "format", "--check", "."],
        "types": ["-m", "mypy"],
        "floors": [str(VENV / "bin" / "lint-imports"), "--no-cache"],
        "menus": ["-m", "ivr", "check"],
        "scripts": ["-m", "ivr", "test"],
    }
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return max(pool.map(checked, tools, tools.values()))


def checked(name: str, command: list[str]) -> int:
    """Run one tool, print one line about it (and what it said when it failed), return 0 or 1."""
    started = time.monotonic()
    done = run([str(PYTHON), *command])
    word = "FAILED" if done.returncode else "ok"
    said = indented(done.stdout) if done.returncode else ""
    print(f"{name:8} {word:6} {time.monotonic() - started:5.1f} s\n{said}", end="", flush=True)
    return 1 if done.returncode else 0


def lock_command(rest: list[str]) -> int:
    """Pin both lists of packages anew."""
    code = set_up("dev")
    options = "--universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header"
    for name, path in LOCKS.items() if code == 0 else ():
        extra = ["--extra", "dev"] if name == "dev" else []
        before = digest(path)
        uv = [str(VENV / "bin" / "uv"), "pip", "compile", "pyproject.toml", "--excludes", "excludes.txt", "--quiet"]
        done = run([*uv, *options.split(), *extra, "-o", path.name, *rest])
        if done.returncode:
            return refuse(f"{path.name} could not be pinned anew:\n{indented(done.stdout)}")
        print(f"{path.name}: {'as it was' if digest(path) == before else 'changed; look at `git diff`'}")
    return code


COMMANDS = {
    "setup": setup_command,
    "run": run_command,
    "call": call_command,
    "test": test_command,
    "test-all": test_all_command,
    "check": check_command,
    "bench": bench_command,
    "lock": lock_command,
}


def become(*arguments: str) -> NoReturn:
    """Replace this program by the environment's Python, so that signals and exit codes are its own."""
    sys.stdout.flush()
    os.execv(PYTHON, [str(PYTHON), *arguments])


def run(command: list[str], keep_open: tuple[int, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Run a program to its end with all it says in stdout."""
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        pass_fds=keep_open,
    )


def indented(text: str) -> str:
    """The text as a quotation."""
    return "".join(f"  {line}\n" for line in text.splitlines())


def digest(path: Path) -> str:
    """The content's hash, or "" when there is no such file."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


# Setting up. Whatever is killed half way leaves UNFINISHED behind and is made anew; a lock on this folder, which a
# running pip inherits, keeps two set-ups apart even when the first one's Python was killed.


class SetupError(Exception):
    """A sentence that says why the environment could not be made."""


def set_up(kind: str) -> int:
    """Make sure that .venv has what `kind` ("runtime" or "dev") needs; return 0, or 1 after saying why not."""
    lock = os.open(ROOT, os.O_RDONLY)
    try:
        wait_for(lock)
        found = read_stamp()
        if kind == "runtime" and found.get("kind") == "dev":
            kind = "dev"
        wanted = stamp(kind)
        if found != wanted:
            make(kind, found, wanted, lock)
    except SetupError as error:
        return refuse(str(error))
    except OSError as error:
        return refuse(f"The set-up cannot use {error.filename or VENV}: {error.strerror}.")
    else:
        return 0
    finally:
        os.close(lock)


def wait_for(lock: int) -> None:
    """Wait until no other set-up runs here."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Another set-up is running here; waiting for it.", flush=True)
        fcntl.flock(lock, fcntl.LOCK_EX)


def stamp(kind: str) -> dict[str, str]:
    """What an environment of this kind was made from."""
    return {
        "kind": kind,
        "python": f"{sys.version} in {sys.base_prefix}",
        "folder": str(ROOT),
        "packages": digest(LOCKS[kind]),
        "project": digest(ROOT / "pyproject.toml"),
    }


def read_stamp() -> dict[str, str]:
    """What the environment that is there was made from; nothing when it is missing, unfinished or not from here."""
    if UNFINISHED.exists() or not PYTHON.exists():
        return {}
    try:
        found = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def make(kind: str, found: dict[str, str], wanted: dict[str, str], lock: int) -> None:
    """Make or bring up to date the environment; it is marked as unfinished until all of it is there."""
    started = time.monotonic()
    if any(found.get(part) != wanted[part] for part in ("python", "folder")):
        make_venv(lock)
    UNFINISHED.touch()
    if any(found.get(part) != wanted[part] for part in ("kind", "packages", "python", "folder")):
        options = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--no-compile"]
        step("packages", [*options, "-r", str(LOCKS[kind])], lock)
    step("ringtree", ["--no-build-isolation", "--no-index", "--no-deps", "--no-compile", "-e", str(ROOT)], lock)
    STAMP.write_text(json.dumps(wanted))
    UNFINISHED.unlink()
    print(f"Set up in {time.monotonic() - started:.1f} s.", flush=True)


def make_venv(lock: int) -> None:
    """Make an empty .venv with pip, in place of any other."""
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        version = "{}.{}".format(*sys.version_info)
        raise SetupError(
            f"{sys.executable} cannot make environments: its ensurepip is missing. On Debian and Ubuntu "
            f"`apt install python{version}-venv` adds it; then start this again."
        )
    started = announce(".venv")
    if VENV.is_symlink():
        VENV.unlink()
    elif VENV.exists():
        shutil.rmtree(VENV)
    VENV.mkdir()
    UNFINISHED.touch()
    # This may be the old .venv's own Python; the new one is made by the one below it.
    done = run([getattr(sys, "_base_executable", sys.executable), "-m", "venv", str(VENV)], (lock,))
    if done.returncode:
        raise SetupError(f"not made.\nPython's venv said:\n{indented(done.stdout)}")
    finish(started)


def step(name: str, arguments: list[str], lock: int) -> None:
    """Let pip install something, and say how long it took or why it could not."""
    started = announce(name)
    pip = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-input", "--retries", "2"]
    done = run(pip + arguments, (lock,))
    if done.returncode == 0:
        finish(started)
        return
    if any(sign in done.stdout for sign in NO_NETWORK):
        raise SetupError(
            "not installed.\npip could not reach the package registry. Is there a network? Behind a proxy set "
            "HTTPS_PROXY; with a mirror set PIP_INDEX_URL. Then start this again."
        )
    last_lines = "\n".join(done.stdout.splitlines()[-20:])
    raise SetupError(f"not installed.\npip said:\n{indented(last_lines)}")


def announce(name: str) -> float:
    """Print what begins; return when."""
    print(f"Setting up {name} ... ", end="", flush=True)
    return time.monotonic()


def finish(started: float) -> None:
    """Print how long it took."""
    print(f"{time.monotonic() - started:.1f} s", flush=True)


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        sys.exit(main(sys.argv[1:]))
