"""The `ivr` command: calls the factory and hands what it made down."""

import os
import sys
from importlib import import_module

from ivr.cli.voices import voices
from ivr.factory.voices import make_voice_tools


def main() -> None:
    """Run the command that the command line names.

    Every build asks whether its prompts are spoken. That begins alone: all that a served line needs takes longer to
    load than a thousand prompts to look at.
    """
    if sys.argv[1:2] == ["voices"]:
        voices(sys.argv[2:], obj=make_voice_tools(os.environ), prog_name="ivr voices")
    else:
        import_module("ivr.factory.command_line").run_command()


if __name__ == "__main__":
    main()
