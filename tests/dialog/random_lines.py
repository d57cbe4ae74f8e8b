"""Lines nobody would write, though they could: a strategy for properties of the engine."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from conversation import line_yaml, loaded
from hypothesis import strategies as st

from ivr.menu.model import Menus
from ivr.menu.parts import LINE_FILE

TURNS = 10
_KEYS = ("1", "2", "3", "0", "*", "#", "12", "4XX", "/7[0-9]{1,3}/")
_PHRASES = ("lost", "lost card", "balance", "agent", "café", "one two")
_WORDS = ("hangup", "back", "repeat", "start", "slower")
_KINDS = ("digits", "number", "amount", "date", "time", "phone", "yes_no", "words", "recording")
_WHO = ("desk", "far", "+14155550111", "sip:desk@acme.example", "{{ digits }}", "{{ caller.number }}")
_CONDITIONS = ("digits == 1", "caller.percent > 50", "call.turns > 3 and digits contains 1", "caller > 1")
_LINE = {
    "languages": "{en: {locale: en-US, voice: Polly.Joanna-Neural}, es: {locale: es-US}}",
    "hours": '{office: {open: {mon-fri: "09:00-17:00"}, closing: 1h}}',
    "contacts": '{desk: {dial: "+14155550111"}, far: {dial: "+442079460958"}}',
    "numbers": '{"+14155550100": {language: es, set: {a: "{{ 3 }}"}}}',
    "limits": f"{{turns: {TURNS}, minutes: 60, dial: [US]}}",
}

Step = dict[str, Any] | str


@st.composite
def lines(draw: st.DrawFn) -> Menus:
    """Draw a line of two flows and two languages, with a limit of ten turns."""
    return loaded(files_of(draw(line_files())))


def files_of(files: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return files in an order, as `loaded` wants them."""
    return tuple(sorted(files.items()))


@st.composite
def line_files(draw: st.DrawFn, *, texts: bool = False) -> Mapping[str, str]:
    """Draw the files of such a line; `texts`: it answers texts too, and may lead them elsewhere."""
    main, sub = draw(st.integers(2, 6)), draw(st.integers(1, 3))
    names = [*(f"main/s{n}" for n in range(main)), *(f"sub/t{n}" for n in range(sub))]
    flows = {
        "main": {f"s{n}": draw(_steps(_Place(f"main/s{n}", names, main))) for n in range(main)},
        "sub": {f"t{n}": draw(_steps(_Place(f"sub/t{n}", names, sub))) for n in range(sub)},
    }
    hung_up = draw(st.sampled_from([{}, {"hung_up": "sub"}]))
    of_texts = {"texts": "main", "keywords": "{order: sub}", "restart": "[again]"} if texts else {}
    for step in [step for flow in flows.values() for step in flow.values() if texts and isinstance(step, dict)]:
        by_text = draw(st.sampled_from([*[None] * 12, *names, "hangup", "back"]))
        if by_text is not None:
            step["by_text"] = by_text
    anywhere = draw(st.sampled_from(["{}", '{"0": back, agent: start}', '{"*": back, "9": slower, lost: repeat}']))
    give_up = draw(st.sampled_from(["hangup", "main/s0", "main/s1", "sub"]))
    if texts:
        give_up = f"{{calls: {give_up}, texts: {draw(st.sampled_from(['hangup', 'main/s1', 'sub']))}}}"
    patience = f"{{tries: 2, on_wrong: {{en: Wrong., es: No.}}, give_up: {give_up}}}"
    files = {f"{name}.yaml": yaml.safe_dump(steps, sort_keys=False) for name, steps in flows.items()}
    files[LINE_FILE] = line_yaml(**_LINE, **hung_up, **of_texts, anywhere=anywhere, patience=patience)
    return files


@dataclass(frozen=True)
class _Place:
    """Where a step stands. It leads at least to the one after it, so that all can be reached."""

    name: str
    names: list[str]
    count: int

    @property
    def after(self) -> list[str]:
        """The steps of the same flow that come later."""
        flow, _, number = self.name.partition("/")
        return [f"{flow}/{number[0]}{n}" for n in range(int(number[1:]) + 1, self.count)]

    @property
    def first(self) -> str:
        """Where the step leads in any case."""
        flow = self.name.partition("/")[0]
        return self.after[0] if self.after else ("sub" if flow == "main" else "return")


def _prompt(text: str) -> dict[str, str]:
    return {"en": f"{text}.", "es": f"¡{text}! {{{{ digits }}}}"}


