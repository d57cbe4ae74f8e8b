"""The one place that names concrete classes: settings in, the app and the commands' tools out."""

import logging
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import click
from flask import Flask

from ivr import log
from ivr.cli.access import LineAccess, read_access
from ivr.cli.tools import Tools
from ivr.clock import utc_now
from ivr.errors import RingtreeError, SettingsError
from ivr.host.keys import ensure_development_account, ensure_secret_key
from ivr.host.up import UpOptions, up
from ivr.menu.checking.check import Examined
from ivr.ports import MenuShelf, Services, VoiceProvider
from ivr.ports_people import People
from ivr.providers.twilio.provider import TwilioVoice
from ivr.ringing.patience import Pace
from ivr.sealing import Seal
from ivr.settings import Settings, load_settings
from ivr.stores.facts_spool import FactsSpool
from ivr.stores.menus_folder import MenusFolder, examine_folder
from ivr.stores.redis_callbacks import RedisCallbacks
from ivr.stores.redis_callers import RedisCallers
from ivr.stores.redis_calls import RedisCalls
from ivr.stores.redis_claims import RedisClaims
from ivr.stores.redis_people import RedisPeople
from ivr.stores.redis_queues import RedisQueues
from ivr.stores.redis_wire import RedisWire
from ivr.systems.functions import Functions, load_functions
from ivr.systems.pool import SystemsPool
from ivr.systems.services import ServiceClient
from ivr.values import PhoneNumber
from ivr.web.addresses import Addresses
from ivr.web.app import make_app
from ivr.web.gate import Gate
from ivr.web.pages import Pages
from ivr.web.people import PeopleDoor
from ivr.web.voice import VoiceDoor
from ivr.workflows.ring_addresses import RingAddresses

_USUAL_PORT = 8000
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
    menus = MenusFolder(settings.menus_dir, settings.audio_dir)
    menus.look()
    if watch:
        menus.watch()
    secret = (settings.secret_key or ensure_secret_key(settings.var_dir)).encode()
    wire = connect(settings.redis_url, settings)
    spool = FactsSpool(settings.var_dir / "facts.spool")
    calls = RedisCalls(wire, Seal(secret, "calls"), spool)
    services = Services(
        clock=utc_now,
        calls=calls,
        callers=RedisCallers(wire, secret),
        menus=menus,
        queues=RedisQueues(wire, Seal(secret, "people")),
        systems=_systems(settings, environment, RedisClaims(wire, Seal(secret, "claims"))),
    )
    provider = _voice_provider(settings)
    gate = Gate({provider.signature_header: provider})
    return make_app(
        VoiceDoor(services, gate, Addresses(secret)),
        Pages(services, settings.audio_dir),
        PeopleDoor(join_people(settings, menus, wire, secret, pace), gate, RingAddresses(secret)),
    )


def join_people(settings: Settings, menus: MenuShelf, wire: RedisWire, secret: bytes, pace: Pace) -> People:
    """Return what the workflows that ring people are handed, in a web process and in a worker."""
    calls_seal, number = Seal(secret, "calls"), settings.twilio_phone_number
    return People(
        clock=utc_now,
        menus=menus,
        calls=RedisCalls(wire, calls_seal, FactsSpool(settings.var_dir / "facts.spool")),
        shelf=RedisPeople(wire, Seal(secret, "people")),
        callbacks=RedisCallbacks(wire, calls_seal),
        ways=RingAddresses(secret),
        pace=pace,
        own_number=PhoneNumber(number) if number is not None else None,
    )


def _systems(settings: Settings, environment: Mapping[str, str], claims: RedisClaims) -> SystemsPool:
    functions = Functions(load_functions(settings.functions))
    return SystemsPool(ServiceClient(environment, settings.private_hosts), functions, claims)


def connect(redis_url: str, settings: Settings) -> RedisWire:
    """Return what asks a Redis; SettingsError when its address cannot be read."""
    try:
        return RedisWire(redis_url, verify_tls=not settings.on_heroku)
    except ValueError:
        # Not `from` the error: it may quote a password.
        raise SettingsError(
            "REDIS_URL has an option that is not known or cannot be read; leave out what follows its question mark."
        ) from None


def _no_worker() -> int:
    raise RingtreeError("There is no worker here; start it with `python -m ivr worker`.")


def make_tools(environment: Mapping[str, str], worker: Callable[[], int] = _no_worker) -> Tools:
    """Return what the commands need; settings are read when a command runs. `worker` rings people."""
    return Tools(
        find_access=lambda: _access(load_settings(environment), environment),
        examine=lambda folder: _examine(load_settings(environment), folder),
        up=lambda port: _up(load_settings(environment), port),
        worker=worker,
    )


def _voice_provider(settings: Settings) -> VoiceProvider:
    base_url = settings.public_base_url or f"http://127.0.0.1:{settings.port or _USUAL_PORT}"
    if settings.twilio_auth_token is not None:
        tokens = (settings.twilio_auth_token, settings.twilio_auth_token_secondary)
        return TwilioVoice(base_url, tuple(token for token in tokens if token), development=False)
    account = ensure_development_account(settings.var_dir)
    return TwilioVoice(base_url, (account.auth_token,), development=True)


def _access(settings: Settings, environment: Mapping[str, str]) -> LineAccess:
    return read_access(settings.var_dir, environment)


def _examine(settings: Settings, folder: Path | None) -> Examined:
    folder = folder or settings.menus_dir
    if not folder.is_dir():
        raise RingtreeError(f"There is no folder {folder}; name one, or set IVR_MENUS_DIR.")
    return examine_folder(folder, settings.audio_dir)


def _up(settings: Settings, port: int | None) -> int:
    # The web server starts where app.py lies; what is named from here must stay what it is from there.
    folders = {
        "IVR_VAR_DIR": settings.var_dir,
        "IVR_MENUS_DIR": settings.menus_dir,
        "IVR_AUDIO_DIR": settings.audio_dir,
    }
    options = UpOptions(
        var=settings.var_dir,
        port=port or settings.port or _USUAL_PORT,
        redis_url=settings.redis_url,
        secret_key=settings.secret_key,
        public_base_url=settings.public_base_url,
        environment={name: str(folder.absolute()) for name, folder in folders.items()},
        folder=Path(__file__).resolve().parent.parent,
        worker=("-m", "ivr", "worker"),
    )
    say: Callable[[str], None] = click.echo
    return up(options, say)
