"""The telephone in the browser, joined to the line that it rings."""

from typing import Final
from urllib.parse import urlsplit

from ivr.clock import utc_now
from ivr.errors import MenusNotReadyError
from ivr.factory.companies import has_keys
from ivr.factory.here import base_url_of
from ivr.factory.joining import secret_of
from ivr.factory.sound import voices_beside
from ivr.host.keys import ensure_development_account
from ivr.host.up import without_password
from ivr.phone.line import HttpTransport, Transport
from ivr.ports.calls import Services
from ivr.ports.sound import LiveVoices
from ivr.rehearsal.placing import DEFAULT_LINE_NUMBER
from ivr.sealing import Seal
from ivr.settings import Settings
from ivr.stores.redis_phones import RedisPhones
from ivr.stores.redis_wire import RedisWire
from ivr.web.browser.access import Access
from ivr.web.browser.desk import Desk
from ivr.web.browser.held import LineToRing
from ivr.web.browser.routes import BrowserDoor
from ivr.web.browser.showing import Showing
from ivr.web.browser.sweeping import Sweeper
from ivr.workflows.live_addresses import LiveAddresses
from ivr.workflows.stand_in_voices import StandInVoices
from ivr.workflows.watch_call import watch_call

_UNKNOWN_ACCOUNT: Final = "AC" + "0" * 32
_OURSELVES: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def has_phone(settings: Settings) -> bool:
    """Return whether the line has a telephone in the browser: on a desk, or where there is a password for it."""
    return settings.ops_password is not None or is_on_a_desk(settings)


def is_on_a_desk(settings: Settings) -> bool:
    """Return whether only whoever sits here uses the line: no company's token, shelves or address are set."""
    given = settings.public_base_url
    is_here = given is None or urlsplit(given).hostname in _OURSELVES
    has_own_redis = settings.redis_url is None or settings.redis_url.startswith("unix:")
    is_served = has_keys(settings) or settings.database_url is not None
    return is_here and has_own_redis and not is_served and not settings.on_heroku


def join_browser(
    settings: Settings, services: Services, wire: RedisWire, voices: LiveVoices | None = None, *, sweeps: bool = True
) -> BrowserDoor:
    """Return the door of the telephone in the browser, which may be one that does not exist. `voices` stand in there.

    `sweeps`: telephones that are left are hung up by this process, too.
    """
    line, secret = _line(settings), secret_of(settings)
    shelf = RedisPhones(wire, Seal(secret, "phones"))

    def transport_to(reach: str) -> Transport:
        return HttpTransport(reach={line.base_url: reach})

    def line_name() -> str:
        try:
            return services.menus.current().line.name
        except MenusNotReadyError:
            return "A line without menus"

    desk = Desk(line, shelf, transport_to, lambda call_id: watch_call(services, call_id), services.begin, utc_now)
    access = Access(
        public_url=line.base_url,
        secret=secret,
        password=settings.ops_password,
        is_open=is_on_a_desk(settings),
        behind_router=settings.on_heroku,
        count_try=shelf.count_try,
    )
    stand_ins = StandInVoices(voices or voices_beside(), LiveAddresses(secret), utc_now)
    showing = Showing(line.base_url, stand_ins.find_path)
    in_use = Sweeper(desk.put_down_left).note if sweeps else lambda _: None
    return BrowserDoor(access, desk, showing, stand_ins, in_use, line_name)


def _line(settings: Settings) -> LineToRing:
    base_url = without_password(base_url_of(settings))
    number = settings.twilio_phone_number or DEFAULT_LINE_NUMBER
    if settings.twilio_auth_token is not None:
        account_sid = settings.twilio_account_sid or _UNKNOWN_ACCOUNT
        return LineToRing(base_url, account_sid, settings.twilio_auth_token, number, rehearses=False)
    account = ensure_development_account(settings.var_dir)
    return LineToRing(base_url, account.account_sid, account.auth_token, number, rehearses=True)
