"""Rules about choices and answers."""

from typing import Final

from ivr.menu.rules.rule import Rule

_MENU: Final = "welcome:\n  menu: For the desk, press 1. "

KEYS: Final = (
    Rule(
        "E301",
        "the same key leads to two places",
        "Two patterns match the same keys, a key is taken by a list, or one phrase stands for two keys. Which of them "
        "wins would be luck.",
        "welcome:\n  menu: Please enter the extension.\n  keys:\n    1XX: desk\n    X00: hangup\n",
        "welcome:\n  menu: Please enter the extension.\n  keys:\n    1XX: desk\n    2XX: hangup\n",
    ),
    Rule(
        "W302",
        "a longer choice for which the short ones have to wait",
        "A menu has one timer for all its keys. When one choice has more keys than another, whoever presses the short "
        "one sits through a pause. Put the long ones into a menu or an ask of their own.",
        f"{_MENU}Or enter an extension.\n  keys:\n    1: desk\n    20X: hangup\n",
        f"{_MENU}For an extension, press 2.\n  keys: {{1: desk, 2: extension}}\n"
        "extension:\n  menu: Please enter the extension.\n  keys:\n    20X: hangup\n    21X: desk\n",
    ),
    Rule(
        "E303",
        "a menu without a choice",
        "A menu needs `keys:` with at least one choice, or `from:` with a saved list.",
        "welcome:\n  menu: Choose well.\n",
        "welcome:\n  menu: For the desk, press 1.\n  keys: {1: desk}\n",
    ),
    Rule(
        "E304",
        "a choice that can never be made, because an earlier pattern takes its keys",
        "Of two patterns that match, the one written first wins. Put the narrower one first, or remove it.",
        "welcome:\n  menu: Please enter the extension.\n  keys:\n    /[0-9]{3}/: desk\n    20X: hangup\n",
        "welcome:\n  menu: Please enter the extension.\n  keys:\n    20X: hangup\n    /[13-9][0-9]{2}/: desk\n",
    ),
    Rule(
        "W305",
        "a prompt offers a key that does not exist",
        "Whoever does what the prompt says is told that this is no choice.",
        "welcome:\n  menu: For the desk, press 1. For cards, press 3.\n  keys: {1: desk, 2: desk}\n",
        "welcome:\n  menu: For the desk, press 1. For cards, press 2.\n  keys: {1: desk, 2: desk}\n",
    ),
    Rule(
        "W306",
        "a phrase that holds a comma",
        "Nobody says a comma: it is one phrase with a sign that is not heard. Several phrases are a list.",
        "welcome:\n  menu: How can we help?\n  keys: {1: desk}\n  words: {1: help, support}\n",
        "welcome:\n  menu: How can we help?\n  keys: {1: desk}\n  words: {1: [help, support]}\n",
    ),
    Rule(
        "E307",
        "a key of an ask that is also an answer",
        "The `keys` of an ask are pressed alone, and win. An answer of that one key can then never be given.",
        "people:\n  ask: For how many people?\n  as: number\n  save: people\n  keys: {1: desk}\n  next: hangup\n",
        'people:\n  ask: For how many people?\n  as: number\n  save: people\n  keys: {"*": desk}\n  next: hangup\n',
    ),
    Rule(
        "W308",
        "a key that works everywhere hides an answer",
        "A key of `anywhere`, pressed alone, leads away from every ask. Where that key alone is an answer too, give "
        "the ask a `length`, a `check` that excludes it, or another key under `anywhere`.",
        '# line.yaml\nanywhere: {"0": desk}\n# main.yaml\n'
        "children:\n  ask: How many children do you have?\n  as: number\n  save: children\n  next: hangup\n",
        '# line.yaml\nanywhere: {"*": desk}\n# main.yaml\n'
        "children:\n  ask: How many children do you have?\n  as: number\n  save: children\n  next: hangup\n",
    ),
    Rule(
        "E309",
        "a word that belongs to compliance and never reaches a menu",
        "STOP, STOPALL, UNSUBSCRIBE, CANCEL, END, QUIT, REVOKE, OPTOUT, START, UNSTOP, HELP and INFO are taken by the "
        "carriers' rules for text messages: they never come to a menu, so they cannot be a choice of one.",
        "# line.yaml\ntexts: main\n# main.yaml\n"
        "welcome:\n  menu: To end your order, press 1.\n  keys: {1: bye}\n  words: {1: cancel}\n  give_up: bye\n"
        "bye: {hangup: Goodbye.}\n",
        "# line.yaml\ntexts: main\n# main.yaml\n"
        "welcome:\n  menu: To end your order, press 1.\n  keys: {1: bye}\n  words: {1: end my order}\n  give_up: bye\n"
        "bye: {hangup: Goodbye.}\n",
    ),
    Rule(
        "E310",
        "a question that nobody can answer",
        "No keys at all would be taken for an answer: the length does not fit what is asked for, the finishing key is "
        "a part of every answer, or what is saved can never pass the check.",
        "born:\n  ask: When were you born?\n  as: date\n  length: 4\n  save: born\n  next: desk\n",
        "born:\n  ask: On which day of the year were you born?\n  as: date\n  written: MMDD\n  save: born\n"
        "  next: desk\n",
    ),
    Rule(
        "E311",
        "a setting that does not go with this kind of answer",
        "What is recorded has no digits to count, to check or to read back; what is said has no length; yes or no is "
        "one key. The setting would do nothing, or make every answer wrong.",
        "reason:\n  ask: Why are you calling?\n  as: words\n  length: 4\n  save: reason\n  next: desk\n",
        "reason:\n  ask: Why are you calling?\n  as: words\n  save: reason\n  next: desk\n",
    ),
    Rule(
        "W313",
        "a choice that takes away the finishing key",
        "An answer of any length is finished by a key, `#` unless the ask says otherwise. Where that key is a choice, "
        "only a pause finishes the answer.",
        'number:\n  ask: Your number, then pound.\n  save: number\n  keys: {"#": desk}\n  next: hangup\n',
        'number:\n  ask: Your number, then pound.\n  save: number\n  keys: {"*": desk}\n  next: hangup\n',
    ),
    Rule(
        "W314",
        "a number whose leading zeros are lost",
        "`as: number` saves a number: 02134 becomes 2134. What always has so many digits is a code, and stays as it "
        "was entered with `as: digits`.",
        "zip:\n  ask: Your zip code.\n  as: number\n  length: 5\n  save: zip\n  next: desk\n",
        "zip:\n  ask: Your zip code.\n  as: digits\n  length: 5\n  save: zip\n  next: desk\n",
    ),
)
