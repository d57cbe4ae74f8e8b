"""The whole `ivr` command, with what any of its commands needs."""

import os

from ivr.cli.main import ivr
from ivr.factory.commands import make_tools
from ivr.factory.worker import run_worker


def run_command() -> None:
    """Run the command that the command line names."""
    ivr(obj=make_tools(os.environ, worker=lambda: run_worker(os.environ)), prog_name="ivr")
