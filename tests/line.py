"""A whole line in this process: the real app on a real Redis, its folders, telephones to ring it and what it stored."""

import io
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from wsgiref.types import WSGIApplication

import pytest
from embedded import embedded, put_tables
from flask import Flask
from how_much import IS_ALL
from redis import Redis
from werkzeug.test import run_wsgi_app

from ivr.cli.access import read_access
from ivr.clock import Clock, utc_now
from ivr.factory import create_app
from ivr.handset.heard import Report
from ivr.menu.problems import Problem
from ivr.menu.voicing import OwnVoice
from ivr.phone.companies import COMPANIES, TWILIO, Company
from ivr.phone.line import Transport, WsgiTransport
from ivr.phone.telephone import Telephone
from ivr.ports.calls import Services
from ivr.ports.releases import MenuShelf
from ivr.ports.voices import VoicesError
from ivr.sealing import Seal
from ivr.stores.facts_spool import FactsSpool
from ivr.stores.live_menus import LiveMenus
from ivr.stores.menus_folder import MenusFolder
from ivr.stores.redis_announcements import NoAnnouncements
from ivr.stores.redis_callers import RedisCallers
from ivr.stores.redis_calls import RedisCalls
from ivr.stores.redis_claims import RedisClaims
from ivr.stores.redis_conversations import RedisConversations
from ivr.stores.redis_queues import RedisQueues
from ivr.stores.redis_wire import RedisWire
from ivr.stores.sound_folder import SoundFolder
from ivr.stores.sql.releases import SqlReleases
from ivr.systems.functions import Functions
from ivr.systems.pool import SystemsPool
from ivr.systems.services import ServiceClient
from ivr.values import CallId
from ivr.voices.live import LiveSpeech, Speaker
from ivr.workflows.live_addresses import LiveAddresses
from ivr.workflows.publish_menus import publish_saved
from ivr.workflows.sound_prompts import SoundPrompts

ROOT = Path(__file__).parents[1]
BASE = "http://127.0.0.1:8000"
SECRET = "a secret that only tests know"
CALLER, LINE_NUMBER = "+14155551234", "+14155550100"
OPEN, CLOSED = "2026-03-03 10:00", "2026-03-03 20:00"
HOLIDAY, EXCEPTION = "2026-11-26 10:00", "2026-12-24 12:30"
FORM = "application/x-www-form-urlencoded; charset=UTF-8"

Form = Mapping[str, str]

# For modules whose tests hold whoever brings the calls; of the slow ones `make test-all` has all companies.
BY_EVERY_COMPANY = pytest.mark.parametrize("company", list(COMPANIES), indirect=True)
BY_EVERY_COMPANY_IN_ALL = BY_EVERY_COMPANY if IS_ALL else pytest.mark.usefixtures("company")
_OF_RECORDINGS = frozenset({"recording", "transcript"})
_TOLD = frozenset({*_OF_RECORDINGS, "status"})


@dataclass(frozen=True, slots=True)
class Knocked:
    """An answer as the wire has it."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Line:
    """A running line. `token` signs for it; `redis` looks at what it stored."""

    app: Flask
    redis: "Redis"
    environment: dict[str, str]
    account_sid: str
    token: str = field(repr=False)
    base: str = BASE
    company: Company = TWILIO

    def phone(
        self,
        at: str | None = OPEN,
        *,
        transport: Transport | None = None,
        call_sid: str | None = None,
        caller: str = CALLER,
        status_path: str | None = "/status/call",
    ) -> Telephone:
        """Return a telephone that has not rung; it asks the line to believe in the time `at`."""
        return Telephone(
            transport or WsgiTransport(self.app),
            self.base,
            self.account_sid,
            self.token,
            caller,
            LINE_NUMBER,
            call_sid=call_sid,
            status_path=status_path,
            extra_form={} if at is None else {"RingtreeAt": at},
            company=self.company,
        )

    def call_id(self, call_sid: str) -> CallId:
        """Return what the line calls a call."""
        return CallId(call_sid if self.company.name == "twilio" else f"{self.company.name}:{call_sid}")

    def post(self, target: str, form: Form, *, token: str | None = None, **environ: Any) -> Knocked:
        """Deliver a form, signed for the address the line believes to have."""
        headers = self.company.headers(token or self.token, self.base + target, form)
        return knock(self.app, "POST", target, urlencode(form).encode(), headers, **environ)

    def status(self, call_sid: str, status: str, **more: str) -> Knocked:
        """Deliver a status callback."""
        return self.post("/status/call", {"CallSid": call_sid, "CallStatus": status, **more})

    def facts(self) -> list[dict[str, Any]]:
        """Return the stream of facts, oldest first."""
        return facts_in(self.redis)

    def facts_of(self, call_sid: str) -> list[dict[str, Any]]:
        """Return one call's facts."""
        call_id = self.call_id(call_sid).value
        return [fact for fact in self.facts() if fact["call_id"] == call_id]


