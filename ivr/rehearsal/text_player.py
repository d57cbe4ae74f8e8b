"""Plays the script of a text conversation and says at which line it went another way."""

from collections.abc import Iterator, Sequence

from ivr.errors import RingtreeError
from ivr.handset.correspondence import Correspondence
from ivr.handset.handset import NotReachableError
from ivr.handset.heard import CallbackPromised, Ended, Report, TextSent, WaitingForText
from ivr.menu.script_model import CallsBack, Ends, Gets, Script, ScriptStep, SendsPicture, Texts
from ivr.rehearsal.expecting import ExpectationError, Speech, expect_back
from ivr.rehearsal.transcript import NotPlayedError, Played, Transcript


def play_texts(script: Script, correspondence: Correspondence) -> Played:
    """Return how the conversation went; nothing must have been sent before.

    NotPlayedError for the script of a call; NotReachableError when no line runs.
    """
    if script.channel != "text":
        raise NotPlayedError("a call is played by `ivr call --script`, or by `ivr test`")
    player = _Player(correspondence)
    place, step = script.place, None
    try:
        for step, pictures in _with_pictures(script.steps):
            place = step.place
            player.play(step, pictures)
    except NotReachableError:
        raise
    except (ExpectationError, RingtreeError) as problem:
        return Played(script, player.log.failed_at(step), place, str(problem))
    return Played(script, tuple(player.log.lines))


def _with_pictures(steps: Sequence[ScriptStep]) -> Iterator[tuple[ScriptStep, list[SendsPicture]]]:
    """Yield each line with the pictures right behind it that go along with what it sends."""
    sent: ScriptStep | None = None
    pictures: list[SendsPicture] = []
    for step in steps:
        if sent is not None and isinstance(step, SendsPicture):
            pictures.append(step)
            continue
        if sent is not None:
            yield sent, pictures
        sent, pictures = None, []
        if isinstance(step, Texts | SendsPicture):
            sent = step
        else:
            yield step, []
    if sent is not None:
        yield sent, pictures


class _Player:
    """Sends what the person sends and compares what they get."""

    def __init__(self, correspondence: Correspondence) -> None:
        self._correspondence = correspondence
        self._written = Speech(verb="get", did="wrote")
        self._called_back: list[str] = []
        self.log = Transcript("conversation")

    def play(self, step: ScriptStep, pictures: Sequence[SendsPicture]) -> None:
        """Do a line of the script, or see that it came true."""
        match step:
            case Texts(text=text):
                self._send(text, [step, *pictures], [each.url for each in pictures])
            case SendsPicture():
                self._send("", [step, *pictures], [each.url for each in (step, *pictures)])
            case _:
                self._expect(step)
                self.log.write(step)

    def _send(self, text: str, lines: Sequence[ScriptStep], urls: Sequence[str]) -> None:
        *before, last = lines
        for line in before:
            self.log.write(line)
        self._note(self.log.act(last, lambda: self._correspondence.send(text, urls)))

    def _expect(self, step: ScriptStep) -> None:
        waits = self._correspondence.waits
        match step:
            case Gets(text=text):
                self._written.expect(text, waits)
            case CallsBack(number=number):
                expect_back(number, self._called_back)
            case Ends(how=None | "hangup"):
                if not (isinstance(waits, Ended) or (isinstance(waits, WaitingForText) and waits.may_be_over)):
                    raise ExpectationError("expected the conversation to be over, but the line waits for a text.")
            case _:
                raise ExpectationError(
                    "that belongs to a call; a text conversation has `texts`, `sends a picture`, `gets` and `ends`."
                )

    def _note(self, report: Report) -> None:
        own = self._correspondence.number
        self.log.note(report, own)
        self._written = Speech(
            " ".join(" ".join(item.text.split()) for item in report.heard if isinstance(item, TextSent)),
            verb="get",
            did="wrote",
        )
        self._called_back += [item.number for item in report.heard if isinstance(item, CallbackPromised)]
