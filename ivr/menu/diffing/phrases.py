"""The words that changes are told in."""

from typing import Final

from babel import Locale, UnknownLocaleError

from ivr.menu.leads import By, Lead
from ivr.menu.line import Line
from ivr.menu.parts import Target, ToStep
from ivr.menu.reading.texts import listed, shown_seconds

_SUBJECTS: Final = {
    By.NEXT: "What comes next",
    By.OFFERED: "Choosing from the list `{}`",
    By.EMPTY: "An empty list `{}`",
    By.SILENCE: "Silence",
    By.WRONG: "Any other answer",
    By.GIVES_UP: "Not being understood",
    By.TEXTER_GIVES_UP: "Not being understood by text",
    By.TOO_OFTEN: "Coming here more than {} times",
    By.TEXTER_TOO_OFTEN: "Coming here more than {} times by text",
    By.TEXTER: "Coming here by text",
    By.OTHERWISE: "When no condition holds, the call",
    By.FLOW: "The flow that is gone through",
    By.ANSWERED: "The end of the talk",
    By.BUSY: "A busy line",
    By.NO_ANSWER: "No answer",
    By.FAILED: "A failure",
    By.LEFT: "Pressing *",
    By.MESSAGE: "A message",
    By.NO_MESSAGE: "No message",
    By.FULL: "A full queue",
    By.LATE: "Waiting too long",
    By.OVER: "The end of it",
    By.PAID: "A payment",
    By.GOT: "An answer of the system",
    By.MISSING: "An answer that nothing is known of it",
    By.REFUSED: "A refusal by the system",
    By.SENT: "Once the text is on its way, the call",
    By.KEY: "Pressing {}",
    By.PHRASE: "Saying “{}”",
    By.ANSWER: "Answering (`{}`)",
    By.OPEN: "When `{}` is open, the call",
    By.CLOSED: "When `{}` is closed, the call",
    By.HOLIDAY: "On a holiday of `{}`, the call",
    By.CLOSING: "Shortly before `{}` closes, the call",
    By.CASE: "When {}, the call",
}


def subject(lead: Lead) -> str:
    """Return what leads on, as the beginning of a sentence."""
    return _SUBJECTS[lead.by].format(lead.about)


def place(target: Target) -> str:
    """Return where something leads: a step by its name, a word by what it does."""
    return f"{target}" if isinstance(target, ToStep) else f"`{target}`"


def language_name(code: str, line: Line) -> str:
    """Return a language as people call it, by its locale; else its code."""
    language = line.find_language(code)
    try:
        name = Locale.parse(language.locale, sep="-").get_language_name("en") if language is not None else None
    except (UnknownLocaleError, ValueError):
        name = None
    if name is None or language is None:
        return f"`{code}`"
    several = [one for one in line.languages if one.locale.split("-")[0] == language.locale.split("-")[0]]
    return f"{name} (`{code}`)" if len(several) > 1 else name


def value(setting: object) -> str:
    """Return a setting's value as it is written in menus."""
    if isinstance(setting, bool):
        return "yes" if setting else "no"
    if setting is None:
        return "not set"
    if isinstance(setting, tuple | list):
        return listed([str(one) for one in setting]) or "nothing"
    return str(setting)


def seconds(setting: int | None) -> str:
    """Return a duration as it is written in menus."""
    return "not set" if setting is None else shown_seconds(setting)


def changed(what: str, new: str, old: str) -> str:
    """Return "… is now … (was …)."."""
    return f"{what} is now {new} (was {old})."
