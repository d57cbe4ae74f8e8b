"""The `ivr` command."""

import click

from ivr import __version__
from ivr.cli.call import call
from ivr.cli.calls import calls
from ivr.cli.check import check
from ivr.cli.database import db
from ivr.cli.diff import diff
from ivr.cli.explain import explain
from ivr.cli.graph import graph
from ivr.cli.import_menus import import_menus
from ivr.cli.manual import manual
from ivr.cli.messages import messages
from ivr.cli.new import new
from ivr.cli.optouts import optouts
from ivr.cli.pictures import pictures
from ivr.cli.prove import prove
from ivr.cli.publish import publish, releases, rollback
from ivr.cli.rehearse import rehearse_scripts
from ivr.cli.schema import schema
from ivr.cli.sentences import Sentences
from ivr.cli.text import text
from ivr.cli.up import up
from ivr.cli.voices import voices
from ivr.cli.worker import worker


@click.group(cls=Sentences, epilog="Begin with: ivr up")
@click.version_option(__version__, prog_name="ringtree")
def ivr() -> None:
    """Ringtree: phone lines written as text."""


for command in (
    call,
    calls,
    check,
    db,
    diff,
    explain,
    graph,
    import_menus,
    manual,
    messages,
    new,
    pictures,
    optouts,
    prove,
    publish,
    rehearse_scripts,
    releases,
    rollback,
    schema,
    text,
    up,
    voices,
    worker,
):
    ivr.add_command(command)
