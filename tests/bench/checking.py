"""Seconds and memory that `ivr check` takes for large menus, each size in a process of its own."""

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from bench.large_menus import write_menus

_LONGEST_S: Final = 600
_KIB: Final = 1024 if sys.platform == "linux" else 1  # the unit of ru_maxrss


def show_checking(sizes: tuple[int, ...]) -> None:
    """Write menus of each size, check them, and print what that took; the sizes go up, for the peak is that of all."""
    print("ivr check, seconds of the processor and peak memory")
    for steps in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = write_menus(Path(name) / "menus", steps)
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            kinds = _checked(folder)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        told = f"{len(kinds):,} problems, {kinds.count('error'):,} of them errors"
        print(f"  {steps:7,} steps {seconds:7.2f} s {after.ru_maxrss * _KIB / 1e6:6.0f} MB   ({told})", flush=True)


def _checked(folder: Path) -> list[str]:
    """Return the kind of each problem that the command tells of a folder."""
    done = subprocess.run(
        [sys.executable, "-m", "ivr", "check", str(folder), "--json"],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        timeout=_LONGEST_S,
    )
    return [problem["kind"] for problem in json.loads(done.stdout)]
