"""What a setting takes, and what holds where it is left out, in a few words."""

from collections.abc import Mapping
from enum import Enum
from typing import Final

from ivr.menu.model import Step
from ivr.menu.parts import ToStep
from ivr.menu.reading.asked import Kind
from ivr.menu.reading.load import load
from ivr.menu.reading.read_choices import default_manners
from ivr.menu.reading.texts import shown_seconds
from ivr.menu.schema.settings import Setting
from ivr.values import Seconds

# Settings that their readers look at themselves, by `owner.word` or the word alone.
_OWN: Final[Mapping[str, str]] = {
    "give_up": "a target, or `{calls: …, texts: …}`",
    "words": "phrases for each key",
    "hints": "texts",
    "keys": "a target for each key",
    "leave": "a target for each key",
    "dial.leave": '`{"*": TARGET}`',
    "dial.dial": "whom to ring, or a list",
    "body": "texts, lists and mappings",
    "text.text": "a prompt",
    "choose.choose": "a list of `when` and `next`",
    "do.do": "a flow, or flow/step",
    "set.set": "a value for each name",
    "with": "a value for each name",
    "query": "a value for each name",
    "form": "a value for each name",
    "since": "a date, or a date and time",
    "until": "a date, or a date and time",
    "length": "`8` or `4-10`",
    "written": "`MMDDYYYY`, `DDMMYY` …",
    "then_press": "keys, `w` and `W`",
    "accept": "a key, or `any`",
    "caller_id": "a number",
    "number": "a number",
    "stream.stream": "an address, wss://…",
    "redirect.redirect": "an address, https://…",
    "music": "a recording",
    "line.queues.music": "a recording",
    "pay.pay": "an amount",
    "currency": "three letters",
    "cards": "kinds of card",
    "fetch.fetch": "`[METHOD] service/path`",
    "run.run": "a function's name",
    "media": "addresses, https://…",
    "calls": "a flow, or flow/step",
    "texts": "a flow, or flow/step",
    "hung_up": "a flow, or flow/step",
    "timezone": "a time zone",
    "keywords": "a flow for each word",
    "anywhere": "a target for each key, word or phrase",
    "lists": "a list of texts for each name",
    "line.hours.open": "times for each day, or `always`",
    "line.hours.except": "times for each date",
    "line.hours.holidays": "a country, or country and part",
    "line.contacts.dial": "whom to ring, or a list",
    "line.contacts.text": "a number",
    "email": "an address",
    "line.services.url": "an address",
    "line.services.headers": "a value for each header",
    "line.limits.dial": "countries, in two capitals",
    "line.numbers.set": "a value for each name",
}
_SIMPLY: Final[Mapping[Kind, str]] = {
    Kind.KNOWN: "a text",
    Kind.TEXT: "a text",
    Kind.YES_NO: "yes or no",
    Kind.PERCENT: "0% to 100%",
    Kind.KEYS: "a key",
    Kind.TARGET: "a [target](targets.md)",
    Kind.PROMPT: "a [prompt](prompts.md)",
    Kind.TEMPLATE: "a text with [values](templates.md)",
    Kind.CONDITION: "a [condition](conditions.md)",
    Kind.TABLE: "a mapping",
    Kind.SAVED: "a name",
}
# What no step says of itself when a setting is left out.
_LEFT_OUT: Final[Mapping[str, str]] = {
    "give_up": "as `patience` says",
    "on_silence": "as `patience` says",
    "on_wrong": "as `patience` says",
    "dial.ring": "as the contact says, else 20s",
    "dial.max": "four hours",
    "caller_id": "the line's number",
    "ask.max": "2m, of a recording",
    "ask.length": "any, but for dates and times",
    "written": "as the language writes it",
    "fetch.timeout": "as the service says, else 4s",
    "currency": "that of the first language",
    "callback.number": "the caller's",
    "callback.at": "when it is their turn",
    "text.to": "the caller",
    "queue.max_wait": "no end",
    "moderator": "nobody moderates",
    "conference.music": "the provider's own",
    "missing": "as `refused`",
    "refused": "as `failed`",
    "busy": "as `otherwise`",
    "no_answer": "as `otherwise`",
    "full": "as `otherwise`",
    "dial.failed": "as `otherwise`",
    "queue.failed": "as `otherwise`",
    "text.failed": "as `next`",
    "redirect.failed": "as `patience` gives up",
    "voicemail.silent": "as `next`",
    "dial.otherwise": "`hangup`",
    "queue.otherwise": "`hangup`",
    "holiday": "as `closed`",
    "closing": "as `open`",
}
_MANNERS: Final = {"wait", "tries", "confidence"}
_FIELDS: Final = {"as": "kind"}
_LEAST_LINE: Final = (
    "line: A\ncalls: main\ntimezone: UTC\ncontacts: {c: {dial: '+14155550111'}}\nqueues: {q: {agents: c}}\n"
    "services: {s: {url: 'https://a.example'}}\nhours: {h: {open: always}}\n"
)
# Each verb with what must be given and nothing else: what the readers make of it are the defaults.
_LEAST: Final[Mapping[str, str]] = {
    "say": "say: Hi, next: hangup",
    "menu": "menu: Hi, keys: {1: hangup}, give_up: hangup",
    "ask": "ask: Hi, save: x, next: hangup, give_up: hangup",
    "dial": "dial: '+14155550111'",
    "voicemail": "voicemail: Hi, next: hangup",
    "queue": "queue: q",
    "callback": "callback: Hi, into: q, next: hangup, give_up: hangup",
    "conference": "conference: room, next: hangup",
    "stream": "stream: 'wss://a.example', next: hangup, failed: hangup",
    "pay": "pay: 1, paid: hangup, failed: hangup",
    "fetch": "fetch: s/x, next: hangup, failed: hangup",
    "run": "run: f, next: hangup, failed: hangup",
    "text": "text: Hi, next: hangup",
    "hours": "hours: h, open: hangup, closed: hangup",
    "choose": "choose: [{when: now, next: hangup}], otherwise: hangup",
    "set": "set: {x: y}, next: hangup",
    "language": "language: en, next: hangup",
    "opt_out": "opt_out: all, next: hangup",
    "do": "do: main, next: hangup",
    "hangup": "hangup: Bye",
    "reject": "reject: busy",
    "redirect": "redirect: 'https://a.example'",
}


