"""A text message becomes the next turn of its conversation, exactly once, and comes back as the replies to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from ivr.dialog.beginning import find_first_step
from ivr.dialog.conversing import begins_anew, disposition_of, is_over, replies_in, take_text
from ivr.dialog.directives import Write
from ivr.dialog.engine import Advanced, lead_out
from ivr.dialog.events import TextReceived
from ivr.dialog.facts import CallFact
from ivr.dialog.state import CallState
from ivr.dialog.talk import Talk
from ivr.dialog.world import World
from ivr.errors import StoreUnavailableError
from ivr.log import get_logger
from ivr.menu.model import Menus
from ivr.menu.templates.value import Value
from ivr.ports.calls import Services
from ivr.ports.conversations import ConversationBusyError, Hold, IncomingText
from ivr.rehearsal.aside import LineSide
from ivr.values import CallId, MenuVersion
from ivr.workflows.ask_systems import ask_to_the_end
from ivr.workflows.worlds import Rehearsed, world_at

_PATIENCE_S: Final = 5.0  # for an earlier text of the same person to be answered
_RACES: Final = 3
_GRACE_S: Final = 3600
_LONGEST_TEXT: Final = 10_000
_log = get_logger(__name__)

Tell = Callable[[Write], object]


@dataclass(frozen=True, slots=True)
class _Taken:
    """A turn of a conversation, and the one that it took the place of, if that was left in the middle."""

    advanced: Advanced
    talk: Talk
    left: CallState | None
    lives_s: int


def converse(
    services: Services,
    incoming: IncomingText,
    *,
    rehearsed: Rehearsed | None = None,
    tell: Tell | None = None,
    patience_s: float = _PATIENCE_S,
) -> tuple[Write, ...]:
    """Return the replies to a text, at most ten, of any length; none where the line answers no texts.

    The same message is answered alike when it comes again. `tell` sends at once what is to be read by somebody who has
    to wait over five seconds for a system. Raises ConversationBusyError when an earlier text of the same person takes
    longer than `patience_s`, StoreUnavailableError without a store, MenusNotReadyError without menus: then nothing has
    happened, and it may be tried again. Whatever else breaks, the answer is an apology and the line's way out.
    """
    party = incoming.party
    with services.conversations.hold(party, patience_s) as hold:
        for _ in range(_RACES):
            talk = services.conversations.find(party)
            known = talk.find_replies(incoming.message_id) if talk is not None else None
            if talk is not None and known is not None:
                _note_end(services, talk.state)
                return known
            taken = _take(services, incoming, talk, _Asking(hold, rehearsed, tell))
            if taken is None:
                return ()
            if _write(services, incoming, taken, talk):
                return taken.talk.answered[-1].replies
    raise ConversationBusyError("This conversation was taken over again and again; try again soon.")


@dataclass(frozen=True, slots=True)
class _Asking:
    """How systems are asked: while the conversation is held, or not at all in a rehearsal."""

    hold: Hold
    rehearsed: Rehearsed | None
    tell: Tell | None

    @property
    def aside(self) -> LineSide | None:
        return None if self.rehearsed is None else self.rehearsed.aside


def _take(services: Services, incoming: IncomingText, talk: Talk | None, asking: _Asking) -> _Taken | None:
    """Return the turn; None where the line answers no texts."""
    before = talk.state if talk is not None else None
    menus = _menus(services, before.menus if before is not None else None)
    world = world_at(services, menus, asking.rehearsed)
    left = None
    if begins_anew(menus, before, incoming.text, world.now):
        left = before if before is not None and not is_over(before) else None
        before, menus = None, services.menus.current()
        if find_first_step(menus, incoming.line_number, incoming.text) is None:
            _log.info("text_not_answered", message=incoming.message_id, why="the line has no `texts`")
            return None
    received = _received(services, menus, incoming, before, world)
    advanced = _advanced(services, menus, before, received, world, asking)
    begun = talk or Talk(advanced.state)
    answered = replace(begun, state=advanced.state).answering(incoming.message_id, replies_in(advanced))
    return _Taken(advanced, answered, left, menus.line.text_wait + _GRACE_S)


def _advanced(
    services: Services, menus: Menus, before: CallState | None, received: TextReceived, world: World, asking: _Asking
) -> Advanced:
    try:
        begun = take_text(menus, before, received, world)
        advanced = ask_to_the_end(services, begun, asking.hold, asking.aside, asking.tell)
    except StoreUnavailableError:
        raise
    except Exception as error:  # noqa: BLE001 - a text is never answered with silence
        _log.exception("turn_failed", call=received.call_id.value, error=type(error).__name__)
        return lead_out(menus, before, received, world)
    if asking.aside is not None:
        asking.aside.tell(menus, advanced)
    return advanced


def _received(
    services: Services, menus: Menus, incoming: IncomingText, before: CallState | None, world: World
) -> TextReceived:
    """Return the text as an event; the first one gives the conversation its name, and brings what is kept."""
    call_id = CallId(incoming.message_id) if before is None else before.call_id
    remembered = _recalled(services, menus, incoming, world) if before is None else {}
    return TextReceived(
        call_id,
        incoming.message_id,
        incoming.sender,
        incoming.line_number,
        incoming.text[:_LONGEST_TEXT],
        incoming.media,
        remembered,
    )


def _recalled(services: Services, menus: Menus, incoming: IncomingText, world: World) -> Mapping[str, Value]:
    """Return what is kept for the sender's number, when the line keeps anything."""
    if not menus.keeps or not incoming.sender.number.is_e164:
        return {}
    return services.callers.recall(incoming.sender.number, int(world.now.timestamp()))


def _menus(services: Services, version: MenuVersion | None) -> Menus:
    """Return the version the conversation began with, or the current one when that is gone."""
    pinned = services.menus.find(version) if version is not None else None
    return pinned or services.menus.current()


def _write(services: Services, incoming: IncomingText, taken: _Taken, replaces: Talk | None) -> bool:
    """Write a turn down; False when the conversation has gone on meanwhile."""
    advanced, party = taken.advanced, incoming.party
    written = services.conversations.save(party, taken.talk, taken.lives_s, advanced.fact, replaces, advanced.errands)
    if not written:
        return False
    _log_turn(advanced)
    if taken.left is not None:
        services.calls.note(_end(taken.left))
    _note_end(services, advanced.state)
    if advanced.kept:
        services.callers.remember(advanced.state.caller.number, advanced.kept, advanced.state.at)
    return True


def _note_end(services: Services, state: CallState) -> None:
    """Note the end of a conversation that is over; twice is no harm, for it is filed once."""
    if is_over(state):
        services.calls.note(_end(state))


def _end(state: CallState) -> CallFact:
    return CallFact(state.call_id, state.at, disposition_of(state), state.turn, None, state.here)


def _log_turn(advanced: Advanced) -> None:
    fact = advanced.fact
    _log.info(
        "turn",
        call=fact.call_id.value,
        turn=fact.turn,
        step=str(fact.step),
        outcome=fact.outcome.value,
        path=[str(step) for step in fact.path],
        channel=fact.channel.value,
    )
    for complaint in advanced.complaints:
        _log.warning("menu_complaint", call=fact.call_id.value, step=str(fact.step), what=complaint)
