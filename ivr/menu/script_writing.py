"""A call script as it is written in a file."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from ivr.menu.script_model import Fake, FakeSystem, JsonValue, Script
from ivr.menu.script_words import written

# What YAML and its traps leave alone; everything else is put into quotes.
_PLAIN: Final = re.compile(r"[A-Za-z¿¡À-ɏ][\w ,.;’'“”?!()/+-]*[\w.?!)]", re.UNICODE)
_KEYS: Final = re.compile(r"[0-9]+s?", re.ASCII)


def write_script(script: Script) -> str:
    """Return the script as an item of a script file, which reads as the same script again."""
    return "".join(f"{line}\n" for line in _lines(script))


def _lines(script: Script) -> Iterator[str]:
    yield f"- {script.channel}: {_scalar(script.name)}"
    if script.at is not None:
        yield f"  at: {script.at.text}"
    if script.from_number is not None:
        yield f"  from: {json.dumps(script.from_number)}"
    if script.to_number is not None:
        yield f"  to: {json.dumps(script.to_number)}"
    yield from _systems("services", script.services)
    yield from _systems("functions", script.functions)
    if script.queues:
        yield "  queues:"
        for name, looks in script.queues.items():
            yield f"    {name}: {{waiting: {looks.waiting}, free: {looks.free}, minutes: {looks.minutes}}}"
    yield "  script:"
    for step in script.steps:
        word, value = written(step)
        yield f"    - {word}: {_scalar(value)}" if value else f"    - {word}"


def _systems(section: str, systems: Mapping[str, FakeSystem]) -> Iterator[str]:
    if systems:
        yield f"  {section}:"
    for name, system in systems.items():
        answers = [_answer(fake) for fake in system.answers]
        yield f"    {_scalar(name)}: {'[' + ', '.join(answers) + ']' if system.in_turn else answers[0]}"


def _answer(fake: Fake) -> str:
    return _json(fake.value) if fake.outcome == "answers" else fake.outcome


def _json(value: JsonValue) -> str:
    """Return JSON that YAML reads as the same: what cannot be printed is escaped in the way both know."""
    found = json.dumps(value, ensure_ascii=False)
    return found if found.isprintable() else "".join(map(_escaped, found))


def _escaped(character: str) -> str:
    if character.isprintable():
        return character
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"


def _scalar(text: str) -> str:
    is_plain = _PLAIN.fullmatch(text) is not None and ": " not in text
    return text if is_plain or _KEYS.fullmatch(text) else _json(text)
