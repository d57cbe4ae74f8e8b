"""`ivr text`: a telephone for texts in the terminal."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import click
from rich.console import Console
from rich.text import Text

from ivr.cli.access import LineAccess, NoAccessError
from ivr.cli.call import COULD_NOT_RUN, IN_ORDER, WENT_WRONG
from ivr.cli.call_options import read_options
from ivr.cli.tools import Tools
from ivr.errors import RingtreeError
from ivr.handset.handset import NotReachableError
from ivr.messaging.our_addresses import STATUS_PATH
from ivr.phone.legs import new_sid
from ivr.phone.line import HttpTransport
from ivr.phone.text_phone import TextPhone, TextSent
from ivr.ports.text_work import Answered
from ivr.rehearsal.placing import DEFAULT_CALLER, BadOptionError
from ivr.values import MessageId

_PATIENCE_S: Final = 30.0
_LOOKS_EVERY_S: Final = 0.1

FindAnswer = Callable[[MessageId], Answered | None]


@click.command("text", epilog='Example: ivr text "hi"')
@click.argument("words", nargs=-1)
@click.option("--from", "from_number", default=DEFAULT_CALLER, show_default=True, help="Whose number the line sees.")
@click.option("--to", "to_number", help="The number that is texted. [default: the line's]")
@click.option(
    "--media", "media", multiple=True, metavar="URL", help="Send a picture along; may be given several times."
)
@click.option("--at", help='Text at another time, like "2026-12-24 17:05".')
@click.option("--url", help="Where the line runs. [default: where `ivr up` started it]")
@click.pass_context
def text(
    ctx: click.Context,
    words: tuple[str, ...],
    from_number: str,
    to_number: str | None,
    media: tuple[str, ...],
    at: str | None,
    url: str | None,
) -> None:
    """Text the line from this terminal, through its real address and with real signatures.

    Without words it is a conversation: a line is a text, and an empty one, or Ctrl-D, ends it.
    """
    tools: Tools = ctx.obj
    talk = None
    try:
        asked = read_options(from_number, to_number, at, url)
        access = tools.find_access()
        access = replace(access, line_number=asked.to_number or access.line_number)
        if asked.url is not None:
            access = replace(access, url=asked.url, public_url=None)
        console = Console(file=sys.stdout, highlight=False)
        # What a line elsewhere sends later goes to a real phone; the rows of this one can be read here.
        find_answer = tools.find_answer if asked.url is None else None
        talk = Talk(ready_text_phone(access, asked.from_number, asked.at), console, find_answer)
        code = talk.say_all(words, media)
    except (BadOptionError, NoAccessError, NotReachableError) as problem:
        click.echo(str(problem), err=True)
        code = COULD_NOT_RUN
    ctx.exit(code)


def ready_text_phone(access: LineAccess, from_number: str, at: str | None = None) -> TextPhone:
    """Return a telephone that texts the line; NoAccessError when nobody knows where it runs."""
    if access.url is None:
        raise NoAccessError("No line is running here. Start it first: `make run` (or name one with --url).")
    base_url = access.public_url or access.url
    transport = HttpTransport(reach={base_url.rstrip("/"): access.url})
    account = (access.account_sid, access.auth_token)
    extra = {} if at is None else {"RingtreeAt": at}
    return TextPhone(transport, base_url, *account, from_number, access.line_number, extra)


@dataclass(slots=True)
class Talk:
    """A conversation on a console. `find_answer` reads what the line sends later; None when that cannot be seen."""

    phone: TextPhone
    console: Console
    find_answer: FindAnswer | None
    patience_s: float = _PATIENCE_S

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
        shown, deadline = 0, time.monotonic() + self.patience_s
        while time.monotonic() < deadline:
            answered = self.find_answer(MessageId(sent.sid))
            for reply in answered.replies[shown:] if answered is not None else ():
                self._show(reply.reply.body, reply.reply.media)
                self._tell(f"{self.phone.base_url.rstrip('/')}{STATUS_PATH}", reply.message_id.value)
                shown += 1
            if answered is not None and answered.is_done:
                if not shown:
                    self._print("(no reply; the log of the line says why)", "dim")
                return True
            time.sleep(_LOOKS_EVERY_S)
        self._print(
            f"No reply within {self.patience_s:g} s. Replies are sent by the worker; is `ivr up` running?", "red"
        )
        return False

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
