"""The number of the last move of the menus, told in Redis so that every process hears of it at once."""

from typing import Final

from ivr.errors import StoreUnavailableError
from ivr.stores.redis_asking import ask
from ivr.stores.redis_wire import RedisWire

_KEY: Final = "menus:live"


class RedisAnnouncements:
    """One number in Redis. Where it is lost nothing is: the truth is in SQL, which is asked now and then."""

    def __init__(self, wire: RedisWire) -> None:
        self._wire = wire

    def find(self) -> int | None:
        """Return the number that was announced, or None; StoreUnavailableError when Redis does not say."""
        number = ask(self._wire, "GET", _KEY)
        try:
            return None if number is None else int(number)
        except ValueError:
            raise StoreUnavailableError(f"{_KEY} in Redis is no number") from None

    def announce(self, number: int) -> None:
        """Tell every process of a move; StoreUnavailableError when Redis does not take it."""
        ask(self._wire, "SET", _KEY, number)


class NoAnnouncements:
    """Where there is no Redis to tell it in: every process asks the releases, and finds it a little later."""

    def find(self) -> int | None:
        """Return None: nothing was heard."""
        return None

    def announce(self, number: int) -> None:
        """Tell nobody."""
