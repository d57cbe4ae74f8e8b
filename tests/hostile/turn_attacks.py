"""Lines that pass the check and mean harm to whoever runs them: each is rung, and what the caller heard last is said.

Flows are written as data here: JSON is YAML too.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

from ivr.dialog.directives import Asked, Collect, Directive, Speak
from ivr.dialog.engine import Advanced, advance
from ivr.dialog.events import CallArrived, Caller, DigitsPressed, Event, SpeechHeard, SystemEnded, SystemOutcome
from ivr.dialog.record import dump_kept, keep
from ivr.dialog.state import CallState
from ivr.dialog.world import World
from ivr.menu.checking.check import Known, check
from ivr.menu.model import Menus
from ivr.menu.reading.load import load
from ivr.menu.templates.value import Value
from ivr.ports.calls import Services
from ivr.ports.webhooks import Ways
from ivr.providers.twilio.dialect import TWIML
from ivr.providers.twiml.render import render
from ivr.values import CallId, PhoneNumber
from ivr.workflows.ask_systems import ask_systems

Steps = dict[str, Any]

NOW = World(datetime(2026, 3, 3, 10, tzinfo=UTC))
LARGEST_STORED, LARGEST_DOCUMENT, MOST_COMPLAINTS = 1_500_000, 64_000, 20
GAVE_UP = "We are sorry, something went wrong. We cannot do that now."
REFUSED = "We cannot do that now."
_LINE = {"line": "Acme", "calls": "main", "timezone": "UTC", "patience": {"give_up": "main/sorry"}}
_BANK = {"services": {"bank": {"url": "https://bank.example"}}}
_QUEUE = {"contacts": {"a": {"dial": "+14155550111"}}, "queues": {"q": {"agents": "a"}}}
_ENDS = {"x": {"hangup": "Bye."}, "sorry": {"hangup": REFUSED}}


class _Systems:
    """A service that says the same whatever it is asked."""

    def __init__(self, answer: Value) -> None:
        self._answer = answer

    def ask(self, claim: str, asked: Asked, patience_s: float) -> SystemEnded | None:
        return SystemEnded(SystemOutcome.OK, self._answer)

    def find(self, claim: str, patience_s: float) -> SystemEnded | None:
        return None


def ring(flow: Steps, does: Sequence[str], line: Mapping[str, Any], answer: Value) -> str:
    """Return the last words that a caller hears who does this; whatever is stored and sent stays small.

    Keys are pressed, anything else is said.
    """
    services = cast("Services", SimpleNamespace(systems=_Systems(answer)))
    menus = _menus(flow, line)
    state: CallState | None = None
    heard = ""
    for event in [_ARRIVED, *map(_event, does)]:
        advanced, answers = ask_systems(services, advance(menus, state, event, NOW))
        stored = dump_kept(keep(advanced.state, event, state, answers))
        document = render(TWIML, advanced.directives, Ways("/voice/main/m?turn=2"))
        assert len(stored) < LARGEST_STORED, f"{len(stored):,} bytes are stored"
        assert len(document) <= LARGEST_DOCUMENT, f"{len(document):,} bytes are sent"
        assert len(advanced.complaints) <= MOST_COMPLAINTS
        state, heard = advanced.state, _words(advanced)
    return heard[:200]


_ARRIVED = CallArrived(CallId("CA1"), Caller(PhoneNumber("+14155551234"), country="US"), PhoneNumber("+14155550100"))


def _event(did: str) -> Event:
    return DigitsPressed(did) if set(did) <= set("0123456789*#") else SpeechHeard(did)


def _menus(flow: Steps, line: Mapping[str, Any]) -> Menus:
    steps = json.dumps({**flow, **{name: step for name, step in _ENDS.items() if name not in flow}}, indent=0)
    draft = load({"line.yaml": json.dumps({**_LINE, **line}, indent=0), "main.yaml": steps})
    problems = (*draft.problems, *check(draft, Known()))
    # That an attack leaves a way out unused is no harm.
    errors = [problem for problem in problems if problem.is_error and problem.code != "E202"]
    assert not errors, errors[:3]
    return draft.menus


def _words(advanced: Advanced) -> str:
    sounds: list[Directive] = []
    for directive in advanced.directives:
        sounds += directive.sounds if isinstance(directive, Collect) else [directive]
    return " ".join(sound.text for sound in sounds if isinstance(sound, Speak))


# --- parts of attacks --------------------------------------------------------------------------------------------


def _of(flow: Steps, *does: str, line: Mapping[str, Any] | None = None, answer: Any = None) -> Callable[[], str]:
    return lambda: ring(flow, does, line or {}, answer)


def _chain(count: int, step: Callable[[int], Steps], way: str = "next", end: str = "x") -> Steps:
    """Return a menu whose key 1 leads through so many steps in one turn."""
    names = [*(f"s{n}" for n in range(count)), end]
    steps = {name: {**step(n), way: names[n + 1]} for n, name in enumerate(names[:-1])}
    return {"q": {"menu": "Go.", "keys": {"1": "s0", "2": "x"}}, **steps}


def _fetching(flow: Steps, then: str = "s0") -> Steps:
    """Return the flow with a service asked before it; what that says is saved as `v`."""
    fetch = {"fetch": "bank/x", "save": "v", "next": then, "failed": "sorry"}
    return {**flow, "q": {"menu": "Go.", "keys": {"1": "f", "2": "x"}}, "f": fetch}


def _when(condition: str, to: str = "sorry") -> Steps:
    return {"choose": [{"when": condition, "next": to}]}


def _set_once(template: str, shown: str = "x | size", begin: str = "aaaa") -> Steps:
    """Return a flow that computes `x` once more at each press of 1, and says something of it."""
    return {
        "q": {"set": {"x": begin}, "next": "m"},
        "m": {"menu": f"So {{{{ {shown} }}}}.", "keys": {"1": "s"}},
        "s": {"set": {"x": template}, "next": "m"},
    }


def _copies(names: int, steps: int) -> Steps:
    return _chain(steps, lambda n: {"set": {f"a{n}_{m}": "{{ v }}" for m in range(names)}}, end="q")


_WORDS = {"lists": {"l": [f"w{n}" for n in range(10_000)]}}
_LOOKING = " or ".join(["lists.l contains digits"] * 36)
_LOOKING_IN_TEXT = "{% if lists.l contains digits %}{% endif %}" * 90
_DATES = "{{ now " + "| date" * 100 + " }}"
_NEVER_OPEN = {
    "hours": {
        f"o{n}": {"open": {"mon": "09:00-17:00"}, "except": {"2020-01-01..2090-01-01": "closed"}} for n in range(150)
    }
}
_OFFERS = {
    "menu": "Which?",
    "from": "v",
    "each": "{{ item.t }} {{ key }}",
    "save": "w",
    "keys": {"0": "q"},
    "empty": "q",
    "next": "q",
}
_FULL = "x" * 64_000


def _deep(levels: int) -> Value:
    value: Value = "x"
    for _ in range(levels):
        value = [value, value]
    return value


def _leading(value: str, path: str) -> Steps:
    fetch = {"fetch": path, "next": "x", "failed": "sorry"}
    return {"q": {"set": {"u": value}, "next": "f"}, "f": fetch}


def _calling_back(at: str) -> Steps:
    return {"c": {"callback": "We call you.", "into": "q", "at": at, "next": "x"}}


# name: (the attack, the last words that the caller must hear)
_COMPUTING: Mapping[str, tuple[Callable[[], str], str]] = {
    "lists looked through for ever": (
        _of(_chain(90, lambda n: _when(_LOOKING), "otherwise"), "1", line=_WORDS),
        GAVE_UP,
    ),
    "lists looked through in prompts": (
        _of(_chain(5, lambda n: {"say": f"{_LOOKING_IN_TEXT}{n}"}), "1", line=_WORDS),
        GAVE_UP,
    ),
    "a way out that is as bad": (
        _of(
            {**_chain(5, lambda n: {"say": f"{_LOOKING_IN_TEXT}{n}"}), "sorry": {"hangup": [_LOOKING_IN_TEXT] * 9}},
            "1",
            line=_WORDS,
        ),
        "We are sorry, something went wrong.",
    ),
    "lists compared as a whole": (
        _of(
            _fetching(_chain(90, lambda n: _when(" or ".join(["v != v"] * 36)), "otherwise")),
            "1",
            line=_BANK,
            answer=_deep(11),
        ),
        "Bye.",
    ),
    "filters upon filters": (_of(_chain(90, lambda n: {"say": [_DATES] * 3}), "1"), GAVE_UP),
    "conditions in one turn without end": (
        _of(
            _chain(
                60,
                lambda n: {"choose": [{"when": f"digits == 'z{n}.{m}'", "next": "sorry"} for m in range(165)]},
                "otherwise",
            ),
            "1",
        ),
        GAVE_UP,
    ),
    "openings of places that never open": (
        _of(
            _chain(50, lambda n: {"say": [f"{{{{ hours.o{n}.opens }}}}", f"{{{{ hours.o{n + 50}.opens }}}}"]}),
            "1",
            line=_NEVER_OPEN,
        ),
        GAVE_UP,
    ),
    "all opening hours saved at once": (
        _of(_chain(1, lambda n: {"set": {"h": "{{ hours }}"}}), "1", line=_NEVER_OPEN),
        GAVE_UP,
    ),
    "hundreds of people dialled": (
        _of(_chain(1, lambda n: {"dial": [f"{{{{ digits }}}}{m}" for m in range(190)]}, "otherwise", "sorry"), "1"),
        REFUSED,
    ),
}
_GROWING: Mapping[str, tuple[Callable[[], str], str]] = {
    "a text that doubles": (_of(_set_once("{{ x" + " | append: x" * 60 + " }}"), "1", "1"), "So 0."),
    "a text that doubles by replacing": (_of(_set_once("{{ x" + " | replace: 'a', 'aa'" * 30 + " }}"), "1"), "So 0."),
    "a text that grows with its case": (
        _of(_set_once("{{ x" + " | append: x | upcase" * 30 + " }}", begin="ŉ"), "1"),
        "So 62.",
    ),
    "a number that squares": (
        _of(_set_once("{{ x" + " | times: x" * 60 + " }}", "x | default: 'nothing'", "{{ 1000 }}"), "1", "1"),
        "So nothing.",
    ),
    "a number that shrinks": (
        _of(_set_once("{{ x" + " | divided_by: 7" * 55 + " }}", "x", "{{ 1 }}"), "1", "1", "1"),
        "So 0.",
    ),
    "a list split and joined": (
        _of(_set_once("{{ x" + " | split: '' | join: 'aaaaaaaaaaaaaaaaaaaa'" * 10 + " }}"), "1"),
        "So 0.",
    ),
    "64 KiB under ten names": (_of(_fetching(_copies(10, 1)), "1", "1", line=_BANK, answer=_FULL), "Go."),
    "64 KiB under thousands of names": (_of(_fetching(_copies(50, 60)), "1", line=_BANK, answer=_FULL), GAVE_UP),
    "lists under thousands of names": (
        _of(_fetching(_copies(50, 60)), "1", line=_BANK, answer=["x"] * 15_000),
        GAVE_UP,
    ),
    "thousands of names": (
        _of(_chain(90, lambda n: {"set": {f"a{n}_{m}": "x" for m in range(100)}}, end="q"), "1"),
        "Go.",
    ),
    "large answers for ever": (
        _of(
            _chain(30, lambda n: {"fetch": "bank/x", "save": f"v{n}", "failed": "sorry"}),
            "1",
            line=_BANK,
            answer=_FULL,
        ),
        REFUSED,
    ),
    "keeping what is large": (
        _of(
            _fetching(_chain(1, lambda n: {"set": {"w": "{{ v }}"}, "keep": "90d"}, end="q")),
            "1",
            line=_BANK,
            answer=_FULL,
        ),
        "Go.",
    ),
}
_SAYING: Mapping[str, tuple[Callable[[], str], str]] = {
    "letters without end": (_of(_chain(90, lambda n: {"say": ["x" * 3_900] * 10}), "1"), "xxx"),
    "pieces heard without end": (_of(_chain(90, lambda n: {"say": ["a"] * 190}), "1"), "a a a"),
    "letters that grow when they are escaped": (_of(_chain(20, lambda n: {"say": ["&<" * 1_900] * 10}), "1"), "&<&<"),
    "elements in what is said": (_of({"m": {"hangup": "</Say><Dial>+19005551234</Dial><Say>"}}), "</Say><Dial>"),
    "a menu from thousands of items": (
        _of(
            {**_fetching({}, "m"), "m": _OFFERS},
            *("1", "9", "9", "0"),
            line=_BANK,
            answer=[{"t": "x"}] * 6_000,
        ),
        "Go.",
    ),
    "a menu from what is no list": (
        _of({**_fetching({}, "m"), "m": _OFFERS}, "1", line=_BANK, answer={"a": _deep(11)}),
        "Go.",
    ),
}
_ANSWERING: Mapping[str, tuple[Callable[[], str], str]] = {
    "keys against the wildest pattern": (
        _of({"m": {"menu": "Go.", "keys": {"/1?1?1?1?1?1?1{19}/": "x"}}}, "1" * 200, "1" * 5_000, "1" * 19),
        "Bye.",
    ),
    "a check of what is very long": (
        _of(
            {"m": {"ask": "Say it.", "save": "v", "as": "words", "check": "v contains v", "next": "x"}}, "ab " * 20_000
        ),
        "Bye.",
    ),
    "phrases against what is very long": (
        _of(
            {"m": {"menu": "Go.", "keys": {"1": "x"}, "words": {"1": [f"a{n}" for n in range(900)]}}},
            "b " * 20_000,
            "a7",
        ),
        "Bye.",
    ),
}
_REACHING: Mapping[str, tuple[Callable[[], str], str]] = {
    "attributes by a computed name": (
        _of({"q": {"set": {"n": "__class__"}, "next": "m"}, "m": {"hangup": "So{{ caller[n] }}{{ n[n] }}."}}),
        "So.",
    ),
    "attributes of what was saved": (
        _of({"q": {"set": {"n": "text"}, "next": "m"}, "m": {"hangup": "So{{ n.__class__ }}{{ n.upper }}."}}),
        "So.",
    ),
    "a path that a value leads upwards": (_of(_leading("..", "bank/a/{{ u }}/b"), line=_BANK), REFUSED),
    "half a path upwards, twice": (_of(_leading(".", "bank/a/{{ u }}{{ u }}/b"), line=_BANK), REFUSED),
    "a path that a value leaves blank": (_of(_leading("", "bank/{{ u }}/b"), line=_BANK), REFUSED),
    "a premium number by a value": (
        _of({"q": {"set": {"u": "+19005551234"}, "next": "d"}, "d": {"dial": "{{ u }}", "otherwise": "sorry"}}),
        REFUSED,
    ),
    "an address by a value": (
        _of({"q": {"set": {"u": "sip:a@10.0.0.1"}, "next": "d"}, "d": {"dial": "{{ u }}", "otherwise": "sorry"}}),
        REFUSED,
    ),
    "a callback at the end of time": (_of(_calling_back("9999-12-31T23:59:59-23:59"), "1", line=_QUEUE), "Bye."),
    "a callback before time began": (_of(_calling_back("0001-01-01T00:00:00+23:59"), "1", line=_QUEUE), "Bye."),
    "a payment beyond belief": (
        _of({"p": {"pay": "{{ 999999999999999 | times: 1 }}", "paid": "x", "failed": "sorry"}}),
        REFUSED,
    ),
}

TURNS: Mapping[str, tuple[Callable[[], str], str]] = {**_COMPUTING, **_GROWING, **_SAYING, **_ANSWERING, **_REACHING}
ATTACKS: Mapping[str, Callable[[], str]] = {name: attack for name, (attack, _) in TURNS.items()}
