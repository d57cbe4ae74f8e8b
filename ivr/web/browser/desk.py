"""The desk where browsers' telephones are kept, taken up, used once, and put down again."""

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from ivr.clock import Clock
from ivr.errors import RingtreeError
from ivr.handset.acts import Act, HangUp, Ring
from ivr.handset.heard import Ended, Waiting
from ivr.log import get_logger
from ivr.menu.script import load_scripts
from ivr.menu.script_writing import write_script
from ivr.phone.line import Transport
from ivr.phone.tape import TornTapeError
from ivr.rehearsal.placing import DEFAULT_CALLER, moment_of, read_at, read_called, read_caller
from ivr.rehearsal.player import play
from ivr.rehearsal.saving import HOLDS, NOTHING_SAVED, Circumstances, advice, find_script
from ivr.values import CallId
from ivr.web.browser.held import Held, LineToRing, Turn, new_phone, take_up
from ivr.web.browser.record import Began, dump, load
from ivr.web.browser.shelf import PhoneShelf
from ivr.workflows.watch_call import Watched

ALIVE_S: Final = 180  # an open page is heard of every minute
LEFT_S: Final = 20  # a page that is loaded again is back by then
AT_ONCE: Final = 8  # of 64 threads: the line rings itself, and must have threads left to answer
_MOST_ACTS: Final = 400
_log = get_logger(__name__)


class UnknownPhoneError(RingtreeError):
    """Nobody has such a telephone in hand, or no longer."""


class BusyDeskError(RingtreeError):
    """Not now; the same may work in a moment."""


class BehindError(RingtreeError):
    """The call has gone on without whoever asks."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is to be shown of a call: the turns from `since` on, and where it is. `line`: None when nobody can tell."""

    name: str
    began: Began
    turns: tuple[Turn, ...]
    since: int
    waits: Waiting
    line: Watched | None


@dataclass(frozen=True, slots=True)
class Written:
    """A call script, and whether it went as written when it was played at once; `said` is for people."""

    text: str
    holds: bool
    said: str


