"""Waiting for people: queues, being called back, conferences."""

from dataclasses import dataclass

from msgspec.structs import replace

from ivr.dialog import asking
from ivr.dialog.directives import Directive, Enqueue, HangUp, JoinRoom, LeaveQueue, Music, WaitOn
from ivr.dialog.errands import CallbackWanted
from ivr.dialog.events import DialEnded, QueueEnded, QueueOutcome
from ivr.dialog.facts import Outcome
from ivr.dialog.moves import GoOn, Move, Stay
from ivr.dialog.state import Awaited, Disposition, Visit
from ivr.dialog.turn import Turn
from ivr.dialog.world import QueuePlace
from ivr.menu.keys import find_key
from ivr.menu.model import Step
from ivr.menu.moments import find_moment
from ivr.menu.numbers import country_of, find_dialable
from ivr.menu.parts import Target, TargetWord
from ivr.menu.verbs import Callback, Conference, Queue
from ivr.values import PhoneNumber, Seconds

LATE = "late"  # the key of somebody who waited as long as they were to


def enqueue(turn: Turn, verb: Queue) -> Move:
    """Wait in a queue. Who was in it before, in this call, is where they were."""
    name = verb.name
    settings = turn.menus.line.queues[name]
    view = turn.world.queues.get(name)
    if settings.most is not None and view is not None and view.waiting >= settings.most:
        turn.outcome = Outcome.FULL
        turn.leave_by("full")
        return GoOn(verb.full or verb.otherwise or TargetWord.HANGUP)
    now, returned = int(turn.world.now.timestamp()), name in turn.state.queued
    turn.change(queued={**turn.state.queued, name: turn.state.queued.get(name, now)})
    return Stay(turn.wait(Awaited.QUEUE, enqueued(turn, verb, returned=returned), turn.sounds))


def enqueued(turn: Turn, verb: Queue, *, returned: bool) -> Enqueue:
    """Return what it is to wait in a queue that the state says one is in."""
    data = {key: turn.text_of(template).strip() for key, template in verb.data.items()}
    return Enqueue(verb.name, verb.priority, turn.state.queued[verb.name], verb.record, returned, data)


def left_queue(turn: Turn, verb: Queue, event: QueueEnded) -> Move:
    """Go on after the wait, or after the talk."""
    waited = turn.state.apart_s + event.waited
    turn.change(apart_s=waited)
    match event.outcome:
        case QueueOutcome.BRIDGED:
            turn.outcome = Outcome.ANSWERED
            turn.change(reached=Disposition.CONNECTED, queued=_without(turn, verb.name))
            return _gone(turn) if event.caller_left else GoOn(verb.answered, answered=True)
        case QueueOutcome.HUNG_UP:
            turn.outcome = Outcome.CANCELED
            return _gone(turn)
        case QueueOutcome.LEFT:
            return GoOn(_leaving(turn, verb, event.key), answered=True)
        case QueueOutcome.FULL:
            turn.outcome = Outcome.FULL
            return GoOn(verb.full or verb.otherwise or TargetWord.HANGUP, answered=True)
        case _:
            turn.outcome = Outcome.FAILED
            return GoOn(verb.failed or verb.otherwise or TargetWord.HANGUP, answered=True)


def _leaving(turn: Turn, verb: Queue, key: str) -> Target:
    """Return where somebody goes who leaves; one of whom no key is known took the first that there is."""
    if key == LATE:
        turn.outcome = Outcome.TIMED_OUT
        return verb.otherwise or TargetWord.HANGUP
    turn.outcome = Outcome.LEFT
    found = find_key(verb.leave, key) if key else next(iter(verb.leave), None)
    if found is None:
        return verb.otherwise or TargetWord.HANGUP
    turn.key = found.keys
    return found.target


@dataclass(frozen=True, slots=True)
class HeardWaiting:
    """What somebody hears who waits; whether an announcement was made."""

    directives: tuple[Directive, ...]
    announced: bool


