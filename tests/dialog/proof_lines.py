"""Lines of every verb, drawn at random, that lead to each other in all ways: what the proof is tried on."""

from random import Random
from typing import Any

import yaml
from conversation import line_yaml, loaded

from ivr.menu.model import Menus
from ivr.menu.parts import LINE_FILE

Step = dict[str, Any] | str

_LINE = {
    "hours": '{office: {open: {mon-fri: "09:00-17:00"}, closing: 1h}}',
    "contacts": '{desk: {dial: "+14155550111", text: "+14155550112"}}',
    "queues": "{rest: {}, few: {agents: desk, most: 3}}",
    "services": '{bank: {url: "https://bank.example"}}',
    "numbers": '{"+14155550177": {calls: sub}}',
}
_NAMES = ("n", "m", "flag", "list")
_KINDS = ("digits", "number", "amount", "date", "yes_no", "words", "recording", "phone")
_CONDITIONS = (
    "n > 2",
    "n >= 2 and not flag",
    "flag",
    "flag == 'up'",
    "m",
    "n == 1 or caller.percent > 50",
    "digits == 1",
)
_SETS = (
    {"n": "{{ n | plus: 1 }}"},
    {"n": "0"},
    {"flag": "up"},
    {"flag": "down", "n": "{{ n | plus: 2 }}"},
    {"m": "{{ flag }}"},
)
_WORDS = ("hangup", "back", "repeat", "start", "slower")


def random_line(random: Random) -> Menus:
    """Return a line of two flows, none of whose calls has a limit that could be met in a test."""
    main, sub = random.randint(2, 6), random.randint(1, 3)
    names = [*(f"main/s{n}" for n in range(main)), *(f"sub/t{n}" for n in range(sub))]
    draw = _Draw(random, names)
    flows = {
        "main": {f"s{n}": draw.step(None) for n in range(main)},
        "sub": {f"t{n}": draw.step("return") for n in range(sub)},
    }
    anywhere = random.choice(["{}", '{"0": main/s0, agent: sub}', '{"*": back, "9": repeat}'])
    give_up = random.choice(["hangup", "hangup", names[0], names[-1]])
    files = {f"{name}.yaml": yaml.safe_dump(steps, sort_keys=False) for name, steps in flows.items()}
    files[LINE_FILE] = line_yaml(
        **_LINE,
        limits="{turns: 1000, minutes: 240}",
        anywhere=anywhere,
        patience=f"{{tries: {random.randint(1, 3)}, give_up: {give_up}}}",
    )
    return loaded(tuple(sorted(files.items())))


class _Draw:
    """Draws steps. How often a line draws words for targets, and so often goes round, is drawn once for a line."""

    def __init__(self, random: Random, names: list[str]) -> None:
        self._random = random
        self._names = names
        self._wordy = random.choice((0.02, 0.1, 0.3))
        self._often = random.choice((0.1, 0.5, 0.9))

    def step(self, also: str | None) -> Step:
        """Return any step; `also` is another word that may be its target."""
        random = self._random
        draws = (
            *(self._say, self._menu, self._menu, self._ask, self._ask, self._choose, self._set, self._do, self._hours),
            *(self._dial, self._voicemail, self._fetch, self._others, self._queue, self._callback, self._offers),
        )
        step: Step = random.choice(draws)() if random.random() > 0.05 else self._target()
        if isinstance(step, str):
            return step
        if random.random() < self._often / 2 and "hangup" not in step:
            step["at_most"] = str(random.randint(1, 3))
        if also is not None and "next" in step and random.random() < 0.5:
            step["next"] = also
        return step

    def _target(self) -> str:
        words = self._random.random() < self._wordy
        return self._random.choice(_WORDS if words else (*self._names, "hangup"))

    def _maybe(self, **settings: Any) -> dict[str, Any]:
        return {name: value for name, value in settings.items() if self._random.random() < 0.3}

    def _say(self) -> Step:
        return self._random.choice([{"say": "Hello.", "next": self._target()}, {"hangup": "Bye."}])

    def _menu(self) -> Step:
        keys = {key: self._target() for key in self._random.sample(["1", "2", "3", "#", "12", "4X"], k=2)}
        return {"menu": "Well?", "keys": keys, **self._manners()}

    def _offers(self) -> Step:
        step = {"menu": "Which?", "from": "list", "each": "{{ key }}", "save": "m", "keys": {"0": self._target()}}
        return {**step, "empty": self._target(), "next": self._target(), **self._manners()}

    def _manners(self) -> dict[str, Any]:
        silent, otherwise, give_up = self._target(), self._target(), self._random.choice([*self._names, "hangup"])
        return self._maybe(silent=silent, otherwise=otherwise, tries="2", give_up=give_up)

    def _ask(self) -> Step:
        kind, name = self._random.choice(_KINDS), self._random.choice(_NAMES)
        step: dict[str, Any] = {"ask": "Well?", "save": name, "as": kind, "next": self._target(), **self._manners()}
        step |= self._maybe(confirm="Sure?", keys={"*": self._target(), "5": self._target()}, check=f"{name} != 7")
        return {**step, **(self._maybe(length="1-4") if kind in {"digits", "number"} else {})}

    def _choose(self) -> Step:
        cases = [{"when": when, "next": self._target()} for when in self._random.sample(_CONDITIONS, k=2)]
        return {"choose": cases[: self._random.randint(1, 2)], "otherwise": self._target()}

    def _set(self) -> Step:
        return {"set": dict(self._random.choice(_SETS)), "next": self._target()}

    def _do(self) -> Step:
        return {"do": self._random.choice([*self._names, "sub", "sub"]), "next": self._target()}

    def _hours(self) -> Step:
        step = {"hours": "office", "open": self._target(), "closed": self._target()}
        return step | self._maybe(closing=self._target(), holiday=self._target())

    def _dial(self) -> Step:
        step = {"dial": self._random.choice(["desk", "+14155550111", "{{ n }}"]), "otherwise": self._target()}
        leave = {"*": self._target()}
        return step | self._maybe(answered=self._target(), busy=self._target(), leave=leave, failed=self._target())

    def _voicemail(self) -> Step:
        return {"voicemail": "Speak.", "next": self._target(), **self._maybe(silent=self._target())}

    def _queue(self) -> Step:
        step = {"queue": self._random.choice(["rest", "few"]), "otherwise": self._target()}
        leave = {"1": self._target(), "*": self._target()}
        return step | self._maybe(answered=self._target(), full=self._target(), leave=leave, max_wait="5m")

    def _callback(self) -> Step:
        step = {"callback": "We call.", "into": "rest", "next": self._target(), **self._manners()}
        return step | self._maybe(number="{{ n }}")

    def _fetch(self) -> Step:
        step = {"fetch": "bank/{{ n | default: 1 }}", "next": self._target(), "failed": self._target()}
        return step | self._maybe(missing=self._target(), refused=self._target(), save=self._random.choice(_NAMES))

    def _others(self) -> Step:
        following, failed = self._target(), self._target()
        return self._random.choice(
            [
                {"run": "find", "save": "list", "next": following, "failed": failed},
                {"text": "Hello {{ n }}.", "next": following, "failed": failed},
                {"conference": "{{ n }}", "next": following},
                {"stream": "wss://agent.example", "next": following, "failed": failed},
                {
                    "pay": self._random.choice(["9.99", "{{ n }}"]),
                    "currency": "USD",
                    "paid": following,
                    "failed": failed,
                },
                {"redirect": "https://other.example", "failed": failed},
            ]
        )