def _steps(place: _Place) -> st.SearchStrategy[Step]:
    anywhere = st.sampled_from([*place.names, *_WORDS])
    onward = st.sampled_from([*place.after, "hangup", "back"])
    asking = [_menus(place, anywhere), _asks(place, anywhere), _dials(place, anywhere), _voicemails(place, anywhere)]
    asking.append(st.just({"redirect": "https://other.example/voice", "failed": place.first}))
    if not place.after and place.name.startswith("main"):  # the sub flow is gone through from here
        return st.just({"do": "sub", "next": "hangup"}) | st.just({"do": "sub", "next": "main/s0"})
    return st.one_of(*asking, _menus(place, anywhere), _silent(place, onward))


def _silent(place: _Place, onward: st.SearchStrategy[str]) -> st.SearchStrategy[Step]:
    first = place.first
    say = st.fixed_dictionaries(
        {"say": st.just(_prompt(place.name)), "next": st.just(first)}, optional={"must_hear": st.just("yes")}
    )
    choose = st.fixed_dictionaries(
        {
            "choose": st.builds(
                lambda when, then: [{"when": when, "next": then}], st.sampled_from(_CONDITIONS), onward
            ),
            "otherwise": st.just(first),
        }
    )
    hours = st.fixed_dictionaries(
        {"hours": st.just("office"), "open": st.just(first), "closed": onward}, optional={"closing": onward}
    )
    plain: list[Step] = [
        {"set": {"n": "{{ n | plus: 1 }}", "all": "{{ caller }}"}, "next": first, "keep": "1h"},
        {"language": "es", "next": first},
        {"language": "{{ digits }}", "next": first},
        {"do": "sub", "next": first} if place.name.startswith("main") else {"language": "en", "next": first},
        first,
    ]
    return st.one_of(say, choose, hours, st.sampled_from(plain))


def _manners(target: st.SearchStrategy[str]) -> dict[str, st.SearchStrategy[Any]]:
    steps = target.filter(lambda text: text not in {"repeat", "slower", "back"})
    return {
        "again": st.just(_prompt("Again")),
        "silent": target,
        "otherwise": target,
        "tries": st.sampled_from(["1", "2", "3"]),
        "give_up": steps,
        "at_most": st.sampled_from(["1", "2", "3"]),
    }


def _menus(place: _Place, target: st.SearchStrategy[str]) -> st.SearchStrategy[Step]:
    keys = st.dictionaries(st.sampled_from(_KEYS), target, max_size=4).map(lambda more: {**more, "1": place.first})
    words = st.sampled_from(_PHRASES).map(lambda phrase: {"1": [phrase]})
    return st.fixed_dictionaries(
        {"menu": st.just(_prompt(place.name)), "keys": keys}, optional={"words": words, **_manners(target)}
    )


def _asks(place: _Place, target: st.SearchStrategy[str]) -> st.SearchStrategy[Step]:
    name = "n" + place.name[-1]
    pin = {"ask": _prompt("PIN"), "save": "pin", "sensitive": "yes", "next": place.first}
    return st.just(pin) | st.fixed_dictionaries(
        {
            "ask": st.just(_prompt(place.name)),
            "save": st.just(name),
            "as": st.sampled_from(_KINDS),
            "next": st.just(place.first),
        },
        optional={
            "length": st.sampled_from(["1", "4", "2-6"]),
            "finish": st.sampled_from(["#", "*"]),
            "confirm": st.just({"en": f"{{{{ {name} }}}}?", "es": f"¿{{{{ {name} | spell }}}}?"}),
            "check": st.just(f"{name} != 7"),
            "keys": st.dictionaries(st.sampled_from(["*", "#", "9"]), target, max_size=2),
            "hints": st.just(["hint"]),
            "sensitive": st.just("no"),
            "keep": st.just("90d"),
            "confidence": st.sampled_from(["0%", "50%", "100%"]),
            **_manners(target),
        },
    )


def _dials(place: _Place, target: st.SearchStrategy[str]) -> st.SearchStrategy[Step]:
    return st.fixed_dictionaries(
        {"dial": st.sampled_from(_WHO), "otherwise": st.just(place.first)},
        optional={
            "answered": target,
            "busy": target,
            "at_most": st.just("2"),
            "whisper": st.just(_prompt("Whisper")),
            "accept": st.sampled_from(["any", "1", "*"]),
            "leave": target.map(lambda leads: {"*": leads}),
        },
    )


def _voicemails(place: _Place, target: st.SearchStrategy[str]) -> st.SearchStrategy[Step]:
    return st.fixed_dictionaries(
        {"voicemail": st.just(_prompt(place.name)), "next": st.just(place.first)},
        optional={"silent": target, "save": st.just("said")},
    )
