"""JSON Schema for settings whose form only their reader knows, and for what a prompt is."""

from collections.abc import Mapping
from typing import Final

from ivr.menu.keys import PLAIN_KEYS
from ivr.menu.reading.read_asking import LENGTH, WRITTEN
from ivr.menu.reading.read_contacts import EMAIL, HEADER
from ivr.menu.reading.read_hours import WITHOUT_SUMMER
from ivr.menu.reading.read_machines import Card
from ivr.menu.reading.read_prompt import CHANNELS, PIECE_KEYS
from ivr.menu.reading.read_step import MOMENT
from ivr.menu.reading.read_systems import FUNCTION, REQUEST
from ivr.menu.schedule_words import known_zones
from ivr.menu.schema.explained import explain
from ivr.menu.schema.forms import (
    A_DURATION,
    A_FLOW,
    DURATION_TEXT,
    SAVED,
    SCALARS,
    TARGET,
    TEXT_OR_EMPTY,
    Schema,
    exactly,
    in_any_case,
    named,
    offered,
    ref,
    table,
    text,
    texts,
    where,
)

_KEYS: Final = rf"^(?:{PLAIN_KEYS.pattern}|/.+/)$"
_A_KEY: Final = 'Keys are 0-9, "*", "#", several in a row, X for any digit, or a /pattern/.'
_ONE_KEY: Final[Schema] = {"type": ["string", "integer"], "pattern": "^[0-9*#]$", "minimum": 0, "maximum": 9}
_WITH_VALUES: Final = r"[\s\S]*\{[{%][\s\S]*"
_NUMBER: Final = text(rf"^(?:\+[\s\S]*|{_WITH_VALUES})$")
_WHOLE_NUMBER: Final = text(r"^\+")
_CALLEE: Final = text(rf"^(?:\+[\s\S]*|sip:\S+@\S+|client:\S+|[a-z0-9_]+|{_WITH_VALUES})$")
_ZONE: Final[Schema] = {
    "type": "string",
    "enum": sorted(known_zones() - WITHOUT_SUMMER),
    "errorMessage": "Write Area/City, like America/New_York.",
}
_SOME: Final = text(minLength=1)
_TIMES: Final = texts(text(r"\S"))
_PHRASES: Final[Schema] = texts(_SOME) | {"type": [*SCALARS, "array", "object"], "additionalProperties": texts(_SOME)}
_BODY: Final[Schema] = {
    "type": ["string", "number", "boolean", "null", "array", "object"],
    "items": ref("body"),
    "additionalProperties": ref("body"),
}
_CASE: Final = table({"when": text(description=explain("choose", "when")), "next": ref("target")}, ("when", "next"))


def _by_channel() -> Schema:
    inner = table({"calls": ref("target"), "texts": ref("target")}, ("calls",))
    return {**TARGET, "type": [*SCALARS, "object"], **where("object", inner)}


