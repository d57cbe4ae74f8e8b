"""What the shelves say to Redis: commands, and scripts that it is sent once; its own no is no answer either."""

from dataclasses import dataclass
from hashlib import sha1
from pathlib import Path

from redis.exceptions import NoScriptError, ResponseError

from ivr.errors import StoreUnavailableError
from ivr.ports.calls import Meanwhile, idle
from ivr.stores.redis_wire import Command, RedisWire, Reply


@dataclass(frozen=True, slots=True)
class Script:
    """A Lua script and the name that Redis has for it."""

    text: str
    sha: str


def load_script(name: str) -> Script:
    """Return the script in the file of that name beside this one."""
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    return Script(text, sha1(text.encode(), usedforsecurity=False).hexdigest())


def ask(wire: RedisWire, *command: str | bytes | int) -> Reply:
    """Return the reply to a command; StoreUnavailableError when there is none in time, or the server refuses."""
    try:
        return wire.ask(*command)
    except ResponseError as error:  # a full memory, say
        raise refused(error) from error


def run(
    wire: RedisWire, script: Script, keys: tuple[str, ...], arguments: Command = (), meanwhile: Meanwhile = idle
) -> Reply:
    """Return what a script returns, in one trip once the server knows it; StoreUnavailableError like `ask`."""
    try:
        return wire.ask("EVALSHA", script.sha, len(keys), *keys, *arguments, meanwhile=meanwhile)
    except NoScriptError:
        return ask(wire, "EVAL", script.text, len(keys), *keys, *arguments)
    except ResponseError as error:
        raise refused(error) from error


def refused(error: ResponseError) -> StoreUnavailableError:
    """Return what a server's own no is to whoever asked."""
    return StoreUnavailableError(f"Redis refuses ({type(error).__name__}); look at its memory and its log")
