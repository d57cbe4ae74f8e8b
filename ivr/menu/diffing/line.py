"""line.yaml in both versions."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Final, TypeVar

from ivr.menu.carrier_words import Wish
from ivr.menu.diffing.change import Change, Group, Kind
from ivr.menu.diffing.opening import compare_hours, shown_spans
from ivr.menu.diffing.phrases import changed, place, seconds, subject, value
from ivr.menu.diffing.prompts import Said, compare_prompt
from ivr.menu.diffing.steps import Sides
from ivr.menu.leads import leads_anywhere
from ivr.menu.line import Line
from ivr.menu.parts import ByChannel, Target, ToStep
from ivr.menu.verbs import Callback, Dial, Queue, Verb
from ivr.values import Seconds

_T = TypeVar("_T")
_TEXTERS: Final = "all who write a text"
_UNHEARD: Final = frozenset({"email", "notify", "text", "dial_text", "provider"})
_PARTS: Final[Mapping[str, str]] = {
    "contacts": "contact",
    "mailboxes": "mailbox",
    "queues": "queue",
    "services": "service",
    "numbers": "number",
}
_NAMES: Final[Mapping[str, str]] = {
    "dial": "The number that is called",
    "text": "The number that texts go to",
    "ring": "How long it rings",
    "in_order": "`in order`",
    "email": "The email address",
    "notify": "Who is told",
    "agents": "Who is rung",
    "music": "The music",
    "most": "How many may wait",
    "url": "The address",
    "timeout": "How long an answer is waited for",
    "calls": "Where calls start",
    "texts": "Where texts start",
    "language": "The language",
    "provider": "The provider",
}


def compare_lines(sides: Sides) -> Iterator[Group]:
    """Yield the changes of line.yaml, part by part."""
    old, new = sides.old.line, sides.new.line
    for title, changes in (
        ("the line", _whole(sides)),
        ("languages", _languages(old, new)),
        ("patience", _patience(sides)),
        ("texts", _texts(sides)),
        ("anywhere", _anywhere(sides)),
        *_hours(old, new),
        *_parts(sides),
        ("lists", _lists(old, new)),
        ("limits", _limits(old, new)),
        ("compliance", _compliance(old, new)),
    ):
        found = tuple(changes)
        if found:
            yield Group(title, found)


def _whole(sides: Sides) -> Iterator[Change]:
    old, new = sides.old.line, sides.new.line
    if old.name != new.name:
        yield Change(Kind.LINE, changed("Its name", f"“{new.name}”", f"“{old.name}”"), by="wherever it is said")
    for what, was, now, heard in (
        ("Where calls start", old.calls, new.calls, "all callers"),
        ("Where texts start", old.texts, new.texts, "all who write a text"),
        ("What is done when somebody hangs up", old.hung_up, new.hung_up, None),
    ):
        before = sides.new_name(was)
        if before != now:
            text = changed(what, _step(now), _step(before))
            yield Change(Kind.LINE, text, heard=heard is not None, by=heard)
    if old.provider != new.provider:
        shown = [one or "the one of the settings" for one in (new.provider, old.provider)]
        yield Change(Kind.LINE, changed("The provider", *shown), heard=False)
    if old.zone != new.zone:
        yield Change(Kind.LINE, changed("The time zone", new.zone, old.zone))


def _step(step: ToStep | None) -> str:
    return "nothing" if step is None else place(step)


def _languages(old: Line, new: Line) -> Iterator[Change]:
    was = {language.code: language for language in old.languages}
    now = {language.code: language for language in new.languages}
    for code in dict.fromkeys((*was, *now)):
        if code not in now:
            yield Change(Kind.MISSING, f"`{code}` ({was[code].locale}) is no longer spoken.", by=f"callers in `{code}`")
        elif code not in was:
            yield Change(Kind.LINE, f"`{code}` ({now[code].locale}) is spoken too now.", by=f"callers in `{code}`")
        else:
            for name in ("locale", "voice", "live", "rate", "encoding"):
                before, after = getattr(was[code], name), getattr(now[code], name)
                if before != after:
                    text = changed(f"The {name} of `{code}`", value(after), value(before))
                    yield Change(Kind.LINE, text, by=f"callers in `{code}`")
    if old.first_language.code != new.first_language.code and {old.first_language.code, new.first_language.code} <= {
        *now
    }:
        text = changed("The language that calls begin in", new.first_language.code, old.first_language.code)
        yield Change(Kind.LINE, text, by="all callers")


def _patience(sides: Sides) -> Iterator[Change]:
    old, new = sides.old.line, sides.new.line
    for name, what in (
        ("wait", "How long every menu waits for an answer"),
        ("tries", "How often every menu asks"),
        ("confidence", "How sure the recogniser must be, in percent,"),
    ):
        was, now = getattr(old.manners, name), getattr(new.manners, name)
        if was != now:
            shown = [seconds(one) if isinstance(one, Seconds) else value(one) for one in (now, was)]
            yield Change(Kind.SETTING, changed(what, *shown), by="callers who do not answer at once")
    for role, who in (("on_silence", "callers who stay silent"), ("on_wrong", "callers who give another answer")):
        said = Said(role, getattr(old.manners, role), getattr(new.manners, role))
        for change, _ in compare_prompt(said, old, new):
            yield Change(change.kind, change.text, by=who, words=change.words)
    for said in (Said("lost", old.lost, new.lost), Said("broken", old.broken, new.broken)):
        yield from (change for change, _ in compare_prompt(said, old, new))
    was_to, now_to = _channels(old.manners.give_up), _channels(new.manners.give_up)
    if tuple(sides.renamed(one) for one in was_to) != now_to:
        shown = [" and ".join(map(place, both)) or "nowhere" for both in (now_to, was_to)]
        text = f"Not being understood now leads to {shown[0]} (was {shown[1]})."
        yield Change(Kind.LEADS, text, by="callers who are not understood")


def _compliance(old: Line, new: Line) -> Iterator[Change]:
    was, now = old.compliance, new.compliance
    for wish in Wish:
        words = (", ".join(one.words_for(wish)) or "none" for one in (now, was))
        if was.words_for(wish) != now.words_for(wish):
            yield Change(Kind.SETTING, changed(f"What also counts as {wish.value.upper()}", *words), by=_TEXTERS)
    for role, old_prompt, new_prompt in (
        ("stopped", was.stopped, now.stopped),
        ("started", was.started, now.started),
        ("helped", was.helped, now.helped),
    ):
        for change, _ in compare_prompt(Said(role, old_prompt, new_prompt), old, new):
            yield Change(change.kind, change.text, by=_TEXTERS, words=change.words)


def _texts(sides: Sides) -> Iterator[Change]:
    old, new = sides.old.line, sides.new.line
    for word in dict.fromkeys((*old.keywords, *new.keywords)):
        was, now = sides.new_name(old.keywords.get(word)), new.keywords.get(word)
        if was != now:
            text = changed(f"Where a first text starts that says “{word}”", _step(now), _step(was))
            yield Change(Kind.LEADS, text, by=f"all who write “{word}” first")
    if old.text_wait != new.text_wait:
        text = changed("How long a conversation waits for a reply", seconds(new.text_wait), seconds(old.text_wait))
        yield Change(Kind.SETTING, text, by="all who write a text")
    if old.restart != new.restart:
        text = changed("What begins a conversation anew", value(new.restart), value(old.restart))
        yield Change(Kind.SETTING, text, by="all who write a text")


def _channels(give_up: ByChannel | None) -> tuple[Target, ...]:
    return () if give_up is None else tuple(dict.fromkeys((give_up.calls, give_up.texts or give_up.calls)))


def _anywhere(sides: Sides) -> Iterator[Change]:
    was = {lead.cause: lead for lead in leads_anywhere(sides.old.line)}
    now = {lead.cause: lead for lead in leads_anywhere(sides.new.line)}
    for cause in dict.fromkeys((*was, *now)):
        before, after = was.get(cause), now.get(cause)
        lead = after or before
        assert lead is not None
        who = f"callers who {'press' if lead.by == 'key' else 'say'} {lead.about} in any menu"
        if after is None:
            yield Change(
                Kind.LEADS, f"{subject(lead)} no longer works everywhere (was to {place(lead.target)}).", by=who
            )
        elif before is None:
            yield Change(Kind.LEADS, f"{subject(lead)} leads to {place(lead.target)} everywhere now.", by=who)
        elif sides.renamed(before.target) != after.target:
            was_to = place(sides.renamed(before.target))
            text = f"{subject(lead)} now leads to {place(after.target)} everywhere (was {was_to})."
            yield Change(Kind.LEADS, text, by=who)


def _hours(old: Line, new: Line) -> Iterator[tuple[str, list[Change]]]:
    for name in dict.fromkeys((*old.hours, *new.hours)):
        was, now = old.hours.get(name), new.hours.get(name)
        if was is not None and now is not None:
            yield f"hours {name}", list(compare_hours(was, now))
        elif now is not None:
            days = sorted({shown_spans(spans) for spans in now.week})
            yield f"hours {name}", [Change(Kind.HOURS, f"They are new: {'; '.join(days)}.", heard=False)]
        else:
            yield f"hours {name}", [Change(Kind.HOURS, "They are gone.", heard=False)]


def _parts(sides: Sides) -> Iterator[tuple[str, list[Change]]]:
    for part, what in _PARTS.items():
        old: Mapping[str, object] = getattr(sides.old.line, part)
        new: Mapping[str, object] = getattr(sides.new.line, part)
        for name in dict.fromkeys((*old, *new)):
            yield f"{what} {name}", list(_entry(part, name, old.get(name), new.get(name), sides))


def _entry(part: str, name: str, old: object, new: object, sides: Sides) -> Iterator[Change]:
    if old is None or new is None:
        heard = part == "numbers"
        text = "It is gone." if new is None else f"It is new: {_listed(new)}."
        yield Change(Kind.PEOPLE, text, heard=heard, by=_reached(part, name, sides) if heard else None)
        return
    for each in fields(new):  # type: ignore[arg-type] # all parts of a line are dataclasses
        was, now = getattr(old, each.name), getattr(new, each.name)
        if isinstance(was, ToStep):
            was = sides.new_name(was)
        if each.name == "place" or was == now:
            continue
        heard = each.name not in _UNHEARD and part != "mailboxes"
        shown = [_shown(one) for one in (now, was)]
        text = changed(_NAMES.get(each.name, f"`{each.name}`"), *shown)
        yield Change(Kind.PEOPLE, text, heard=heard, by=_reached(part, name, sides) if heard else None)


def _listed(entry: object) -> str:
    """Return what is said of an entry: its settings that are given."""
    given = ((each.name, getattr(entry, each.name)) for each in fields(entry) if each.name not in {"name", "place"})  # type: ignore[arg-type]
    return ", ".join(f"{name} {_shown(setting)}" for name, setting in given if setting) or "with nothing in it"


def _shown(setting: object) -> str:
    return seconds(setting) if isinstance(setting, Seconds) else _plain(setting)


def _plain(setting: object) -> str:
    if isinstance(setting, Mapping):
        return value([f"{name}: {inner}" for name, inner in setting.items()])
    return value(setting)


def _reached(part: str, name: str, sides: Sides) -> str | None:
    """Return who is put through to a contact, by the first step that does so."""
    if part == "numbers":
        return f"callers who call {name}"
    if part != "contacts":
        return None
    queues = {queue.name for queue in sides.new.line.queues.values() if queue.agents == name}
    who = (sides.new_callers.who(step.name) for step in sides.new.steps.values() if _rings(step.verb, name, queues))
    return next((found for found in who if found is not None), None)


def _rings(verb: Verb, contact: str, queues: set[str]) -> bool:
    match verb:
        case Dial():
            return contact in verb.who
        case Queue():
            return verb.name in queues
        case Callback():
            return verb.into in queues
        case _:
            return False


def _lists(old: Line, new: Line) -> Iterator[Change]:
    for name in dict.fromkeys((*old.lists, *new.lists)):
        was, now = old.lists.get(name), new.lists.get(name)
        if was is None or now is None:
            yield Change(Kind.LINE, f"The list `{name}` is {'gone' if now is None else 'new'}.", heard=False)
        elif was != now:
            added, gone = [one for one in now if one not in was], [one for one in was if one not in now]
            told = [f"now holds {value(added)}" if added else "", f"no longer holds {value(gone)}" if gone else ""]
            text = " and ".join(one for one in told if one) or "is in another order"
            yield Change(Kind.LINE, f"The list `{name}` {text}.")


def _limits(old: Line, new: Line) -> Iterator[Change]:
    for name, what in (
        ("turns", "How many answers a call may have"),
        ("minutes", "How many minutes a call may last"),
        ("dial", "The countries that may be dialled"),
    ):
        was, now = getattr(old.limits, name), getattr(new.limits, name)
        if was != now:
            yield Change(Kind.SETTING, changed(what, value(now) if now else "any", value(was) if was else "any"))
