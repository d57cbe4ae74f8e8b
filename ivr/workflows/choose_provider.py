"""Which provider makes a call or sends a text: the one of the number it is sent from, as line.yaml says."""

from collections.abc import Callable, Mapping
from typing import Final

from ivr.dialog.events import CallStatus
from ivr.errors import MenusNotReadyError
from ivr.log import get_logger
from ivr.ports.people import CallCarrier, NotMadeError, OutgoingCall
from ivr.ports.releases import MenuShelf
from ivr.values import CallId, PhoneNumber

ProviderOf = Callable[[PhoneNumber], str]
_log: Final = get_logger(__name__)


def provider_by_number(menus: MenuShelf, usual: str) -> ProviderOf:
    """Return what tells the provider of a number in the line that is live; `usual`, where it does not say."""

    def provider_of(number: PhoneNumber) -> str:
        try:
            return menus.current().line.provider_of(number.reveal()) or usual
        except MenusNotReadyError:
            return usual

    return provider_of


def note_strayed(provider_of: ProviderOf, provider: str, number: PhoneNumber) -> None:
    """Log that calls to a number come by another provider than line.yaml has it at: a number that was moved.

    The call is answered all the same; what begins at that number goes by the other one, and fails there.
    """
    expected = provider_of(number)
    if expected != provider:
        _log.warning(
            "number_is_elsewhere",
            number=str(number),
            brought_by=provider,
            is_at=expected,
            why=f"who is rung, called back or texted from this number is by {expected}; "
            f"where it has moved, write `provider: {provider}` for it in line.yaml",
        )


class CallsByNumber:
    """Makes each call by the provider of the number that it shows. Safe to share between threads if they are."""

    def __init__(self, carriers: Mapping[str, CallCarrier], provider_of: ProviderOf) -> None:
        self._carriers = carriers
        self._provider_of = provider_of

    def make(self, call: OutgoingCall) -> CallId:
        """Return the call that now rings, else raise a CallNotMadeError that says what is known of it."""
        name = self._provider_of(call.caller_id)
        carrier = self._carriers.get(name)
        if carrier is None:
            raise NotMadeError(f"The number it comes from is at {name}, and there are no keys of {name} to make calls.")
        return carrier.make(call)

    def hang_up(self, leg: CallId, *, ringing_only: bool = False) -> None:
        """End a call, as far as that can be done now."""
        carrier = self._find(leg)
        if carrier is None:
            _log.info("not_hung_up", leg=leg.value, why="no provider that knows it has keys here")
            return
        carrier.hang_up(leg, ringing_only=ringing_only)

    def find_status(self, leg: CallId) -> CallStatus | None:
        """Return where a call stands; None when that cannot be learnt now."""
        carrier = self._find(leg)
        return None if carrier is None else carrier.find_status(leg)

    def _find(self, leg: CallId) -> CallCarrier | None:
        return next((carrier for carrier in self._carriers.values() if carrier.knows(leg)), None)
