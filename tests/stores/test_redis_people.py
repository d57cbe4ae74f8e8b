"""Rings and callbacks in Redis: what two workers do at the same time is done once, whoever is first."""

import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest
from line import SECRET
from redis import Redis

from ivr.dialog.errands import CallbackWanted
from ivr.menu.verbs import Priority
from ivr.ports.calls import Waiter
from ivr.ports.people import Job, JobState
from ivr.ringing.people import AgentNow, AgentState, Ring
from ivr.sealing import Seal
from ivr.stores.errand_record import dump_errand
from ivr.stores.redis_callbacks import RedisCallbacks
from ivr.stores.redis_people import RedisPeople
from ivr.stores.redis_queues import RedisQueues
from ivr.stores.redis_wire import RedisWire
from ivr.values import CallId, PhoneNumber

ANNA, BEN, LINE = PhoneNumber("+14155550111"), PhoneNumber("sip:ben@acme.example"), PhoneNumber("+14155550100")
NOW = 1_800_000_000
numbers = count()


@pytest.fixture
def people(wire: RedisWire) -> RedisPeople:
    return RedisPeople(wire, Seal(SECRET.encode(), "people"))


@pytest.fixture
def queues(wire: RedisWire) -> RedisQueues:
    return RedisQueues(wire, Seal(SECRET.encode(), "people"))


def waiter(name: str, since: int = NOW, priority: Priority = Priority.NORMAL) -> Waiter:
    return Waiter(CallId(name), "cards", since, priority, 2, LINE, record=True, data={"name": "Zoë"})


def ring(agent: PhoneNumber = ANNA, at: int = NOW) -> Ring:
    return Ring(f"cards.{next(numbers)}", "cards", agent, LINE, at, at + 30)


def test_a_ring_comes_back_as_it_was_written(people: RedisPeople, queues: RedisQueues) -> None:
    queues.enter(waiter("CA1"))
    one = ring()
    assert people.offer(one)
    assert people.find_ring(one.ring_id) == one
    assert people.find_ring("cards.none") is None
    assert people.find_agent(ANNA) == AgentNow(AgentState.RUNG, NOW + 30, NOW, 0)
    assert people.find_agent(BEN) == AgentNow()
    assert people.find_waiter(CallId("CA1")) == waiter("CA1")
    assert people.find_waiter(CallId("CA2")) is None


def test_an_agent_is_rung_once_however_many_workers_try(people: RedisPeople, queues: RedisQueues) -> None:
    for number in range(20):
        queues.enter(waiter(f"CA{number}"))
    begin = threading.Barrier(8)

    def offer(_: int) -> bool:
        begin.wait()
        return people.offer(ring())

    with ThreadPoolExecutor(8) as threads:
        assert Counter(threads.map(offer, range(8))) == {True: 1, False: 7}


def test_no_more_are_rung_than_wait_however_many_workers_try(people: RedisPeople, queues: RedisQueues) -> None:
    for name in ("CA1", "CA2"):
        queues.enter(waiter(name))
    begin = threading.Barrier(8)

    def offer(number: int) -> bool:
        begin.wait()
        return people.offer(ring(PhoneNumber(f"+1415555011{number}")))

    with ThreadPoolExecutor(8) as threads:
        assert Counter(threads.map(offer, range(8))) == {True: 2, False: 6}


def test_one_who_accepts_is_no_longer_being_rung(people: RedisPeople, queues: RedisQueues) -> None:
    queues.enter(waiter("CA1"))
    queues.enter(waiter("CA2"))
    one, two = ring(), ring(BEN)
    assert people.offer(one)
    assert people.offer(two)
    accepted = people.accept(two, NOW + 60)
    assert accepted is not None
    assert (accepted.place, accepted.ahead) == ("CA1", ())
    accepted = people.accept(one, NOW + 60)
    assert accepted is not None
    assert (accepted.place, accepted.ahead) == ("CA2", ("CA1",))
    assert people.look("cards").offers == ()
    assert people.look("cards").free == ()
    assert people.find_agent(ANNA).state is AgentState.ACCEPTED


