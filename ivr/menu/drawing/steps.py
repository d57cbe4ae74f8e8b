"""The steps of a line, or of one flow of it, as boxes and arrows."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, assert_never

from ivr.menu.drawing.picture import Arrow, Box, Look, Picture
from ivr.menu.drawing.wrapping import wrapped
from ivr.menu.leads import By, Lead, leads_anywhere, leads_of
from ivr.menu.line import Line
from ivr.menu.model import Menus, Step
from ivr.menu.parts import Prompt, Target, TargetWord, ToStep
from ivr.menu.shown import text_of, verb_name
from ivr.menu.verbs import (
    Asking,
    CheckHours,
    Choose,
    Conference,
    Dial,
    Do,
    Ending,
    Fetch,
    Go,
    OptOut,
    Passing,
    Pay,
    Queue,
    Reaching,
    Redirect,
    Run,
    SetLanguage,
    SetNames,
    Stream,
    System,
    Verb,
)

_TEXT_COLUMNS, _TEXT_LINES = 30, 4
_LABEL_COLUMNS, _LABEL_LINES = 22, 3
_MOST_FLOWS: Final = 3
_WORDS: Final[Mapping[TargetWord, str]] = {
    TargetWord.HANGUP: "hang up",
    TargetWord.BACK: "back",
    TargetWord.REPEAT: "repeat",
    TargetWord.START: "start again",
    TargetWord.RETURN: "return",
    TargetWord.SLOWER: "slower",
}
LABELS: Final[Mapping[By, str]] = {
    By.NEXT: "",
    By.KEY: "{}",
    By.PHRASE: "“{}”",
    By.ANSWER: "answer",
    By.OFFERED: "choice from {}",
    By.EMPTY: "empty list",
    By.SILENCE: "silence",
    By.WRONG: "other answer",
    By.GIVES_UP: "not understood",
    By.TEXTER_GIVES_UP: "not understood by text",
    By.TOO_OFTEN: "more than {} times",
    By.TEXTER_TOO_OFTEN: "more than {} times by text",
    By.TEXTER: "by text",
    By.OPEN: "open",
    By.CLOSED: "closed",
    By.HOLIDAY: "holiday",
    By.CLOSING: "closing soon",
    By.CASE: "{}",
    By.OTHERWISE: "otherwise",
    By.FLOW: "through",
    By.ANSWERED: "after the talk",
    By.BUSY: "busy",
    By.NO_ANSWER: "no answer",
    By.FAILED: "failed",
    By.LEFT: "*",
    By.MESSAGE: "message",
    By.NO_MESSAGE: "no message",
    By.FULL: "full",
    By.LATE: "waited too long",
    By.OVER: "over",
    By.PAID: "paid",
    By.GOT: "ok",
    By.MISSING: "not found",
    By.REFUSED: "refused",
    By.SENT: "",
}


def draw_steps(menus: Menus, flow: str | None = None) -> Picture:
    """Return every step as a box, or those of one flow, with what they lead to in others."""
    inside = [step for step in menus.steps.values() if flow is None or step.name.flow == flow]
    boxes = {str(step.name): box_of(step, menus.line, is_alone=flow is not None) for step in inside}
    arrows: list[Arrow] = []
    for key, start, label in entries(menus.line):
        if str(start) in boxes:
            boxes[key] = Box(key, Look.ENTRY, label)
            arrows.append(Arrow(key, str(start)))
    for key, start, label in _from_others(menus, flow) if flow is not None else ():
        boxes[key] = Box(key, Look.ENTRY, label)
        arrows.append(Arrow(key, str(start)))
    for step in inside:
        for target, leads in _by_target(shown_leads(step, menus.line)).items():
            end = _end(step, target)
            boxes.setdefault(end.key, end)
            arrows.append(arrow(str(step.name), end.key, (label_of(lead) for lead in leads)))
    led_to = {arrow.target for arrow in arrows}
    for key, start, label in _from_anywhere(menus.line):
        if str(start) in boxes and str(start) not in led_to:
            boxes[key] = Box(key, Look.ENTRY, label)
            arrows.append(Arrow(key, str(start)))
    title = menus.line.name if flow is None else f"{menus.line.name}: {flow}"
    return Picture(title, tuple(boxes.values()), tuple(arrows), tuple(notes(menus.line)))


def box_of(step: Step, line: Line, *, is_alone: bool) -> Box:
    """Return the box of a step; `is_alone`: no other flow's steps are in the picture."""
    said = _said(step.verb, line)
    name = step.name.step if is_alone else str(step.name)
    lines = wrapped(said, _TEXT_COLUMNS, _TEXT_LINES)
    return Box(str(step.name), _look(step.verb), name, verb_name(step.verb), lines, f"{step.name}\n{said}".strip())


def shown_leads(step: Step, line: Line) -> list[Lead]:
    """Return the ways out that are drawn: not those of the line's manners, which are the same everywhere."""
    manners = getattr(step.verb, "manners", None)
    is_of_line = manners is not None and manners.give_up is line.manners.give_up
    hidden = {By.GIVES_UP, By.TEXTER_GIVES_UP} if is_of_line else set[By]()
    return [lead for lead in leads_of(step) if lead.by not in hidden]


