"""Live calls in Redis: one read and one compare-and-set write per turn, the fact in the same write."""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.retry import Retry

from ivr.dialog.facts import Fact, TurnFact
from ivr.dialog.record import Kept, UnreadableRecordError, dump_kept, load_kept
from ivr.errors import StoreUnavailableError
from ivr.log import get_logger
from ivr.menu.model import ToStep
from ivr.ports import Shelved
from ivr.values import CallId, MenuVersion, PhoneNumber

_T = TypeVar("_T")

FACTS_KEY: Final = "facts"
DROPPED_KEY: Final = "facts:dropped"
_CALL_TTL_S: Final = 6 * 3600  # the longest dial is four hours; a call says nothing meanwhile
_MOST_FACTS: Final = 100_000
_ANSWER_S: Final = 0.5  # a caller waits for this; past it, Redis counts as not answering
_SAVE: Final = (Path(__file__).parent / "save_call.lua").read_text(encoding="utf-8")
_FORGET: Final = (Path(__file__).parent / "forget_call.lua").read_text(encoding="utf-8")
_log = get_logger(__name__)


def connect(url: str, *, verify_tls: bool = True) -> "Redis":
    """Return a client with short time-outs; ValueError for an address with options that it does not have.

    A connection that had gone stale is opened again once, unnoticed.
    """
    tls = {} if verify_tls or not url.startswith("rediss:") else {"ssl_cert_reqs": None}
    client = Redis.from_url(
        url,
        socket_timeout=_ANSWER_S,
        socket_connect_timeout=_ANSWER_S,
        retry=Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,)),
        **tls,
    )
    pool = client.connection_pool
    try:
        pool.connection_class(**pool.connection_kwargs)
    except TypeError as error:  # from_url takes every option and fails on the first command
        raise ValueError("unknown option") from error
    return client


class RedisCalls:
    """The call shelf on a Redis server. Safe to share between threads."""

    def __init__(self, redis: "Redis", most_facts: int = _MOST_FACTS) -> None:
        self._redis = redis
        self._most_facts = most_facts
        self._save = redis.register_script(_SAVE)
        self._forget = redis.register_script(_FORGET)

    def find(self, call_id: CallId) -> Shelved | None:
        """Return the call, or None when it is unknown or was written by a version that this one cannot read."""
        held: Any = _in_time(lambda: self._redis.get(_call_key(call_id)))
        if held is None:
            return None
        revision, _, record = held.decode("utf-8", "replace").partition(" ")
        try:
            return Shelved(load_kept(record), int(revision))
        except (UnreadableRecordError, ValueError) as error:
            why = str(error) if isinstance(error, UnreadableRecordError) else "no revision"
            _log.warning("call_unreadable", call=call_id.value, why=why)
            # It counts as gone, so it must go: a write that names revision 0 would be refused for ever.
            _in_time(lambda: self._forget(keys=[_call_key(call_id)], args=[held]))
            return None

    def save(self, kept: Kept, fact: Fact, revision: int) -> bool:
        """Store the call and append its fact; False when the stored revision is another one."""
        keys = [_call_key(kept.state.call_id), FACTS_KEY, DROPPED_KEY]
        value = f"{revision + 1} {dump_kept(kept)}"
        arguments: list[str | int] = [revision, value, _CALL_TTL_S, dump_fact(fact), self._most_facts]
        return bool(_in_time(lambda: self._save(keys=keys, args=arguments)))


def dump_fact(fact: Fact) -> str:
    """Return the fact as JSON; `kind` is `turn` or `call`, absent values are left out."""
    record = {each.name: _plain(getattr(fact, each.name)) for each in fields(fact)}
    record["kind"] = "turn" if isinstance(fact, TurnFact) else "call"
    kept = {key: value for key, value in record.items() if value is not None}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _plain(value: object) -> object:
    match value:
        case PhoneNumber():
            return value.reveal()
        case CallId() | MenuVersion():
            return value.value
        case ToStep():
            return str(value)
        case tuple():
            return [_plain(item) for item in value]
        case _ if is_dataclass(value):
            return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
        case _:
            return value


def _call_key(call_id: CallId) -> str:
    return f"call:{call_id.value}"


def _in_time(command: Callable[[], _T]) -> _T:
    try:
        return command()
    except (RedisError, OSError) as error:
        raise StoreUnavailableError(f"Redis does not answer ({type(error).__name__}); is REDIS_URL right?") from error
