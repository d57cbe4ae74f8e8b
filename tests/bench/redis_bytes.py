"""Bytes of Redis per live call, on the sample line."""

import tempfile
import time
from pathlib import Path
from typing import Any, Final

from redis import Redis

from bench.apps import our_app, sample_always_open
from bench.ringing import Phone, logs_to_null
from bench.stored import store_more
from bench.webhooks import Script, call_sid
from ivr.host import redis as embedded
from ivr.stores.redis_calls import FACTS_KEY

# The account, its number, yes, a statement, the main menu, the hours, the account again: a number is saved and to be
# confirmed once more, and there is a trail to go back on.
MID_CALL: Final[Script] = (None, "1", "12345678", "1", "2", "9", "3", "1", "87654321")


def show_bytes(calls: int) -> None:
    """Bring a call to its middle, store `calls` more like it, and print what one takes."""
    with tempfile.TemporaryDirectory() as name, logs_to_null():
        folder = Path(name)
        with embedded.ensure(folder / "redis") as server, Redis.from_url(server.url) as redis:
            phone = Phone(our_app(server.url, folder, sample_always_open(folder)), 0)
            for keys in MID_CALL:
                phone.turn(keys)
            of_key: Any = redis.memory_usage(f"call:{call_sid(0)}")
            before = _used(redis)
            store_more(redis, server.url, like=0, count=calls)
            with_facts = _used(redis)
            redis.delete(FACTS_KEY)
            of_call = (_used(redis) - before) / calls
            of_fact = (with_facts - before) / calls - of_call
    print("bytes of Redis per live call in the middle of the sample line")
    print(f"  MEMORY USAGE of its key                      {of_key:5}")
    print(f"  growth of used_memory, {calls:,} more calls    {of_call:5.0f}")
    print(f"  (each fact of a turn, until it is taken      {of_fact:5.0f})", flush=True)


def _used(redis: "Redis") -> int:
    """Return the memory in use, once the server has freed what was deleted; less the buffers of clients and file."""
    deadline = time.monotonic() + 30
    while True:
        found: Any = redis.info("memory")
        if not found["lazyfree_pending_objects"] or time.monotonic() > deadline:
            return int(found["used_memory"] - found["mem_clients_normal"] - found["mem_aof_buffer"])
        time.sleep(0.05)
