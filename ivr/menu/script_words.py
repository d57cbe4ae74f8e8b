"""A line of a call script as it is written."""

from typing import assert_never

from ivr.menu.script_model import (
    AgentDoes,
    CalleeDoes,
    CallsBack,
    Connects,
    Dials,
    Ends,
    Gets,
    HangsUp,
    Hears,
    Joins,
    LeavesMessage,
    Pays,
    Presses,
    QueueDoes,
    Says,
    ScriptStep,
    SendsPicture,
    Silence,
    Texts,
    ThereEnds,
    Waits,
)


def written(step: ScriptStep) -> tuple[str, str]:
    """Return the word of a line and its value, "" when it stands alone."""
    match step:
        case CalleeDoes(outcome="accepts", key=key):
            return "callee", f"accepts {key}"
        case CalleeDoes(outcome=outcome):
            return "callee", outcome
        case AgentDoes(outcome=agent):
            return "agent", agent
        case QueueDoes(outcome=queue):
            return "queue", queue
        case ThereEnds(kind=kind, outcome=there):
            return kind, there
        case Waits(queue=name, time=time):
            return "waits", name or ("" if time is None else f"{time}s")
        case Pays(amount=amount, fails=fails):
            return "pays", "fails" if fails else amount or ""
        case LeavesMessage(seconds=seconds):
            return "leaves a message", f"{seconds}s"
        case Ends(how=how):
            return "ends", how or ""
        case SendsPicture(url=url):
            return "sends a picture", url
        case _:
            return _plain(step)


def shown(step: ScriptStep) -> str:
    """Return a line as a person would read it aloud."""
    word, value = written(step)
    return f"{word}: {value}" if value else word


def _plain(
    step: Hears | Presses | Says | Silence | HangsUp | Dials | Joins | Connects | CallsBack | Texts | Gets,
) -> tuple[str, str]:
    match step:
        case Hears(text=text):
            return "hears", text
        case Presses(keys=keys):
            return "presses", keys
        case Says(words=words):
            return "says", words
        case Silence():
            return "silence", ""
        case HangsUp():
            return "hangs up", ""
        case Dials(number=number):
            return "dials", number
        case Joins(room=room):
            return "joins", room
        case Connects(url=url):
            return "connects", url
        case CallsBack(number=number):
            return "is called back", number
        case Texts(text=text):
            return "texts", text
        case Gets(text=text):
            return "gets", text
        case _:
            assert_never(step)
