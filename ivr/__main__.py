"""The `ivr` command: calls the factory and hands what it made down."""

import os

from ivr.cli.main import ivr
from ivr.factory import make_tools
from ivr.factory.worker import run_worker


def main() -> None:
    """Run the command that the command line names."""
    ivr(obj=make_tools(os.environ, worker=lambda: run_worker(os.environ)), prog_name="ivr")


if __name__ == "__main__":
    main()
