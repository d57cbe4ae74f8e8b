"""Jobs on a real Redis: done by whoever is there, in the order of their worth, and never a reason to fail."""

import io
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from how_much import in_all
from redis import Redis

from ivr.errors import DatabaseUnavailableError
from ivr.host.redis import EmbeddedRedis
from ivr.jobs import JobWorker, Work
from ivr.ports.text_work import Job
from ivr.queue import QUEUES, DramatiqJobs, make_broker


@contextmanager
def worker(redis_server: EmbeddedRedis, **works: Work) -> Iterator[JobWorker]:
    mine: dict[Job, Work] = {job: lambda _number: None for job in Job}
    mine |= {Job(name): work for name, work in works.items()}
    working = JobWorker(make_broker(redis_server.url), mine, QUEUES)
    working.start()
    try:
        yield working
    finally:
        working.stop()


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def jobs(redis: "Redis", redis_server: EmbeddedRedis) -> DramatiqJobs:
    return DramatiqJobs(make_broker(redis_server.url))


def test_a_job_is_done_by_a_worker(jobs: DramatiqJobs, redis_server: EmbeddedRedis) -> None:
    done: list[int] = []
    for number in range(20):
        jobs.enqueue(Job.ANSWER_TEXT, number)
    with worker(redis_server, answer_text=done.append):
        until(lambda: len(done) == 20)
    assert sorted(done) == list(range(20))


def test_a_job_that_fails_is_logged_and_gone(
    jobs: DramatiqJobs, redis_server: EmbeddedRedis, logged: io.StringIO
) -> None:
    done: list[int] = []

    def fail(number: int) -> None:
        done.append(number)
        raise DatabaseUnavailableError("gone") if number else ValueError("a bug")

    jobs.enqueue(Job.ANSWER_TEXT, 0)
    jobs.enqueue(Job.ANSWER_TEXT, 1)
    with worker(redis_server, answer_text=fail):
        until(lambda: logged.getvalue().count("job_failed") == 2)
    assert sorted(done) == [0, 1]
    assert "ValueError" in logged.getvalue()


@in_all
def test_a_redis_that_takes_nothing_is_told_of_once(
    redis: "Redis", redis_server: EmbeddedRedis, logged: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    done: list[int] = []
    with worker(redis_server, answer_text=done.append):
        redis.config_set("maxmemory", "1")
        try:
            until(lambda: "jobs_wait" in logged.getvalue())
            time.sleep(1.5)
        finally:
            redis.config_set("maxmemory", "0")
        DramatiqJobs(make_broker(redis_server.url)).enqueue(Job.ANSWER_TEXT, 7)
        until(lambda: done == [7])
    assert logged.getvalue().count("jobs_wait") == 1
    assert "Traceback" not in logged.getvalue() + capfd.readouterr().err


def test_what_was_begun_is_finished_and_the_rest_given_back(jobs: DramatiqJobs, redis_server: EmbeddedRedis) -> None:
    begun, go_on, done = threading.Event(), threading.Event(), []

    def slowly(number: int) -> None:
        begun.set()
        assert go_on.wait(20)
        done.append(number)

    with worker(redis_server, answer_text=slowly) as working:
        for number in range(30):
            jobs.enqueue(Job.ANSWER_TEXT, number)
        assert begun.wait(20)
        threading.Timer(0.3, go_on.set).start()
        working.stop()
        assert 0 < len(done) < 30
    finished = list(done)
    with worker(redis_server, answer_text=done.append):
        until(lambda: len(done) == 30)
    assert sorted(done) == list(range(30))
    assert done[: len(finished)] == finished


def test_without_redis_nothing_is_raised(logged: io.StringIO) -> None:
    DramatiqJobs(make_broker("redis://127.0.0.1:1")).enqueue(Job.SEND_TEXT, 7)
    assert "job_not_enqueued" in logged.getvalue()
