"""What a web process, a worker and the commands are all joined from."""

from collections.abc import Mapping

from dramatiq.brokers.redis import RedisBroker

from ivr.clock import utc_now
from ivr.errors import SettingsError
from ivr.factory.companies import has_keys
from ivr.factory.text_words import keywords_by_provider, text_verdicts, text_words
from ivr.host.keys import ensure_secret_key
from ivr.messaging.keywords import ProviderWords
from ivr.ports.calls import CallShelf, Services
from ivr.ports.people import People
from ivr.ports.releases import MenuShelf
from ivr.ports.text_work import TextPace, Texts
from ivr.queue import DramatiqJobs
from ivr.ringing.patience import Pace
from ivr.sealing import Seal
from ivr.settings import Settings
from ivr.stores.redis_callbacks import RedisCallbacks
from ivr.stores.redis_callers import RedisCallers
from ivr.stores.redis_calls import RedisCalls
from ivr.stores.redis_claims import RedisClaims
from ivr.stores.redis_conversations import RedisConversations
from ivr.stores.redis_people import RedisPeople
from ivr.stores.redis_queues import RedisQueues
from ivr.stores.redis_wire import RedisWire
from ivr.stores.sql.database import Database
from ivr.stores.sql.opt_outs import SqlOptOuts
from ivr.stores.sql.texts import SqlTexts
from ivr.systems.functions import Functions, load_functions
from ivr.systems.pool import SystemsPool
from ivr.systems.services import ServiceClient
from ivr.values import PhoneNumber
from ivr.workflows.comply import CompliantConverser
from ivr.workflows.menus_converser import MenusConverser
from ivr.workflows.ring_addresses import RingAddresses

USUAL_PORT = 8000


def secret_of(settings: Settings) -> bytes:
    """Return the secret that all processes of the line share; one is made when nobody gives any."""
    return (settings.secret_key or ensure_secret_key(settings.var_dir)).encode()


def connect(redis_url: str, settings: Settings) -> RedisWire:
    """Return what asks a Redis; SettingsError when its address cannot be read."""
    try:
        return RedisWire(redis_url, verify_tls=not settings.on_heroku)
    except ValueError:
        # Not `from` the error: it may quote a password.
        raise SettingsError(
            "REDIS_URL has an option that is not known or cannot be read; leave out what follows its question mark."
        ) from None


def join_services(
    settings: Settings, environment: Mapping[str, str], menus: MenuShelf, calls: RedisCalls, wire: RedisWire
) -> Services:
    """Return what the workflows of calls and conversations are handed, in a web process and in a worker."""
    secret = secret_of(settings)
    claims = RedisClaims(wire, Seal(secret, "claims"))
    functions = Functions(load_functions(settings.functions))
    return Services(
        clock=utc_now,
        calls=calls,
        conversations=RedisConversations(wire, secret, calls),
        callers=RedisCallers(wire, secret),
        menus=menus,
        queues=RedisQueues(wire, Seal(secret, "people")),
        systems=SystemsPool(ServiceClient(environment, settings.private_hosts), functions, claims),
        begin=wire.begin,
    )


def join_texts(
    settings: Settings, database: Database, services: Services, broker: RedisBroker, pace: TextPace
) -> Texts:
    """Return what the workflows of texts are handed, in a web process and in a worker."""
    # Without keys of any company only our own telephone writes, and it takes no words for itself.
    are_theirs = settings.provider_answers_keywords and has_keys(settings)
    prefixes = {name: words.prefix for name, words in text_words().items()}
    converser = CompliantConverser(
        menus_converser=MenusConverser(services, prefixes),
        opt_outs=SqlOptOuts(database),
        menus=services.menus,
        words_of=keywords_by_provider() if are_theirs else lambda _provider, _number: ProviderWords(),
        clock=services.clock,
    )
    shelf, jobs = SqlTexts(database, text_verdicts()), DramatiqJobs(broker)
    return Texts(services.clock, shelf, jobs, converser, pace, settings.texts_are_plain)


def join_people(settings: Settings, menus: MenuShelf, calls: CallShelf, wire: RedisWire, pace: Pace) -> People:
    """Return what the workflows that ring people are handed, in a web process and in a worker."""
    secret, number = secret_of(settings), settings.twilio_phone_number
    return People(
        clock=utc_now,
        menus=menus,
        calls=calls,
        shelf=RedisPeople(wire, Seal(secret, "people")),
        callbacks=RedisCallbacks(wire, Seal(secret, "calls")),
        ways=RingAddresses(secret),
        begin=wire.begin,
        pace=pace,
        own_number=PhoneNumber(number) if number is not None else None,
    )
