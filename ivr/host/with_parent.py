"""Become a program that ends when the process that started it does: `with_parent.py PARENT_PID PROGRAM [ARGUMENT …]`.

Runs as a script of its own, because what `subprocess` offers for this (`preexec_fn`) is not safe beside threads. Linux
sends SIGTERM when the *thread* that started us ends: start long-lived programs from a long-lived thread. Other systems
have no such promise; there the program is told nothing.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main(arguments: list[str]) -> None:
    """Replace this process by the program, or exit with 1 when the parent is gone already."""
    parent, program = int(arguments[0]), arguments[1]
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)
    os.execv(program, arguments[1:])  # noqa: S606 - becoming that program is the purpose


if __name__ == "__main__":
    main(sys.argv[1:])