def test_a_place_that_is_left_is_promised_to_nobody(people: RedisPeople, queues: RedisQueues) -> None:
    queues.enter(waiter("CA1"))
    one = ring()
    people.offer(one)
    people.accept(one, NOW + 60)
    queues.leave(CallId("CA1"))
    queues.enter(waiter("CA2"))
    assert people.offer(ring(BEN)), "the new one needs an agent"


def test_whoever_is_taken_is_gone_though_another_was_promised(people: RedisPeople, queues: RedisQueues) -> None:
    queues.enter(waiter("CA1"))
    queues.enter(waiter("CA2"))
    one = ring()
    people.offer(one)
    people.accept(one, NOW + 60)
    assert people.take(one, "CA2", NOW, NOW + 600)
    assert people.look("cards").first == ("CA1",)
    found = people.find_ring(one.ring_id)
    assert found is not None
    assert (found.served, found.served_at, found.promised) == ("CA2", NOW, None)
    queues.enter_again(waiter("CA2"))
    assert people.look("cards").first == ("CA1",), "a late word of the wait brings nobody back"


def test_one_taken_without_having_been_accepted_is_no_longer_an_offer(people: RedisPeople, queues: RedisQueues) -> None:
    queues.enter(waiter("CA1"))
    one = ring()
    people.offer(one)
    people.take(one, "CA1", NOW, NOW + 600)
    assert people.look("cards").offers == ()


def test_a_ring_ends_once(people: RedisPeople, queues: RedisQueues) -> None:
    queues.enter(waiter("CA1"))
    one = ring()
    people.offer(one)
    people.accept(one, NOW + 60)
    assert people.end(one, NOW + 90, 1, NOW)
    assert not people.end(one, NOW + 900, 5, NOW)
    assert people.find_agent(ANNA) == AgentNow(AgentState.FREE, NOW + 90, NOW, 1)
    assert people.look("cards").first == ("CA1",)
    assert people.accept(one, NOW + 60) is None
    assert not people.take(one, "CA1", NOW, NOW + 600)
    assert people.overdue(NOW + 10_000) == []


def test_the_end_of_an_old_ring_does_not_free_an_agent_who_is_rung_again(
    people: RedisPeople, queues: RedisQueues
) -> None:
    queues.enter(waiter("CA1"))
    queues.enter(waiter("CA2"))
    old, new = ring(), ring(at=NOW + 100)
    people.offer(old)
    assert people.offer(new), "the old one is overdue"
    people.end(old, NOW, 0, NOW)
    assert people.find_agent(ANNA).state is AgentState.RUNG


def test_overdue_rings_are_found_and_forgotten(people: RedisPeople, queues: RedisQueues, redis: "Redis") -> None:
    queues.enter(waiter("CA1"))
    one = ring()
    people.offer(one)
    assert people.overdue(NOW + 29) == []
    people.keep(one, NOW + 50)
    assert people.overdue(NOW + 49) == []
    assert people.overdue(NOW + 50) == [one.ring_id]
    redis.delete(f"ring:{one.ring_id}")
    people.forget(one.ring_id)
    assert people.overdue(NOW + 50) == []
    assert people.look("cards").offers == ()


