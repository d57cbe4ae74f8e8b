"""One step in both versions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Final

from ivr.menu.diffing.callers import Callers
from ivr.menu.diffing.change import Change, Kind
from ivr.menu.diffing.phrases import changed, language_name, place, seconds, subject, value
from ivr.menu.diffing.plain import Renamed
from ivr.menu.diffing.prompts import ROLES, Said, compare_prompt
from ivr.menu.leads import By, Lead, leads_of
from ivr.menu.line import Line
from ivr.menu.model import Menus, Step
from ivr.menu.parts import Key, Manners, Prompt, Target, ToStep
from ivr.menu.reading.texts import listed
from ivr.menu.shown import text_of, verb_name
from ivr.menu.verbs import Ask, Callback, Menu, Verb
from ivr.values import Seconds

# What a step is told of otherwise: by where it leads, by its prompts, or not at all.
_ELSEWHERE: Final = frozenset(
    {
        *("keys", "leave", "cases", "ask", "offers", "manners", "next", "answered", "busy", "no_answer", "failed"),
        *("otherwise", "silent", "open", "closed", "holiday", "closing", "flow", "target", "full", "paid", "missing"),
        *("refused", "place", "places", "texts", "source_place", "check_place", "path_place", "number_place"),
    }
)
_UNHEARD: Final = frozenset({"mailbox", "notify", "transcribe", "save", "data", "record", "token", "keep", "hints"})
_NAMES: Final[Mapping[str, str]] = {
    "at_most": "How often a call may come here",
    "who": "Who is called",
    "name": "What it is about",
    "max": "The longest it may last",
    "ring": "How long it rings",
    "wait": "How long it waits for an answer",
    "tries": "How often it asks",
    "confidence": "How sure the recogniser must be, in percent,",
    "kind": "What is asked for",
    "shortest": "The shortest answer",
    "longest": "The longest answer",
    "path": "What the service is asked for",
    "data": "The data that goes along",
    "url": "The address",
    "amount": "The amount",
    "code": "The language",
}


@dataclass(frozen=True, slots=True)
class Sides:
    """Both versions: their lines, who calls which step, and the names of steps that are others now."""

    old: Menus
    new: Menus
    old_callers: Callers
    new_callers: Callers
    renamed: Renamed

    def new_name(self, step: ToStep | None) -> ToStep | None:
        """Return what a step of the old version is called now."""
        target = self.renamed(step) if step is not None else None
        return target if isinstance(target, ToStep) else None

    def who(self, old: Step, new: Step, lead: Lead | None = None, language: str | None = None) -> str | None:
        """Return who comes to a step, in the new version if anybody does, else in the old one."""
        found = self.new_callers.who(new.name, lead, language)
        return self.old_callers.who(old.name, lead, language) if found is None else found


def compare_steps(old: Step, new: Step, sides: Sides) -> Iterator[Change]:
    """Yield what changed in one step."""
    if type(old.verb) is not type(new.verb):
        text = f"It is a `{verb_name(new.verb)}` now (was a `{verb_name(old.verb)}`)."
        yield Change(Kind.VERB, text, by=sides.who(old, new))
    yield from _leads(old, new, sides)
    yield from _prompts(old, new, sides)
    yield from _phrases(old, new, sides)
    if type(old.verb) is type(new.verb):
        yield from _settings(old, new, sides)


def described(step: Step, line: Line) -> str:
    """Return a step in a few words: its verb and what it says."""
    prompt = getattr(step.verb, "prompt", None)
    said = f" “{_short(text_of(prompt, line))}”" if isinstance(prompt, Prompt) else ""
    return f"`{verb_name(step.verb)}`{said}"


def _short(text: str) -> str:
    return text if len(text) <= 70 else f"{text[:67].rstrip()}…"


def _leads(old: Step, new: Step, sides: Sides) -> Iterator[Change]:
    was = {_cause(lead): lead for lead in leads_of(old)}
    now = {_cause(lead): lead for lead in leads_of(new)}
    moved: dict[tuple[Target, Target], list[Lead]] = {}
    for cause in dict.fromkeys((*was, *now)):
        before, after = was.get(cause), now.get(cause)
        if _is_of_line(cause[0], old, new, sides):
            continue
        if before is None or after is None:
            lead = after or before
            assert lead is not None
            yield Change(Kind.LEADS, _begun_or_ended(before, after, sides), by=sides.who(old, new, lead))
        elif sides.renamed(before.target) != after.target:
            moved.setdefault((sides.renamed(before.target), after.target), []).append(after)
    yield from (
        change for (before_to, _), leads in moved.items() for change in _moved(before_to, leads, old, new, sides)
    )
    if was.keys() == now.keys() and list(was) != list(now) and By.CASE in {by for by, _ in was}:
        yield Change(Kind.LEADS, "Its conditions are looked at in another order.", by=sides.who(old, new))


_TOO_OFTEN: Final = frozenset({By.TOO_OFTEN, By.TEXTER_TOO_OFTEN})


def _cause(lead: Lead) -> tuple[By, str]:
    """Return what a way out is known by in both versions; how often is too often is a setting."""
    return (lead.by, "") if lead.by in _TOO_OFTEN else lead.cause


def _is_of_line(by: By, old: Step, new: Step, sides: Sides) -> bool:
    give_up = sides.old.line.manners.give_up, sides.new.line.manners.give_up
    if by in _TOO_OFTEN and old.at_most is not None and new.at_most is not None:
        return (old.way_out, new.way_out) == give_up
    if by not in {By.GIVES_UP, By.TEXTER_GIVES_UP}:
        return False
    return _own(old) is give_up[0] and _own(new) is give_up[1]


def _begun_or_ended(before: Lead | None, after: Lead | None, sides: Sides) -> str:
    if after is not None:
        if after.by in _CHOICES:
            return f"{subject(after)} is a choice now: it leads to {place(after.target)}."
        return f"{subject(after)} leads to {place(after.target)} now (had no way of its own)."
    assert before is not None
    what = "is no longer a choice" if before.by in _CHOICES else "has no way of its own any more"
    return f"{subject(before)} {what} (led to {place(sides.renamed(before.target))})."


def _moved(was: Target, leads: list[Lead], old: Step, new: Step, sides: Sides) -> Iterator[Change]:
    """Yield the ways out that led to one place and now lead to another; the outcomes among them in one sentence."""
    outcomes = [lead for lead in leads if lead.by not in _TOLD_APART]
    apart = [[lead] for lead in leads if lead.by in _TOLD_APART]
    for together in (*apart, *([outcomes] if outcomes else [])):
        first, *others = (subject(lead) for lead in together)
        what = listed([first, *(f"{name[0].lower()}{name[1:]}" for name in others)])
        s = "" if others else "s"
        text = f"{what} now lead{s} to {place(together[0].target)} (was {place(was)})."
        yield Change(Kind.LEADS, text, by=sides.who(old, new, None if others else together[0]))


_CHOICES: Final = frozenset({By.KEY, By.PHRASE})
_TOLD_APART: Final = frozenset({*_CHOICES, By.CASE, By.OPEN, By.CLOSED, By.HOLIDAY, By.CLOSING, By.OTHERWISE, By.SENT})


def _own(step: Step) -> object:
    manners = getattr(step.verb, "manners", None)
    return manners.give_up if isinstance(manners, Manners) else None


_HEARD_BY: Final[Mapping[str, By]] = {"on_silence": By.SILENCE, "on_wrong": By.WRONG, "again": By.WRONG}


def _prompts(old: Step, new: Step, sides: Sides) -> Iterator[Change]:
    was, now = _said_by(old.verb, sides.old.line), _said_by(new.verb, sides.new.line)
    for role in dict.fromkeys((*was, *now)):
        for change, code in compare_prompt(Said(role, was.get(role), now.get(role)), sides.old.line, sides.new.line):
            language = language_name(code, sides.new.line) if code is not None else None
            lead = Lead(_HEARD_BY[role], "", new.name) if role in _HEARD_BY else None
            who = None if role == "whisper" else sides.who(old, new, lead, language)
            yield Change(change.kind, change.text, by=who, words=change.words)


def _said_by(verb: Verb, line: Line) -> dict[str, Prompt]:
    """Return the prompts of a verb by their role; those of the line's manners are the line's."""
    asked = verb.ask if isinstance(verb, Callback) else verb
    holders: list[object] = [verb, asked.offers if isinstance(asked, Menu) else None]
    if isinstance(asked, Menu | Ask):
        holders.append(asked.manners)
    found = {}
    for holder in holders:
        for role in ROLES:
            prompt = getattr(holder, role, None)
            of_line = getattr(line.manners, role, None) if isinstance(holder, Manners) else None
            if isinstance(prompt, Prompt) and prompt is not of_line:
                found[role] = prompt
    if isinstance(verb, Callback) and verb.ask.again is not None:
        found["again"] = verb.ask.again
    return found


def _phrases(old: Step, new: Step, sides: Sides) -> Iterator[Change]:
    was, now = _spoken(old.verb), _spoken(new.verb)
    both = {language.code for language in sides.old.line.languages if sides.new.line.find_language(language.code)}
    for key, code in sorted(spoken for spoken in {*was, *now} if spoken[1] in both):
        name = language_name(code, sides.new.line)
        before, after = was.get((key, code), ()), now.get((key, code), ())
        for phrase in after:
            if phrase not in before:
                text = f"“{phrase}” counts as pressing {key} in {name} now."
                yield Change(Kind.WORDS, text, by=sides.who(old, new, Lead(By.PHRASE, phrase, new.name)))
        for phrase in before:
            if phrase not in after:
                text = f"“{phrase}” no longer counts as pressing {key} in {name}."
                yield Change(Kind.WORDS, text, by=sides.who(old, new, Lead(By.PHRASE, phrase, new.name)))


def _spoken(verb: Verb) -> dict[tuple[str, str], tuple[str, ...]]:
    keys: tuple[Key, ...] = getattr(verb, "keys", ())
    return {(key.keys, code): phrases for key in keys for code, phrases in key.phrases.items()}


def _settings(old: Step, new: Step, sides: Sides) -> Iterator[Change]:
    pairs: list[tuple[str, object, object]] = [("keep", old.keep, new.keep), ("at_most", old.at_most, new.at_most)]
    names = [each.name for each in fields(new.verb) if each.name not in _ELSEWHERE and each.name not in ROLES]
    pairs += [(name, getattr(old.verb, name), getattr(new.verb, name)) for name in names]
    manners = getattr(old.verb, "manners", None), getattr(new.verb, "manners", None)
    if isinstance(manners[0], Manners) and isinstance(manners[1], Manners):
        pairs += [(name, *both) for name, both in _own_manners(manners[0], manners[1], sides)]
    for name, was, now in pairs:
        if was != now:
            heard = name not in _UNHEARD
            text = changed(_NAMES.get(name, f"`{name}`"), _value(now), _value(was))
            yield Change(Kind.SETTING, text, heard=heard, by=sides.who(old, new) if heard else None)


def _own_manners(old: Manners, new: Manners, sides: Sides) -> Iterator[tuple[str, tuple[object, object]]]:
    for name in ("wait", "tries", "confidence"):
        was, now = getattr(old, name), getattr(new, name)
        of_line = getattr(sides.old.line.manners, name), getattr(sides.new.line.manners, name)
        if (was, now) != of_line:
            yield name, (was, now)


def _value(setting: object) -> str:
    if isinstance(setting, Seconds):
        return seconds(setting)
    if isinstance(setting, Mapping):
        return value([f"{name}: {inner}" for name, inner in setting.items()])
    return value(setting)
