"""`ivr call`: a telephone in the terminal."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import click
from rich.console import Console

from ivr.cli.access import LineAccess, NoAccessError
from ivr.cli.call_input import NotUnderstoodError, act
from ivr.cli.call_options import BadOptionError, CallOptions, read_options
from ivr.cli.call_screen import CallScreen
from ivr.cli.save_call import Saving, moment_of, save
from ivr.cli.script_file import NotSavedError, ScriptFile, open_scripts
from ivr.cli.script_results import result_lines, skipped_line
from ivr.clock import utc_now
from ivr.errors import RingtreeError
from ivr.handset.handset import Handset, NotReachableError, NotWaitingError
from ivr.handset.heard import Ended, Report
from ivr.menu.script import BadScriptError, load_scripts
from ivr.menu.script_model import Script
from ivr.phone.line import HttpTransport, Transport
from ivr.phone.telephone import Telephone
from ivr.rehearsal.aside import PhoneSide
from ivr.rehearsal.player import play
from ivr.rehearsal.recorder import Recorder
from ivr.rehearsal.transcript import NotPlayedError

DEFAULT_CALLER = "+14155551234"
IN_ORDER, WENT_WRONG, COULD_NOT_RUN = 0, 1, 2


@click.command("call", epilog='Example: ivr call --from +14155551234 --at "2026-12-24 17:05"')
@click.option("--from", "from_number", default=DEFAULT_CALLER, show_default=True, help="Whose number the line sees.")
@click.option("--to", "to_number", help="The number that is rung. [default: the line's]")
@click.option("--at", help='Ring at another time, like "2026-12-24 17:05".')
@click.option("--url", help="Where the line runs. [default: where `ivr up` started it]")
@click.option("--script", "script_file", type=click.Path(path_type=Path), help="Play the call scripts of this file.")
@click.option("--save", "save_file", type=click.Path(path_type=Path), help="Write the call into this file as a script.")
@click.pass_context
def call(
    ctx: click.Context,
    from_number: str,
    to_number: str | None,
    at: str | None,
    url: str | None,
    script_file: Path | None,
    save_file: Path | None,
) -> None:
    """Ring the line from this terminal, through its real address and with real signatures."""
    console = Console(file=sys.stdout, highlight=False)
    screen = CallScreen(console)
    try:
        _refuse_both(script_file, save_file)
        asked = read_options(from_number, to_number, at, url)
        access: LineAccess = ctx.obj.find_access()
        access = replace(access, line_number=asked.to_number or access.line_number)
        if asked.url is not None:
            access = replace(access, url=asked.url, public_url=None)
        exchange = _Exchange(access, asked, screen)
        if script_file is not None:
            code = run_scripts(script_file, screen, exchange.phone_for)
        elif save_file is not None:
            code = exchange.run_and_save(open_scripts(save_file))
        else:
            code = run_call(exchange.phone(PhoneSide(None, asked.at)), screen, _read_line)
    except (BadOptionError, NoAccessError, NotReachableError, BadScriptError, NotSavedError) as problem:
        click.echo(str(problem), err=True)
        code = COULD_NOT_RUN
    ctx.exit(code)


def _refuse_both(script_file: Path | None, save_file: Path | None) -> None:
    if script_file is not None and save_file is not None:
        raise BadOptionError("--save writes down a call that you make; with --script there is none. Leave out one.")


@dataclass(frozen=True, slots=True)
class _Exchange:
    """Telephones to the line, as the command line asks for them."""

    access: LineAccess
    asked: CallOptions
    screen: CallScreen

    def phone(self, side: PhoneSide) -> Telephone:
        return ready_phone(self.access, self.asked.from_number, side)

    def phone_for(self, script: Script) -> Telephone:
        asked = self.asked
        return script_phone(self.access, script, asked.from_number, asked.at, asked.to_number)

    def run_and_save(self, file: ScriptFile) -> int:
        """Let a person talk, then write down what they did."""
        asked = self.asked
        caller = None if asked.from_number == DEFAULT_CALLER else asked.from_number
        saving = Saving(file, moment_of(asked.at, utc_now()), caller, asked.to_number)
        side = PhoneSide(None, saving.at.text)
        recorder = Recorder(self.phone(side), side)
        code = run_call(recorder, self.screen, _read_line)
        return code if save(saving, recorder, self.screen, self.phone_for) else WENT_WRONG


def ready_phone(access: LineAccess, from_number: str, side: PhoneSide, transport: Transport | None = None) -> Telephone:
    """Return a telephone that has not rung yet; NoAccessError when nobody knows where the line runs."""
    if access.url is None:
        raise NoAccessError("No line is running here. Start it first: `make run` (or name one with --url).")
    base_url = access.public_url or access.url
    return Telephone(
        transport or HttpTransport(reach={base_url.rstrip("/"): access.url}),
        base_url,
        access.account_sid,
        access.auth_token,
        from_number,
        access.line_number,
        extra_form=side.form,
        overhear=side.overhear,
    )


def script_phone(
    access: LineAccess, script: Script, from_number: str, at: str | None, to_number: str | None = None
) -> Telephone:
    """Return the telephone a script asks for; what it leaves open comes from the command line."""
    rung = to_number or script.to_number or access.line_number
    moment = at if script.at is None else script.at.text
    phone_side = PhoneSide(script, moment)
    return ready_phone(replace(access, line_number=rung), script.from_number or from_number, phone_side)


def run_call(phone: Handset, screen: CallScreen, read_line: Callable[[], str | None]) -> int:
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
            screen.draw(skipped_line(script, str(problem)))
            code = max(code, COULD_NOT_RUN) if code != WENT_WRONG else code
            continue
        for line in result_lines(played):
            screen.draw(line)
        code = WENT_WRONG if played.why is not None else code
    return code


def _next_report(phone: Handset, screen: CallScreen, read_line: Callable[[], str | None]) -> Report:
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