_CARDS: Final = {word.replace("_", mark) for word in Card for mark in ("_", "-", " ")}
# By `owner.word`, or by the word alone; before what the readers' kinds say.
OWN_FORMS: Final[Mapping[str, Schema]] = {
    "give_up": _by_channel(),
    "keys": named(ref("target"), _KEYS, advice=_A_KEY),
    "menu.keys": named(ref("target"), _KEYS, at_least=1, advice=_A_KEY),
    "words": named(_PHRASES),
    "hints": _PHRASES,
    "length": {
        "type": ["string", "integer"],
        "minimum": 1,
        "maximum": 64,
        "pattern": exactly(LENGTH),
    },
    "written": {
        "type": "string",
        "pattern": in_any_case(word.lower() for word in WRITTEN),
        **offered(sorted(WRITTEN)),
    },
    "finish": _ONE_KEY,
    "dial.dial": texts(_CALLEE),
    "dial.leave": table({"*": ref("target")}, at_least=1),
    "then_press": {"type": ["string", "integer"], "pattern": "^[0-9*#wW]+$", "minimum": 0},
    "accept": {**_ONE_KEY, "pattern": "^(?:[0-9*#]|any)$", **offered(["any"])},
    "caller_id": _NUMBER,
    "number": _NUMBER,
    "since": {"type": "string", "pattern": exactly(MOMENT)},
    "until": {"type": "string", "pattern": exactly(MOMENT)},
    "queue.leave": named(ref("target"), "^[0-9*#X]$", at_least=1),
    "stream.stream": {"type": "string", "pattern": r"^wss://\S+$"},
    "redirect.redirect": {"type": "string", "pattern": r"^https://\S+$"},
    "pay.pay": {"type": ["number", "string"], "exclusiveMinimum": 0, "pattern": rf"^(?:[-+0-9._eE]+|{_WITH_VALUES})$"},
    "currency": {
        "type": "string",
        "pattern": "^[A-Za-z]{3}$",
        "errorMessage": "Write three letters, like USD or EUR.",
    },
    "cards": texts(text(in_any_case(_CARDS), errorMessage=f"Known are {', '.join(Card)}.", **offered(Card))),
    "fetch.fetch": {"type": "string", "pattern": exactly(REQUEST.pattern.replace(".*", r"[\s\S]*"))},
    "run.run": {"type": ["string", "boolean"], "pattern": exactly(FUNCTION)},
    "run.with": named(TEXT_OR_EMPTY, r"^[^\s.-]+$"),
    "body": ref("body"),
    "text.text": ref("prompt"),
    "media": texts(text(rf"^(?:https://[\s\S]*|{_WITH_VALUES})$")),
    "choose.choose": {"type": "array", "items": _CASE, "minItems": 1},
    "set.set": named(text(), SAVED),
    "do.do": text(A_FLOW),
    "hangup.hangup": {"if": {"enum": [None, ""]}, "else": ref("prompt")},
    # line.yaml
    "line.numbers.set": named(TEXT_OR_EMPTY, SAVED),
    "calls": text(A_FLOW),
    "texts": text(A_FLOW),
    "hung_up": text(A_FLOW),
    "timezone": _ZONE,
    "keywords": named(text(A_FLOW)),
    "anywhere": named(ref("target")),
    "lists": named(texts(_SOME, at_least=0)),
    "locale": {"type": "string", "pattern": r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*$"},
    "line.hours.open": _TIMES
    | {"type": ["string", "array", "object"], "additionalProperties": _TIMES, "minProperties": 1},
    "line.hours.except": named(_TIMES, r"^\s*(?:[0-9]{4}[-–—‑])?[0-9]{2}[-–—‑][0-9]{2}"),
    "line.hours.holidays": {
        "type": ["string", "boolean"],
        "pattern": "^[A-Z]{2}(?:-[A-Za-z0-9]+)?$",
        "errorMessage": "Write a country, or country and part, like US or US-NY.",
    },
    "line.contacts.dial": texts(text(r"^(?:\+[\s\S]*|sip:\S+@\S+|client:\S+)$")),
    "line.contacts.text": _WHOLE_NUMBER,
    "email": {"type": "string", "pattern": exactly(EMAIL)},
    "line.services.url": {"type": "string", "pattern": r"^(?:https?://\S[\s\S]*|\{\{[\s\S]*)$"},
    "line.services.headers": named(TEXT_OR_EMPTY, exactly(HEADER)),
    "line.limits.dial": texts(text("^[A-Z]{2}$")),
}


def prompts() -> dict[str, Schema]:
    """Return the definitions of what is said, and of what is sent."""
    channels = {name: {**ref("prompt"), "description": explain("prompt", name)} for name in CHANNELS}
    pieces = {name: {**_piece(name), "description": explain("piece", name)} for name in PIECE_KEYS}
    piece = table(pieces, anyOf=[{"required": [name]} for name in PIECE_KEYS if name != "language"])
    by_language = named(ref("prompt"), "^[a-z0-9_]+$", at_least=1)
    parts: Schema = {
        "if": _has(CHANNELS),
        "then": table(channels),
        "else": {"if": _has(PIECE_KEYS), "then": piece, "else": by_language},
    }
    return {
        "prompt": {
            "type": ["string", "number", "boolean", "array", "object"],
            "pattern": r"\S",
            "description": "Words, a recording, or a list of pieces; or {en: …, es: …}; or {by_phone: …, by_text: …}.",
            "allOf": [where("array", {"items": ref("piece"), "minItems": 1}), where("object", parts)],
        },
        "piece": {
            "type": ["string", "number", "boolean", "object"],
            "pattern": r"\S",
            **where("object", piece),
        },
        "body": _BODY,
    }


def _piece(name: str) -> Schema:
    if name == "pause":
        return {"type": "string", "pattern": DURATION_TEXT, "errorMessage": A_DURATION}
    return text(r"\S")


def _has(names: object) -> Schema:
    assert isinstance(names, Mapping | tuple)
    spelled = [spelling for name in names for spelling in dict.fromkeys((name, name.replace("_", "-")))]
    return {"type": "object", "anyOf": [{"required": [name]} for name in spelled]}
