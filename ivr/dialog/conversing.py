"""A text message as the next turn of its conversation, or as the beginning of a new one. Pure."""

from datetime import datetime
from typing import Final

from ivr.dialog.directives import Write
from ivr.dialog.engine import Advanced, advance
from ivr.dialog.events import Event, TextReceived, ThreadLost
from ivr.dialog.spoken import plain
from ivr.dialog.state import Awaited, CallState, Disposition
from ivr.dialog.world import World
from ivr.menu.model import Menus
from ivr.menu.verbs import Ask, Menu

_OVER: Final = frozenset({Awaited.NOTHING, Awaited.END})


def begins_anew(menus: Menus, state: CallState | None, text: str, now: datetime) -> bool:
    """Return whether a text is the first of a new conversation: after the last one's end, too late, or asked for."""
    if state is None or is_over(state):
        return True
    said = plain(text)
    wants_to = bool(said) and any(plain(word) == said for word in menus.line.restart)
    return wants_to or now.timestamp() - state.at > menus.line.text_wait


def is_over(state: CallState) -> bool:
    """Return whether the line has ended the conversation."""
    return state.awaited in _OVER


def take_text(menus: Menus, state: CallState | None, received: TextReceived, world: World) -> Advanced:
    """Return what a text makes of its conversation; None: it begins one.

    Where the menus have changed since the question was put, a key may mean something else: the question is put again.
    """
    event: Event = received
    if state is not None and state.menus != menus.version:
        step = menus.steps.get(state.here)
        verb = step.verb if step is not None else None
        if isinstance(verb, Menu) or (isinstance(verb, Ask) and state.visit.entry is not None):
            event = ThreadLost()
    return advance(menus, state, event, world)


def replies_in(advanced: Advanced) -> tuple[Write, ...]:
    """Return what a turn sends."""
    return tuple(directive for directive in advanced.directives if isinstance(directive, Write))


def disposition_of(state: CallState) -> Disposition:
    """Return how a conversation ended: as the line ended it, else left by the other side."""
    return state.reached or Disposition.ABANDONED
