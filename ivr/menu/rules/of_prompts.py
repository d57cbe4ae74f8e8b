"""Rules about what is said, what names hold, and recordings."""

from typing import Final

from ivr.menu.rules.rule import Rule

_ASK: Final = "number:\n  ask: Your number, please.\n  save: number\n  next: tell\n"

PROMPTS: Final = (
    Rule(
        "E401",
        "a prompt is missing in a language",
        "A line in several languages says everything in each of them. Plain text serves only the first.",
        "# line.yaml\nlanguages: {en: {locale: en-US}, es: {locale: es-US}}\n# main.yaml\n"
        "welcome:\n  say: Welcome.\n  next: desk\n",
        "# line.yaml\nlanguages: {en: {locale: en-US}, es: {locale: es-US}}\n# main.yaml\n"
        "welcome:\n  say: {en: Welcome., es: Bienvenido.}\n  next: desk\n",
    ),
    Rule(
        "E402",
        "a recording that is not there",
        "Recordings lie under `audio/`, or under `audio/` and the language, by the name that the prompt gives.",
        "welcome:\n  say: {audio: welcome.wav, text: Welcome.}\n  next: desk\n",
        "welcome:\n  say: Welcome.\n  next: desk\n",
    ),
    Rule(
        "E403",
        "a template or a condition cannot be read",
        "Between `{{` and `}}` stands a name, maybe with filters; a condition compares with ==, !=, <, > and contains, "
        "and knows and, or, not and brackets.",
        'welcome:\n  choose:\n    - when: caller.country = "US"\n      next: desk\n  otherwise: hangup\n',
        'welcome:\n  choose:\n    - when: caller.country == "US"\n      next: desk\n  otherwise: hangup\n',
    ),
    Rule(
        "E404",
        "a name that nothing saves",
        "The name is used, but no `ask`, `set`, `fetch` or other step saves it. Often it is misspelt.",
        f"{_ASK}tell:\n  say: I have {{{{ nubmer | spell }}}}.\n  next: desk\n",
        f"{_ASK}tell:\n  say: I have {{{{ number | spell }}}}.\n  next: desk\n",
    ),
    Rule(
        "E405",
        "a name that is saved on some ways here only",
        "A caller who came another way would hear a gap. Give a `default`, or ask by `when` first whether it is there.",
        "welcome:\n  menu: To give your number, press 1. To go on, press 2.\n  keys: {1: number, 2: tell}\n"
        f"{_ASK}tell:\n  say: I have {{{{ number | spell }}}}.\n  next: desk\n",
        "welcome:\n  menu: To give your number, press 1. To go on, press 2.\n  keys: {1: number, 2: tell}\n"
        f"{_ASK}tell:\n  say: 'I have {{{{ number | default: \"no number\" }}}}.'\n  next: desk\n",
    ),
    Rule(
        "E406",
        "a sensitive answer where it could be heard or kept",
        "What is `sensitive` appears in no log, trace or prompt. It goes to the body of a `fetch` or the arguments of "
        "a `run`, and nowhere else.",
        "pin:\n  ask: Your PIN, please.\n  save: pin\n  sensitive: yes\n  next: tell\n"
        "tell:\n  say: I have {{ pin | spell }}.\n  next: desk\n",
        "pin:\n  ask: Your PIN, please.\n  save: pin\n  sensitive: yes\n  next: send\n"
        'send:\n  fetch: POST bank/pins\n  body: {pin: "{{ pin }}"}\n  next: desk\n  failed: desk\n',
    ),
    Rule(
        "W407",
        "a comment may have swallowed the end of a prompt",
        "A blank and `#` begin a comment, also in the middle of a sentence. Put quotes around the text.",
        "number:\n  ask: Enter your number and press # when you are done.\n  save: number\n  next: desk\n",
        'number:\n  ask: "Enter your number and press # when you are done."\n  save: number\n  next: desk\n',
    ),
    Rule(
        "W408",
        "single braces inside a text, which are said as they stand",
        "A value stands between two braces on each side. A pause, or another piece, is no part of a text: it stands in "
        "a list, between the texts before and after it.",
        "welcome:\n  say: Welcome to {line.name}.\n  next: desk\n",
        "welcome:\n  say: Welcome to {{ line.name }}.\n  next: desk\n",
    ),
    Rule(
        "W409",
        "a name that is saved as a word, not as its value",
        "`set` saves what it says, letter by letter. The value of a name stands in braces.",
        "welcome:\n  set: {town: caller.city}\n  next: desk\n",
        'welcome:\n  set: {town: "{{ caller.city }}"}\n  next: desk\n',
    ),
    Rule(
        "E410",
        "a name played as a recording that holds none",
        "`{recording: name}` plays what an `ask` with `as: recording`, or a `voicemail`, saved.",
        "name:\n  ask: Your name, please.\n  as: words\n  save: name\n  next: heard\n"
        "heard:\n  say: [You said, {recording: name}]\n  next: desk\n",
        "name:\n  ask: Your name, please.\n  as: recording\n  save: name\n  next: heard\n"
        "heard:\n  say: [You said, {recording: name}]\n  next: desk\n",
    ),
    Rule(
        "E411",
        "a recording that a telephone cannot play",
        "A recording is a WAV, MP3, AIFF or raw GSM or u-law file with sound in it. An empty file, or one that holds "
        "something else than its name says, is silence to callers. `ivr voices import FILE` makes telephone audio of "
        "WAV, MP3, FLAC, OGG and AIFF.",
    ),
    Rule(
        "E412",
        "a recording without words, where a text conversation can come",
        "Whoever writes instead of calling is sent the words of a recording; without `text:` they get nothing.",
        "# line.yaml\ntexts: main\n# main.yaml\n"
        "welcome:\n  menu: {audio: welcome.wav}\n  keys: {1: bye}\n  give_up: bye\nbye: {hangup: Goodbye.}\n",
        "# line.yaml\ntexts: main\n# main.yaml\n"
        "welcome:\n  menu: {audio: welcome.wav, text: 'To end this, press 1.'}\n  keys: {1: bye}\n  give_up: bye\n"
        "bye: {hangup: Goodbye.}\n",
    ),
    Rule(
        "W414",
        "a recording that does not fit its words",
        "It lasts far shorter or longer than its words take to say, about two and a half words a second. Probably it "
        "is another recording, or the words were changed and it was not.",
    ),
    Rule(
        "W415",
        "a recording that is no telephone audio",
        "A telephone carries 8,000 samples a second of one channel. The provider makes that of any recording, in every "
        "call and not always well. `ivr voices import --replace FILE` does it once: without aliases, no silence at its "
        "ends, and as loud as all other prompts.",
    ),
)
