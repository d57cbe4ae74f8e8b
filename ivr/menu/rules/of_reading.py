"""Rules about the files themselves: YAML, the words of the language, values."""

from typing import Final

from ivr.menu.rules.rule import Rule

READING: Final = (
    Rule(
        "E101",
        "the file is not readable YAML",
        "A menu file is a YAML file. Most slips are one of a few: a colon, ` #` or a bracket inside a text that has no "
        "quotes, a tab, a curly quote, or a line that does not stand below the one above it. The message quotes the "
        "line as it should be.",
        "welcome:\n  say: Please note: our hours have changed.\n  next: hangup\n",
        'welcome:\n  say: "Please note: our hours have changed."\n  next: hangup\n',
    ),
    Rule(
        "E102",
        "YAML anchors, aliases and tags are not part of the language",
        "`&`, `*` and `!` before a word mean something to YAML that a reader of a menu does not see. Put quotes around "
        "a text that begins with one, and write steps that are alike one after the other, or as a flow for `do`.",
        "welcome:\n  say: !Welcome to Acme.\n  next: hangup\n",
        'welcome:\n  say: "Welcome to Acme!"\n  next: hangup\n',
    ),
    Rule(
        "E103",
        "the same name stands twice",
        "Of two entries with the same name only one could count, and nobody sees which. Both places are told.",
        "welcome:\n  menu: For sales, press 1. For help, press 2.\n  keys:\n    1: desk\n    1: desk\n",
        "welcome:\n  menu: For sales, press 1. For help, press 2.\n  keys:\n    1: desk\n    2: desk\n",
    ),
    Rule(
        "E104",
        "an unknown word",
        "A word that the language does not know, or not at this place. Where a word of another system was written "
        "(`timeout`, `retries`, `goto` …) ours is told.",
        "welcome:\n  say: Welcome.\n  goto: hangup\n",
        "welcome:\n  say: Welcome.\n  next: hangup\n",
    ),
    Rule(
        "E105",
        "a step has exactly one verb",
        "The verb is what the step does: `say`, `menu`, `ask`, `dial` … Two things are two steps, the first of which "
        "says `next:`.",
        "welcome:\n  say: Welcome.\n  dial: desk\n  otherwise: hangup\n",
        "welcome:\n  say: Welcome.\n  next: ring\nring:\n  dial: desk\n  otherwise: hangup\n",
    ),
    Rule(
        "E106",
        "a word of the language that this version does not run yet",
        "The word is right, but this version cannot do it. Leave it out until a later one can.",
        "# line.yaml\noutbound: {reminder: {given: [patient]}}\n",
        "# line.yaml\nlimits: {turns: 150}\n",
    ),
    Rule(
        "E107",
        "another kind of value is needed here",
        "A list stands where one word is needed, a text where a mapping is, or the other way round.",
        "welcome:\n  say: Welcome.\n  next: [desk, hangup]\n",
        "welcome:\n  say: Welcome.\n  next: desk\n",
    ),
    Rule(
        "E108",
        "a value is not written as it should be",
        "Times need a unit (`20s`, `5m`, `90d`), counts are whole numbers within bounds, keys are 0-9, `*` and `#`. "
        "The message says what to write.",
        "number:\n  ask: Your number, please.\n  save: number\n  wait: 5\n  next: hangup\n",
        "number:\n  ask: Your number, please.\n  save: number\n  wait: 5s\n  next: hangup\n",
    ),
    Rule(
        "E109",
        "something needed is missing",
        "A setting that the verb cannot do without is not there, or nothing stands behind its colon.",
        "number:\n  ask: Your number, please.\n  next: hangup\n",
        "number:\n  ask: Your number, please.\n  save: number\n  next: hangup\n",
    ),
    Rule(
        "E110",
        "this name cannot be used",
        "Names of steps, flows and values are written a-z, 0-9 and _, and must not be a word that means something "
        "else, like `hangup` or `caller`.",
        "welcome:\n  set: {caller: Ann}\n  next: hangup\n",
        "welcome:\n  set: {caller_name: Ann}\n  next: hangup\n",
    ),
    Rule(
        "E111",
        "a line needs line.yaml and at least one flow",
        "`line.yaml` says what is true for the whole line; every other file with the ending .yaml is a flow. The "
        "folder that was checked has not both, or holds a file that cannot be read as a menu.",
    ),
)