def hear_waiting(turn: Turn, verb: Queue, place: QueuePlace, said: int | None, key: str) -> HeardWaiting:
    """Return what somebody who waits hears next, without the call's turn going on.

    `said`: after how many seconds the last announcement was; `key` has just been pressed.
    """
    late = verb.max_wait is not None and place.waited >= verb.max_wait
    if late or (key and find_key(verb.leave, key) is not None):
        return HeardWaiting((LeaveQueue(LATE if late else key),), announced=False)
    announced = verb.announce is not None and (said is None or place.waited - said >= verb.every)
    if announced:
        with turn.knowing({"queue": {"position": place.position, "minutes": place.minutes}}):
            turn.hear(verb.announce)
    left_s = None if verb.max_wait is None else verb.max_wait - place.waited
    longest = verb.every if left_s is None else Seconds(min(verb.every, max(1, left_s)))
    music = Music(turn.menus.line.queues[verb.name].music)
    keys = "".join(choice.keys for choice in verb.leave)
    return HeardWaiting((WaitOn(tuple(turn.sounds), music, longest, keys),), announced)


def _without(turn: Turn, name: str) -> dict[str, int]:
    return {queue: since for queue, since in turn.state.queued.items() if queue != name}


def _gone(turn: Turn) -> Move:
    turn.caller_left = True
    return Stay(turn.wait(Awaited.END, HangUp(), ()))


# --- being called back -------------------------------------------------------------------------------------------


def offer_callback(turn: Turn, step: Step, verb: Callback) -> Move:
    """Say the prompt and read the number back; ask for one when there is none that can be called."""
    turn.change(visit=Visit())
    turn.hear(verb.prompt)
    turn.note_said(step)
    if turn.by_text:
        return asking.put_question(turn, verb.ask)
    number = _callable(turn, turn.text_of(verb.number).strip())
    if number is None:
        return asking.put_question(turn, verb.ask)
    return asking.confirm(turn, verb.ask, number.lstrip("+"))


def repeat(turn: Turn, verb: Callback) -> Move:
    """Say the prompt again, and put again what was asked last."""
    if turn.state.visit.entry is None:
        turn.hear(verb.prompt)
    return asking.repeat(turn, verb.ask)


def take_callback(turn: Turn, verb: Callback, event: asking.Input) -> Move:
    """Take the answer; when the number is agreed on, leave word that it is to be called."""
    move = asking.answer(turn, verb.ask, event)
    if not (isinstance(move, GoOn) and turn.outcome is Outcome.ENTERED):
        return move
    number = _callable(turn, str(turn.state.saved[verb.ask.save]))
    if number is None:
        turn.change(visit=replace(turn.state.visit, entry=None))
        return asking.refuse(turn, verb.ask)
    state, now = turn.state, int(turn.world.now.timestamp())
    moment = find_moment(turn.text_of(verb.at), turn.menus.line.zone) if verb.at is not None else None
    turn.errands.append(
        CallbackWanted(
            call_id=state.call_id,
            turn=state.turn,
            number=len(turn.errands),
            to=PhoneNumber(number),
            sender=state.line_number,
            queue=verb.into,
            since=state.queued.get(verb.into, now),
            language=state.language,
            at=None if moment is None else int(moment.timestamp()),
        )
    )
    turn.change(reached=state.reached or Disposition.CALLBACK, queued=_without(turn, verb.into))
    return move


def _callable(turn: Turn, address: str) -> str | None:
    line = turn.menus.line
    home = country_of(turn.state.line_number.reveal()) or line.first_language.locale[-2:]
    return find_dialable(address, line.limits.dial or (home,))


# --- conferences -------------------------------------------------------------------------------------------------


def join(turn: Turn, verb: Conference) -> Move:
    """Join a room; one without a name cannot be joined."""
    room = turn.text_of(verb.room).strip()
    if not room:
        turn.complain("conference: the room has no name")
        return GoOn(verb.next)
    directive = JoinRoom(room, verb.moderator, verb.muted, verb.music, verb.record)
    return Stay(turn.wait(Awaited.ROOM, directive, turn.sounds))


def left_room(turn: Turn, verb: Conference, event: DialEnded) -> Move:
    """Go on after the conference."""
    turn.outcome = Outcome.ANSWERED
    turn.change(reached=Disposition.CONNECTED, apart_s=turn.state.apart_s + event.talked)
    return _gone(turn) if event.caller_left else GoOn(verb.next, answered=True)
