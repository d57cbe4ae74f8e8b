"""The line as a web app: settings in, Flask out."""

import atexit
import logging
import os
from collections.abc import Mapping

from flask import Flask

from ivr import log
from ivr.clock import utc_now
from ivr.errors import SettingsError
from ivr.factory.browser import has_phone, join_browser
from ivr.factory.joining import USUAL_PORT, connect, join_people, secret_of
from ivr.factory.releases import followed_menus
from ivr.host.keys import ensure_development_account
from ivr.ports import Services, VoiceProvider
from ivr.providers.twilio.provider import TwilioVoice
from ivr.ringing.patience import Pace
from ivr.sealing import Seal
from ivr.settings import Settings, load_settings
from ivr.stores.facts_spool import FactsSpool
from ivr.stores.redis_callers import RedisCallers
from ivr.stores.redis_calls import RedisCalls
from ivr.stores.redis_claims import RedisClaims
from ivr.stores.redis_queues import RedisQueues
from ivr.systems.functions import Functions, load_functions
from ivr.systems.pool import SystemsPool
from ivr.systems.services import ServiceClient
from ivr.web.addresses import Addresses
from ivr.web.app import make_app
from ivr.web.gate import Gate
from ivr.web.pages import Pages
from ivr.web.people import PeopleDoor
from ivr.web.voice import VoiceDoor
from ivr.workflows.ring_addresses import RingAddresses

_USUAL_PACE = Pace()


def create_app(environment: Mapping[str, str] | None = None, *, watch: bool = True, pace: Pace = _USUAL_PACE) -> Flask:
    """Return the line as a WSGI app. SettingsError, which ends the start with a sentence, when a setting is wrong.

    `watch`: follow changes of the menus folder for as long as the process lives. `pace`: how agents are treated.
    """
    environment = os.environ if environment is None else environment
    settings = load_settings(environment)
    log.configure(settings.log_format)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    if settings.redis_url is None:
        raise SettingsError("There is no Redis: start with `ivr up` or gunicorn, which bring one, or set REDIS_URL.")
    secret = secret_of(settings)
    wire = connect(settings.redis_url, settings)
    menus = followed_menus(settings, wire)
    menus.look()
    if watch:
        menus.watch()
    spool = FactsSpool(settings.var_dir / "facts.spool")
    atexit.register(spool.close)
    calls = RedisCalls(wire, Seal(secret, "calls"), spool)
    services = Services(
        clock=utc_now,
        calls=calls,
        callers=RedisCallers(wire, secret),
        menus=menus,
        queues=RedisQueues(wire, Seal(secret, "people")),
        systems=_systems(settings, environment, RedisClaims(wire, Seal(secret, "claims"))),
        begin=wire.begin,
    )
    provider = _voice_provider(settings)
    gate = Gate({provider.signature_header: provider})
    return make_app(
        VoiceDoor(services, gate, Addresses(secret)),
        Pages(services, settings.audio_dir, has_phone(settings)),
        PeopleDoor(join_people(settings, menus, calls, wire, pace), gate, RingAddresses(secret)),
        join_browser(settings, services, wire),
    )


def _systems(settings: Settings, environment: Mapping[str, str], claims: RedisClaims) -> SystemsPool:
    functions = Functions(load_functions(settings.functions))
    return SystemsPool(ServiceClient(environment, settings.private_hosts), functions, claims)


def _voice_provider(settings: Settings) -> VoiceProvider:
    base_url = settings.public_base_url or f"http://127.0.0.1:{settings.port or USUAL_PORT}"
    if settings.twilio_auth_token is not None:
        tokens = (settings.twilio_auth_token, settings.twilio_auth_token_secondary)
        return TwilioVoice(base_url, tuple(token for token in tokens if token), development=False)
    account = ensure_development_account(settings.var_dir)
    return TwilioVoice(base_url, (account.auth_token,), development=True)
