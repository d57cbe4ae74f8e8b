"""What a call script expects, compared with what the line did."""

from collections.abc import Mapping
from typing import Final, Literal

from ivr.handset.heard import (
    Ended,
    Waiting,
    WaitingElsewhere,
    WaitingForCallee,
    WaitingInQueue,
    describe,
)
from ivr.menu.script_model import EndedHow

_ENDINGS: Final[Mapping[str, frozenset[str]]] = {
    "hangup": frozenset({"hangup", "end of document", "caller hung up"}),
    "rejected": frozenset({"rejected"}),
    "busy": frozenset({"busy"}),
    "redirected": frozenset({"redirected"}),
}
_THERE: Final = {"conference": "a conference", "stream": "a machine"}


class ExpectationError(Exception):
    """Something else happened than the script says."""


class Speech:
    """What the line said since somebody last did something; each part of it is heard once, in order."""

    def __init__(self, said: str = "", *, verb: str = "hear", did: str = "said") -> None:
        self._said = said
        self._verb, self._did = verb, did
        self._unheard = _squeezed(said)

    def expect(self, text: str, waits: Waiting) -> None:
        """Hear a part of it."""
        wanted = _squeezed(text)
        _, found, after = self._unheard.partition(wanted)
        if not found:
            raise ExpectationError(f"expected to {self._verb} “{text}”, but {self._what_was_said(wanted, waits)}.")
        self._unheard = after

    def _what_was_said(self, wanted: str, waits: Waiting) -> str:
        if not self._said:
            written = "said" if self._did == "said" else "written"
            return f"nothing was {written}, and {describe(waits)}"
        if wanted in _squeezed(self._said):
            return f"not after what came before; the line {self._did} “{self._said}”"
        return f"the line {self._did} “{self._said}”"


def expect_dialled(number: str, waits: Waiting) -> None:
    """See that this number is being dialled."""
    if not isinstance(waits, WaitingForCallee):
        raise ExpectationError(f"expected {number} to be dialled, but {describe(waits)}.")
    wanted = number.replace(" ", "").removeprefix("client:")
    if wanted not in {rung.removeprefix("client:") for rung in waits.numbers}:
        raise ExpectationError(f"expected {number} to be dialled, but it is {' and '.join(waits.numbers)}.")


def expect_queue(name: str | None, waits: Waiting) -> None:
    """See that the call waits in this queue (None: in any)."""
    if not isinstance(waits, WaitingInQueue):
        raise ExpectationError(f"expected to wait in {_queue(name)}, but {describe(waits)}.")
    # Those who go first may wait in a queue of their own, which a provider calls `cards.high`.
    if name is not None and waits.name != name and not waits.name.startswith(f"{name}."):
        raise ExpectationError(f"expected to wait in {_queue(name)}, but it is {waits.name}.")


def expect_there(kind: Literal["conference", "stream"], what: str | None, waits: Waiting) -> None:
    """See that the caller is in this conference, or connected with this machine (None: with any)."""
    wanted = _THERE[kind] if what is None else what
    if not isinstance(waits, WaitingElsewhere) or waits.kind != kind:
        raise ExpectationError(f"expected to be connected with {wanted}, but {describe(waits)}.")
    if what is not None and waits.what != what:
        raise ExpectationError(f"expected to be connected with {wanted}, but it is {waits.what}.")


def expect_payment(amount: str | None, waits: Waiting) -> None:
    """See that the caller is to pay this amount (None: any), which may have its currency behind it."""
    wanted = "a payment" if amount is None else f"a payment of {amount}"
    if not isinstance(waits, WaitingElsewhere) or waits.kind != "payment":
        raise ExpectationError(f"expected {wanted}, but {describe(waits)}.")
    asked = waits.what.casefold()
    if amount is not None and amount.casefold() not in {asked, asked.partition(" ")[0]}:
        raise ExpectationError(f"expected {wanted}, but it is {waits.what}.")


def expect_back(number: str, promised: list[str]) -> None:
    """See that this number is to be called back; each promise counts once."""
    wanted = number.replace(" ", "")
    if wanted not in promised:
        instead = f"it is {' and '.join(promised)}" if promised else "nobody is"
        raise ExpectationError(f"expected {number} to be called back, but {instead}.")
    promised.remove(wanted)


def expect_text(text: str, sent: list[str]) -> None:
    """See that a text with this in it was sent; each text counts once."""
    for index, one in enumerate(sent):
        if _squeezed(text) in _squeezed(one):
            del sent[index]
            return
    instead = f"it was “{'” and “'.join(sent)}”" if sent else "none was sent"
    raise ExpectationError(f"expected a text message with “{text}”, but {instead}.")


def expect_end(how: EndedHow | None, waits: Waiting) -> None:
    """See that the call is over, in this way."""
    if not isinstance(waits, Ended):
        raise ExpectationError(f"expected the call to be over, but {describe(waits)}.")
    fits = waits.failed if how == "failed" else how is None or waits.how in _ENDINGS[how]
    if not fits:
        raise ExpectationError(f"expected the call to end with {how}, but it ended with {waits.how}.")


def _queue(name: str | None) -> str:
    return "a queue" if name is None else f"the queue {name}"


def _squeezed(text: str) -> str:
    return " ".join(text.casefold().split())
