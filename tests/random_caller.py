"""A caller who does anything: right keys, wrong keys, words, silence, messages, talks, hanging up."""

from random import Random

from ivr.handset.handset import HANGS_UP, STAYS_SILENT, CalleeOutcome
from ivr.handset.heard import (
    Ended,
    Report,
    Waiting,
    WaitingElsewhere,
    WaitingForCallee,
    WaitingForInput,
    WaitingForMessage,
    WaitingInQueue,
    describe,
)
from ivr.phone.telephone import Telephone

KEYS = "0123456789*#"
WORDS = ("yes", "no", "agent", "one", "\N{COLLISION SYMBOL} <Say>&amp;\x01", "ñandú " * 300)
OUTCOMES: tuple[CalleeOutcome, ...] = ("answers", "accepts", "busy", "no_answer", "fails")
MOST_TURNS = 60


def live_a_call(random: Random, phone: Telephone, patience: float = 0.97) -> Ended:
    """Ring, do anything for up to 60 turns, hang up at the latest then. `patience`: how likely one more turn is."""
    _note(phone.ring())
    for _ in range(MOST_TURNS):
        if isinstance(phone.waits, Ended):
            break
        if random.random() > patience:
            break
        _note(_act(random, phone, phone.waits))
    phone.hang_up()
    ended = phone.waits
    assert isinstance(ended, Ended)
    assert not ended.failed, ended.how
    return ended


def _note(report: Report) -> None:
    assert report.warnings == ()
    ended = report.waits
    assert not (isinstance(ended, Ended) and ended.failed), f"{ended} after {report.document}"


def _act(random: Random, phone: Telephone, waits: Waiting) -> Report:
    match waits:
        case WaitingForInput():
            return _answer(random, phone)
        case WaitingForMessage(finish_on_key=finish):
            return phone.leave_message(
                random.choice((0, 1, 3, 30, 500)), random.choice((HANGS_UP, STAYS_SILENT, *finish))
            )
        case WaitingForCallee():
            return phone.callee(random.choice(OUTCOMES), caller_hangs_up=random.random() < 0.2)
        case WaitingInQueue():
            return phone.dequeue() if random.random() < 0.5 else phone.stay_silent()
        case WaitingElsewhere():
            return phone.come_back(random.choice(("over", "fails")))
        case Ended():
            raise AssertionError(describe(waits))


def _answer(random: Random, phone: Telephone) -> Report:
    kind = random.random()
    if kind < 0.5:
        return phone.press(random.choice("1239"))
    if kind < 0.7:
        return phone.press("".join(random.choices("0123456789", k=8)))
    if kind < 0.8:
        return phone.press("".join(random.choices(KEYS, k=random.randint(1, 12))))
    if kind < 0.9:
        return phone.stay_silent()
    return phone.say(random.choice(WORDS))
