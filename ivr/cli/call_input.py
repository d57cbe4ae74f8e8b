"""What a typed line means to the telephone, given what the call waits for."""

import re
from typing import Final

from ivr.errors import RingtreeError
from ivr.handset.handset import HANGS_UP, STAYS_SILENT, CalleeOutcome, Handset
from ivr.handset.heard import (
    Ended,
    Report,
    Waiting,
    WaitingElsewhere,
    WaitingForCallee,
    WaitingForCaller,
    WaitingForInput,
    WaitingForMessage,
    WaitingForText,
    WaitingInQueue,
)

_QUOTED: Final = re.compile(r"[\"“”'](.*?)[\"“”']?")
_KEYS: Final = re.compile(r"[0-9A-D*#]+", re.ASCII)
_MESSAGE: Final = re.compile(r"(\d{1,5})\s*s?\s*([0-9*#]|h)?", re.ASCII)
_OUTCOMES: Final[dict[str, CalleeOutcome]] = {
    "a": "answers",
    "answers": "answers",
    "y": "accepts",
    "accepts": "accepts",
    "b": "busy",
    "busy": "busy",
    "n": "no_answer",
    "no answer": "no_answer",
    "f": "fails",
    "fails": "fails",
}


class NotUnderstoodError(RingtreeError):
    """The line typed means nothing here; the text says what would."""


def hint(waits: Waiting) -> str:
    """Return what may be typed now, in one line."""
    match waits:
        case WaitingForInput(dtmf=dtmf, speech=speech):
            keys = ["press keys, then Enter"] * dtmf
            words = ['words in quotes, or after "say"'] * speech
            return " · ".join([*keys, *words, "empty Enter = silence", "h = hang up"])
        case WaitingForMessage(finish_on_key=finish):
            key = f' · "8 {finish[-1]}" = and press {finish[-1]}' if finish else ""
            return f'recording: seconds, then Enter{key} · "8 h" = and hang up · empty Enter = silence · h = hang up'
        case WaitingForCallee(asked=None, hangup_on_star=star):
            stop = " · * = stop ringing" if star else ""
            return f"the callee: a = answers · y = answers and accepts · b = busy · n = no answer · f = fails{stop}"
        case WaitingForCallee():
            return "the callee is asked for a key: the key, then Enter · empty Enter = none · h = hang up"
        case WaitingInQueue(name=name, asked=asked):
            press = "keys, then Enter · " if asked is not None else ""
            return f"in the queue {name}: {press}empty Enter = wait on · a = somebody answers · h = hang up"
        case WaitingElsewhere(kind="payment"):
            return "the payment: p = paid · f = fails · h = hang up"
        case WaitingElsewhere():
            return "elsewhere: empty Enter = it is over · f = it fails · h = hang up"
        case WaitingForText():
            return "a text, then Enter"
        case WaitingForCaller():
            return "a caller of the queue is being connected: h = hang up"
        case Ended():
            return ""


def act(phone: Handset, line: str) -> Report:
    """Do on the telephone what the typed line says; NotUnderstoodError when it says nothing that fits."""
    typed, waits = line.strip(), phone.waits
    if typed.lower() in {"h", "hang up", "hangs up"}:
        return phone.hang_up()
    match waits:
        case WaitingForInput():
            return _answer(phone, typed, waits)
        case WaitingForMessage():
            return _message(phone, typed, waits)
        case WaitingForCallee(asked=None):
            return _callee(phone, typed, waits)
        case WaitingForCallee():
            keys = typed.upper()
            if not keys:
                return phone.callee("no_answer")
            return phone.callee("accepts", "1" if keys == "Y" else keys)
        case WaitingInQueue() if not typed:
            return phone.stay_silent()
        case WaitingInQueue() if typed.lower() == "a":
            return phone.dequeue()
        case WaitingInQueue(asked=WaitingForInput()) if _KEYS.fullmatch(typed.upper()):
            return phone.press(typed.upper())
        case WaitingElsewhere() if typed.lower() in {"", "p", "o"}:
            return phone.come_back()
        case WaitingElsewhere() if typed.lower() == "f":
            return phone.come_back("fails")
        case _:
            raise NotUnderstoodError(hint(waits))


def _answer(phone: Handset, typed: str, waits: WaitingForInput) -> Report:
    if not typed:
        return phone.stay_silent()
    quoted = _QUOTED.fullmatch(typed)
    if quoted is not None:
        return phone.say(quoted[1])
    if typed.lower().startswith("say "):
        return phone.say(typed[4:].strip())
    keys = re.sub(r"[\s-]", "", typed.upper())
    if _KEYS.fullmatch(keys) is not None and not (waits.speech and keys.isalpha()):
        return phone.press(keys)
    if waits.speech:
        return phone.say(typed)
    raise NotUnderstoodError(f'"{typed}" is neither keys nor words in quotes. {hint(waits)}')


def _message(phone: Handset, typed: str, waits: WaitingForMessage) -> Report:
    if not typed:
        return phone.stay_silent()
    found = _MESSAGE.fullmatch(typed)
    if found is None:
        raise NotUnderstoodError(hint(waits))
    ending = found[2] or STAYS_SILENT
    return phone.leave_message(int(found[1]), HANGS_UP if ending == "h" else ending)


def _callee(phone: Handset, typed: str, waits: WaitingForCallee) -> Report:
    if typed == "*" and waits.hangup_on_star:
        return phone.press("*")
    outcome = _OUTCOMES.get(typed.lower().replace("_", " "))
    if outcome is None:
        raise NotUnderstoodError(hint(waits))
    return phone.callee(outcome)
