"""The two schemas, of line.yaml and of a flow, put together. Draft 7: the newest that editors' YAML servers read."""

from collections.abc import Mapping
from typing import Final

from ivr.menu.parts import LINE_FILE
from ivr.menu.schema.explained import explain
from ivr.menu.schema.forms import NEW_NAME, SCALARS, TARGET, Schema, form_of, named, ref, table
from ivr.menu.schema.own_forms import OWN_FORMS, prompts
from ivr.menu.schema.settings import Section, Setting, Settings, sections, verbs

_DRAFT: Final = "http://json-schema.org/draft-07/schema#"
_ORIGIN: Final = "Written by `ivr schema` from the language itself; do not edit it, write it anew."
_A_STEP: Final = "A step is a verb with its settings, or just a target."
# Parts of line.yaml whose names are codes or numbers, not names of the author's own making.
_CODES: Final = {"languages": "^[a-z0-9_]+$", "numbers": r"^\+"}


def line_schema() -> Schema:
    """Return the schema of line.yaml."""
    found = sections()
    properties = {name: _explained("line", name, _section(name, section)) for name, section in found.items()}
    required = [name for name, section in found.items() if section.setting.required]
    return {
        "$schema": _DRAFT,
        "title": LINE_FILE,
        "description": "What is true for the whole line.",
        "$comment": _ORIGIN,
        **table(properties, required),
        "definitions": _definitions(),
    }


def flow_schema() -> Schema:
    """Return the schema of a flow: a file of steps."""
    found = verbs()
    return {
        "$schema": _DRAFT,
        "title": "flow",
        "description": "A mapping of steps, the first of which is its start.",
        "$comment": _ORIGIN,
        **named(ref("step"), NEW_NAME, at_least=1),
        "definitions": {**_definitions(), "step": _step(tuple(found)), **_verbs(found)},
    }


def _definitions() -> dict[str, Schema]:
    return {"target": TARGET, **prompts()}


def _step(found: tuple[str, ...]) -> Schema:
    """Return a step: a target, or a verb with its settings. Whichever verb stands there alone says what may stay."""
    choices: dict[str, Schema] = {verb: {"description": explain(verb, verb)} for verb in found}
    has_none = {"type": "object", "not": {"anyOf": [{"required": [verb]} for verb in found]}}
    by_verb = [{"if": {"type": "object", "required": [verb]}, "then": ref(verb)} for verb in found]
    return {
        "type": ["object", *SCALARS],
        "pattern": TARGET["pattern"],
        "description": _A_STEP,
        "errorMessage": f"{_A_STEP} Words to be spoken stand behind `say:`.",
        "allOf": [{"if": has_none, "then": table(choices, at_least=1)}, *by_verb],
    }


def _verbs(found: Mapping[str, Settings]) -> dict[str, Schema]:
    return {verb: {"title": verb, **_table_of(verb, settings)} for verb, settings in found.items()}


def _table_of(owner: str, settings: Settings) -> Schema:
    properties = {name: _explained(owner, name, _form(owner, name, setting)) for name, setting in settings.items()}
    return table(properties, [name for name, setting in settings.items() if setting.required])


def _form(owner: str, name: str, setting: Setting) -> Schema:
    own = OWN_FORMS.get(f"{owner}.{name}") or OWN_FORMS.get(name)
    return form_of(setting) if own is None else own


def _section(name: str, section: Section) -> Schema:
    if not section.inner:
        return _form("line", name, section.setting)
    inner = _table_of(f"line.{name}", section.inner)
    if not section.named:
        return inner
    names = _CODES.get(name, NEW_NAME)
    return named(inner, names, at_least=1 if name == "languages" else 0)


def _explained(owner: str, name: str, schema: Schema) -> Schema:
    bounds = schema.get("description", "") if "$ref" not in schema else ""
    return {**schema, "description": f"{explain(owner, name)} {bounds}".strip()}
