"""A tape of what a line answered, so that another process can bring a telephone to where it was without ringing again.

A telephone does the same again when it is answered the same: what must be kept of a call is what people did and what
the line answered, not what the telephone made of it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

from ivr.errors import RingtreeError
from ivr.handset.handset import NotReachableError
from ivr.phone.line import Reply, Transport
from ivr.phone.problems import CallFailedError

_TORN: Final = "What this telephone did before cannot be brought back, for the program is another one now; ring again."
UNREACHED: Final = 0  # in place of the code of an answer that did not come


@dataclass(frozen=True, slots=True)
class Missing:
    """An answer that did not come: Twilio's code for it, or UNREACHED when nobody listened at all."""

    text: str
    code: int


Taped = Reply | Missing


class TornTapeError(RingtreeError):
    """The tape is at its end before the telephone is where it was: another version of this program made it."""


@dataclass(slots=True)
class TapedTransport:
    """A transport that answers from the tape, and really asks nobody until told to go on; `made` is taped then."""

    inner: Transport
    rest: list[Taped] = field(default_factory=list)
    made: list[Taped] = field(default_factory=list)
    is_live: bool = False

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Reply:
        """Return the answer to the form, posted then or now."""
        return self._answer(lambda line: line.post(url, form, headers))

    def get(self, url: str, headers: Mapping[str, str]) -> Reply:
        """Return the answer to a plain request, made then or now."""
        return self._answer(lambda line: line.get(url, headers))

    def replay(self, taped: Iterable[Taped]) -> None:
        """Let these be the next answers."""
        self.rest += taped

    def go_on(self) -> None:
        """Really ask from now on; TornTapeError when there are answers that nobody has asked for again."""
        if self.rest:
            raise TornTapeError(_TORN)
        self.is_live = True

    def _answer(self, ask: Callable[[Transport], Reply]) -> Reply:
        if self.rest:
            return _played(self.rest.pop(0))
        if not self.is_live:
            raise TornTapeError(_TORN)
        taped = _asked(ask, self.inner)
        self.made.append(taped)
        return _played(taped)


def _asked(ask: Callable[[Transport], Reply], line: Transport) -> Taped:
    try:
        return ask(line)
    except CallFailedError as problem:
        return Missing(problem.said, problem.code)
    except NotReachableError as problem:
        return Missing(str(problem), UNREACHED)


def _played(taped: Taped) -> Reply:
    match taped:
        case Reply():
            return taped
        case Missing(text=text, code=code) if code == UNREACHED:
            raise NotReachableError(text)
        case Missing(text=text, code=code):
            raise CallFailedError(text, code)


def sids_of(call_sid: str) -> Callable[[str], str]:
    """Return what names the parts of one call, in the same order always the same."""
    count = 0

    def new_sid(prefix: str) -> str:
        nonlocal count
        count += 1
        return prefix + blake2b(f"{call_sid} {count}".encode(), digest_size=16).hexdigest()

    return new_sid
