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
from ivr.clock import Clock, utc_now
from ivr.errors import RingtreeError, SettingsError
from ivr.host.keys import ensure_development_account, ensure_secret_key
from ivr.host.up import UpOptions, up
from ivr.menu.checking.check import Examined, Known
from ivr.ports import Services, VoiceProvider
from ivr.providers.twilio.abilities import TWILIO_ABILITIES
from ivr.providers.twilio.provider import TwilioVoice
from ivr.rehearsal.rehearse import Rehearsed, rehearse
from ivr.sealing import Seal
from ivr.settings import Settings, load_settings
from ivr.stores.facts_spool import FactsSpool
from ivr.stores.menus_folder import MenusFolder, examine_folder
from ivr.stores.redis_callers import RedisCallers
from ivr.stores.redis_calls import RedisCalls
from ivr.stores.redis_claims import RedisClaims
from ivr.stores.redis_queues import RedisQueues
from ivr.stores.redis_wire import RedisWire
from ivr.stores.scripts_folder import TESTS, menus_of, read_scripts
from ivr.systems.functions import Functions, load_functions
from ivr.systems.pool import SystemsPool
from ivr.systems.services import ServiceClient
from ivr.web.addresses import Addresses
from ivr.web.app import make_app
from ivr.web.gate import Gate
from ivr.web.pages import Pages
from ivr.web.voice import VoiceDoor

_USUAL_PORT = 8000


def create_app(environment: Mapping[str, str] | None = None, *, watch: bool = True) -> Flask:
    """Return the line as a WSGI app. SettingsError, which ends the start with a sentence, when a setting is wrong.

    `watch`: follow changes of the menus folder for as long as the process lives.
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
    wire = _connect(settings)
    spool = FactsSpool(settings.var_dir / "facts.spool")
    calls = RedisCalls(wire, Seal(secret, "calls"), spool)
    services = Services(
        clock=utc_now,
        calls=calls,
        callers=RedisCallers(wire, secret),
        menus=menus,
        queues=RedisQueues(wire),
        systems=_systems(settings, environment, RedisClaims(wire, Seal(secret, "claims"))),
        begin=wire.begin,
    )
    provider = _voice_provider(settings)
    door = VoiceDoor(services, Gate({provider.signature_header: provider}), Addresses(secret))
    return make_app(door, Pages(services, settings.audio_dir))


def _systems(settings: Settings, environment: Mapping[str, str], claims: RedisClaims) -> SystemsPool:
    functions = Functions(load_functions(settings.functions))
    return SystemsPool(ServiceClient(environment, settings.private_hosts), functions, claims)


def _connect(settings: Settings) -> RedisWire:
    try:
        return RedisWire(settings.redis_url or "", verify_tls=not settings.on_heroku)
    except ValueError:
        # Not `from` the error: it may quote a password.
        raise SettingsError(
            "REDIS_URL has an option that is not known or cannot be read; leave out what follows its question mark."
        ) from None


def make_tools(environment: Mapping[str, str], clock: Clock = utc_now) -> Tools:
    """Return what the commands need; settings are read when a command runs."""
    return Tools(
        find_access=lambda: _access(load_settings(environment), environment),
        examine=lambda folder: _examine(load_settings(environment), folder, clock),
        rehearse=lambda folder, files, only: _rehearse(load_settings(environment), folder, files, only, clock),
        up=lambda port: _up(load_settings(environment), port),
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


def _examine(settings: Settings, folder: Path | None, clock: Clock) -> Examined:
    folder = folder or settings.menus_dir
    if not folder.is_dir():
        raise RingtreeError(f"There is no folder {folder}; name one, or set IVR_MENUS_DIR.")
    # Where no function is registered this is no machine that runs the line; nothing is known of its functions then.
    functions = frozenset(load_functions(settings.functions)) or None
    return examine_folder(
        folder, settings.audio_dir, Known(now=clock(), abilities=TWILIO_ABILITIES, functions=functions)
    )


def _rehearse(settings: Settings, folder: Path | None, paths: tuple[Path, ...], only: str, clock: Clock) -> Rehearsed:
    folder = folder or menus_of(paths) or settings.menus_dir
    menus = _examine(settings, folder, clock).menus
    if menus is None:
        raise RingtreeError(f"The menus in {folder} have errors, so no script was played; run `ivr check {folder}`.")
    files = read_scripts(paths or (folder,))
    rehearsed = rehearse(menus, files, clock(), only)
    if not (rehearsed.results or rehearsed.problems):
        wanted = f' with "{only}" in its name' if only and files else ""
        where = " or ".join(str(path) for path in paths) or f"{folder / TESTS}"
        raise RingtreeError(f"There is no call script{wanted} in {where}; `ivr call --save FILE` writes one.")
    return rehearsed


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
    )
    say: Callable[[str], None] = click.echo
    return up(options, say)
