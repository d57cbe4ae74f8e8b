"""Menus of any size, generated: every other step is a menu of nine choices, the others ask for four digits."""

from pathlib import Path
from random import Random
from typing import Final

from bench.webhooks import Script

_PER_FLOW: Final = 100
_TURNS: Final = 40
SPREAD_OUT: Final = 8  # turns after which a call may stand anywhere, however large the menus are

_LINE: Final = """\
line: Large Bank
calls: f000/s00000
timezone: America/New_York
languages:
  en: {locale: en-US, voice: Polly.Joanna-Neural}
  es: {locale: es-US, voice: Polly.Lupe-Neural}
patience:
  on_silence: {en: Sorry?, es: ¿Perdón?}
  on_wrong: {en: That is no choice., es: Esa no es una opción.}
  give_up: hangup
"""


def write_menus(folder: Path, steps: int) -> Path:
    """Write the menu files of a line of that many steps (an even number); return the folder."""
    folder.mkdir()
    (folder / "line.yaml").write_text(_LINE, encoding="utf-8")
    random = Random(steps)
    for first in range(0, steps, _PER_FLOW):
        numbers = range(first, min(first + _PER_FLOW, steps))
        text = "\n".join(_ask(n, steps) if n % 2 else _menu(n, steps, random) for n in numbers)
        (folder / f"{_flow(first)}.yaml").write_text(text, encoding="utf-8")
    return folder


def script_of(call: int) -> Script:
    """Return the keys of a call that goes its own way; the same in menus of any size."""
    random = Random(call)
    keys = [str(random.randint(1, 9)) if turn % 2 else f"{random.randint(0, 9999):04}" for turn in range(1, _TURNS)]
    return (None, *keys)


def _flow(number: int) -> str:
    return f"f{number // _PER_FLOW:03}"


def _name(number: int) -> str:
    return f"{_flow(number)}/s{number:05}"


def _menu(number: int, steps: int, random: Random) -> str:
    """Return a menu: 1 leads to the next step, so that all can be reached, the other keys to any question."""
    others = [random.randrange(1, steps, 2) for _ in range(8)]
    keys = ", ".join(f"{key}: {_name(to)}" for key, to in enumerate([number + 1, *others], 1))
    return (
        f"s{number:05}:\n"
        f"  menu:\n"
        f"    en: This is menu number {number:05}. For this, press 1; for anything else, press 2 to 9.\n"
        f"    es: Este es el menú número {number:05}. Para esto, oprima el 1; para lo demás, del 2 al 9.\n"
        f"  keys: {{{keys}}}\n"
    )


def _ask(number: int, steps: int) -> str:
    """Return a question that leads to the next menu; its words hold a value."""
    return (
        f"s{number:05}:\n"
        f"  ask:\n"
        f"    en: This is {{{{ line.name }}}}. Please enter the four digits of number {number:05}.\n"
        f"    es: Aquí {{{{ line.name }}}}. Marque las cuatro cifras del número {number:05}.\n"
        f"  save: entered\n"
        f"  as: digits\n"
        f"  length: 4\n"
        f"  next: {_name((number + 1) % steps)}\n"
    )
