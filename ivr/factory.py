"""The one place that names concrete classes: settings in, the app and the commands' tools out."""

import atexit
import logging
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import click
from flask import Flask

from ivr import log
from ivr.cli.access import LineAccess, read_access
from ivr.cli.tools import Tools
from ivr.clock import Clock, utc_now
from ivr.errors import DatabaseUnavailableError, RingtreeError, SettingsError
from ivr.host.keys import ensure_development_account, ensure_secret_key
from ivr.host.up import UpOptions, up
from ivr.menu.checking.check import Examined, Known
from ivr.menu.model import Menus
from ivr.ports import Announcements, MoveKind, Services, VoiceProvider
from ivr.providers.twilio.abilities import TWILIO_ABILITIES
from ivr.providers.twilio.provider import TwilioVoice
from ivr.rehearsal.rehearse import Rehearsed, rehearse
from ivr.sealing import Seal
from ivr.settings import Settings, load_settings
from ivr.stores.facts_spool import FactsSpool
from ivr.stores.live_menus import LiveMenus
from ivr.stores.menus_folder import MenusFolder, examine_folder, read_folder
from ivr.stores.redis_announcements import NoAnnouncements, RedisAnnouncements
from ivr.stores.redis_callers import RedisCallers
from ivr.stores.redis_calls import RedisCalls
from ivr.stores.redis_claims import RedisClaims
from ivr.stores.redis_queues import RedisQueues
from ivr.stores.redis_wire import RedisWire
from ivr.stores.scripts_folder import TESTS, menus_of, read_scripts
from ivr.stores.sql.database import Database, open_database
from ivr.stores.sql.migrate import find_revision, newest_revision, upgrade
from ivr.stores.sql.releases import SqlReleases
from ivr.systems.functions import Functions, load_functions
from ivr.systems.pool import SystemsPool
from ivr.systems.services import ServiceClient
from ivr.web.addresses import Addresses
from ivr.web.app import make_app
from ivr.web.gate import Gate
from ivr.web.pages import Pages
from ivr.web.voice import VoiceDoor
from ivr.workflows.publish_menus import (
    By,
    Candidate,
    Published,
    find_release,
    publish_menus,
    publish_saved,
    roll_back,
)

_USUAL_PORT = 8000
_MOVES_KEPT = 50


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
    secret = (settings.secret_key or ensure_secret_key(settings.var_dir)).encode()
    wire = _connect(settings)
    menus = _live_menus(settings, wire)
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
        queues=RedisQueues(wire),
        systems=_systems(settings, environment, RedisClaims(wire, Seal(secret, "claims"))),
        begin=wire.begin,
    )
    provider = _voice_provider(settings)
    door = VoiceDoor(services, Gate({provider.signature_header: provider}), Addresses(secret))
    return make_app(door, Pages(services, settings.audio_dir))


def _live_menus(settings: Settings, wire: RedisWire) -> LiveMenus:
    """Return the menus that are live. Where nobody else's calls come in, what is saved in the folder goes live."""
    database = _open_database(settings)
    releases, announcements = SqlReleases(database), RedisAnnouncements(wire)

    def publish(menus: Menus, files: Mapping[str, str]) -> None:
        publish_saved(releases, announcements, menus, files, utc_now())

    def publish_first(menus: Menus, files: Mapping[str, str]) -> None:
        if releases.find_live() is None:
            publish(menus, files)

    is_served = settings.twilio_auth_token is not None or settings.database_url is not None
    folder = MenusFolder(settings.menus_dir, settings.audio_dir, publish_first if is_served else publish)
    # A file on this machine can be asked at every look.
    ask_every_s = 0.0 if database.is_embedded else 15.0
    return LiveMenus(releases, announcements, settings.var_dir, utc_now, folder.look, ask_every_s)


def _open_database(settings: Settings) -> Database:
    """Return the database; the embedded one with its tables, for nobody else looks after it."""
    database = open_database(settings.database_url, settings.var_dir)
    if database.is_embedded:
        settings.var_dir.mkdir(parents=True, exist_ok=True)
        with suppress(DatabaseUnavailableError):  # whoever asks it next is told
            upgrade(database)
    return database


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
        publish=lambda folder, author, note, kind: _publish(
            load_settings(environment), folder, _By(author, note, kind), clock
        ),
        roll_back=lambda release, author, note: _roll_back(
            load_settings(environment), release, _By(author, note, MoveKind.ROLLED_BACK), clock
        ),
        list_moves=lambda most: tuple(_releases(load_settings(environment)).list_moves(most)),
        upgrade_database=lambda: _upgrade(load_settings(environment)),
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


@dataclass(frozen=True, slots=True)
class _By:
    author: str
    note: str
    kind: MoveKind


def _publish(settings: Settings, folder: Path | None, by: _By, clock: Clock) -> Published:
    releases = _releases(settings)
    live = releases.find_live()
    folder = folder or settings.menus_dir
    reading = read_folder(folder)
    candidate = Candidate(_examine(settings, folder, clock), reading.files, read_scripts((folder,)))
    mover = By(by.author, by.note, clock(), live.number if live is not None else 0)
    return publish_menus(releases, _announcements(settings), candidate, mover, by.kind)


def _roll_back(settings: Settings, release: str | None, by: _By, clock: Clock) -> Published:
    releases = _releases(settings)
    moves = releases.list_moves(_MOVES_KEPT)
    version = find_release(moves, release)
    mover = By(by.author, by.note, clock(), moves[0].number)
    return roll_back(releases, _announcements(settings), version, mover)


def _releases(settings: Settings) -> SqlReleases:
    return SqlReleases(_open_database(settings))


def _announcements(settings: Settings) -> Announcements:
    return RedisAnnouncements(_connect(settings)) if settings.redis_url is not None else NoAnnouncements()


def _upgrade(settings: Settings) -> str:
    database = open_database(settings.database_url, settings.var_dir)
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    before = find_revision(database)
    upgrade(database)
    after = newest_revision()
    return (
        f"The database is as this version expects it ({after})."
        if before == after
        else f"The database is at {after} now."
    )


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
