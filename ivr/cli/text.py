"""`ivr text`: a telephone for texts in the terminal."""

import sys
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from ivr.cli.access import LineAccess, NoAccessError
from ivr.cli.call import COULD_NOT_RUN, IN_ORDER, WENT_WRONG, run_scripts
from ivr.cli.call_options import CallOptions, read_options
from ivr.cli.call_screen import CallScreen
from ivr.cli.script_file import NotSavedError, open_scripts
from ivr.cli.sent_later import PATIENCE_S, FindAnswer, NothingSentError, SentLater
from ivr.cli.text_scripts import LineTalk, play_over_line, save_texts
from ivr.cli.tools import Tools
from ivr.clock import utc_now
from ivr.errors import RingtreeError
from ivr.handset.handset import NotReachableError
from ivr.menu.script import BadScriptError
from ivr.menu.script_model import Script
from ivr.messaging.our_addresses import STATUS_PATH
from ivr.phone.companies import COMPANIES, USUAL
from ivr.phone.legs import new_sid
from ivr.phone.line import HttpTransport
from ivr.phone.text_phone import TextPhone, TextSent
from ivr.rehearsal.placing import DEFAULT_CALLER, BadOptionError, moment_of
from ivr.rehearsal.saving import Circumstances
from ivr.rehearsal.text_recorder import TextTyped


@click.command("text", epilog='Example: ivr text "hi"')
@click.argument("words", nargs=-1)
@click.option("--from", "from_number", default=DEFAULT_CALLER, show_default=True, help="Whose number the line sees.")
@click.option("--to", "to_number", help="The number that is texted. [default: the line's]")
@click.option(
    "--media", "media", multiple=True, metavar="URL", help="Send a picture along; may be given several times."
)
@click.option("--at", help='Text at another time, like "2026-12-24 17:05".')
@click.option("--url", help="Where the line runs. [default: where `ivr up` started it]")
@click.option("--provider", type=click.Choice(sorted(COMPANIES)), default=USUAL.name, help="Text as its texts come.")
@click.option("--script", "script_file", type=click.Path(path_type=Path), help="Play the text scripts of this file.")
@click.option("--save", "save_file", type=click.Path(path_type=Path), help="Write what you send into this file.")
@click.pass_context
def text(
    ctx: click.Context,
    /,
    words: tuple[str, ...],
    media: tuple[str, ...],
    provider: str,
    script_file: Path | None,
    save_file: Path | None,
    **place: Any,
) -> None:
    """Text the line from this terminal, through its real address and with real signatures.

    Without words it is a conversation: a line is a text, and an empty one, or Ctrl-D, ends it.
    """
    tools: Tools = ctx.obj
    try:
        asked = _read_place(**place)
        _refuse_both(asked, script_file, save_file)
        access = tools.find_access()
        number = asked.to_number or access.line_number
        access = replace(access, line_number=number, company=COMPANIES[provider])
        if asked.url is not None:
            access = replace(access, url=asked.url, public_url=None)
        texting = _Texting(tools, asked, access, Console(file=sys.stdout, highlight=False))
        code = texting.talk(words, media, save_file) if script_file is None else texting.play(script_file)
    except (BadOptionError, NoAccessError, NotReachableError, BadScriptError, NotSavedError) as problem:
        click.echo(str(problem), err=True)
        code = COULD_NOT_RUN
    ctx.exit(code)


def _read_place(from_number: str, to_number: str | None, at: str | None, url: str | None) -> CallOptions:
    return read_options(from_number, to_number, at, url)


def _refuse_both(asked: CallOptions, script_file: Path | None, save_file: Path | None) -> None:
    if save_file is not None and script_file is not None:
        raise BadOptionError("--save writes down what you send; with --script there is nothing. Leave out one.")
    if save_file is not None and asked.url is not None:
        raise BadOptionError("--save goes by the menus in this folder, and --url names another line. Leave out one.")


