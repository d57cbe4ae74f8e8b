"""What is kept for callers' numbers on a real Redis: nothing of two calls at once is lost, nothing is read blindly."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from redis import Redis

from ivr.dialog.turn import Remembered
from ivr.errors import StoreUnavailableError
from ivr.menu.templates.value import Value
from ivr.stores.redis_callers import RedisCallers
from ivr.stores.redis_wire import RedisWire
from ivr.values import PhoneNumber

NOW = 1_772_532_000
DAY = 86_400
NUMBER, OTHER = PhoneNumber("+14155551234"), PhoneNumber("+14155551235")


@pytest.fixture
def callers(wire: RedisWire) -> RedisCallers:
    return RedisCallers(wire, b"secret of a test")


def kept(value: Value, days: int = 1) -> Remembered:
    return Remembered(value, NOW + days * DAY)


def key_of(redis: "Redis") -> str:
    (key,) = redis.keys("*")
    assert isinstance(key, bytes)
    return key.decode()


def test_what_is_kept_comes_back_for_that_number_alone(callers: RedisCallers, redis: "Redis") -> None:
    names: Mapping[str, Value] = {"name": "Ñandú", "paid": 12.5, "yes": True, "list": ["a", "b"]}
    callers.remember(NUMBER, {name: kept(value) for name, value in names.items()}, NOW)
    assert callers.recall(NUMBER, NOW) == names
    assert callers.recall(OTHER, NOW) == {}
    assert "4155551234" not in key_of(redis)
    assert all(b"and" not in value for value in redis.hvals(key_of(redis)))


def test_later_values_take_the_place_of_older_ones_and_others_stay(callers: RedisCallers) -> None:
    callers.remember(NUMBER, {"a": kept(1), "b": kept(2)}, NOW)
    callers.remember(NUMBER, {"b": kept(3), "c": kept(4)}, NOW + 1)
    assert callers.recall(NUMBER, NOW) == {"a": 1, "b": 3, "c": 4}


def test_each_name_has_its_own_time_and_the_last_takes_all_with_it(callers: RedisCallers, redis: "Redis") -> None:
    callers.remember(NUMBER, {"long": kept(1, days=90)}, NOW)
    callers.remember(NUMBER, {"short": kept(2, days=1)}, NOW)
    assert callers.recall(NUMBER, NOW + DAY - 1) == {"long": 1, "short": 2}
    assert callers.recall(NUMBER, NOW + DAY) == {"long": 1}
    left_s = redis.ttl(key_of(redis))
    assert isinstance(left_s, int)
    assert 90 * DAY - 60 < left_s <= 90 * DAY


def test_calls_of_one_number_that_end_at_once_lose_nothing_of_each_others(callers: RedisCallers) -> None:
    def remember(number: int) -> None:
        callers.remember(NUMBER, {f"name_{number}": kept(number)}, NOW)

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(remember, range(60)))
    assert callers.recall(NUMBER, NOW) == {f"name_{number}": number for number in range(60)}


def test_no_more_is_kept_than_can_be_read(callers: RedisCallers) -> None:
    callers.remember(NUMBER, {f"name_{number}": kept(number) for number in range(150)}, NOW)
    assert len(callers.recall(NUMBER, NOW)) == 100
    callers.remember(NUMBER, {"name_0": kept("new"), "one_more": kept(1)}, NOW)
    assert callers.recall(NUMBER, NOW)["name_0"] == "new"


def test_a_value_that_is_too_large_is_not_kept(callers: RedisCallers) -> None:
    callers.remember(NUMBER, {"large": kept("x" * 20_000)}, NOW)
    assert callers.recall(NUMBER, NOW) == {}
    callers.remember(NUMBER, {"large": kept("x" * 20_000), "small": kept("x")}, NOW)
    assert callers.recall(NUMBER, NOW) == {"small": "x"}


@pytest.mark.parametrize("spoilt", [b"", b"rubbish", b"x" * 1_000_000])
def test_what_cannot_be_read_counts_as_not_kept(callers: RedisCallers, redis: "Redis", spoilt: bytes) -> None:
    callers.remember(NUMBER, {"a": kept(1), "b": kept(2)}, NOW)
    redis.hset(key_of(redis), "b", spoilt)
    assert callers.recall(NUMBER, NOW) == {"a": 1}


def test_a_value_under_another_name_is_none(callers: RedisCallers, redis: "Redis") -> None:
    callers.remember(NUMBER, {"a": kept(1)}, NOW)
    sealed = redis.hget(key_of(redis), "a")
    assert isinstance(sealed, bytes)
    redis.hset(key_of(redis), "b", sealed)
    assert callers.recall(NUMBER, NOW) == {"a": 1}


def test_a_number_with_more_than_there_may_be_has_none(callers: RedisCallers, redis: "Redis") -> None:
    callers.remember(NUMBER, {"a": kept(1)}, NOW)
    redis.hset(key_of(redis), mapping={f"more_{number}": "x" for number in range(1_000)})
    assert callers.recall(NUMBER, NOW) == {}


def test_a_key_of_another_kind_is_no_answer(callers: RedisCallers, redis: "Redis", tmp_path: Path) -> None:
    callers.remember(NUMBER, {"a": kept(1)}, NOW)
    key = key_of(redis)
    redis.delete(key)
    redis.lpush(key, "x")
    with pytest.raises(StoreUnavailableError):
        callers.recall(NUMBER, NOW)