def open_line(
    redis: "Redis", redis_url: str, folder: Path, menus: Path | None = None, company: Company = TWILIO, **settings: str
) -> Line:
    """Return a line on this Redis with its var folder below `folder`; without `menus`, the sample's."""
    environment = {
        "REDIS_URL": redis_url,
        "IVR_SECRET_KEY": SECRET,
        "IVR_VAR_DIR": str(folder / "var"),
        "IVR_MENUS_DIR": str(menus or ROOT / "menus"),
        "IVR_AUDIO_DIR": str(folder / "audio"),
        **settings,
    }
    if not {"IVR_VAR_DIR", "DATABASE_URL"} & settings.keys():
        put_tables(folder / "var")
    app = create_app(environment, watch=False)
    base = settings.get("PUBLIC_BASE_URL", BASE).rstrip("/")
    if "TWILIO_AUTH_TOKEN" in settings:
        return Line(app, redis, environment, "AC" + "1" * 32, settings["TWILIO_AUTH_TOKEN"], base, company)
    access = read_access(folder / "var", {})
    return Line(app, redis, environment, access.account_sid, access.auth_token, base, company)


def followed(
    menus: Path, var: Path, audio: Path = Path("nowhere"), tell: Callable[[Sequence[Problem]], None] | None = None
) -> LiveMenus:
    """Return the menus of a line under development: what is saved in the folder is live when it is looked at."""
    var.mkdir(parents=True, exist_ok=True)
    database = embedded(var)
    releases, unheard = SqlReleases(database), NoAnnouncements()
    publish = lambda menus, files: publish_saved(releases, unheard, menus, files, utc_now())  # noqa: E731
    live = LiveMenus(releases, unheard, var, utc_now, MenusFolder(menus, audio, publish, tell).look)
    live.look()
    return live


def calls_on(wire: RedisWire, folder: Path, most_facts: int = 100_000) -> RedisCalls:
    """Return a call shelf that spools below a folder and seals with the tests' secret."""
    return RedisCalls(wire, Seal(SECRET.encode(), "calls"), FactsSpool(folder / "facts.spool"), most_facts)


def services_on(wire: RedisWire, folder: Path, menus: MenuShelf, clock: Clock = utc_now) -> Services:
    """Return what workflows work with, on a Redis and these menus."""
    claims = RedisClaims(wire, Seal(SECRET.encode(), "claims"))
    systems = SystemsPool(ServiceClient({}, frozenset()), Functions({}), claims)
    callers = RedisCallers(wire, SECRET.encode())
    queues = RedisQueues(wire, Seal(SECRET.encode(), "people"))
    calls = calls_on(wire, folder)
    conversations = RedisConversations(wire, SECRET.encode(), calls)
    return Services(clock, calls, conversations, callers, menus, queues, systems, wire.begin)


def prompts_on(menus: MenuShelf, speak: Speaker | None = None, audio: Path = Path("nowhere")) -> SoundPrompts:
    """Return what lets prompts be heard; without `speak` nobody can during a call."""

    def nobody(_voice: OwnVoice, _text: str, _to: Path) -> float:
        raise VoicesError("Nobody can speak.")

    addresses = LiveAddresses(SECRET.encode())
    return SoundPrompts(menus, SoundFolder(audio), LiveSpeech(speak or nobody), addresses, utc_now)


def knock(
    app: WSGIApplication,
    method: str,
    target: str,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    **environ: Any,
) -> Knocked:
    """Send anything, as gunicorn would hand it over. `environ` replaces entries; None removes one."""
    path, _, query = target.partition("?")
    with suppress(ValueError):
        path = path[path.index("/", path.index("://") + 3) :]
    wire: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "RAW_URI": target,
        "PATH_INFO": _unescaped(path),
        "QUERY_STRING": query,
        "SCRIPT_NAME": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "CONTENT_TYPE": FORM,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in (headers or {}).items():
        wire[f"HTTP_{name.upper().replace('-', '_')}"] = value
    wire = {name: value for name, value in {**wire, **environ}.items() if value is not None}
    pieces, status, answered = run_wsgi_app(app, wire, buffered=True)
    return Knocked(int(status.split()[0]), {name.lower(): value for name, value in answered}, b"".join(pieces))


def _unescaped(path: str) -> str:
    parts = path.encode("latin-1").split(b"%")
    decoded = parts[0] + b"".join(bytes([int(part[:2], 16)]) + part[2:] for part in parts[1:])
    return decoded.decode("latin-1")


def facts_in(redis: "Redis") -> list[dict[str, Any]]:
    """Return what happened in calls, oldest first; not what the provider only told of them."""
    return [fact for fact in _all_facts_in(redis) if fact["kind"] not in _TOLD]


def statuses_in(redis: "Redis") -> list[dict[str, Any]]:
    """Return where the provider said that calls stand, oldest first."""
    return [fact for fact in _all_facts_in(redis) if fact["kind"] == "status"]


def recordings_in(redis: "Redis") -> list[dict[str, Any]]:
    """Return what was told of recordings and their words, oldest first."""
    return [fact for fact in _all_facts_in(redis) if fact["kind"] in _OF_RECORDINGS]


def _all_facts_in(redis: "Redis") -> list[dict[str, Any]]:
    entries: Any = redis.xrange("facts")
    return [json.loads(fields[b"fact"]) for _, fields in entries]


def turns_of(facts: list[dict[str, Any]]) -> dict[str, Counter[int]]:
    """Return how many facts each turn of each call has; a call's end is filed as turn 0."""
    counted: dict[str, Counter[int]] = {}
    for fact in facts:
        counted.setdefault(fact["call_id"], Counter())[0 if fact["kind"] == "call" else fact["turn"]] += 1
    return counted


def dispositions(facts: list[dict[str, Any]]) -> list[str]:
    """Return how calls ended, in the order in which that was noted."""
    return [fact["disposition"] for fact in facts if fact["kind"] == "call"]


def spoken(report: Report) -> str:
    """Return all that was said, whatever the spaces."""
    return " ".join(report.words.split())
