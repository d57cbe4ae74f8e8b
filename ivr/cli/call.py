"""`ivr call`: a telephone in the terminal."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click
from rich.console import Console

from ivr.cli.access import LineAccess, NoAccessError
from ivr.cli.call_input import NotUnderstoodError, act
from ivr.cli.call_options import BadOptionError, read_options
from ivr.cli.call_screen import CallScreen
from ivr.cli.rehearse import diff_line
from ivr.errors import RingtreeError
from ivr.handset.handset import NotReachableError, NotWaitingError
from ivr.handset.heard import Ended, Report
from ivr.menu.script import BadScriptError, load_scripts
from ivr.menu.script_model import Script
from ivr.phone.line import HttpTransport, Transport
from ivr.phone.telephone import Telephone
from ivr.rehearsal.player import NotPlayedError, Played, play

DEFAULT_CALLER = "+14155551234"
IN_ORDER, WENT_WRONG, COULD_NOT_RUN = 0, 1, 2
_AT_FIELD = "RingtreeAt"


@click.command("call", epilog='Example: ivr call --from +14155551234 --at "2026-12-24 17:05"')
@click.option("--from", "from_number", default=DEFAULT_CALLER, show_default=True, help="Whose number the line sees.")
@click.option("--to", "to_number", help="The number that is rung. [default: the line's]")
@click.option("--at", help='Ring at another time, like "2026-12-24 17:05".')
@click.option("--url", help="Where the line runs. [default: where `ivr up` started it]")
@click.option("--script", "script_file", type=click.Path(path_type=Path), help="Play the call scripts of this file.")
@click.pass_context
def call(
    ctx: click.Context,
    from_number: str,
    to_number: str | None,
    at: str | None,
    url: str | None,
    script_file: Path | None,
) -> None:
    """Ring the line from this terminal, through its real address and with real signatures."""
    console = Console(file=sys.stdout, highlight=False)
    screen = CallScreen(console)
    try:
        asked = read_options(from_number, to_number, at, url)
        access: LineAccess = ctx.obj.find_access()
        access = replace(access, line_number=asked.to_number or access.line_number)
        if asked.url is not None:
            access = replace(access, url=asked.url, public_url=None)
        if script_file is None:
            phone = ready_phone(access, asked.from_number, asked.at)
            code = run_call(phone, screen, _read_line)
        else:
            code = run_scripts(
                script_file,
                screen,
                lambda script: script_phone(access, script, asked.from_number, asked.at, asked.to_number),
            )
    except (BadOptionError, NoAccessError, NotReachableError, BadScriptError) as problem:
        click.echo(str(problem), err=True)
        code = COULD_NOT_RUN
    ctx.exit(code)


def ready_phone(access: LineAccess, from_number: str, at: str | None, transport: Transport | None = None) -> Telephone:
    """Return a telephone that has not rung yet; NoAccessError when nobody knows where the line runs."""
    if access.url is None:
        raise NoAccessError("No line is running here. Start it first: `make run` (or name one with --url).")
    extra = {} if at is None else {_AT_FIELD: at}
    base_url = access.public_url or access.url
    return Telephone(
        transport or HttpTransport(reach={base_url.rstrip("/"): access.url}),
        base_url,
        access.account_sid,
        access.auth_token,
        from_number,
        access.line_number,
        extra_form=extra,
    )


def script_phone(
    access: LineAccess, script: Script, from_number: str, at: str | None, to_number: str | None = None
) -> Telephone:
    """Return the telephone a script asks for; what it leaves open comes from the command line."""
    rung = to_number or script.to_number or access.line_number
    moment = at if script.at is None else script.at.text
    return ready_phone(replace(access, line_number=rung), script.from_number or from_number, moment)


def run_call(phone: Telephone, screen: CallScreen, read_line: Callable[[], str | None]) -> int:
    """Ring and let a person talk until the call is over; None from `read_line` hangs up. Returns the exit code."""
    try:
        report = phone.ring()
        while not isinstance(report.waits, Ended):
            screen.show(report)
            report = _next_report(phone, screen, read_line)
        screen.show(report)
    except NotReachableError:
        raise
    except RingtreeError as problem:
        screen.say(str(problem), "red")
        return WENT_WRONG
    return WENT_WRONG if report.waits.failed else IN_ORDER


def run_scripts(file: Path, screen: CallScreen, phone_for: Callable[[Script], Telephone]) -> int:
    """Play every script of a file and say how each went. Returns the exit code."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, ValueError) as problem:
        raise NoAccessError(f"{file} cannot be read: {problem}.") from problem
    code = IN_ORDER
    for script in load_scripts(text, str(file)):
        try:
            played = play(script, phone_for(script))
        except NotPlayedError as problem:
            screen.say(f"– {script.place} {script.name}: skipped, {problem}", "yellow")
            code = max(code, COULD_NOT_RUN) if code != WENT_WRONG else code
            continue
        _show_played(screen, played)
        code = WENT_WRONG if played.why is not None else code
    return code


def _show_played(screen: CallScreen, played: Played) -> None:
    if played.why is None:
        screen.say(f"✓ {played.script.name}", "green")
        return
    screen.say(f"✗ {played.script.name}", "red")
    for said in played.conversation:
        screen.draw(diff_line(said))
    screen.say(f"  {played.failed_at} {played.why}", "red")


def _next_report(phone: Telephone, screen: CallScreen, read_line: Callable[[], str | None]) -> Report:
    while True:
        screen.ask(phone.waits)
        line = read_line()
        if line is None:
            return phone.hang_up()
        screen.echo(line)
        try:
            return act(phone, line)
        except (NotUnderstoodError, NotWaitingError) as problem:
            screen.say(str(problem), "yellow")


def _read_line() -> str | None:
    try:
        line = sys.stdin.readline()
    except KeyboardInterrupt:
        return None
    return line.rstrip("\r\n") if line else None
