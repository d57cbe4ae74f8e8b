"""A caller who does anything: right keys, wrong keys, words, silence, messages, talks, hanging up."""

from random import Random

from ivr.handset.handset import HANGS_UP, STAYS_SILENT, CalleeOutcome, Handset
from ivr.handset.heard import (
    Ended,
    Report,
    WaitingElsewhere,
    WaitingForCallee,
    WaitingForCaller,
    WaitingForInput,
    WaitingForMessage,
    WaitingForText,
    WaitingInQueue,
    describe,
)

KEYS = "0123456789*#"
WORDS = ("yes", "no", "agent", "one", "\N{COLLISION SYMBOL} <Say>&amp;\x01", "ñandú " * 300)
OUTCOMES: tuple[CalleeOutcome, ...] = ("answers", "accepts", "busy", "no_answer", "fails")
MOST_TURNS = 60


def live_a_call(random: Random, phone: Handset, patience: float = 0.97, *, may_warn: bool = False) -> Ended:
    """Ring, do anything for up to 60 turns, hang up at the latest then. `patience`: how likely one more turn is.

    `may_warn`: the line may complain of its own menus.
    """
    _note(phone.ring(), may_warn=may_warn)
    for _ in range(MOST_TURNS):
        if isinstance(phone.waits, Ended):
            break
        if random.random() > patience:
            break
        _note(act_at_random(random, phone), may_warn=may_warn)
    phone.hang_up()
    ended = phone.waits
    assert isinstance(ended, Ended)
    assert not ended.failed, ended.how
    return ended


def _note(report: Report, *, may_warn: bool) -> None:
    assert may_warn or report.warnings == ()
    ended = report.waits
    assert not (isinstance(ended, Ended) and ended.failed), f"{ended} after {report.document}"


def act_at_random(random: Random, phone: Handset) -> Report:
    """Do anything that fits what the call waits for."""
    match phone.waits:
        case WaitingForInput():
            return _answer(random, phone)
        case WaitingForMessage(finish_on_key=finish):
            return phone.leave_message(
                random.choice((0, 1, 3, 30, 500)), random.choice((HANGS_UP, STAYS_SILENT, *finish))
            )
        case WaitingForCallee(asked=WaitingForInput()):
            return phone.callee(random.choice(("accepts", "no_answer")), random.choice("15"))
        case WaitingForCallee():
            return phone.callee(random.choice(OUTCOMES), caller_hangs_up=random.random() < 0.2)
        case WaitingInQueue():
            return phone.dequeue() if random.random() < 0.5 else phone.stay_silent()
        case WaitingElsewhere():
            return phone.come_back(random.choice(("over", "fails")))
        case Ended() | WaitingForCaller() | WaitingForText():
            raise AssertionError(describe(phone.waits))


def _answer(random: Random, phone: Handset) -> Report:
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
