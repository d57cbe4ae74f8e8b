"""What a rehearsing telephone and its line tell each other beside a call, in JSON.

With each webhook the telephone says what systems answer and how queues stand; with each answer the line says what was
asked of systems, what it will do later, and whether the next answer is a secret. Strangers are told nothing.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from ivr.dialog.directives import Asked
from ivr.dialog.engine import Advanced
from ivr.dialog.events import SystemEnded, SystemOutcome
from ivr.dialog.world import QueueView
from ivr.handset.heard import CallbackPromised, Heard, TextSent
from ivr.menu.model import Menus
from ivr.menu.script_model import Fake, FakeSystem, QueueLooks, Script
from ivr.menu.templates.value import Value
from ivr.rehearsal.fakes import Answered, Fakes, NotFakedError, name_of
from ivr.rehearsal.hearing import errand_of
from ivr.rehearsal.secrets import made_up

FIELD: Final = "RingtreeRehearsal"
HEADER: Final = "ringtree-rehearsal"
_LONGEST_HEADER: Final = 30_000


class LineSide:
    """One webhook as the line sees it: what it is told, and what it will tell.

    Without `told` nothing is made up: real systems are asked, and what they say is told.
    """

    def __init__(self, told: str | None) -> None:
        said = {} if told is None else _object(told)
        self._fakes = None if told is None else _fakes(said)
        self.queues: Mapping[str, QueueView] = {
            name: QueueView(*looks) for name, looks in said.get("queues", {}).items()
        }
        self._answered: list[Answered] = []
        self._later: list[list[str]] = []
        self._unfaked = ""
        self._secret: str | None = None

    def answer(self, asked: Asked) -> SystemEnded | None:
        """Return what a system answers that is not really asked; None when it is to be."""
        if self._fakes is None:
            return None
        try:
            return self._fakes.answer(asked)
        except NotFakedError as problem:
            self._unfaked = str(problem)
            return SystemEnded(SystemOutcome.FAILED)

    def note(self, asked: Asked, ended: SystemEnded) -> None:
        """Take note of what a system has answered."""
        self._answered.append((name_of(asked), ended))

    def tell(self, menus: Menus, advanced: Advanced) -> None:
        """Take note of what a turn leaves to be done, and of what it asks."""
        for errand in advanced.errands:
            told = errand_of(errand)
            self._later.append(
                ["text", told.to, told.text] if isinstance(told, TextSent) else ["callback", told.number]
            )
        self._secret = made_up(menus, advanced.state)

    def dump(self) -> str:
        """Return what the telephone is told, as the value of a header; "" when there is nothing to tell."""
        if not (self._answered or self._later or self._unfaked or self._secret):
            return ""
        record = {
            "used": {} if self._fakes is None else self._fakes.used,
            "later": self._later,
            "unfaked": self._unfaked,
            "secret": self._secret,
        }
        answered = [[*name, ended.outcome.value, ended.value] for name, ended in self._answered]
        whole = json.dumps({**record, "answered": answered}, default=str)
        return whole if len(whole) <= _LONGEST_HEADER else json.dumps(record)


class PhoneSide:
    """The telephone's side. `form` goes with every webhook; `answered` is what systems have said so far, by name."""

    def __init__(self, script: Script | None, at: str | None) -> None:
        self.form: dict[str, str] = {} if at is None else {"RingtreeAt": at}
        self.answered: list[tuple[str, str, Fake]] = []
        self._secret: str | None = None
        self._script = script
        self._used: Mapping[str, int] = {}
        self._say()

    def overhear(self, headers: Mapping[str, str]) -> list[Heard]:
        """Return what the line tells beside its answer; NotFakedError when it asked a system without a fake."""
        said = _object(headers.get(HEADER, ""))
        if not said:
            return []
        self._secret = said.get("secret") or self._secret
        self._used = said["used"]
        self._say()
        for kind, name, outcome, value in said.get("answered", ()):
            self.answered.append((kind, name, _fake_of(outcome, value)))
        if said.get("unfaked"):
            raise NotFakedError(said["unfaked"])
        return [TextSent(*told) if what == "text" else CallbackPromised(*told) for what, *told in said["later"]]

    def take_secret(self) -> str | None:
        """Return what stands for the answer that is asked for now, when that is a sensitive one; once."""
        secret, self._secret = self._secret, None
        return secret

    def _say(self) -> None:
        if self._script is not None:
            self.form[FIELD] = json.dumps(_record(self._script, self._used))


def _record(script: Script, used: Mapping[str, int]) -> dict[str, Any]:
    return {
        "services": {key: _system_record(system) for key, system in script.services.items()},
        "functions": {key: _system_record(system) for key, system in script.functions.items()},
        "queues": {name: _looks_record(looks) for name, looks in script.queues.items()},
        "used": used,
    }


def _system_record(system: FakeSystem) -> list[Any]:
    return [system.in_turn, [[fake.outcome, fake.value] for fake in system.answers]]


def _looks_record(looks: QueueLooks) -> list[int]:
    return [looks.waiting, looks.free, looks.minutes]


def _fakes(said: Mapping[str, Any]) -> Fakes:
    services, functions = (
        {
            key: FakeSystem(tuple(Fake(outcome, value) for outcome, value in answers), in_turn)
            for key, (in_turn, answers) in said.get(section, {}).items()
        }
        for section in ("services", "functions")
    )
    return Fakes(services, functions, said.get("used", {}))


def _fake_of(outcome: str, value: Value) -> Fake:
    match outcome:
        case SystemOutcome.OK:
            return Fake("answers", value)  # type: ignore[arg-type]
        case SystemOutcome.MISSING:
            return Fake("missing")
        case SystemOutcome.REFUSED:
            return Fake("refused")
        case _:
            return Fake("fails")


def _object(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