@dataclass(frozen=True, slots=True)
class _Texting:
    """Texts to the line, as the command line asks for them."""

    tools: Tools
    asked: CallOptions
    access: LineAccess
    console: Console

    @property
    def find_answer(self) -> FindAnswer | None:
        """What a line elsewhere sends later goes to a real phone; the rows of this one can be read here."""
        return partial(self.tools.find_answer, self.access.company.name) if self.asked.url is None else None

    def talk(self, words: tuple[str, ...], media: tuple[str, ...], save_file: Path | None) -> int:
        """Let a person write, and write down what they have sent where that is asked for."""
        asked = self.asked
        if save_file is not None:
            open_scripts(save_file)  # whoever types a conversation is told before it
        began = Circumstances(moment_of(asked.at, utc_now()), asked.from_number, asked.to_number)
        if began.from_number == DEFAULT_CALLER:
            began = replace(began, from_number=None)
        talk = Talk(ready_text_phone(self.access, asked.from_number, asked.at), self.console, self.find_answer)
        code = talk.say_all(words, media)
        if save_file is None:
            return code
        screen = CallScreen(self.console)
        is_saved = save_texts(save_file, talk.typed, lambda typed: self.tools.write_texts_down(typed, began), screen)
        return code if is_saved else WENT_WRONG

    def play(self, file: Path) -> int:
        """Play the scripts of a file over the line."""
        return run_scripts(file, CallScreen(self.console), lambda script: play_over_line(script, self._talk_from))

    def _talk_from(self, script: Script, number: str) -> LineTalk:
        access = replace(self.access, line_number=script.to_number or self.access.line_number)
        at = self.asked.at if script.at is None else script.at.text
        later = None if self.find_answer is None else SentLater(self.find_answer)
        return LineTalk(ready_text_phone(access, number, at), later)


def ready_text_phone(access: LineAccess, from_number: str, at: str | None = None) -> TextPhone:
    """Return a telephone that texts the line; NoAccessError when nobody knows where it runs."""
    if access.url is None:
        raise NoAccessError("No line is running here. Start it first: `make run` (or name one with --url).")
    base_url = access.public_url or access.url
    transport = HttpTransport(reach={base_url.rstrip("/"): access.url})
    account = (access.account_sid, access.auth_token)
    extra = {} if at is None else {"RingtreeAt": at}
    return TextPhone(transport, base_url, *account, from_number, access.line_number, extra, access.company)


@dataclass(slots=True)
class Talk:
    """A conversation on a console. `find_answer` reads what the line sends later; None when that cannot be seen."""

    phone: TextPhone
    console: Console
    find_answer: FindAnswer | None
    patience_s: float = PATIENCE_S
    typed: list[TextTyped] = field(default_factory=list)

    def say_all(self, words: tuple[str, ...], media: tuple[str, ...]) -> int:
        """Send these words as one text, or else each line that is typed; return the exit code."""
        if words or media:
            return self._say(" ".join(words), media)
        self._print("Type a text, then Enter; an empty line ends it.", "dim")
        code = IN_ORDER
        while line := self._read_line():
            code = max(code, self._say(line))
        return code

    def _say(self, body: str, media: tuple[str, ...] = ()) -> int:
        try:
            sent = self.phone.text(body, media)
            self.typed.append(TextTyped(body, media))
            for heard in sent.heard:
                self._show(heard.body, heard.media)
                self._tell(heard.status_callback, new_sid("SM"))
            is_done = bool(sent.heard) or self._wait_for_more(sent)
        except NotReachableError:
            raise
        except RingtreeError as problem:
            self._print(str(problem), "red")
            return WENT_WRONG
        for warning in self.phone.warnings:
            self._print(f"! {warning}", "yellow")
        self.phone.warnings.clear()
        return IN_ORDER if is_done else WENT_WRONG

    def _wait_for_more(self, sent: TextSent) -> bool:
        """Show what is not in the answer to the webhook but sent later; False when nothing comes."""
        if self.find_answer is None:
            self._print("The answer was empty; what the line sends later, a real phone would get.", "dim")
            return True
        shown = False
        try:
            for reply in SentLater(self.find_answer, self.patience_s).all_to(sent.sid):
                self._show(reply.reply.body, reply.reply.media)
                self._tell(f"{self.phone.base_url.rstrip('/')}{STATUS_PATH}", reply.message_id.value)
                shown = True
        except NothingSentError as problem:
            self._print(str(problem), "red")
            return False
        if not shown:
            self._print("(no reply; the log of the line says why)", "dim")
        return True

    def _tell(self, callback: str, sid: str) -> None:
        if callback:
            self.phone.tell(callback, sid, "delivered")

    def _show(self, body: str, media: tuple[str, ...]) -> None:
        for line in body.splitlines():
            self._print(f"  {line}")
        for url in media:
            self._print(f"  [picture] {url}", "cyan")

    def _print(self, said: str, style: str = "") -> None:
        self.console.print(Text(said, style), soft_wrap=True)

    def _read_line(self) -> str:
        if self.console.is_terminal:
            self.console.print("> ", end="", style="bold")
        try:
            line = sys.stdin.readline().strip()
        except KeyboardInterrupt:
            return ""
        if line and not self.console.is_terminal:
            self._print(f"> {line}")
        return line
