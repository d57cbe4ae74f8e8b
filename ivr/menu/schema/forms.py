"""JSON Schema for each kind of value.

An editor's YAML parser makes numbers, booleans and dates of some texts (`1`, `yes`, `012`), each version of YAML its
own. All of them are text to us, so wherever a text stands any of them may.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias, assert_never

from ivr.menu.parts import TargetWord
from ivr.menu.reading.asked import Kind
from ivr.menu.reading.desk import NAME, RESERVED, SAVED_NAME
from ivr.menu.reading.fields import NO, YES
from ivr.menu.reading.texts import shown_seconds
from ivr.menu.reading.words import NOT_SAVED
from ivr.menu.schema.settings import Setting
from ivr.values import DURATION

Schema: TypeAlias = dict[str, object]

SCALARS: Final = ("string", "number", "boolean")
# Where nothing behind the colon is an empty text.
TEXT_OR_EMPTY: Final[Schema] = {"type": [*SCALARS, "null"]}


def text(pattern: str | None = None, **more: object) -> Schema:
    """Return a text; `pattern` is for what the parser leaves one."""
    return {"type": [*SCALARS], **({} if pattern is None else {"pattern": pattern}), **more}


def exactly(pattern: "re.Pattern[str] | str") -> str:
    """Return a pattern that the whole text must fit, as editors read it."""
    source = pattern if isinstance(pattern, str) else pattern.pattern
    return f"^(?:{source})$"


def other_than(words: Iterable[str], pattern: "re.Pattern[str]") -> str:
    """Return the pattern, without these words."""
    return f"^(?!(?:{'|'.join(sorted(words))})$)(?:{pattern.pattern})$"


def in_any_case(words: Iterable[str]) -> str:
    """Return a pattern for these words in small letters or capitals; JSON Schema has no flag for it."""
    spelled = ("".join(f"[{letter}{letter.upper()}]" for letter in word) for word in sorted(words))
    return exactly("|".join(spelled))


def ref(name: str) -> Schema:
    """Return what is defined once for all under this name."""
    return {"$ref": f"#/definitions/{name}"}


def table(
    properties: Mapping[str, Schema], required: Iterable[str] = (), *, at_least: int = 0, **more: object
) -> Schema:
    """Return a mapping of known words, each spelled with underscores or hyphens."""
    hyphened = {
        f"^(?!{name}$){name.replace('_', '[_-]')}$": schema for name, schema in properties.items() if "_" in name
    }
    return {
        "type": "object",
        "properties": dict(properties),
        **({"patternProperties": hyphened} if hyphened else {}),
        **({"required": list(required)} if list(required) else {}),
        **({"minProperties": at_least} if at_least else {}),
        "additionalProperties": False,
        **more,
    }


def named(values: Schema, names: str | None = None, *, at_least: int = 0, advice: str | None = None) -> Schema:
    """Return a mapping of the author's own names; `advice` is what is said of a name that does not fit."""
    said = {} if advice is None else {"errorMessage": advice}
    return {
        "type": "object",
        **({"propertyNames": {"pattern": names, **said}} if names else {}),
        **({"minProperties": at_least} if at_least else {}),
        "additionalProperties": values,
    }


def where(kind: str, schema: Schema) -> Schema:
    """Return what is true for values of one kind; `items` beside `type` make an editor take any value for a list."""
    return {"if": {"type": kind}, "then": schema}


def texts(item: Schema, *, at_least: int = 1) -> Schema:
    """Return one text or a list of them."""
    listed: Schema = {"items": item, **({"minItems": at_least} if at_least else {})}
    return {**item, "type": [*SCALARS, "array"], **where("array", listed)}


def offered(words: Iterable[str]) -> Schema:
    """Return what makes an editor offer these words, where others may stand too."""
    return {"defaultSnippets": [{"label": word, "body": word} for word in words]}


NEW_NAME: Final = other_than(RESERVED, NAME)
DURATION_TEXT: Final = rf"^\s*(?:{DURATION.pattern})\s*$"
_A_NAME: Final = "A name begins with a letter, has a-z, 0-9 and _ only, and means nothing else in prompts."
A_DURATION: Final = "Write a whole number with a unit, like 20s, 5m or 1h."
SAVED: Final = other_than(NOT_SAVED, SAVED_NAME)
A_FLOW: Final = other_than(TargetWord, re.compile(f"{NAME.pattern}(?:/{NAME.pattern})?"))

_A_TARGET: Final = f"A target is one word: a step of this flow, flow/step, a flow, or {', '.join(TargetWord)}."
# What stands under "definitions" in both schemas.
TARGET: Final[Schema] = text(
    exactly(f"{NAME.pattern}(?:/{NAME.pattern})?"),
    description=_A_TARGET,
    errorMessage=_A_TARGET,
    **offered(TargetWord),
)


def form_of(setting: Setting) -> Schema:
    """Return the schema of a setting by its kind alone."""
    match setting.kind:
        case Kind.TEXT | Kind.TEMPLATE | Kind.CONDITION | Kind.DEFINED:
            return text(minLength=1)
        case Kind.TEXTS:
            return texts(text(minLength=1))
        case Kind.YES_NO:
            said = "Write yes or no."
            answers = offered(("yes", "no"))
            return {"type": ["string", "boolean"], "pattern": in_any_case(YES | NO), "errorMessage": said, **answers}
        case Kind.DURATION:
            low, high = setting.details
            said = f"From {shown_seconds(_number(low))} to {shown_seconds(_number(high))}."
            return {"type": "string", "pattern": DURATION_TEXT, "description": said, "errorMessage": A_DURATION}
        case Kind.COUNT:
            low, high = setting.details
            said = f"From {low} to {high}."
            return _whole(_number(low), _number(high), r"^[0-9]{1,9}$") | {"description": said}
        case Kind.PERCENT:
            return _whole(0, 100, r"^[0-9]{1,3}\s*%?$")
        case Kind.ONE_OF:
            words = dict.fromkeys(str(word) for word in setting.details)
            hyphened = (word.replace("_", "-") for word in words)
            return {"type": "string", "enum": list(dict.fromkeys((*words, *hyphened)))}
        case Kind.KEYS:
            return {"type": ["string", "integer"], "pattern": "^[0-9*#]+$", "minimum": 0}
        case Kind.TARGET:
            return ref("target")
        case Kind.PROMPT:
            return ref("prompt")
        case Kind.SAVED:
            return {"type": ["string", "boolean"], "pattern": SAVED, "errorMessage": _A_NAME}
        case Kind.TABLE:
            return named(TEXT_OR_EMPTY)
        case Kind.KNOWN:
            raise AssertionError("its reader looks at it itself, so its form stands in `own_forms`")
        case _:
            assert_never(setting.kind)


def _whole(low: int, high: int, written: str) -> Schema:
    return {"type": ["string", "integer"], "minimum": low, "maximum": high, "pattern": written}


def _number(bound: object) -> int:
    assert isinstance(bound, int)
    return bound
