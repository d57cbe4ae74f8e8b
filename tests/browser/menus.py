"""A line with a step for each thing that a telephone in a browser can do."""

from pathlib import Path
from typing import Final

_LINE: Final = """\
line: Acme Repairs & Sons
calls: main
timezone: America/New_York
patience: {give_up: main/sorry}
mailboxes: {front: {}}
contacts: {support: {dial: ["+14155550121"], ring: 15s}}
queues: {cards: {agents: support}}
"""
_MAIN: Final = """\
choices:
  menu:
    - Welcome to Acme Repairs & Sons.
    - For your account, press 1. To tell us your name, press 2. To speak with somebody, press 3.
    - For a message, press 4. To wait for an agent, press 5. For news, press 6.
  again: 1, 2, 3, 4, 5 or 6?
  keys: {1: code, 2: name, 3: person, 4: message, 5: hold, 6: news}
code: {ask: Please enter your secret code of four digits., save: code, length: 4, sensitive: yes, next: floor}
floor: {ask: "And your floor, then pound.", save: floor, as: digits, length: "1-2", next: choices}
name: {ask: What is your name?, as: words, save: name, next: hello}
hello: {say: "Hello {{ name }}.", next: choices}
person: {dial: "+14155550111", ring: 20s, accept: 5, whisper: A caller for you., answered: bye, otherwise: message}
message: {voicemail: Leave a message after the tone., mailbox: front, max: 30s, next: bye, silent: sorry}
hold: {queue: cards, max_wait: 1h, leave: {1: choices}, announce: Still waiting., answered: bye, otherwise: sorry}
news: {say: [{audio: news.wav, text: The news of today.}], next: choices}
bye: {hangup: Goodbye.}
sorry: {hangup: We cannot do that now. Goodbye.}
"""


def write_menus(folder: Path) -> Path:
    """Write the line's menus into a folder, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "line.yaml").write_text(_LINE)
    (folder / "main.yaml").write_text(_MAIN)
    return folder
