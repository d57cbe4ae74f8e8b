"""What whoever stands behind a telephone may see of the line: where the call is, and what is remembered of it."""

import json
from dataclasses import dataclass
from typing import Final

from ivr.dialog.state import CallState
from ivr.errors import StoreUnavailableError
from ivr.menu.parts import Place, ToStep
from ivr.menu.templates.value import Value
from ivr.ports.calls import Services
from ivr.rehearsal.secrets import made_up
from ivr.values import CallId

_LONGEST: Final = 500


@dataclass(frozen=True, slots=True)
class Known:
    """A name and what it holds; None: a sensitive answer, which is shown to nobody."""

    name: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Watched:
    """Where a call is. `asks_secret`: what is answered next must not be shown."""

    here: ToStep
    place: Place | None
    turn: int
    language: str
    knows: tuple[Known, ...]
    asks_secret: bool
    disposition: str | None


def watch_call(services: Services, call_id: CallId) -> Watched | None:
    """Return where the call is; None when nobody can tell: it is unknown, or the store does not answer."""
    try:
        kept = services.calls.find(call_id)
    except StoreUnavailableError:
        return None
    if kept is None:
        return None
    state = kept.state
    menus = services.menus.find(state.menus)
    step = None if menus is None else menus.steps.get(state.here)
    return Watched(
        state.here,
        None if step is None else step.place,
        state.turn,
        state.language,
        _known(state),
        menus is None or made_up(menus, state) is not None,
        None if state.ended is None else state.ended.value,
    )


def _known(state: CallState) -> tuple[Known, ...]:
    open_names = [Known(name, _shown(value)) for name, value in state.saved.items()]
    return (*open_names, *(Known(name, None) for name in state.secrets))


def _shown(value: Value) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
