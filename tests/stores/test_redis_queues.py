"""Queues on a real Redis: who came first is first, and nobody waits behind somebody who is gone."""

import pytest
from line import SECRET
from redis import Redis

from ivr.menu.verbs import Priority
from ivr.ports.calls import QueueCount, Waiter
from ivr.sealing import Seal
from ivr.stores.redis_queues import RedisQueues
from ivr.stores.redis_wire import RedisWire
from ivr.values import CallId, PhoneNumber

NOW = 1_772_532_000
CALLS = [CallId(f"CA{number}") for number in range(12)]


@pytest.fixture
def queues(wire: RedisWire) -> RedisQueues:
    return RedisQueues(wire, Seal(SECRET.encode(), "people"))


def enter(queues: RedisQueues, queue: str, call: CallId, since: int, priority: Priority = Priority.NORMAL) -> None:
    queues.enter(Waiter(call, queue, since, priority, 1, PhoneNumber("+14155550100")))


def positions(queues: RedisQueues, *calls: CallId) -> list[int | None]:
    return [queues.find_position("cards", call) for call in calls]


def test_the_first_is_first_in_one_second_and_priority_goes_ahead(queues: RedisQueues) -> None:
    a, b, c, d, e = CALLS[:5]
    for call, since, priority in (
        (a, NOW, Priority.NORMAL),
        (b, NOW, Priority.NORMAL),
        (c, NOW + 9, Priority.HIGH),
        (d, NOW - 9, Priority.LOW),
        (e, NOW - 1, Priority.NORMAL),
    ):
        enter(queues, "cards", call, since, priority)
    assert positions(queues, c, e, a, b, d) == [1, 2, 3, 4, 5]


def test_who_enters_again_is_where_they_were(queues: RedisQueues) -> None:
    a, b = CALLS[:2]
    for call in (a, b):
        enter(queues, "cards", call, NOW)
    queues.leave(a)
    assert positions(queues, a, b) == [None, 1]
    enter(queues, "cards", a, NOW + 100)
    assert positions(queues, a, b) == [1, 2]


def test_leaving_is_of_the_queue_one_is_in_and_twice_does_no_harm(queues: RedisQueues) -> None:
    enter(queues, "cards", CALLS[0], NOW)
    enter(queues, "loans", CALLS[1], NOW)
    for _ in range(2):
        queues.leave(CALLS[0])
    counts = queues.count(("cards", "loans"))
    assert (counts["cards"].waiting, counts["loans"].waiting) == (0, 1)


def test_how_queues_stand(queues: RedisQueues, redis: "Redis") -> None:
    enter(queues, "cards", CALLS[0], NOW)
    redis.set("queue:loans:busy", 2)
    redis.set("queue:loans:talk", 95)
    assert queues.count(()) == {}
    assert queues.count(("cards", "loans")) == {"cards": QueueCount(1, 0, 180), "loans": QueueCount(0, 2, 95)}


def test_who_could_not_be_seen_to_leave_is_not_waited_behind(queues: RedisQueues, redis: "Redis") -> None:
    gone, last = CALLS[0], CALLS[-1]
    for call in CALLS[:-1]:
        enter(queues, "cards", call, NOW)
    redis.delete(f"inqueue:{gone.value}")
    enter(queues, "cards", last, NOW)
    assert positions(queues, gone, CALLS[1], last) == [None, 1, 11]


def test_a_place_that_a_customer_keeps_is_no_such_call(queues: RedisQueues, redis: "Redis") -> None:
    redis.zadd("queue:cards", {"callback:CA9:3:0": NOW - 60})
    enter(queues, "cards", CALLS[0], NOW)
    assert positions(queues, CALLS[0]) == [2]


def test_a_place_is_kept_for_as_long_as_a_call_can_last(queues: RedisQueues, redis: "Redis") -> None:
    enter(queues, "cards", CALLS[0], NOW)
    for key in ("inqueue:CA0", "place:cards:CA0"):
        left_s = redis.ttl(key)
        assert isinstance(left_s, int)
        assert left_s > 24 * 3600


def test_the_key_that_led_out(queues: RedisQueues) -> None:
    queues.note_key(CALLS[0], 3, "*")
    assert queues.find_key(CALLS[0], 3) == "*"
    assert (queues.find_key(CALLS[0], 4), queues.find_key(CALLS[1], 3)) == (None, None)
