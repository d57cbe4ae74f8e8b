"""Systems that are not really asked: a script says what they answer."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import unquote

from ivr.dialog.directives import Asked, AskService
from ivr.dialog.engine import Advanced, break_off, resume
from ivr.dialog.events import SystemEnded, SystemOutcome
from ivr.errors import RingtreeError
from ivr.menu.reading.words import did_you_mean
from ivr.menu.script_model import Fake, FakeOutcome, FakeSystem, JsonValue
from ivr.menu.templates.value import Value

_MOST_ASKED: Final = 20  # systems in one turn, as everywhere
_OUTCOMES: Final[Mapping[FakeOutcome, SystemOutcome]] = {
    "answers": SystemOutcome.OK,
    "missing": SystemOutcome.MISSING,
    "refused": SystemOutcome.REFUSED,
    "fails": SystemOutcome.FAILED,
}


Name = tuple[str, str]
Answered = tuple[Name, SystemEnded]


class NotFakedError(RingtreeError):
    """A call asks a system of which its script does not say what it answers."""


def name_of(asked: Asked) -> Name:
    """Return what is asked as a script names it: `services` and the path, or `functions` and the name."""
    if isinstance(asked, AskService):
        return "services", f"{asked.service.name}/{unquote(asked.path)}".rstrip("/")
    return "functions", asked.name


class Fakes:
    """What the systems of one script answer; `used` is how often each was asked."""

    def __init__(
        self,
        services: Mapping[str, FakeSystem],
        functions: Mapping[str, FakeSystem],
        used: Mapping[str, int] | None = None,
    ) -> None:
        self._services = services
        self._functions = functions
        self.used: Counter[str] = Counter(used or {})

    def answer(self, asked: Asked) -> SystemEnded:
        """Return what the system answers; NotFakedError when the script does not say, or says no more."""
        if isinstance(asked, AskService):
            _, name = name_of(asked)
            key = _find_service(self._services, asked.method, name)
            if key is None:
                hint = did_you_mean(name, self._services) if self._services else ""
                raise NotFakedError(
                    f"the call asks `{asked.method} {name}`, and the script does not say what that answers; "
                    f"write it under `services:`, like `{asked.service.name}: fails`.{hint}"
                )
            return self._next(f"`{key}` under `services:`", key, self._services[key])
        if asked.name not in self._functions:
            hint = did_you_mean(asked.name, self._functions) if self._functions else ""
            raise NotFakedError(
                f"the call runs `{asked.name}`, and the script does not say what that answers; "
                f"write it under `functions:`, like `{asked.name}: fails`.{hint}"
            )
        return self._next(f"`{asked.name}` under `functions:`", f"run {asked.name}", self._functions[asked.name])

    def _next(self, shown: str, key: str, system: FakeSystem) -> SystemEnded:
        number = self.used[key]
        self.used[key] += 1
        if not system.in_turn:
            return _ended(system.answers[0])
        if number >= len(system.answers):
            answers = "one answer" if len(system.answers) == 1 else f"{len(system.answers)} answers"
            raise NotFakedError(f"{shown} has {answers} in turn, and the call asks once more; add what comes then.")
        return _ended(system.answers[number])


def ask_fakes(fakes: Fakes, begun: Advanced, answered: list[tuple[str, str, Fake]]) -> Advanced:
    """Return the turn with all that it asks of systems answered, and note the answers."""
    advanced, asked_so_far = begun, 0
    while (asked := advanced.find_asked()) is not None:
        if asked_so_far == _MOST_ASKED:
            return break_off(advanced)
        asked_so_far += 1
        ended = fakes.answer(asked)
        answered.append((*name_of(asked), fake_of(ended)))
        advanced = resume(advanced, ended)
    return advanced


def fake_of(ended: SystemEnded) -> Fake:
    """Return what a script writes down of an answer."""
    outcome = next(outcome for outcome, meant in _OUTCOMES.items() if meant is ended.outcome)
    return Fake(outcome, _plain(ended.value) if outcome == "answers" else None)


def _plain(value: Value) -> JsonValue:
    """Return a value as JSON has it."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, Sequence) else str(value)


def _ended(fake: Fake) -> SystemEnded:
    return SystemEnded(_OUTCOMES[fake.outcome], fake.value)


def _find_service(services: Mapping[str, FakeSystem], method: str, name: str) -> str | None:
    """Return the key that says most of what is asked: the longest path, then one that names the method."""
    found: list[tuple[int, bool, str]] = []
    for key in services:
        verb, _, path = key.rpartition(" ")
        if verb and verb.upper() != method:
            continue
        if name == path or name.startswith(f"{path}/"):
            found.append((len(path), bool(verb), key))
    return max(found)[2] if found else None