def label_of(lead: Lead) -> str:
    """Return what stands beside an arrow."""
    return LABELS[lead.by].format(lead.about)


def arrow(source: str, target: str, labels: Iterable[str]) -> Arrow:
    """Return one arrow for all that leads from a box to another."""
    whole = ", ".join(dict.fromkeys(label for label in labels if label))
    return Arrow(source, target, wrapped(whole, _LABEL_COLUMNS, _LABEL_LINES), whole)


def entries(line: Line) -> Iterator[tuple[str, ToStep, str]]:
    """Yield where calls and texts come in: a key, the step, and a label."""
    yield "in: calls", line.calls, "calls"
    if line.texts is not None:
        yield "in: texts", line.texts, "texts"
    for number, route in line.numbers.items():
        if route.calls is not None:
            yield f"in: {number}", route.calls, f"calls to {number}"
        if route.texts is not None:
            yield f"in: text {number}", route.texts, f"texts to {number}"
    if line.hung_up is not None:
        yield "in: hung up", line.hung_up, "caller hung up"


def _from_others(menus: Menus, flow: str) -> Iterator[tuple[str, ToStep, str]]:
    """Yield the steps of a flow that others lead to: a key, the step, and a label."""
    sources: dict[ToStep, dict[str, None]] = {}
    for step in menus.steps.values():
        for lead in leads_of(step):
            if isinstance(lead.target, ToStep) and lead.target.flow == flow != step.name.flow:
                sources.setdefault(lead.target, {})[step.name.flow] = None
    for target, flows in sources.items():
        names = list(flows)
        shown = names if len(names) <= _MOST_FLOWS else [*names[: _MOST_FLOWS - 1], f"{len(names) - 2} others"]
        yield f"in: to {target}", target, f"from {', '.join(shown)}"


def _from_anywhere(line: Line) -> Iterator[tuple[str, ToStep, str]]:
    """Yield what every menu leads to, which is drawn only where nothing else leads there."""
    for lead in leads_anywhere(line):
        if isinstance(lead.target, ToStep):
            yield f"in: {label_of(lead)}", lead.target, f"{label_of(lead)} in every menu"
    give_up = line.manners.give_up
    if give_up is not None and isinstance(give_up.calls, ToStep):
        yield "in: not understood", give_up.calls, "not understood"


def notes(line: Line) -> Iterator[str]:
    """Yield what is true everywhere and drawn nowhere."""
    everywhere = [f"{label_of(lead)} → {_name(lead.target)}" for lead in leads_anywhere(line)]
    if everywhere:
        yield f"In every menu: {', '.join(everywhere)}."
    if line.manners.give_up is not None:
        times = "time" if line.manners.tries == 1 else "times"
        yield f"Not understood {line.manners.tries} {times} → {_name(line.manners.give_up.calls)}."


def _name(target: Target) -> str:
    return _WORDS[target] if isinstance(target, TargetWord) else str(target)


def _by_target(leads: Iterable[Lead]) -> dict[Target, list[Lead]]:
    found: dict[Target, list[Lead]] = {}
    for lead in leads:
        found.setdefault(lead.target, []).append(lead)
    return found


def _end(step: Step, target: Target) -> Box:
    """Return the box an arrow ends at: a step; or a word, which each step has for itself, so that no arrow is long."""
    if isinstance(target, TargetWord):
        look = Look.END if target is TargetWord.HANGUP else Look.WORD
        return Box(f"{step.name} {target}", look, _WORDS[target])
    return Box(str(target), Look.ELSEWHERE, str(target))


def _look(verb: Verb) -> Look:
    if isinstance(verb, Asking):
        return Look.ASK
    if isinstance(verb, Reaching):
        return Look.REACH
    if isinstance(verb, System):
        return Look.SYSTEM
    if isinstance(verb, Ending):
        return Look.END
    if isinstance(verb, Passing):
        if isinstance(verb, CheckHours | Choose):
            return Look.DECIDE
        return Look.GO if isinstance(verb, Go | Do | SetNames | SetLanguage | OptOut) else Look.SAY
    assert_never(verb)


def _said(verb: Verb, line: Line) -> str:
    """Return what stands in the box: what is said, else what it is about."""
    prompt = getattr(verb, "prompt", None) or getattr(verb, "text", None)
    if isinstance(prompt, Prompt):
        return text_of(prompt, line)
    match verb:
        case Dial():
            return ", ".join(verb.who)
        case Queue() | CheckHours() | Run():
            return verb.name
        case Conference():
            return verb.room
        case Stream() | Redirect():
            return verb.url
        case Pay():
            return f"{verb.amount} {verb.currency}"
        case Fetch():
            return f"{verb.method} {verb.service}/{verb.path}"
        case SetNames():
            return ", ".join(f"{name}: {value}" for name, value in verb.values.items())
        case SetLanguage():
            return verb.code
        case OptOut():
            return verb.what.value
        case _:
            return ""
