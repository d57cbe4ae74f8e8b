"""The queue of jobs: Dramatiq over Redis. It may lose everything; what must be done stands in SQL."""

from typing import Any, Final

import dramatiq
from dramatiq.brokers.redis import RedisBroker
from dramatiq.errors import BrokerConnectionError
from redis import Redis
from redis.exceptions import RedisError

from ivr.log import get_logger
from ivr.ports.text_work import Job

REPLY: Final = "reply"  # the queue of what somebody waits for
BOOKS: Final = "books"  # of what nobody waits for
QUEUES: Final = {Job.ANSWER_TEXT: REPLY, Job.SEND_TEXT: REPLY, Job.LEARN_COST: BOOKS}
_HEARTBEAT_MS: Final = 10_000  # after so long without one, a worker's jobs are given to others; the default is a minute
_MAINTENANCE: Final = 100_000  # of a million commands look after that; the default takes minutes to notice
_DEAD_MS: Final = 3_600_000
_ANSWER_S: Final = 1.0
_log = get_logger(__name__)


def make_broker(redis_url: str, *, verify_tls: bool = True) -> RedisBroker:
    """Return the broker of our jobs. No middleware: a job that fails is found again in SQL, not in the queue."""
    tls: dict[str, Any] = {} if verify_tls or not redis_url.startswith("rediss:") else {"ssl_cert_reqs": None}
    client = Redis.from_url(redis_url, socket_timeout=_ANSWER_S, socket_connect_timeout=_ANSWER_S, **tls)
    return RedisBroker(  # type: ignore[no-untyped-call]
        client=client,
        middleware=[],
        heartbeat_timeout=_HEARTBEAT_MS,
        maintenance_chance=_MAINTENANCE,
        dead_message_ttl=_DEAD_MS,
    )


class DramatiqJobs:
    """Asks for jobs."""

    def __init__(self, broker: RedisBroker) -> None:
        self._broker = broker

    def enqueue(self, job: Job, number: int) -> None:
        """Ask for a job; one that cannot be asked for now is asked for by a sweep."""
        message = dramatiq.Message[None](
            queue_name=QUEUES[job], actor_name=job.value, args=(number,), kwargs={}, options={}
        )
        try:
            self._broker.enqueue(message)
        except (RedisError, BrokerConnectionError, OSError) as error:
            _log.warning("job_not_enqueued", job=job.value, number=number, why=type(error).__name__)
