"""Lua scripts that the server runs whole or not at all, sent to it once."""

from dataclasses import dataclass
from hashlib import sha1
from pathlib import Path

from redis.exceptions import NoScriptError, ResponseError

from ivr.errors import StoreUnavailableError
from ivr.stores.redis_wire import RedisWire, Reply


@dataclass(frozen=True, slots=True)
class Script:
    """A Lua script and the name that Redis has for it."""

    text: str
    sha: str


def load_script(name: str) -> Script:
    """Return the script in a file of this folder."""
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    return Script(text, sha1(text.encode(), usedforsecurity=False).hexdigest())


@dataclass(frozen=True, slots=True)
class Asking:
    """A server that is asked by commands and scripts; its own no is that it cannot be used now."""

    wire: RedisWire

    def ask(self, *command: str | bytes | int) -> Reply:
        """Return the reply; StoreUnavailableError when there is none, or the server refuses."""
        try:
            return self.wire.ask(*command)
        except NoScriptError:
            raise
        except ResponseError as error:  # such as a full memory
            why = type(error).__name__
            raise StoreUnavailableError(f"Redis refuses ({why}); look at its memory and its log") from error

    def run(self, script: Script, keys: tuple[str, ...], arguments: tuple[str | bytes | int, ...]) -> Reply:
        """Return what a script returns; a server that does not know it yet is sent its text."""
        try:
            return self.ask("EVALSHA", script.sha, len(keys), *keys, *arguments)
        except NoScriptError:
            return self.ask("EVAL", script.text, len(keys), *keys, *arguments)