def takes(owner: str, word: str, setting: Setting) -> str:
    """Return what a setting takes."""
    return _OWN.get(f"{owner}.{word}") or _OWN.get(word) or _of_kind(setting)


def _of_kind(setting: Setting) -> str:
    match setting.kind:
        case Kind.TEXTS:
            return "a text, or a list"
        case Kind.DURATION:
            low, high = (_bound(each) for each in setting.details)
            return f"a time, {shown_seconds(low)} to {shown_seconds(high)}"
        case Kind.COUNT:
            return f"{setting.details[0]} to {setting.details[1]}"
        case Kind.ONE_OF:
            return ", ".join(f"`{word}`" for word in setting.details)
        case Kind.DEFINED:
            what = str(setting.details[0])
            return f"the name of {what if what.endswith('s') else f'a {what}'} in line.yaml"
        case kind:
            return _SIMPLY[kind]


def left_out(verb: str, word: str, setting: Setting) -> str:
    """Return what holds where a setting of a verb is left out; "" when nothing does."""
    if setting.required:
        return "must be given"
    said = _LEFT_OUT.get(f"{verb}.{word}") or _LEFT_OUT.get(word)
    if said is not None:
        return said
    if word in _MANNERS and verb != "pay":
        return f"as `patience` says, else {_shown(word, getattr(default_manners(), word))}"
    field = _FIELDS.get(word, word)
    return _shown(word, getattr(_least(verb).verb, field, None))


def _least(verb: str) -> Step:
    draft = load({"line.yaml": _LEAST_LINE, "main.yaml": f"m: {{{_LEAST[verb]}}}\n"})
    return draft.menus.steps[ToStep("main", "m")]


def _shown(word: str, value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case Enum():
            return f"`{value.value}`"
        case Seconds():
            return shown_seconds(value)
        case int():
            return f"{value}%" if word == "confidence" else str(value)
        case str() if value:
            return f"`{value}`"
        case _:
            return ""


def _bound(value: object) -> int:
    assert isinstance(value, int)
    return value
