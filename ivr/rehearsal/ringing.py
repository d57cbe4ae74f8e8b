"""People who are rung, as a provider rings them: one after the other or all at once, each asked alone if need be."""

from collections.abc import Sequence
from typing import assert_never

from ivr.dialog.directives import AddressKind, AskCallee, Callee, Connect, Dial, Directive, Sound, Whisper
from ivr.dialog.events import DialOutcome, DigitsPressed
from ivr.dialog.whispering import answer, offer
from ivr.handset.handset import CalleeOutcome
from ivr.handset.heard import Heard, HeardRinging, HeardTone, WaitingForCallee, WaitingForInput
from ivr.rehearsal.hearing import heard_of


class Ringing:
    """A `Dial` under way. `waits` is what the call waits for as long as it rings.

    A callee sees `caller` where the line shows no number.
    """

    def __init__(self, dial: Dial, caller: str) -> None:
        self._dial = dial
        self._caller = caller
        self._groups = [(callee,) for callee in dial.callees] if dial.in_order else [dial.callees]
        self._heard: list[Heard] = []
        self._asked = 0
        self._asking: AskCallee | None = None
        self._ring_next()

    def decide(self, outcome: CalleeOutcome, key: str) -> DialOutcome | None:
        """Return how the attempt ended, or None while it goes on."""
        if self._asking is not None:
            return self._press(key) if outcome == "accepts" else self._stay_silent()
        match outcome:
            case "answers":
                return self._pick_up("")
            case "accepts":
                return self._pick_up(key)
            case "busy":
                return self._nobody(DialOutcome.BUSY)
            case "no_answer":
                return self._nobody(DialOutcome.NO_ANSWER)
            case "fails":
                return self._nobody(DialOutcome.FAILED)
            case _:
                assert_never(outcome)

    def take_heard(self) -> list[Heard]:
        """Return what was heard since this was last asked."""
        heard, self._heard = self._heard, []
        return heard

    def _ring_next(self) -> None:
        group = self._groups.pop(0)
        caller_id = self._caller if self._dial.caller_id is None else self._dial.caller_id.reveal()
        self._ringing = group
        numbers = tuple(_address(callee) for callee in group)
        self._heard.append(HeardRinging(numbers, caller_id))
        self.waits = WaitingForCallee(numbers, self._dial.ring, caller_id, self._dial.star_leaves)

    def _pick_up(self, key: str) -> DialOutcome | None:
        callee, whisper = self._ringing[0], self._dial.whisper
        if callee.then_press:
            self._heard.append(HeardTone(callee.then_press, "callee"))
        if whisper is None:
            return DialOutcome.ANSWERED
        self._asked = 0
        return self._hear_whisper(whisper, offer(whisper), key)

    def _hear_whisper(self, whisper: Whisper, directives: Sequence[Directive], key: str) -> DialOutcome | None:
        *sounds, last = directives
        self._heard += heard_of([sound for sound in sounds if isinstance(sound, Sound)], "callee")
        if isinstance(last, Connect):
            return DialOutcome.ANSWERED
        if not isinstance(last, AskCallee):
            return self._nobody(DialOutcome.NO_ANSWER)
        self._heard += heard_of(last.sounds, "callee")
        self._asking = last
        self._asked += 1
        number = _address(self._ringing[0])
        asked = WaitingForInput(1, "", whisper.wait, dtmf=True, speech=False, hints=(), language="")
        self.waits = WaitingForCallee((number,), self._dial.ring, self.waits.caller_id, asked=asked)
        return self._press(key) if key else None

    def _press(self, key: str) -> DialOutcome | None:
        whisper = self._dial.whisper
        assert whisper is not None
        directives, _ = answer(whisper, DigitsPressed(key[0]), self._asked)
        self._asking = None
        return self._hear_whisper(whisper, directives, "")

    def _stay_silent(self) -> DialOutcome | None:
        """The callee hears the question once more, and then nothing."""
        assert self._asking is not None
        self._heard += heard_of(self._asking.sounds, "callee")
        self._asking = None
        return self._nobody(DialOutcome.NO_ANSWER)

    def _nobody(self, outcome: DialOutcome) -> DialOutcome | None:
        if not self._groups:
            return outcome
        self._ring_next()
        return None


def _address(callee: Callee) -> str:
    """Return whom it rings as a script writes it."""
    address = callee.address.reveal()
    return f"client:{address}" if callee.kind is AddressKind.CLIENT else address
