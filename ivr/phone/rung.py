"""A telephone that the line rings: an agent's, or a customer's who is called back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urljoin

from ivr.handset.handset import NotWaitingError
from ivr.handset.heard import Ended, Report
from ivr.phone import taking
from ivr.phone.call import Call
from ivr.phone.documents import Place
from ivr.phone.legs import Leg, new_sid
from ivr.phone.performing import step
from ivr.phone.telephone import Telephone
from ivr.phone.verbs import DialQueue

NotAnswered = Literal["busy", "no-answer", "failed"]


@dataclass(slots=True, eq=False, repr=False)
class RungTelephone(Telephone):
    """One call from the line. `voice_path` and `status_path` are the order's addresses, whole."""

    answered_by: str = field(default="", kw_only=True)  # what machine detection found
    let_pass: Callable[[int], None] | None = field(default=None, kw_only=True)  # told of silences, to wait through them

    def pick_up(self) -> Report:
        """Pick up, once."""
        call = self._ordered()
        call.caller.status = "in-progress"
        found = {"AnsweredBy": self.answered_by} if self.answered_by else {}
        first = urljoin(self.base_url, self.voice_path)
        return step(call, lambda: call.open_page(Place.CALL, call.caller, first, "POST", found))

    def not_answer(self, how: NotAnswered) -> Report:
        """Let it ring, or be busy."""
        call = self._ordered()
        return step(call, lambda: call.finish(Ended(how), how))

    def take(self, caller: Telephone, waited_s: int = 0) -> Report:
        """Be connected with somebody who waits in the queue."""
        call, dial = self._taking()
        leg = caller.leg
        return step(call, lambda: taking.connect(call, dial, leg, waited_s))

    def talk_over(self, seconds: int = 30) -> Report:
        """The caller hangs up after a talk of so long."""
        call, dial = self._taking()
        return step(call, lambda: taking.end(call, dial, seconds))

    def nobody_comes(self) -> Report:
        """Nobody is in the queue, until the line's patience is over."""
        call, dial = self._taking()
        return step(call, lambda: taking.end(call, dial, None))

    def _ordered(self) -> Call:
        if self._call is not None:
            raise NotWaitingError("This telephone has rung already; take a new one for another call.")
        sid = self.call_sid or self.company.call_sid(new_sid("CA"))
        leg = Leg(self.from_number, self.to_number, sid, was_ordered=True)
        status_url = None if self.status_path is None else urljoin(self.base_url, self.status_path)
        self._call = Call(self._webhooks(), leg, self.clock, status_url, let_pass=self.let_pass)
        return self._call

    def _taking(self) -> tuple[Call, DialQueue]:
        call = self._call
        if call is None or call.taking is None:
            raise NotWaitingError("Nobody of a queue is being connected now.")
        return call, call.taking
