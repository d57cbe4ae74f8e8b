"""A proof in words: the longest call, and the rounds that never end."""

import shlex
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final

from ivr.menu.model import Menus
from ivr.menu.parts import Channel, ToStep
from ivr.menu.problems import Problem
from ivr.menu.proving.prove import Proof, Stage, Stuck
from ivr.menu.proving.space import END, Does, Happening, Kind

_USUAL: Final = frozenset({".", "menus"})  # folders that need not be named
_SHOWN: Final = 12  # steps of a way that is told in one line
_WORDS: Final = {
    Does.PICKS: "a choice from the list",
    Does.TURNS_PAGE: "more of the list",
    Does.HEARS_AGAIN: "to hear it again",
    Does.SILENT: "silence",
    Does.WRONG: "a wrong answer",
    Does.LATE_FINISH: "the finishing key, pressed late",
    Does.CONFIRMS: "1: it is right",
    Does.DECLINES: "2: it is not right",
    Does.NUMBER_REFUSED: "a number that cannot be called",
    Does.LEAVES_MESSAGE: "a message",
    Does.LEAVES_NONE: "no message",
    Does.PRESSES_STAR: "press * while it rings",
    Does.NOBODY_TO_DIAL: "nobody there can be dialled",
    Does.ROOM: "the conference",
    Does.EMPTY: "the list is empty",
    Does.ASKS_NUMBER: "no number to call",
    Does.LOST: "an answer was lost",
}
_WHATS: Final = {
    (Does.CALLEE, "answers"): "somebody answers",
    (Does.CALLEE, "busy"): "busy",
    (Does.CALLEE, "no_answer"): "no answer",
    (Does.CALLEE, "fails"): "the call fails",
    (Does.QUEUE, "answers"): "somebody answers",
    (Does.QUEUE, "late"): "waited too long",
    (Does.QUEUE, "full"): "the queue is full",
    (Does.QUEUE, "fails"): "the queue fails",
    (Does.MACHINE, "over"): "the stream is over",
    (Does.MACHINE, "fails"): "the stream fails",
    (Does.PAYMENT, "paid"): "paid",
    (Does.SYSTEM, "answers"): "it answers",
    (Does.SYSTEM, "fails"): "it fails",
    (Does.TEXT, "fails"): "the text cannot be sent",
}


def told_happening(happening: Happening, channel: Channel = Channel.CALL) -> str:
    """Return what happens in a few words; "" for what nobody notices."""
    does, what = happening.does, happening.what
    by_text = channel is Channel.TEXT
    match does:
        case Does.PRESSES:
            return f"reply {what}" if by_text else f"press {what}"
        case Does.SAYS if by_text:
            return f"reply “{what}”"
        case Does.SILENT if by_text:
            return _WORDS[Does.WRONG]
        case Does.SAYS:
            return f"say “{what}”"
        case Does.ENTERS:
            return f"“{what}”" if what else "an answer"
        case Does.LEAVES_QUEUE:
            return f"press {what} to leave the queue"
        case Does.CASE:
            return what if what == "otherwise" else f"case {int(what) + 1} holds"
        case Does.OTHER_LINE:
            return f"the other application {what}"
        case Does.GOES | Does.STARTS | Does.TEXT if not _WHATS.get((does, what)):
            return ""
        case _:
            return _WHATS.get((does, what)) or _WORDS.get(does) or what


def told_way(stages: Iterable[Stage], shown: int = 1000, channel: Channel = Channel.CALL) -> str:
    """Return a way step by step, each with what happens there: `main/choices` (silence, press 1) → …"""
    parts: list[tuple[ToStep, list[str]]] = []
    for stage in stages:
        if stage.spot.step is None:
            continue
        if stage.spot.full:
            parts.append((stage.spot.step, ["once too often"]))
            continue
        if not parts or parts[-1][0] != stage.spot.step or not (stage.spot.asked or stage.spot.chosen):
            parts.append((stage.spot.step, []))
        told = told_happening(stage.edge.happening, channel)
        if told:
            parts[-1][1].append(told)
    texts = [f"`{step}`{f' ({_counted(happened)})' if happened else ''}" for step, happened in parts]
    if len(texts) > shown:
        texts = [*texts[: shown // 2], "…", *texts[-(shown // 2) :]]
    return " → ".join(texts)


def told_proof(proof: Proof, channel: Channel = Channel.CALL) -> tuple[str, str]:
    """Return what was proved in one sentence, and the longest way in another."""
    if channel is Channel.TEXT:
        return _told_of_texts(proof)
    turns = f"{proof.turns} turn{'s' if proof.turns != 1 else ''}"
    within = f"within {turns} of its beginning, or of the caller's last choice" if proof.turns else "at once"
    said = f"Every call ends: {within}, it is with a person, at a message box or told goodbye."
    if not proof.longest:
        return said, ""
    last = proof.longest[-1].edge
    ending = "the call is over" if last.kind is Kind.FORCED and last.to == END else "and it has come to something"
    about = "A long one" if proof.is_rough else "The longest"
    return said, f"{about}: {told_way(proof.longest)}; {ending}."


def _told_of_texts(proof: Proof) -> tuple[str, str]:
    replies = f"{proof.turns} repl{'ies' if proof.turns != 1 else 'y'}"
    within = f"within {replies} of its beginning, or of the last choice" if proof.turns else "at once"
    said = f"Every text conversation ends: {within}, it is at a message box or told goodbye."
    if not proof.longest:
        return said, ""
    about = "A long one" if proof.is_rough else "The longest"
    return said, f"{about}: {told_way(proof.longest, channel=Channel.TEXT)}."


def told_stuck(menus: Menus, stuck: Stuck, channel: Channel = Channel.CALL) -> Problem:
    """Return the problem of a round that only a limit ends, at the step where it is noticed first."""
    way = told_way(stuck.way, _SHOWN, channel)
    what, it = ("A call", "the call") if channel is Channel.CALL else ("A text conversation", "the conversation")
    begins = (
        f"{what} can be kept here for ever. It goes {way}, and then" if way else f"{what} is kept here for ever, going"
    )
    comes_in = any(stage.spot.step == stuck.step and not stage.spot.asked for stage in stuck.round)
    mend = "Lead out of it, or add `at_most: 3` here" if comes_in else "Lead out of it after some tries"
    doubt = "" if stuck.is_sure else " That it may: calls go back to more questions here than the proof tells apart."
    text = f"{begins} round and round: {told_way(stuck.round, _SHOWN, channel)}.{doubt} {mend}; "
    place = menus.steps[stuck.step].place
    folder = str(PurePosixPath(place.file).parent)
    where, of = ("", "") if folder in _USUAL else (f"{shlex.quote(folder)} ", f" --menus {shlex.quote(folder)}")
    text += f"`ivr prove {where}--script stuck.yaml` writes {it} down, and `ivr test stuck.yaml{of}` plays it."
    return Problem(place, "E205", text)


def _counted(happened: list[str]) -> str:
    """Return what happened, the same in a row only once."""
    texts: list[str] = []
    for number, text in enumerate(happened):
        if number and happened[number - 1] == text:
            times = int(texts[-1].rpartition(" × ")[2]) if " × " in texts[-1] else 1
            texts[-1] = f"{text} × {times + 1}"
        else:
            texts.append(text)
    return ", ".join(texts)