def test_whatever_happens_in_whatever_order_no_place_is_served_twice(
    people: RedisPeople, queues: RedisQueues, redis: "Redis"
) -> None:
    """Random steps of several workers and agents; after each, what must always hold."""
    for seed in range(15):
        redis.flushall()
        steps = random.Random(seed)
        served: list[str] = []
        rings: list[Ring] = []
        names = count()
        now = NOW
        for _ in range(60):
            now += steps.randint(0, 10)
            match steps.randint(0, 5):
                case 0:
                    queues.enter(waiter(f"CA{next(names)}", now, steps.choice(list(Priority))))
                case 1:
                    agent = PhoneNumber(f"+1415555011{steps.randint(0, 3)}")
                    is_free = people.find_agent(agent).may_be_rung(now)
                    one = ring(agent, now)
                    if people.offer(one):
                        assert is_free
                        rings.append(one)
                case 2 if rings:
                    accepted = people.accept(steps.choice(rings), now + 60)
                    assert accepted is None or accepted.place not in served
                case 3 if rings:
                    one = steps.choice(rings)
                    found = people.find_ring(one.ring_id)
                    if found is not None and found.promised is not None and people.take(one, found.promised, now, now):
                        served.append(found.promised)
                case 4 if rings:
                    people.end(steps.choice(rings), now, 0, now)
                case _:
                    redis_places: Any = redis.zrange("queue:cards", 0, -1)
                    if redis_places:
                        queues.leave(CallId(steps.choice(redis_places).decode()))
            promised: Any = redis.hgetall("promised:cards")
            assert len(set(promised.values())) == len(promised), "nobody has two places"
            waiting: Any = redis.zrange("queue:cards", 0, -1)
            assert set(promised) <= set(waiting)
            assert not {place.decode() for place in waiting} & set(served)
        assert len(served) == len(set(served))


# --- callbacks ---------------------------------------------------------------------------------------------------


def wanted(name: str = "CA1") -> CallbackWanted:
    return CallbackWanted(CallId(name), 3, 0, PhoneNumber("+14155551234"), LINE, "cards", NOW, "en")


@pytest.fixture
def callbacks(wire: RedisWire, redis: "Redis") -> RedisCallbacks:
    seal = Seal(SECRET.encode(), "calls")
    redis.xadd("errands", {"errand": dump_errand(wanted(), seal)})
    return RedisCallbacks(wire, seal)


def test_a_callback_moves_only_from_the_state_that_was_read(callbacks: RedisCallbacks) -> None:
    assert callbacks.take_in() == 1
    assert callbacks.take_in() == 0
    (job_id,) = callbacks.due(NOW)
    job = callbacks.find(job_id)
    assert job == Job("CA1:3:0", wanted(), JobState.WAITING, NOW)
    assert callbacks.move(job, JobState.CALLING, NOW + 60, tries=1, leg="CA9", last="busy", ring_id="cards.1")
    assert not callbacks.move(job, JobState.OVER, NOW)
    moved = callbacks.find(job_id)
    assert moved is not None
    assert (moved.state, moved.tries, moved.leg, moved.ring_id) == (JobState.CALLING, 1, CallId("CA9"), "cards.1")
    assert callbacks.due(NOW + 59) == []


def test_an_errand_sealed_with_another_secret_stands_in_nobody_s_way(wire: RedisWire, redis: "Redis") -> None:
    redis.xadd("errands", {"errand": dump_errand(wanted("CA5"), Seal(b"another", "calls"))})
    redis.xadd("errands", {"errand": dump_errand(wanted("CA6"), Seal(SECRET.encode(), "calls"))})
    assert RedisCallbacks(wire, Seal(SECRET.encode(), "calls")).take_in() == 1


def test_when_the_first_of_a_number_is_over_another_may_come(callbacks: RedisCallbacks, redis: "Redis") -> None:
    redis.xadd("errands", {"errand": dump_errand(wanted("CA2"), Seal(SECRET.encode(), "calls"))})
    assert callbacks.take_in() == 2
    one, two = callbacks.find("CA1:3:0"), callbacks.find("CA2:3:0")
    assert one is not None
    assert two is not None
    assert callbacks.is_first_of_its_number(one)
    assert callbacks.is_first_of_its_number(one)
    assert not callbacks.is_first_of_its_number(two)
    callbacks.close(one)
    assert callbacks.is_first_of_its_number(two)
