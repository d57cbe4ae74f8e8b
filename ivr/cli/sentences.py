"""How commands end that could not do what they were asked: in a sentence, with exit code 2."""

import sys

import click

from ivr.errors import RingtreeError

_COULD_NOT_RUN = 2


class Sentences(click.Group):
    """A group whose commands end in a sentence, not in a stack trace, when something is not as it should be."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except RingtreeError as error:
            click.echo(str(error), err=True)
            sys.exit(_COULD_NOT_RUN)
