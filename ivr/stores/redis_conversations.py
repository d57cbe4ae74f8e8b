"""Text conversations in Redis, sealed; held while a text is answered, so that the next one waits for it."""

import hmac
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from secrets import token_hex
from typing import Final

from ivr.dialog.errands import Errand
from ivr.dialog.facts import Fact
from ivr.dialog.record import UnreadableRecordError
from ivr.dialog.talk import Talk, dump_talk, load_talk
from ivr.errors import StoreUnavailableError
from ivr.log import get_logger
from ivr.ports.conversations import ConversationBusyError, Party
from ivr.sealing import Seal
from ivr.stores.redis_asking import ask, load_script, run
from ivr.stores.redis_calls import RedisCalls
from ivr.stores.redis_wire import RedisWire

_HASH_CHARACTERS: Final = 32
_MARK_CHARACTERS: Final = 12
_HELD_S: Final = 10.0  # who holds it and dies keeps the next text waiting no longer
_LOOKS_EVERY_S: Final = 0.03
_FORGET: Final = load_script("forget_call.lua")
_RENEW: Final = load_script("renew_hold.lua")
_log = get_logger(__name__)


class RedisHold:
    """A conversation that this thread holds."""

    def __init__(self, wire: RedisWire, key: str) -> None:
        self._wire = wire
        self.key = key
        self.token = token_hex(8)

    def take(self) -> bool:
        """Take it; False when somebody else holds it."""
        return ask(self._wire, "SET", self.key, self.token, "NX", "PX", int(_HELD_S * 1000)) is not None

    def renew(self, seconds: float) -> None:
        """Go on holding it for so long; nothing when it was lost meanwhile, which the write of a turn finds out."""
        run(self._wire, _RENEW, (self.key,), (self.token, int((_HELD_S + seconds) * 1000)))

    def let_go(self) -> None:
        """Give it back, if it is still held."""
        run(self._wire, _FORGET, (self.key,), (self.token,))


class RedisConversations:
    """The conversation shelf on a Redis server; facts and errands go where those of calls go.

    The numbers are not in there: a keyed hash of them is. Safe to share between threads.
    """

    def __init__(self, wire: RedisWire, secret: bytes, calls: RedisCalls) -> None:
        self._wire = wire
        self._secret = secret
        self._seal = Seal(secret, "conversations")
        self._calls = calls

    @contextmanager
    def hold(self, party: Party, patience_s: float) -> Iterator[RedisHold]:
        """Hold a conversation; ConversationBusyError when somebody else still does after so long."""
        hold = RedisHold(self._wire, f"text:held:{self._name(party)}")
        until = time.monotonic() + patience_s
        while not hold.take():
            if time.monotonic() >= until:
                raise ConversationBusyError("An earlier text of this person is still being answered; try again soon.")
            time.sleep(_LOOKS_EVERY_S)
        try:
            yield hold
        finally:
            with suppress(StoreUnavailableError):  # then it is over by itself
                hold.let_go()

    def find(self, party: Party) -> Talk | None:
        """Return the conversation, or None when there is none or it was written by a version we cannot read."""
        key = self._key(party)
        held = ask(self._wire, "GET", key)
        if not isinstance(held, bytes):
            return None
        try:
            return load_talk(self._opened(key, held.partition(b" ")[2]))
        except UnreadableRecordError as error:
            _log.warning("conversation_unreadable", why=str(error))
            run(self._wire, _FORGET, (key,), (held,))  # or nothing could be written in its place
            return None

    def _opened(self, key: str, sealed: bytes) -> bytes:
        plain = self._seal.find(sealed, key.encode())
        if plain is None:
            raise UnreadableRecordError("sealed with another IVR_SECRET_KEY")
        return plain

    def save(
        self, party: Party, talk: Talk, lives_s: int, fact: Fact, replaces: Talk | None, errands: Sequence[Errand] = ()
    ) -> bool:
        """Store a conversation in place of that state of it (None: of nothing), with fact and errands."""
        key = self._key(party)
        value = b"%b %b" % (_mark(talk), self._seal.seal(dump_talk(talk), key.encode()))
        return self._calls.save_under(key, _mark(replaces), value, lives_s, fact, errands)

    def _key(self, party: Party) -> str:
        return f"text:{self._name(party)}"

    def _name(self, party: Party) -> str:
        who = "|".join((party.provider, party.line_number.reveal(), party.number.reveal()))
        return hmac.digest(self._secret, who.encode(), "sha256").hex()[:_HASH_CHARACTERS]


def _mark(talk: Talk | None) -> bytes:
    """Return what tells the states of one person's conversations apart."""
    if talk is None:
        return b"0"
    name = f"{talk.state.call_id.value}:{talk.state.turn}:{len(talk.answered)}"
    return sha256(name.encode()).hexdigest()[:_MARK_CHARACTERS].encode()
