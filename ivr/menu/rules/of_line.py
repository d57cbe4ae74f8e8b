"""Rules about what line.yaml defines, about numbers and times, and about what the provider can do."""

from typing import Final

from ivr.menu.rules.rule import Rule

_HOLD: Final = "hold:\n  queue: sales\n"

LINE: Final = (
    Rule(
        "E501",
        "an unknown time zone, locale or holiday calendar",
        "A zone is Area/City, a locale is language and country, a calendar is a country, maybe with a part of it.",
        "# line.yaml\ntimezone: Eastern\n",
        "# line.yaml\ntimezone: America/New_York\n",
    ),
    Rule(
        "E502",
        "opening hours that cannot be read",
        "Days are `mon-fri`, `sat` or `mon, wed`; times are `09:00-17:00`, several in a list, or always or closed.",
        '# line.yaml\nhours: {office: {open: {mon-fry: "09:00-17:00"}, holidays: US}}\n',
        '# line.yaml\nhours: {office: {open: {mon-fri: "09:00-17:00"}, holidays: US}}\n',
    ),
    Rule(
        "E504",
        "a name that line.yaml does not define",
        "Hours, contacts, queues, mailboxes, services, lists and languages are defined in line.yaml; steps name them.",
        "welcome:\n  hours: ofice\n  open: desk\n  closed: hangup\n",
        "welcome:\n  hours: office\n  open: desk\n  closed: hangup\n",
    ),
    Rule(
        "E506",
        "not a number that can be dialled",
        "A number is written with its country: +, the country's code, the number, without blanks.",
        'ring:\n  dial: "4155550111"\n  otherwise: hangup\n',
        'ring:\n  dial: "+14155550111"\n  otherwise: hangup\n',
    ),
    Rule(
        "E507",
        "a number that will never be dialled",
        "It is a premium one, or lies in a country that `limits: dial:` does not name. Such a number is refused when a "
        "call comes to it, whatever the menu says; that keeps fraud cheap.",
        '# line.yaml\nlimits: {dial: [US]}\n# main.yaml\nring:\n  dial: "+442079460018"\n  otherwise: hangup\n',
        '# line.yaml\nlimits: {dial: [US, GB]}\n# main.yaml\nring:\n  dial: "+442079460018"\n  otherwise: hangup\n',
    ),
    Rule(
        "E508",
        "a notice that ends before it begins",
        "`since` is the first moment at which it is said, `until` the last.",
        "welcome:\n  say: We are moving.\n  since: 2026-12-10\n  until: 2026-12-01\n  next: desk\n",
        "welcome:\n  say: We are moving.\n  since: 2026-12-01\n  until: 2026-12-10\n  next: desk\n",
    ),
    Rule(
        "W509",
        "a notice that has ended",
        "Its `until` is over, so nobody hears it any more. Remove the step, or give it another date.",
        "welcome:\n  say: We are moving.\n  until: 2020-12-01\n  next: desk\n",
        "welcome:\n  say: We are moving.\n  until: 2090-12-01\n  next: desk\n",
    ),
    Rule(
        "W510",
        "exceptions that are all over",
        "Every dated exception of these hours lies in the past. That is how a line forgets this year's holidays.",
        '# line.yaml\nhours: {office: {open: {mon-fri: "9:00-17:00"}, holidays: US, except: {"2020-12-24": closed}}}\n',
        '# line.yaml\nhours: {office: {open: {mon-fri: "9:00-17:00"}, holidays: US, except: {"12-24": closed}}}\n',
    ),
    Rule(
        "W511",
        "hours that do not know the coming public holiday",
        "A public holiday is near, and these hours treat it as any other day. Name a calendar under `holidays:`, or "
        "the day under `except:`, be it with the usual hours.",
        '# line.yaml\nhours: {office: {open: {daily: "09:00-17:00"}}}\n',
        '# line.yaml\nhours: {office: {open: {daily: "09:00-17:00"}, holidays: US}}\n',
    ),
    Rule(
        "W512",
        "a queue in which nothing is heard",
        "Without `music` and `announce` there is silence, and whoever hears nothing hangs up. Name music in line.yaml, "
        "or write an `announce`.",
        "# line.yaml\nqueues: {sales: {agents: desk}}\n# main.yaml\nhold:\n  queue: sales\n  otherwise: desk\n",
        "# line.yaml\nqueues: {sales: {agents: desk, music: hold.wav}}\n# main.yaml\n"
        "hold:\n  queue: sales\n  otherwise: desk\n",
    ),
    Rule(
        "W513",
        "an announcement that nobody will hear again",
        "Between two announcements lies more time than anybody waits.",
        f"{_HOLD}  announce: Please wait.\n  every: 5m\n  max_wait: 2m\n  otherwise: desk\n",
        f"{_HOLD}  announce: Please wait.\n  every: 30s\n  max_wait: 2m\n  otherwise: desk\n",
    ),
    Rule(
        "W514",
        "hours that never open, or are always about to close",
        "No day has any hours, or `closing` is longer than every stretch of the day, so `open` is never taken.",
        "# line.yaml\nhours: {office: {open: closed}}\n",
        '# line.yaml\nhours: {office: {open: {mon-fri: "09:00-17:00"}, holidays: US}}\n',
    ),
    Rule(
        "E515",
        "a function that no developer registered",
        "`run` names a Python function of a module in IVR_FUNCTIONS, or of an installed package. The likeliest one is "
        "told.",
    ),
    Rule(
        "W517",
        "a caller id that is none of the line's numbers",
        "Carriers show a number only to those who own it; other calls fail or show none. The numbers of this line "
        "stand under `numbers:`.",
        '# line.yaml\nnumbers: {"+14155550177": {calls: main}}\n# main.yaml\n'
        'ring:\n  dial: desk\n  caller_id: "+14155550199"\n  otherwise: hangup\n',
        '# line.yaml\nnumbers: {"+14155550177": {calls: main}}\n# main.yaml\n'
        'ring:\n  dial: desk\n  caller_id: "+14155550177"\n  otherwise: hangup\n',
    ),
    Rule(
        "W518",
        "a service at a private address",
        "What menus write must reach nothing inside a network that is not meant for it, so private addresses are not "
        "asked, unless IVR_PRIVATE_HOSTS on the server names them, each with its port.",
        '# line.yaml\nservices: {bank: {url: "http://10.0.0.5:8080"}}\n# main.yaml\n'
        "ask:\n  fetch: bank/state\n  save: state\n  next: desk\n  failed: desk\n",
        '# line.yaml\nservices: {bank: {url: "https://api.acme.example"}}\n# main.yaml\n'
        "ask:\n  fetch: bank/state\n  save: state\n  next: desk\n  failed: desk\n",
    ),
    Rule(
        "E602",
        "more than the provider can do",
        "The provider that this line runs on has a limit, or lacks the thing altogether. What it would do instead is "
        "nothing, without a word.",
        "message:\n  voicemail: Please leave a message.\n  max: 5m\n  transcribe: yes\n  next: hangup\n",
        "message:\n  voicemail: Please leave a message.\n  max: 2m\n  transcribe: yes\n  next: hangup\n",
    ),
    Rule(
        "W603",
        "a voice that speaks another language",
        "The voice belongs to another language than the locale, and reads it as a stranger would.",
        "# line.yaml\nlanguages: {es: {locale: es-US, voice: Polly.Joanna-Neural}}\n",
        "# line.yaml\nlanguages: {es: {locale: es-US, voice: Polly.Lupe-Neural}}\n",
    ),
    Rule(
        "E604",
        "a provider that is not known",
        "`provider:` names the telephone company that the line's numbers are at, or one of them: it makes the calls "
        "and sends the texts that begin here. The likeliest one is told.",
        "# line.yaml\nprovider: telnix\n",
        "# line.yaml\nprovider: telnyx\n",
    ),
    Rule(
        "W605",
        "a pause that the provider does not make",
        "Some providers speak and play while they listen for an answer, but keep no silence then. Leave the pause out, "
        "or play a recording of silence.",
        "# line.yaml\nprovider: telnyx\n# main.yaml\n"
        "choose:\n  menu: [For sales press 1., {pause: 2s}, For support press 2.]\n  keys: {1: desk, 2: desk}\n",
        "# line.yaml\nprovider: telnyx\n# main.yaml\n"
        "choose:\n  menu: [For sales press 1., For support press 2.]\n  keys: {1: desk, 2: desk}\n",
    ),
    Rule(
        "E606",
        "a queue or a conference for callers of two providers",
        "Who waits, waits at the company that brought the call; an agent who is rung by another cannot be put "
        "through to them, and people in a conference of one company do not hear those of another.",
        '# line.yaml\nnumbers: {"+14155550177": {calls: main, provider: telnyx}}\n# main.yaml\n'
        "hold:\n  queue: sales\n  otherwise: desk\n",
        '# line.yaml\nnumbers: {"+14155550177": {calls: main}}\n# main.yaml\n'
        "hold:\n  queue: sales\n  otherwise: desk\n",
    ),
)
