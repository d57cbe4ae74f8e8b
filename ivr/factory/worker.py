"""What a worker works with. Not for the web: Twilio's client takes 30 MB that only a worker uses."""

import atexit
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from ivr import log
from ivr.factory.joining import connect, join_people, secret_of
from ivr.factory.releases import live_menus
from ivr.host.keys import ensure_development_account
from ivr.host.redis_keeper import RedisKeeper
from ivr.host.work import TICK_S, Looks, idle, work
from ivr.ports_people import CallMaker
from ivr.providers.twilio.client import TwilioCalls
from ivr.ringing.patience import Pace
from ivr.sealing import Seal
from ivr.settings import Settings, load_settings
from ivr.stores.facts_spool import FactsSpool
from ivr.stores.redis_calls import RedisCalls
from ivr.stores.redis_lease import RedisLease
from ivr.workflows.call_customers import Order
from ivr.workflows.ring_people import ring_people

_USUAL_PACE: Final = Pace()
_LEASE_S: Final = 5.0  # after so long another worker goes on where one was killed
_AT_ONCE: Final = 8
_log = log.get_logger(__name__)


def run_worker(environment: Mapping[str, str], pace: Pace = _USUAL_PACE, tick_s: float = TICK_S) -> int:
    """Ring people until asked to stop; return the exit code. RingtreeError when it cannot begin."""
    settings = load_settings(environment)
    log.configure(settings.log_format)
    maker = find_call_maker(settings)
    if maker is None:
        return idle()
    keeper = RedisKeeper(settings.var_dir, lambda sentence: _log.warning("redis", what=sentence), settings.redis_url)
    keeper.start()
    try:
        looks, threads = _looks(settings, keeper.url, maker, pace)
        with threads:
            return work(looks, tick_s)
    finally:
        keeper.close()


def find_call_maker(settings: Settings) -> CallMaker | None:
    """Return who makes calls; None, said in the log, when nobody can. Without an account an API of our own can."""
    base_url, api = settings.public_base_url, settings.twilio_api_base_url
    if settings.twilio_account_sid is not None and settings.twilio_auth_token is not None and base_url is not None:
        return TwilioCalls(settings.twilio_account_sid, settings.twilio_auth_token, base_url, api)
    if api is not None and settings.twilio_auth_token is None and base_url is not None:
        account = ensure_development_account(settings.var_dir)
        return TwilioCalls(account.account_sid, account.auth_token, base_url, api)
    _log.info(
        "nobody_can_be_rung",
        why="agents of queues and customers who want to be called back are rung by the provider; "
        "set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and PUBLIC_BASE_URL",
    )
    return None


def _looks(settings: Settings, redis_url: str, maker: CallMaker, pace: Pace) -> tuple[Looks, ThreadPoolExecutor]:
    wire = connect(redis_url, settings)
    menus = live_menus(settings, wire)
    menus.look()
    menus.watch()
    spool = FactsSpool(settings.var_dir / "facts.spool")
    atexit.register(spool.close)
    calls = RedisCalls(wire, Seal(secret_of(settings), "calls"), spool)
    people = join_people(settings, menus, calls, wire, pace)
    lease = RedisLease(wire, "people", _LEASE_S)
    threads = ThreadPoolExecutor(_AT_ONCE)

    def together(orders: Sequence[Order]) -> None:
        for done in [threads.submit(order) for order in orders]:
            done.result()

    return Looks(lambda: ring_people(people, maker, together), lease.hold, lease.let_go), threads
