"""The `ivr` command: calls the factory and hands what it made down."""

import os

from ivr.cli.main import ivr
from ivr.factory.commands import make_tools


def main() -> None:
    """Run the command that the command line names."""
    ivr(obj=make_tools(os.environ), prog_name="ivr")


if __name__ == "__main__":
    main()
