"""`ivr call`: a telephone in the terminal."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import click
from rich.console import Console

from ivr.cli.access import LineAccess, NoAccessError
from ivr.cli.call_input import NotUnderstoodError, act
from ivr.cli.call_options import CallOptions, read_options
from ivr.cli.call_screen import CallScreen
from ivr.cli.call_sound import heard_by, read_sound_file
from ivr.cli.save_call import Saving, save
from ivr.cli.script_file import NotSavedError, ScriptFile, open_scripts
from ivr.cli.script_results import result_lines, skipped_line
from ivr.clock import utc_now
from ivr.errors import RingtreeError
from ivr.handset.handset import Handset, NotReachableError, NotWaitingError
from ivr.handset.heard import Ended, Report
from ivr.handset.tapped import Listener, Tapped
from ivr.menu.script import BadScriptError, load_scripts
from ivr.menu.script_model import Script
from ivr.phone.companies import COMPANIES, USUAL
from ivr.phone.line import HttpTransport, Transport
from ivr.phone.telephone import Telephone
from ivr.rehearsal.aside import PhoneSide
from ivr.rehearsal.placing import DEFAULT_CALLER, BadOptionError, moment_of
from ivr.rehearsal.player import play
from ivr.rehearsal.recorder import Recorder
from ivr.rehearsal.saving import Circumstances
from ivr.rehearsal.transcript import NotPlayedError, Played

IN_ORDER, WENT_WRONG, COULD_NOT_RUN = 0, 1, 2


@click.command("call", epilog='Example: ivr call --from +14155551234 --at "2026-12-24 17:05"')
@click.option("--from", "from_number", default=DEFAULT_CALLER, show_default=True, help="Whose number the line sees.")
@click.option("--to", "to_number", help="The number that is rung. [default: the line's]")
@click.option("--at", help='Ring at another time, like "2026-12-24 17:05".')
@click.option("--url", help="Where the line runs. [default: where `ivr up` started it]")
@click.option("--provider", type=click.Choice(sorted(COMPANIES)), default=USUAL.name, help="Ring as its calls do.")
@click.option("--script", "script_file", type=click.Path(path_type=Path), help="Play the call scripts of this file.")
@click.option("--save", "save_file", type=click.Path(path_type=Path), help="Write the call into this file as a script.")
@click.option("--sound", "sound_file", type=click.Path(path_type=Path), help="Write what is heard into this WAV file.")
@click.pass_context
def call(
    ctx: click.Context,
    /,
    from_number: str,
    to_number: str | None,
    at: str | None,
    url: str | None,
    provider: str,
    **files: Path | None,
) -> None:
    """Ring the line from this terminal, through its real address and with real signatures."""
    console = Console(file=sys.stdout, highlight=False)
    screen = CallScreen(console)
    try:
        wanted = _read_files(**files)
        asked = read_options(from_number, to_number, at, url)
        access: LineAccess = ctx.obj.find_access()
        number = asked.to_number or access.line_number
        access = replace(access, line_number=number, company=COMPANIES[provider])
        if asked.url is not None:
            access = replace(access, url=asked.url, public_url=None)
        with heard_by(lambda file: ctx.obj.record_sound(file, access), wanted.sound, screen) as listener:
            code = _Exchange(access, asked, screen, listener).run(wanted)
    except (BadOptionError, NoAccessError, NotReachableError, BadScriptError, NotSavedError) as problem:
        click.echo(str(problem), err=True)
        code = COULD_NOT_RUN
    ctx.exit(code)


@dataclass(frozen=True, slots=True)
class _Files:
    """The files that are read and written beside a call."""

    script: Path | None
    save: Path | None
    sound: Path | None


def _read_files(script_file: Path | None, save_file: Path | None, sound_file: Path | None) -> _Files:
    if script_file is not None and save_file is not None:
        raise BadOptionError("--save writes down a call that you make; with --script there is none. Leave out one.")
    return _Files(script_file, save_file, None if sound_file is None else read_sound_file(sound_file))


@dataclass(frozen=True, slots=True)
class _Exchange:
    """Telephones to the line, as the command line asks for them; `listener` hears what the caller does."""

    access: LineAccess
    asked: CallOptions
    screen: CallScreen
    listener: Listener | None

    def run(self, wanted: _Files) -> int:
        """Ring, or let a script ring. Returns the exit code."""
        if wanted.script is not None:
            return run_scripts(wanted.script, self.screen, lambda script: play(script, self._scripted(script)))
        if wanted.save is not None:
            return self._run_and_save(open_scripts(wanted.save))
        return run_call(self._tapped(self._phone(PhoneSide(None, self.asked.at))), self.screen, _read_line)

    def _scripted(self, script: Script) -> Handset:
        return self._tapped(self._phone_for(script))

    def _tapped(self, phone: Handset) -> Handset:
        return phone if self.listener is None else Tapped(phone, self.listener)

    def _phone(self, side: PhoneSide) -> Telephone:
        return ready_phone(self.access, self.asked.from_number, side)

    def _phone_for(self, script: Script) -> Telephone:
        asked = self.asked
        return script_phone(self.access, script, asked.from_number, asked.at, asked.to_number)

    def _run_and_save(self, file: ScriptFile) -> int:
        """Let a person talk, then write down what they did; it is played again unheard."""
        asked = self.asked
        caller = None if asked.from_number == DEFAULT_CALLER else asked.from_number
        saving = Saving(file, Circumstances(moment_of(asked.at, utc_now()), caller, asked.to_number))
        side = PhoneSide(None, saving.began.at.text)
        recorder = Recorder(self._tapped(self._phone(side)), side)
        code = run_call(recorder, self.screen, _read_line)
        return code if save(saving, recorder, self.screen, self._phone_for) else WENT_WRONG


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
        recognise=side.recognise,
        company=access.company,
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


def run_scripts(file: Path, screen: CallScreen, play_one: Callable[[Script], Played]) -> int:
    """Play every script of a file and say how each went. Returns the exit code."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, ValueError) as problem:
        raise NoAccessError(f"{file} cannot be read: {problem}.") from problem
    code = IN_ORDER
    for script in load_scripts(text, str(file)):
        try:
            played = play_one(script)
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
