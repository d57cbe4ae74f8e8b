"""The line as a web app: settings in, Flask out."""

import atexit
import logging
import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from flask import Flask

from ivr import log
from ivr.clock import utc_now
from ivr.errors import SettingsError
from ivr.factory.browser import has_phone, join_browser
from ivr.factory.database import database_of
from ivr.factory.joining import connect, join_people, join_services, join_texts, secret_of
from ivr.factory.providers import text_providers, voice_providers
from ivr.factory.releases import followed_menus
from ivr.factory.sound import voices_of
from ivr.ports.calls import Services
from ivr.ports.text_work import TextPace
from ivr.ports.texts import TextProvider
from ivr.ports.webhooks import VoiceProvider
from ivr.queue import make_broker
from ivr.ringing.patience import Pace
from ivr.sealing import Seal
from ivr.settings import Settings, load_settings
from ivr.stores.facts_spool import FactsSpool
from ivr.stores.kept_recordings import KeptRecordings
from ivr.stores.redis_calls import RedisCalls
from ivr.stores.sound_folder import SoundFolder
from ivr.stores.sql.database import Database
from ivr.systems.pictures import PictureClient
from ivr.web.addresses import Addresses
from ivr.web.app import make_app
from ivr.web.audio import AudioDoor
from ivr.web.gate import Gate
from ivr.web.pages import Pages
from ivr.web.people import PeopleDoor
from ivr.web.texts import TextDoor
from ivr.web.voice import VoiceDoor
from ivr.workflows.live_addresses import LiveAddresses
from ivr.workflows.record_recording import Recordings
from ivr.workflows.ring_addresses import RingAddresses
from ivr.workflows.sound_prompts import SoundPrompts

_USUAL_PACE = Pace()
_USUAL_TEXT_PACE = TextPace()
_TEXTS_AT_ONCE: Final = 32
_LARGEST_RECORDING: Final = 64 << 20  # bytes; four hours of a voice
_log = log.get_logger(__name__)


def create_app(
    environment: Mapping[str, str] | None = None,
    *,
    watch: bool = True,
    pace: Pace = _USUAL_PACE,
    text_pace: TextPace = _USUAL_TEXT_PACE,
) -> Flask:
    """Return the line as a WSGI app. SettingsError, which ends the start with a sentence, when a setting is wrong.

    `watch`: follow changes of the menus folder for as long as the process lives, and hang up telephones of browsers
    that were left. `pace`: how agents are treated, and `text_pace` texts.
    """
    environment = os.environ if environment is None else environment
    settings = load_settings(environment)
    log.configure(settings.log_format)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    if settings.redis_url is None:
        raise SettingsError("There is no Redis: start with `ivr up` or gunicorn, which bring one, or set REDIS_URL.")
    secret = secret_of(settings)
    wire = connect(settings.redis_url, settings)
    database = database_of(settings)
    menus = followed_menus(settings, wire, database)
    menus.look()
    if watch:
        menus.watch()
    spool = FactsSpool(settings.var_dir / "facts.spool")
    atexit.register(spool.close)
    calls = RedisCalls(wire, Seal(secret, "calls"), spool)
    services = join_services(settings, environment, menus, calls, wire)
    providers = voice_providers(settings)
    gate: Gate[VoiceProvider] = Gate(providers)
    sounds = SoundFolder(settings.audio_dir)
    prompts = SoundPrompts(menus, sounds, voices_of(menus), LiveAddresses(secret), utc_now)
    return make_app(
        VoiceDoor(services, gate, Addresses(secret), prompts, recordings_of(settings, providers.values())),
        Pages(services, has_phone(settings)),
        AudioDoor(sounds, prompts),
        PeopleDoor(join_people(settings, menus, calls, wire, pace), gate, RingAddresses(secret), prompts),
        _text_door(settings, database, services, settings.redis_url, text_pace),
        join_browser(settings, services, wire, sweeps=watch),
    )


def recordings_of(settings: Settings, providers: Iterable[VoiceProvider]) -> Recordings:
    """Return how recordings are kept of providers whose links die; where the folder dies too, the log says so."""
    if settings.on_heroku and any(provider.links_die for provider in providers):
        _log.warning(
            "recordings_go_with_the_dyno",
            why="links to recordings die in minutes, so they are kept in recordings/ below IVR_VAR_DIR, and Heroku "
            "empties that once a day; take them from the provider's portal, or run the line where a disk stays",
        )
    source = PictureClient((), settings.private_hosts, _LARGEST_RECORDING)
    return Recordings(source, KeptRecordings(settings.var_dir / "recordings"))


def _text_door(settings: Settings, database: Database, services: Services, redis_url: str, pace: TextPace) -> TextDoor:
    gate: Gate[TextProvider] = Gate(text_providers(settings))
    broker = make_broker(redis_url, verify_tls=not settings.on_heroku)
    texts = join_texts(settings, database, services, broker, pace)
    return TextDoor(texts, gate, ThreadPoolExecutor(_TEXTS_AT_ONCE, "text"), settings.texts_are_fast)