@dataclass(slots=True)
class Desk:
    """Telephones to one line, for as many browsers as like, kept on a shelf that all processes share.

    `reach`, wherever it is asked for, is where this process answers HTTP: the line is rung there.
    """

    line: LineToRing
    shelf: PhoneShelf
    transport_to: Callable[[str], Transport]
    watch: Callable[[CallId], Watched | None]
    begin: Callable[[], None]
    clock: Clock
    _places: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(AT_ONCE))

    def ring(self, from_number: str | None, to_number: str | None, at: str | None, reach: str) -> Shown:
        """Ring the line; BadOptionError for what cannot be read, BusyDeskError when there are too many calls."""
        began = self._began(from_number, to_number, at)
        with self._place():
            name = secrets.token_hex(16)
            held = new_phone(self.line, name, began, self.transport_to(reach))
            held.go_on()
            entry = held.do(Ring(), lambda: self._hides(name))
            self.begin()
            now = self._now()
            if not self.shelf.begin(name, (dump(began), dump(entry)), now + ALIVE_S, now):
                held.do(HangUp(), lambda: False)
                raise BusyDeskError("Too many telephones are in use here. Hang up another one first.")
            return self._shown(name, held, 0)

    def act(self, name: str, after: int, act: Act, reach: str) -> Shown:
        """Do something, as the next after so many; what was done before just so is told again, and not done."""
        with self._place():
            held = self._take_up(name, reach)
            done = len(held.turns)
            if after < done and held.turns[after].act == act:
                return self._shown(name, held, after)
            if after != done:
                raise BehindError("This call has gone on in another window; here it is as it stands now.")
            if done >= _MOST_ACTS and not isinstance(act, HangUp):
                raise BehindError(f"Nobody presses more than {_MOST_ACTS} times in one call. Hang up.")
            self._do(name, held, act)
            return self._shown(name, held, after)

    def look(self, name: str) -> Shown:
        """Return all of a call."""
        with self._place():
            return self._shown(name, self._take_up(name, ""), 0)

    def write(self, name: str, reach: str) -> Written:
        """Return the call so far as a call script, played once more to see that it holds."""
        if not self.line.rehearses:
            raise BehindError(
                "This line does not tell a telephone which answers are secrets, so no script is written here; "
                "ring a development line (`make run` without keys of a provider) for that."
            )
        with self._place():
            held = self._take_up(name, reach)
            script = find_script(held.recorder, self._circumstances(held.began))
            if script is None:
                return Written("", holds=False, said=NOTHING_SAVED)
            text = write_script(script)
            (read,) = load_scripts(text, "script.yaml")
            again = new_phone(self.line, secrets.token_hex(16), held.began, self.transport_to(reach), read)
            again.go_on()
            why = play(read, again.recorder).why
            return Written(text, why is None, HOLDS if why is None else f"{why} {advice(held.recorder)}")

    def stay(self, name: str) -> None:
        """Take note that somebody still has the telephone in hand."""
        self.begin()
        self.shelf.put_off(name, self._now() + ALIVE_S)

    def leave(self, name: str) -> None:
        """Take note that the page is gone; unless it comes back at once, the telephone is put down."""
        self.begin()
        self.shelf.put_off(name, self._now() + LEFT_S)

    def put_down_left(self, reach: str) -> int:
        """Hang up every telephone that was left lying; return how many telephones there still are."""
        while (name := self.shelf.take_left(self._now())) is not None:
            try:
                held = self._take_up(name, reach)
                if not isinstance(held.waits, Ended):
                    self._do(name, held, HangUp())
            except (UnknownPhoneError, TornTapeError, BehindError) as problem:
                _log.info("phone_lost", call=f"CA{name}", why=str(problem))
        return self.shelf.count_alive()

    def _do(self, name: str, held: Held, act: Act) -> None:
        number = len(held.turns) + 1  # the first part says how it began
        entry = held.do(act, lambda: self._hides(name))
        self.begin()
        is_over = isinstance(held.waits, Ended)
        if not self.shelf.append(name, number, dump(entry), None if is_over else self._now() + ALIVE_S):
            raise BehindError("This call has gone on in another window; here it is as it stands now.")

    def _began(self, from_number: str | None, to_number: str | None, at: str | None) -> Began:
        caller = read_caller("From:", from_number) if from_number else DEFAULT_CALLER
        called = read_called("To:", to_number) if to_number else self.line.number
        moment = read_at("At", at) if at else None
        return Began(caller, called, moment, moment_of(moment, self.clock()).text)

    def _circumstances(self, began: Began) -> Circumstances:
        caller = None if began.from_number == DEFAULT_CALLER else began.from_number
        called = None if began.to_number == self.line.number else began.to_number
        return Circumstances(moment_of(began.moment, self.clock()), caller, called)

    def _take_up(self, name: str, reach: str) -> Held:
        self.begin()
        parts = self.shelf.find(name)
        if not parts:
            raise UnknownPhoneError("This call is no longer kept here; ring again.")
        try:
            record = load(parts)
        except ValueError as error:
            raise UnknownPhoneError("This call was made with another version of this program; ring again.") from error
        return take_up(self.line, name, record, self.transport_to(reach))

    def _shown(self, name: str, held: Held, since: int) -> Shown:
        self.begin()
        return Shown(name, held.began, tuple(held.turns[since:]), since, held.waits, self.watch(CallId(f"CA{name}")))

    def _hides(self, name: str) -> bool:
        self.begin()
        watched = self.watch(CallId(f"CA{name}"))
        return watched is not None and watched.asks_secret

    def _now(self) -> int:
        return int(self.clock().timestamp())

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise BusyDeskError("Many telephones are being used at this moment; try again in a second.")
        try:
            yield
        finally:
            self._places.release()
