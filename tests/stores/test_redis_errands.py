"""Errands that calls leave: what this version cannot do, it leaves to one that can."""

import json
from base64 import b64decode, b64encode

import pytest
from line import SECRET
from redis import Redis

from ivr.dialog.errands import TextWanted
from ivr.sealing import Seal
from ivr.stores.errand_record import NewerErrandError, dump_errand, load_errand
from ivr.stores.redis_errands import RedisTextErrands
from ivr.stores.redis_wire import RedisWire
from ivr.values import CallId, PhoneNumber

SEAL = Seal(SECRET.encode(), "calls")
WANTED = TextWanted(CallId("CA1"), 3, 0, PhoneNumber("+14155551234"), PhoneNumber("+14155550100"), "hi", ())


def newer(**more: object) -> str:
    """Return an errand as a newer version would leave it."""
    line = json.loads(dump_errand(WANTED, SEAL))
    record = json.loads(SEAL.find(b64decode(line["sealed"]), line["id"].encode()) or b"")
    sealed = SEAL.seal(json.dumps(record | more).encode(), line["id"].encode())
    return json.dumps(line | {"sealed": b64encode(sealed).decode()})


def test_an_errand_of_a_newer_version_is_none_that_can_be_done() -> None:
    assert load_errand(dump_errand(WANTED, SEAL), SEAL) == WANTED
    with pytest.raises(NewerErrandError):
        load_errand(newer(mood="good"), SEAL)
    assert load_errand(dump_errand(WANTED, Seal(b"another secret", "calls")), SEAL) is None
    assert load_errand("{", SEAL) is None


def test_it_stays_for_the_newer_version_and_stands_in_nobodys_way(wire: RedisWire, redis: "Redis") -> None:
    for _ in range(150):
        redis.xadd("errands", {"errand": newer(mood="good")})
    redis.xadd("errands", {"errand": dump_errand(WANTED, SEAL)})
    errands = RedisTextErrands(wire, SEAL)
    assert {each for _ in range(3) for each in errands.read()} == {WANTED}
    errands.done(WANTED)
    assert redis.xpending("errands", "texts")["pending"] == 150
    assert list(errands.read()) == []
    assert list(RedisTextErrands(wire, SEAL).read()) == []
