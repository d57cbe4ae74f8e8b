"""A process that holds an embedded Redis for the tests: `redis_holder.py VAR`.

It prints one JSON line (url, owner, or error) and then follows orders from stdin: `fork` leaves a child behind that
outlives it, `passing` forks a child that ends at once as a program does, `close` or the end of stdin closes and exits.
"""

import json
import os
import sys
import time
from pathlib import Path

from ivr.errors import EmbeddedServerError
from ivr.host import redis


def say(**facts: object) -> None:
    os.write(1, f"{json.dumps(facts)}\n".encode())  # in one piece: a parent and its child speak at once


def fork_child(lives_s: float) -> None:
    pid = os.fork()
    if pid:
        say(child=pid)
        return
    say(child_owns=embedded.owner)
    time.sleep(lives_s)
    embedded.close()  # a forked child owns nothing: this must not stop the parent's server
    sys.exit()


try:
    embedded = redis.ensure(Path(sys.argv[1]))
except EmbeddedServerError as error:
    say(error=str(error))
    sys.exit(1)
say(url=embedded.url, owner=embedded.owner)
for order in sys.stdin:
    match order.strip():
        case "fork":
            fork_child(15.0)
        case "passing":
            fork_child(0.0)
        case _:
            break
embedded.close()
