"""What a worker works with. Not for the web: Twilio's client takes 30 MB that only a worker uses."""

import atexit
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from typing import Final

from dramatiq.brokers.redis import RedisBroker

from ivr import log
from ivr.clock import utc_now
from ivr.factory.abilities import usual_provider
from ivr.factory.database import database_of
from ivr.factory.joining import connect, join_people, join_services, join_texts, secret_of
from ivr.factory.providers import call_carriers, call_costs, text_senders
from ivr.factory.releases import live_menus
from ivr.host.redis_keeper import RedisKeeper
from ivr.host.work import TICK_S, Looks, work
from ivr.jobs import JobWorker
from ivr.ports.calls import QueueShelf
from ivr.ports.people import CallMaker, People
from ivr.ports.text_work import Job, Jobs, TextPace, Texts
from ivr.queue import QUEUES, DramatiqJobs, make_broker
from ivr.ringing.patience import Pace
from ivr.sealing import Seal
from ivr.settings import Settings, load_settings
from ivr.stores.facts_spool import FactsSpool
from ivr.stores.redis_calls import RedisCalls
from ivr.stores.redis_errands import RedisTextErrands
from ivr.stores.redis_facts import RedisFacts
from ivr.stores.redis_lease import RedisLease
from ivr.stores.redis_wire import RedisWire
from ivr.stores.sql.call_costs import SqlCallCosts
from ivr.stores.sql.call_records import SqlCallRecords
from ivr.stores.sql.database import Database
from ivr.workflows.answer_text import answer_text
from ivr.workflows.call_customers import Order
from ivr.workflows.choose_provider import CallsByNumber, provider_by_number
from ivr.workflows.file_facts import file_facts
from ivr.workflows.forget_old import Retention
from ivr.workflows.learn_costs import ask_for_costs, learn_cost
from ivr.workflows.ring_people import ring_people
from ivr.workflows.send_text import send_text
from ivr.workflows.send_wanted_texts import send_wanted_texts
from ivr.workflows.sweep_texts import sweep_texts

_USUAL_PACE: Final = Pace()
_USUAL_TEXT_PACE: Final = TextPace()
_LEASE_S: Final = 5.0  # after so long another worker goes on where one was killed
_SWEEP_LEASE_S: Final = 2.0  # two who sweep at once do no harm
_AT_ONCE: Final = 8
_log = log.get_logger(__name__)


def run_worker(
    environment: Mapping[str, str],
    pace: Pace = _USUAL_PACE,
    tick_s: float = TICK_S,
    text_pace: TextPace = _USUAL_TEXT_PACE,
) -> int:
    """Ring people and answer texts until asked to stop; return the exit code. RingtreeError when it cannot begin."""
    settings = load_settings(environment)
    log.configure(settings.log_format)
    keeper = RedisKeeper(settings.var_dir, lambda sentence: _log.warning("redis", what=sentence), settings.redis_url)
    keeper.start()
    try:
        return _work(settings, environment, keeper.url, (pace, text_pace), tick_s)
    finally:
        keeper.close()


def _work(
    settings: Settings, environment: Mapping[str, str], redis_url: str, paces: tuple[Pace, TextPace], tick_s: float
) -> int:
    wire = connect(redis_url, settings)
    database = database_of(settings)
    menus = live_menus(settings, wire, database)
    menus.look()
    menus.watch()
    spool = FactsSpool(settings.var_dir / "facts.spool")
    atexit.register(spool.close)
    calls = RedisCalls(wire, Seal(secret_of(settings), "calls"), spool)
    broker = make_broker(redis_url, verify_tls=not settings.on_heroku)
    with ExitStack() as stack:
        services = join_services(settings, environment, menus, calls, wire)
        looks = [_records(settings, database, wire, DramatiqJobs(broker), services.queues)]
        provider_of = provider_by_number(menus, usual_provider(settings))
        carriers = call_carriers(settings)
        if carriers:
            maker = CallsByNumber(carriers, provider_of)
            threads = stack.enter_context(ThreadPoolExecutor(_AT_ONCE))
            people = join_people(settings, menus, calls, wire, paces[0])
            looks.append(_rings(people, maker, threads, wire))
        texts = join_texts(settings, database, services, broker, paces[1])
        errands = RedisTextErrands(wire, Seal(secret_of(settings), "calls"))
        wanted = partial(send_wanted_texts, texts, errands, provider_of)
        looks.append(look_after_texts(settings, texts, broker, wire, stack, wanted))
        return work(looks, tick_s)


def _records(settings: Settings, database: Database, wire: RedisWire, jobs: Jobs, queues: QueueShelf) -> Looks:
    """Return the look that files what happened in calls, asks what they cost, and empties what is old enough."""
    records = SqlCallRecords(database, asks_costs=bool(call_costs(settings)))
    source, costs = RedisFacts(wire, Seal(secret_of(settings), "calls")), SqlCallCosts(database)
    lease = RedisLease(wire, "records", _LEASE_S)
    forget = Retention(records, settings.keep_words_days, settings.keep_events_days)

    def look() -> None:
        file_facts(source, records, queues.leave)
        ask_for_costs(costs, jobs, utc_now)
        forget.look(utc_now())

    return Looks(look, lease.hold, lease.let_go)


def _rings(people: People, maker: CallMaker, threads: ThreadPoolExecutor, wire: RedisWire) -> Looks:
    lease = RedisLease(wire, "people", _LEASE_S)

    def together(orders: Sequence[Order]) -> None:
        for done in [threads.submit(order) for order in orders]:
            done.result()

    return Looks(lambda: ring_people(people, maker, together), lease.hold, lease.let_go)


def look_after_texts(
    settings: Settings,
    texts: Texts,
    broker: RedisBroker,
    wire: RedisWire,
    stack: ExitStack,
    send_wanted: Callable[[], object],
) -> Looks:
    """Begin to do jobs, until the stack is left; return the look that finds what the queue has lost."""
    senders, costs, books = text_senders(settings), SqlCallCosts(database_of(settings)), call_costs(settings)
    works = {  # what was begun is finished before more is begun
        Job.SEND_TEXT: lambda number: send_text(texts, senders, number),
        Job.ANSWER_TEXT: lambda number: answer_text(texts, number),
        Job.LEARN_COST: lambda number: learn_cost(costs, books, number),
    }
    worker = JobWorker(broker, works, QUEUES)
    worker.start()
    stack.callback(worker.stop)
    lease = RedisLease(wire, "texts", _SWEEP_LEASE_S)

    def look() -> None:
        sweep_texts(texts)
        send_wanted()

    return Looks(look, lease.hold, lease.let_go)
