"""A round that never ends as a call script, ready to be played."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice, product
from typing import Final
from zoneinfo import ZoneInfo

from ivr.menu.model import Menus
from ivr.menu.names import saved_by
from ivr.menu.proving.knowledge import ANYTHING, CHOICES, NOTHING, Knowledge, Known, Unknown, answer_to
from ivr.menu.proving.onward_passing import OTHERWISE
from ivr.menu.proving.onward_reaching import surely_dialled
from ivr.menu.proving.presses import entries_for, finish_on, keys_for, longest_entry, wrong_for
from ivr.menu.proving.prove import Stage, Stuck
from ivr.menu.proving.space import Does
from ivr.menu.proving.telling import told_happening, told_way
from ivr.menu.proving.unfold import is_saving
from ivr.menu.schedule import state_at
from ivr.menu.verbs import Ask, Asking, Callback, CheckHours, Choose, Dial, Fetch, Menu, Offers, Run, SetNames

_TIMES_ROUND: Final = 3
_TIMES_AT_ONCE: Final = 25
_A_LIST: Final = "[one]"
_NOT_SURE: Final = "# here: calls go back to more questions than the proof tells apart; it may go another way"
_OF_CALLER: Final = "{{ caller.number }}"
_MOST_TRIED: Final = 400  # combinations of what may be entered
_FIRST_DAY: Final = datetime(2026, 1, 5)  # noqa: DTZ001 (on the wall of the line, whose zone is added)
_DAYS: Final = 400
_STANDS_ALONE: Final = {Does.SILENT: "silence", Does.LEAVES_NONE: "silence"}
_NEEDS_NOTHING: Final = frozenset({Does.GOES, Does.STARTS, Does.HOURS, Does.SYSTEM})


def script_of(menus: Menus, stuck: Stuck) -> str:
    """Return the text of a call script that goes the way and then three times round. What a script cannot bring about
    is told in a comment where it has to happen.
    """
    return _Writer(menus, stuck).write()


class _Writer:
    def __init__(self, menus: Menus, stuck: Stuck) -> None:
        self._menus = menus
        self._stuck = stuck
        self._knowledge = Knowledge(menus)
        self._stages = (*stuck.way, *stuck.round)
        self._entered = self._choose_entries()

    def write(self) -> str:
        """Return the whole file."""
        stuck = self._stuck
        head = [
            "# Nobody gets out of this call: the part below `round` is repeated until a limit ends it.",
            f"# The round: {told_way(stuck.round)}.",
            *([] if stuck.is_sure else [_NOT_SURE]),
            f"- call: stuck at {stuck.step}",
            *self._head(),
            "  script:",
        ]
        way = self._steps(0, len(stuck.way))
        again = self._steps(len(stuck.way), len(self._stages)) or [
            "    # nothing has to be done: the call goes round by itself"
        ]
        body = [*way]
        for time in range(1, _TIMES_ROUND + 1):
            body += [f"    # round {time}", *again]
        if not any(line.lstrip().startswith("-") for line in body):
            body.append("    - hangs up")
        return "\n".join([*head, *body]) + "\n"

    # --- before the conversation -----------------------------------------------------------------------------

    def _head(self) -> list[str]:
        lines = []
        moment = self._moment()
        if moment is not None:
            lines.append(f"  at: {moment}")
        number = self._number()
        if number is not None:
            lines.append(f'  to: "{number}"')
        services = self._services()
        if services:
            lines += ["  services:", *(f'    "{path}": {answer}' for path, answer in services.items())]
        return lines

    def _moment(self) -> str | None:
        """Return when the places that the way asks about are as they have to be."""
        wanted: dict[tuple[str, str], None] = {}
        for stage in self._stages:
            verb = self._menus.steps[stage.spot.step].verb if stage.spot.step is not None else None
            if isinstance(verb, CheckHours) and stage.edge.happening.does is Does.HOURS:
                wanted[verb.name, stage.edge.happening.what] = None
        if not wanted:
            return None
        zone = ZoneInfo(self._menus.line.zone)
        minutes = 5 if any(state == "closing" for _, state in wanted) else 30
        for passed in range(0, _DAYS * 24 * 60, minutes):
            moment = _FIRST_DAY + timedelta(minutes=passed)
            here = moment.replace(tzinfo=zone)
            if all(state_at(self._menus.line.hours[name], here) == state for name, state in wanted):
                return f"{moment:%Y-%m-%d %H:%M}"
        told = ", ".join(f"{name} is {state}" for name, state in wanted)
        return f"{_FIRST_DAY:%Y-%m-%d %H:%M}  # here: {told}"

    def _number(self) -> str | None:
        started = [stage.edge.happening.what for stage in self._stages if stage.edge.happening.does is Does.STARTS]
        routes = self._menus.line.numbers.items()
        if not started or started[0] == str(self._menus.line.calls):
            return None
        return next((number for number, route in routes if str(route.calls) == started[0]), None)

    def _services(self) -> dict[str, str]:
        """Return what each service is to answer, in the order in which it is asked."""
        answers: dict[str, list[str]] = {}
        # A round without a turn goes on until the engine has asked more often than it does in one.
        times = _TIMES_ROUND if any(stage.edge.turns for stage in self._stuck.round) else _TIMES_AT_ONCE
        way = len(self._stuck.way)
        for number in (*range(way), *(*range(way, len(self._stages)),) * times):
            stage = self._stages[number]
            verb = self._menus.steps[stage.spot.step].verb if stage.spot.step is not None else None
            if isinstance(verb, Fetch) and stage.edge.happening.does is Does.SYSTEM:
                path = f"{verb.service}/{verb.path.partition('{')[0]}".rstrip("/")
                what = stage.edge.happening.what
                answer = _A_LIST if self._is_chosen_from(verb.save, number) else "{}"
                answers.setdefault(path, []).append(answer if what == "answers" else what)
        # What is written as a list is answered in turn.
        once = {path: each[0] for path, each in answers.items() if len(set(each)) == 1 and each[0] != _A_LIST}
        return {path: once.get(path) or f"[{', '.join(each)}]" for path, each in answers.items()}

    def _is_chosen_from(self, name: str | None, saved: int) -> bool:
        """Return whether a menu offers what was saved under the name, before anything else is."""
        for stage in (*self._stages[saved + 1 :], *self._stuck.round):
            step = self._menus.steps[stage.spot.step] if stage.spot.step is not None else None
            if step is None or stage.spot.full:
                continue
            if isinstance(step.verb, Menu) and step.verb.offers is not None and step.verb.offers.source == name:
                return stage.edge.happening.does is not Does.EMPTY
            if name in saved_by(step) and not (stage.spot.asked or isinstance(step.verb, Asking)):
                return False
        return False

    # --- the conversation ------------------------------------------------------------------------------------

    def _steps(self, first: int, end: int) -> list[str]:
        lines = []
        for number in range(first, end):
            line = self._step(number, self._stages[number])
            if line is not None:
                lines.append(f"    {line}")
        return lines

    def _step(self, number: int, stage: Stage) -> str | None:
        does, what = stage.edge.happening.does, stage.edge.happening.what
        verb = self._menus.steps[stage.spot.step].verb if stage.spot.step is not None else None
        if does in _STANDS_ALONE:
            # A finishing key that may still come lets the first silence count for nothing.
            is_free = isinstance(verb, Asking) and self._stray(number) == finish_on(stage.spot, verb, self._menus.line)
            return "- silence\n    - silence" if is_free and stage.spot.stray else f"- {_STANDS_ALONE[does]}"
        if does is Does.SYSTEM and isinstance(verb, Run):
            return f"# here: the function `{verb.name}` {'answers' if what == 'answers' else 'fails'}"
        if isinstance(verb, Menu) and verb.offers is not None and not (stage.spot.asked or stage.spot.chosen):
            return self._offer(number, verb.offers, stage)
        if does in _NEEDS_NOTHING and not isinstance(verb, Callback):
            return None
        if does is Does.CALLEE and isinstance(verb, Dial):
            is_rung = surely_dialled(verb, self._menus.line)
            return f"- callee: {what}" if is_rung else f"# here: somebody is dialled\n    - callee: {what}"
        if does is Does.LEAVES_MESSAGE:
            return "- leaves a message: 8s"
        if does is Does.CASE:
            return self._case(number, stage)
        if isinstance(verb, Asking):
            return self._answer(number, stage, verb)
        return f"# here: {told_happening(stage.edge.happening)}"

    def _stray(self, number: int) -> str | None:
        """Return the finishing key that may still come after the answer that was entered last; None when none may."""
        for before in range(number - 1, -1, -1):
            stage = self._stages[before]
            if stage.edge.happening.does is Does.ENTERS and stage.spot.step is not None:
                verb = self._menus.steps[stage.spot.step].verb
                ask = verb.ask if isinstance(verb, Callback) else verb
                assert isinstance(ask, Ask)
                typed = self._entered[before][0].partition('"')[2].rstrip('"')
                return ask.finish if typed and len(typed) == longest_entry(ask) else None
        return None

    def _answer(self, number: int, stage: Stage, verb: Asking) -> str | None:
        does, what = stage.edge.happening.does, stage.edge.happening.what
        choices = (*verb.keys, *self._menus.line.anywhere)
        ask = verb.ask if isinstance(verb, Callback) else verb
        match does:
            case Does.PRESSES:
                return _presses(keys_for(what, choices)) or f"# here: press {what}"
            case Does.SAYS:
                return f'- says: "{what}"'
            case Does.PICKS:
                return _presses("1")
            case Does.TURNS_PAGE:
                return _presses("9")
            case Does.WRONG:
                return _presses(wrong_for(stage.spot, verb, self._menus.line)) or "# here: a wrong answer"
            case Does.CONFIRMS:
                return _presses("1")
            case Does.DECLINES:
                return _presses("2")
            case Does.LATE_FINISH if isinstance(ask, Ask):
                return _presses(ask.finish)
            case Does.ENTERS:
                return self._entered[number][0]
            case Does.GOES:
                is_sure = not isinstance(verb, Callback) or verb.number == _OF_CALLER
                return None if is_sure else "# here: the number can be called"
            case _:
                return f"# here: {told_happening(stage.edge.happening)}"

    def _offer(self, number: int, offers: Offers, stage: Stage) -> str | None:
        """Return a comment where it depends on something else whether there is a list to choose from."""
        is_empty = stage.edge.happening.does is Does.EMPTY
        known = self._replayed(self._entered, number)
        held = known.get(offers.source, NOTHING) if known is not None else ANYTHING
        if (held.is_list if isinstance(held, Unknown) else False) is (not is_empty):
            return None
        return f"# here: `{offers.source}` is {'empty' if is_empty else 'a list'}"

    def _case(self, number: int, stage: Stage) -> str | None:
        """Return a comment where it depends on something else which way is taken."""
        verb = self._menus.steps[stage.spot.step].verb if stage.spot.step is not None else None
        assert isinstance(verb, Choose)
        known = self._replayed(self._entered, number)
        case = None if stage.edge.happening.what == OTHERWISE else int(stage.edge.happening.what)
        if known is not None and self._knowledge.may_take(verb, case, known) == (True, True):
            return None
        return f"# here: {'none of the conditions holds' if case is None else f'{verb.cases[case].when} holds'}"

    # --- what is entered -------------------------------------------------------------------------------------

    def _choose_entries(self) -> Mapping[int, tuple[str, Known]]:
        """Return what is entered at each stage, so that the conditions on the way come out right, if that is found."""
        asked = [number for number, stage in enumerate(self._stages) if stage.edge.happening.does is Does.ENTERS]
        choices = [self._entries(self._stages[number]) for number in asked]
        first = dict(zip(asked, (each[0] for each in choices), strict=True))
        for chosen in islice(product(*choices), _MOST_TRIED):
            entered = dict(zip(asked, chosen, strict=True))
            if self._replayed(entered, len(self._stages)) is not None:
                return entered
        return first

    def _entries(self, stage: Stage) -> Sequence[tuple[str, Known]]:
        verb = self._menus.steps[stage.spot.step].verb if stage.spot.step is not None else None
        ask = verb.ask if isinstance(verb, Callback) else verb
        assert isinstance(ask, Ask)
        found = []
        for keys, value in entries_for(ask, stage.edge.happening.what, self._knowledge.compared_with(ask.save)):
            line = _presses(keys) or ("- leaves a message: 5s" if ask.kind == "recording" else "- says: something else")
            if self._knowledge.passes(ask, value):
                found.append((line, value))
        return found or [("# here: an answer that is accepted", answer_to(ask))]

    def _replayed(self, entered: Mapping[int, tuple[str, Known]], end: int) -> dict[str, Known] | None:
        """Return what is known after some stages of the call; None when it would have gone another way."""
        known = {name: self._knowledge.at_first(name) for name in self._knowledge.names}
        for number, stage in enumerate(self._stages[:end]):
            verb = self._menus.steps[stage.spot.step].verb if stage.spot.step is not None else None
            happening = stage.edge.happening
            if isinstance(verb, SetNames) and not stage.spot.full:
                known = self._knowledge.after(verb, known)
            elif isinstance(verb, Choose) and happening.does is Does.CASE:
                case = None if happening.what == OTHERWISE else int(happening.what)
                if not self._knowledge.may_take(verb, case, known)[0]:
                    return None
            elif happening.does is Does.ENTERS and isinstance(verb, Ask):
                known[verb.save] = entered[number][1]
            elif is_saving(happening) and not isinstance(verb, Ask):
                assert stage.spot.step is not None
                is_list = isinstance(verb, Fetch) and self._is_chosen_from(verb.save, number)
                known |= dict.fromkeys(saved_by(self._menus.steps[stage.spot.step]), CHOICES if is_list else ANYTHING)
        return known


def _presses(keys: str | None) -> str | None:
    return f'- presses: "{keys}"' if keys else None
