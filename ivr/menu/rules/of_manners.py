"""Good manners: advice that is given once a line has no errors."""

from typing import Final

from ivr.menu.rules.rule import Rule

_TWO: Final = "# line.yaml\nlanguages: {en: {locale: en-US}, es: {locale: es-US}}\n# main.yaml\n"
_SIX: Final = "For A, press 1. For B, press 2. For C, press 3. For D, press 4. For E, press 5."

MANNERS: Final = (
    Rule(
        "W701",
        "more choices than a caller remembers",
        "Three are remembered, five are the most; put the rest behind one of them.",
        f"welcome:\n  menu: {_SIX} For F, press 6.\n  keys: {{1: desk, 2: desk, 3: desk, 4: desk, 5: desk, 6: desk}}\n",
        f"welcome:\n  menu: {_SIX}\n  keys: {{1: desk, 2: desk, 3: desk, 4: desk, 5: desk}}\n",
    ),
    Rule(
        "W702",
        "menus that are more than three deep",
        "After the third menu callers have forgotten what they wanted, or hang up. Ask for less, or put choices "
        "together.",
        "first: {menu: 'For more, press 1.', keys: {1: second}}\n"
        "second: {menu: 'For much more, press 1.', keys: {1: third}}\n"
        "third: {menu: 'For ever more, press 1.', keys: {1: fourth}}\n"
        "fourth: {menu: 'For the desk, press 1. To go back, press 2.', keys: {1: desk, 2: back}}\n",
        "first: {menu: 'For more, press 1.', keys: {1: second}}\n"
        "second: {menu: 'For much more, press 1.', keys: {1: third}}\n"
        "third: {menu: 'For the desk, press 1. To go back, press 2.', keys: {1: desk, 2: back}}\n",
    ),
    Rule(
        "W703",
        "words that go on after the caller stopped listening",
        "Attention is gone after some eight seconds, about twenty words. Say what the choices need; in a long "
        "menu no single piece should take that long.",
        "welcome:\n  menu: >-\n    Thank you so much for calling our company, which has been serving customers all "
        "over the country with pride, care and a smile for more than forty years. For the desk, press 1.\n"
        "  keys: {1: desk}\n",
        "welcome:\n  menu: Thank you for calling. For the desk, press 1.\n  keys: {1: desk}\n",
    ),
    Rule(
        "W704",
        "a prompt that names the key before the choice",
        "Who hears the key first has forgotten it when the choice comes. Write the choice, then the key.",
        "welcome:\n  menu: Press 1 for the desk.\n  keys: {1: desk}\n",
        "welcome:\n  menu: For the desk, press 1.\n  keys: {1: desk}\n",
    ),
    Rule(
        "W705",
        "a choice that the prompt does not offer",
        "The prompt tells of some keys and is silent about this one, so nobody presses it; or a whisper is silent "
        "about the key that takes the call.",
        "welcome:\n  menu: For the desk, press 1. For cards, press 2.\n  keys: {1: desk, 2: desk, 3: hangup}\n",
        "welcome:\n  menu: For the desk, press 1. For cards, press 2. To end, press 3.\n"
        "  keys: {1: desk, 2: desk, 3: hangup}\n",
    ),
    Rule(
        "W706",
        "keys with a gap, or out of order",
        "Callers expect 1, 2, 3. 0 and 9, `*` and `#` may stand apart: they are usually the operator, another "
        "language, the way back.",
        "welcome:\n  menu: For the desk, press 1. For cards, press 4.\n  keys: {1: desk, 4: desk}\n",
        "welcome:\n  menu: For the desk, press 1. For cards, press 2.\n  keys: {1: desk, 2: desk}\n",
    ),
    Rule(
        "W707",
        "no way to a person",
        "From here no keys, words or patience lead to a person or a message box. Give a key, `give_up`, or a key "
        "under `anywhere`, that does.",
        "# line.yaml\npatience: {give_up: hangup}\n# main.yaml\n"
        "welcome:\n  menu: To hear our address, press 1.\n  keys: {1: address}\n"
        "address: {say: 1 Main Street., next: welcome}\n",
        '# line.yaml\npatience: {give_up: hangup}\nanywhere: {"0": desk}\n# main.yaml\n'
        "welcome:\n  menu: To hear our address, press 1.\n  keys: {1: address}\n"
        "address: {say: 1 Main Street., next: welcome}\n",
    ),
    Rule(
        "W708",
        "patience that is too short or too long",
        "Under three seconds nobody finds the key in time, least of all older callers; over fifteen the line seems "
        "dead.",
        "welcome:\n  menu: For the desk, press 1.\n  keys: {1: desk}\n  wait: 1s\n",
        "welcome:\n  menu: For the desk, press 1.\n  keys: {1: desk}\n  wait: 5s\n",
    ),
    Rule(
        "W709",
        "a second asking that says the same again",
        "`again` is there to be shorter, or to help where the first words did not. Without it the prompt is repeated "
        "anyway.",
        "welcome:\n  menu: For the desk, press 1.\n  again: For the desk, press 1.\n  keys: {1: desk}\n",
        "welcome:\n  menu: For the desk, press 1.\n  again: The desk, 1.\n  keys: {1: desk}\n",
    ),
    Rule(
        "W710",
        "a translation that is the same text",
        "Two languages say the same words: the translation was probably forgotten.",
        _TWO + "welcome: {say: {en: Thank you for calling us., es: Thank you for calling us.}, next: desk}\n",
        _TWO + "welcome: {say: {en: Thank you for calling us., es: Gracias por llamarnos.}, next: desk}\n",
    ),
    Rule(
        "W711",
        "a translation that is much longer or shorter",
        "Something was probably left out in one language, or added in the other only.",
        _TWO + "welcome: {say: {en: Thank you for calling. We are closed on all public holidays and on Sundays., "
        "es: Gracias.}, next: desk}\n",
        _TWO + "welcome: {say: {en: Thank you for calling. We are closed on all public holidays and on Sundays., "
        "es: Gracias por llamar. Cerramos los domingos y los días festivos.}, next: desk}\n",
    ),
    Rule(
        "W712",
        "something sensitive is asked by text",
        "Text messages stay on the telephone, on a watch, in backups. Lead text conversations elsewhere by `by_text:`.",
        "# line.yaml\ntexts: main\n# main.yaml\n"
        "pin:\n  ask: Your PIN, please.\n  save: pin\n  sensitive: yes\n  give_up: bye\n  next: bye\n"
        "bye: {hangup: Goodbye.}\n",
        "# line.yaml\ntexts: main\n# main.yaml\n"
        "pin:\n  ask: Your PIN, please.\n  save: pin\n  sensitive: yes\n  give_up: bye\n  next: bye\n  by_text: bye\n"
        "bye: {hangup: Goodbye.}\n",
    ),
    Rule(
        "W713",
        "a secret that is not called `sensitive`",
        "The words ask for a PIN, a password, a card or an insurance number. `sensitive: yes` keeps it out of logs and "
        "records.",
        "pin:\n  ask: Please enter your PIN.\n  save: pin\n  next: desk\n",
        "pin:\n  ask: Please enter your PIN.\n  save: pin\n  sensitive: yes\n  next: desk\n",
    ),
    Rule(
        "W714",
        "two steps that are the same",
        "The same words lead to the same places twice. One of them will be changed one day and the other forgotten; "
        "lead to one of them from both places.",
        "welcome:\n  menu: For sales, press 1. For help, press 2.\n  keys: {1: sales, 2: help}\n"
        "sales:\n  ask: Your customer number, please.\n  save: number\n  next: desk\n"
        "help:\n  ask: Your customer number, please.\n  save: number\n  next: desk\n",
        "welcome:\n  menu: For sales, press 1. For help, press 2.\n  keys: {1: number, 2: number}\n"
        "number:\n  ask: Your customer number, please.\n  save: number\n  next: desk\n",
    ),
    Rule(
        "W715",
        "a menu far down without a way back",
        "Whoever took a wrong turn can only hang up. Lead `*` to `back` under `anywhere`, or a key here to `back`, "
        "`start` or a menu above.",
        "first: {menu: 'For more, press 1.', keys: {1: second}}\n"
        "second: {menu: 'For the desk, press 1.', keys: {1: desk}}\n",
        "first: {menu: 'For more, press 1.', keys: {1: second}}\n"
        "second: {menu: 'For the desk, press 1. To go back, press star.', keys: {1: desk, '*': back}}\n",
    ),
    Rule(
        "W716",
        "a key that does something else here than everywhere else",
        "Callers learn what a key of `anywhere` does. Take another one here; "
        "also for finishing an answer of any length.",
        '# line.yaml\nanywhere: {"0": desk}\n# main.yaml\n'
        'welcome:\n  menu: To hear our address, press 0.\n  keys: {"0": address}\n'
        "address: {say: 1 Main Street., next: welcome}\n",
        '# line.yaml\nanywhere: {"0": desk}\n# main.yaml\n'
        "welcome:\n  menu: To hear our address, press 1.\n  keys: {1: address}\n"
        "address: {say: 1 Main Street., next: welcome}\n",
    ),
    Rule(
        "W717",
        "something in line.yaml that nothing uses",
        "It can be removed; or a step was meant to use it.",
        '# line.yaml\ncontacts: {desk: {dial: "+14155550111"}, lab: {dial: "+14155550112"}}\n',
        '# line.yaml\ncontacts: {desk: {dial: "+14155550111"}}\n',
    ),
    Rule(
        "W718",
        "a notice that a key press cuts off",
        "That a call is recorded must be heard, in many places by law. Say it in a step of its own, with "
        "`must_hear: yes`.",
        "welcome:\n  menu: This call may be recorded. For the desk, press 1.\n  keys: {1: desk}\n",
        "notice:\n  say: This call may be recorded.\n  must_hear: yes\n  next: welcome\n"
        "welcome:\n  menu: For the desk, press 1.\n  keys: {1: desk}\n",
    ),
    Rule(
        "W719",
        "a call that is recorded without a word of it",
        "In many places everybody on a call must know that it is recorded. Say so before, with `must_hear: yes`.",
        "ring:\n  dial: desk\n  record: yes\n  otherwise: hangup\n",
        "notice:\n  say: This call may be recorded.\n  must_hear: yes\n  next: ring\n"
        "ring:\n  dial: desk\n  record: yes\n  otherwise: hangup\n",
    ),
    Rule(
        "W720",
        "a notice of something that passes, without an end",
        "A storm, a strike or works are over one day, and the line goes on telling of them. With `until:` it stops by "
        "itself.",
        "notice:\n  say: Our office is closed due to the storm.\n  next: desk\n",
        "notice:\n  say: Our office is closed due to the storm.\n  until: 2026-11-24\n  next: desk\n",
    ),
    Rule(
        "W721",
        "a translation that leaves out a value or a key",
        "One language tells what a name holds, or a key that does something here, and another does not: its callers "
        "never hear it.",
        _TWO + "welcome:\n  ask: {en: 'Your number, please, then press pound.', es: 'Marque su número, por favor.'}\n"
        "  save: number\n  next: tell\n"
        "tell:\n  say: {en: 'I have {{ number | spell }}.', es: Gracias por su número.}\n  next: desk\n",
        _TWO + "welcome:\n  ask: {en: 'Your number, please, then press pound.', "
        "es: 'Marque su número, por favor, y la tecla numeral.'}\n"
        "  save: number\n  next: tell\n"
        "tell:\n  say: {en: 'I have {{ number | spell }}.', es: 'Anoté el {{ number | spell }}.'}\n  next: desk\n",
    ),
    Rule(
        "W722",
        "a language in which the line cannot apologise",
        "When something breaks, or a question has to be asked again, the line says so in words of its own, which it "
        "has in English, Spanish, French, German and Portuguese. In other languages callers hear English, unless "
        "`patience:` says what they hear.",
        "# line.yaml\nlanguages: {en: {locale: en-US}, it: {locale: it-IT}}\n# main.yaml\n"
        "welcome: {say: {en: Welcome., it: Benvenuti.}, next: desk}\n",
        "# line.yaml\nlanguages: {en: {locale: en-US}, it: {locale: it-IT}}\n"
        "patience: {broken: {en: 'Sorry, something went wrong.', it: 'Ci scusiamo, qualcosa non ha funzionato.'}}\n"
        "# main.yaml\nwelcome: {say: {en: Welcome., it: Benvenuti.}, next: desk}\n",
    ),
)
