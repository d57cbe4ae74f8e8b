"""What a rehearsing telephone and its line tell each other beside a call, in JSON.

With each webhook the telephone says what systems answer and how queues stand; with each answer the line says what was
asked of systems, what it will do later, and whether the next answer is a secret. Strangers are told nothing.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from ivr.dialog.directives import Asked
from ivr.dialog.engine import Advanced
from ivr.dialog.errands import Errand
from ivr.dialog.events import SystemEnded, SystemOutcome
from ivr.dialog.state import CallState
from ivr.dialog.world import QueueView
from ivr.handset.heard import CallbackPromised, Heard, HeardWords, TextSent
from ivr.menu.model import Menus
from ivr.menu.script_model import Fake, FakeSystem, QueueLooks, Script
from ivr.menu.verbs import Fetch, Run
from ivr.rehearsal.fakes import Answered, Fakes, NotFakedError, fake_of, name_of
from ivr.rehearsal.hearing import errand_of
from ivr.rehearsal.played import PlayedSide
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
        self._met = False

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

    def note_late(self, menus: Menus, state: CallState, ended: SystemEnded) -> None:
        """Take note of what a system has answered that was asked in an earlier turn."""
        step = menus.steps.get(state.here)
        if step is not None and isinstance(step.verb, Fetch | Run):
            verb = step.verb
            name = ("services", verb.service) if isinstance(verb, Fetch) else ("functions", verb.name)
            self._answered.append((name, ended))

    def tell(self, menus: Menus, advanced: Advanced) -> None:
        """Take note of what a turn leaves to be done, and of what it asks."""
        self.tell_errands(advanced.errands)
        self._met = True
        self._secret = made_up(menus, advanced.state)

    def tell_errands(self, errands: Iterable[Errand]) -> None:
        """Take note of what is left to be done, by a turn or after the caller has hung up."""
        for errand in errands:
            told = errand_of(errand)
            self._later.append(
                ["text", told.to, told.text] if isinstance(told, TextSent) else ["callback", told.number]
            )

    def dump(self) -> str:
        """Return what the telephone is told, as the value of a header; "" when there is nothing to tell."""
        if not (self._answered or self._later or self._unfaked or self._met):
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
    """The telephone's side. `form` goes with every webhook; `answered` is what systems have said so far, by name.

    `secret` stands for the answer that is asked for now, when that is a sensitive one; `secrets_asked` counts those.
    """

    def __init__(self, script: Script | None, at: str | None) -> None:
        self.form: dict[str, str] = {} if at is None else {"RingtreeAt": at}
        self.answered: list[tuple[str, str, Fake]] = []
        self.secret: str | None = None
        self.secrets_asked = 0
        self._script = script
        self._is_believed = False
        self._used: Mapping[str, int] = {}
        self._played = PlayedSide()
        self._say()

    def recognise(self, url: str) -> HeardWords | None:
        """Return the words of a prompt that is played, or None for what only an ear can tell."""
        return self._played.recognise(url)

    def overhear(self, headers: Mapping[str, str]) -> list[Heard]:
        """Return what the line tells beside its answer; NotFakedError when it asked a system without a fake."""
        self._played.note(headers)
        said = _object(headers.get(HEADER, ""))
        if not said:
            self._refuse_stranger()
            return []
        self._is_believed = True
        self.secret = said["secret"]
        self.secrets_asked += self.secret is not None
        self._used = said["used"]
        self._say()
        for kind, name, outcome, value in said.get("answered", ()):
            self.answered.append((kind, name, fake_of(SystemEnded(SystemOutcome(outcome), value))))
        if said.get("unfaked"):
            raise NotFakedError(said["unfaked"])
        return [TextSent(*told) if what == "text" else CallbackPromised(*told) for what, *told in said["later"]]

    def _refuse_stranger(self) -> None:
        """Stop a script that makes systems up where nobody goes by it, before real ones are asked for its sake."""
        script = self._script
        if not self._is_believed and script is not None and (script.services or script.functions):
            raise NotFakedError(
                "this line does not let a telephone make up what systems answer; only a development line does "
                "(`make run` without keys of a provider). `ivr test` plays the script without a line."
            )

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


def _object(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
