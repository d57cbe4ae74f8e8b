"""Settings: read from the environment once, each checked; a wrong one stops the start with a sentence."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from ivr.errors import SettingsError

OURS: Final = (
    "IVR_VAR_DIR",
    "IVR_MENUS_DIR",
    "IVR_AUDIO_DIR",
    "IVR_SECRET_KEY",
    "IVR_LOG_FORMAT",
    "IVR_FUNCTIONS",
    "IVR_PRIVATE_HOSTS",
    "IVR_KEEP_WORDS_DAYS",
    "IVR_KEEP_EVENTS_DAYS",
    "IVR_KEYWORD_REPLIES",
    "IVR_OPS_PASSWORD",
)
_SECRETS: Final = (
    "IVR_SECRET_KEY",
    "IVR_OPS_PASSWORD",
    "TWILIO_AUTH_TOKEN",
    "TWILIO_AUTH_TOKEN_SECONDARY",
    "TWILIO_SHARED_KEYS",
    "TELNYX_API_KEY",
    "REDIS_URL",
    "DATABASE_URL",
)
_SHORTEST_PASSWORD: Final = 12


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says. Secrets do not print."""

    public_base_url: str | None = field(repr=False)  # may hold a password
    port: int | None
    redis_url: str | None = field(repr=False)
    database_url: str | None = field(default=None, repr=False)
    var_dir: Path = Path("var")
    menus_dir: Path = Path("menus")
    audio_dir: Path = Path("audio")
    log_format: Literal["json", "text"] = "text"
    secret_key: str | None = field(default=None, repr=False)
    ops_password: str | None = field(default=None, repr=False)
    twilio_account_sid: str | None = None
    twilio_auth_token: str | None = field(default=None, repr=False)
    twilio_auth_token_secondary: str | None = field(default=None, repr=False)
    twilio_shared_keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    twilio_phone_number: str | None = field(default=None, repr=False)
    twilio_api_base_url: str | None = field(default=None, repr=False)  # may hold a password
    telnyx_api_key: str | None = field(default=None, repr=False)
    telnyx_public_key: str | None = None
    telnyx_account_sid: str | None = None
    telnyx_texml_app_id: str | None = None
    telnyx_api_base_url: str | None = field(default=None, repr=False)  # may hold a password
    texts_are_fast: bool = False
    texts_are_plain: bool = False
    on_heroku: bool = False
    functions: tuple[str, ...] = ()
    private_hosts: frozenset[str] = frozenset()
    keep_words_days: int = 90
    keep_events_days: int = 400
    provider_answers_keywords: bool = True


def load_settings(environment: Mapping[str, str]) -> Settings:
    """Return the settings in an environment; SettingsError names the first that is wrong, and how to mend it."""
    values = _with_secret_files({name: value.strip() for name, value in environment.items()})
    _refuse_unknown(values)
    settings = Settings(
        public_base_url=_base_url(values.get("PUBLIC_BASE_URL")),
        port=_port(values.get("PORT")),
        redis_url=_redis_url(values.get("REDIS_URL")),
        database_url=values.get("DATABASE_URL") or None,
        var_dir=Path(values.get("IVR_VAR_DIR") or "var"),
        menus_dir=Path(values.get("IVR_MENUS_DIR") or "menus"),
        audio_dir=Path(values.get("IVR_AUDIO_DIR") or "audio"),
        log_format=_log_format(values),
        secret_key=values.get("IVR_SECRET_KEY") or None,
        ops_password=values.get("IVR_OPS_PASSWORD") or None,
        twilio_account_sid=values.get("TWILIO_ACCOUNT_SID") or None,
        twilio_auth_token=values.get("TWILIO_AUTH_TOKEN") or None,
        twilio_auth_token_secondary=values.get("TWILIO_AUTH_TOKEN_SECONDARY") or None,
        twilio_shared_keys=_shared_keys(values.get("TWILIO_SHARED_KEYS")),
        twilio_phone_number=values.get("TWILIO_PHONE_NUMBER") or None,
        twilio_api_base_url=_api_base_url("TWILIO_API_BASE_URL", values),
        telnyx_api_key=values.get("TELNYX_API_KEY") or None,
        telnyx_public_key=values.get("TELNYX_PUBLIC_KEY") or None,
        telnyx_account_sid=values.get("TELNYX_ACCOUNT_SID") or None,
        telnyx_texml_app_id=values.get("TELNYX_TEXML_APP_ID") or None,
        telnyx_api_base_url=_api_base_url("TELNYX_API_BASE_URL", values),
        texts_are_fast=_flag("SMS_FAST_MODE", values),
        texts_are_plain=_flag("SMS_SMART_ENCODING", values),
        on_heroku="DYNO" in values,
        functions=_modules(values.get("IVR_FUNCTIONS")),
        private_hosts=_private_hosts(values.get("IVR_PRIVATE_HOSTS")),
        keep_words_days=_days("IVR_KEEP_WORDS_DAYS", values, 90),
        keep_events_days=_days("IVR_KEEP_EVENTS_DAYS", values, 400),
        provider_answers_keywords=_word("IVR_KEYWORD_REPLIES", values, ("provider", "ours")) == "provider",
    )
    _refuse_half(settings)
    return settings


def _with_secret_files(values: Mapping[str, str]) -> dict[str, str]:
    """Return the values, secrets that are given as NAME_FILE read from their files."""
    merged = dict(values)
    for name in _SECRETS:
        path = values.get(f"{name}_FILE")
        if not path:
            continue
        if values.get(name):
            raise SettingsError(f"Both {name} and {name}_FILE are set; keep one of them.")
        merged[name] = _read_secret(name, path)
    return merged


def _read_secret(name: str, path: str) -> str:
    # The path is not printed, nor the error that holds it: people put the secret itself there.
    try:
        secret = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"{name}_FILE names no text file that can be read ({type(error).__name__}); "
            f"write the path of a file that holds the secret, or set {name} instead."
        ) from None
    if not secret:
        raise SettingsError(f"{name}_FILE names an empty file; put the secret into it.")
    return secret


def _refuse_unknown(values: Mapping[str, str]) -> None:
    known = {*OURS, *(f"{name}_FILE" for name in _SECRETS)}
    for name in values:
        if name.startswith("IVR_") and name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f" Did you mean {close[0]}?" if close else f" Known are {', '.join(OURS)}."
            raise SettingsError(f"{name} is not a setting of this program.{hint}")


def _refuse_half(settings: Settings) -> None:
    if settings.on_heroku:
        needed = {
            "REDIS_URL": settings.redis_url,
            "DATABASE_URL": settings.database_url,
            "PUBLIC_BASE_URL": settings.public_base_url,
            "TWILIO_AUTH_TOKEN": settings.twilio_auth_token or settings.telnyx_public_key,
        }
        for name, value in needed.items():
            if value is None:
                nor = ", nor TELNYX_PUBLIC_KEY" if name == "TWILIO_AUTH_TOKEN" else ""
                raise SettingsError(
                    f"{name} is not set{nor}; on Heroku the line cannot run without it (heroku config:set {name}=…)."
                )
    for name, value in (("REDIS_URL", settings.redis_url), ("DATABASE_URL", settings.database_url)):
        if value is not None and settings.secret_key is None:
            raise SettingsError(
                f"IVR_SECRET_KEY is not set; with {name} every process needs the same one (32 random characters)."
            )
    if settings.secret_key is not None and len(settings.secret_key) < 16:
        raise SettingsError("IVR_SECRET_KEY is too short; use at least 16 random characters.")
    if settings.ops_password is not None and len(settings.ops_password) < _SHORTEST_PASSWORD:
        raise SettingsError(
            f"IVR_OPS_PASSWORD is too short; use at least {_SHORTEST_PASSWORD} characters, or leave it out."
        )
    if settings.twilio_auth_token_secondary and not settings.twilio_auth_token:
        raise SettingsError(
            "TWILIO_AUTH_TOKEN_SECONDARY is set without TWILIO_AUTH_TOKEN; the primary token signs the webhooks."
        )
    if settings.telnyx_public_key is not None and settings.public_base_url is None:
        raise SettingsError(
            "PUBLIC_BASE_URL is not set; Telnyx must be told where to call, like https://line.example.com"
        )
    if settings.twilio_auth_token is not None and settings.public_base_url is None:
        raise SettingsError(
            "PUBLIC_BASE_URL is not set; Twilio signs the address it calls, so write it as Twilio has it, like https://line.example.com"
        )


def _base_url(text: str | None) -> str | None:
    if not text:
        return None
    refused = SettingsError("PUBLIC_BASE_URL is no address; write it like https://line.example.com")
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise refused from None  # the error may quote a password
    if not text.isprintable() or " " in text:
        raise refused
    if parts.scheme not in {"http", "https"} or not parts.hostname or "?" in text or "#" in text:
        raise refused
    if parts.path.strip("/"):
        raise SettingsError(
            "PUBLIC_BASE_URL has a path, but the line answers at the root of its address only; "
            "give it a host name of its own, like https://line.example.com"
        )
    return text.rstrip("/")


def _api_base_url(name: str, values: Mapping[str, str]) -> str | None:
    text = values.get(name)
    if not text:
        return None
    refused = SettingsError(f"{name} is no address; leave it out, or write it like http://127.0.0.1:9000")
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise refused from None  # the error may quote a password
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise refused
    return text.rstrip("/")


def _port(text: str | None) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"\d{1,5}", text, re.ASCII) or not 0 < int(text) < 65_536:
        raise SettingsError(f"PORT is {text!r}; write a number from 1 to 65535.")
    return int(text)


def _redis_url(text: str | None) -> str | None:
    if not text:
        return None
    refused = SettingsError(
        "REDIS_URL is no address of a Redis server; write it like redis://host:6379/0 or rediss://…"
    )
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise refused from None  # the error may quote a password
    if parts.scheme not in {"redis", "rediss", "unix"}:
        raise refused
    if not (parts.path if parts.scheme == "unix" else parts.hostname):
        raise refused
    return text


def _shared_keys(text: str | None) -> Mapping[str, str]:
    """Return secrets by the names that Twilio has for them."""
    keys: dict[str, str] = {}
    for number, part in enumerate((part for part in (text or "").split(",") if part.strip()), 1):
        name, mark, secret = (piece.strip() for piece in part.partition("="))
        if not (mark and name and secret) or name in keys:  # no part is quoted: people put the secret first
            raise SettingsError(
                f"TWILIO_SHARED_KEYS cannot be read at its key number {number}; "
                "write each once, name and secret, like webhooks_sharedkey_1=secret, webhooks_sharedkey_2=…"
            )
        keys[name] = secret
    return keys


def _modules(text: str | None) -> tuple[str, ...]:
    names = tuple(name.strip() for name in (text or "").split(",") if name.strip())
    for name in names:
        if not all(part.isidentifier() for part in name.split(".")):
            raise SettingsError(f"IVR_FUNCTIONS names {name!r}; write modules of Python, like acme.phone_line")
    return names


def _private_hosts(text: str | None) -> frozenset[str]:
    """Return `host:port` of services that may lie in a private network."""
    hosts = frozenset(host.strip().lower() for host in (text or "").split(",") if host.strip())
    for host in hosts:
        if not re.fullmatch(r"[a-z0-9._-]+:\d{1,5}", host, re.ASCII):
            raise SettingsError(f"IVR_PRIVATE_HOSTS names {host!r}; write host and port, like crm.internal:8080")
    return hosts


def _days(name: str, values: Mapping[str, str], usual: int) -> int:
    text = values.get(name) or str(usual)
    if not re.fullmatch(r"\d{1,5}", text, re.ASCII) or int(text) == 0:
        raise SettingsError(f"{name} is {text!r}; write a number of days, from 1.")
    return int(text)


def _word(name: str, values: Mapping[str, str], words: tuple[str, ...]) -> str:
    text = values.get(name) or words[0]
    if text not in words:
        raise SettingsError(f"{name} is {text!r}; write {' or '.join(words)}.")
    return text


def _flag(name: str, values: Mapping[str, str]) -> bool:
    text = (values.get(name) or "false").lower()
    if text not in {"true", "false"}:
        raise SettingsError(f"{name} is {text!r}; write true or false.")
    return text == "true"


def _log_format(values: Mapping[str, str]) -> Literal["json", "text"]:
    text = values.get("IVR_LOG_FORMAT") or ("json" if "DYNO" in values else "text")
    if text == "json":
        return "json"
    if text == "text":
        return "text"
    raise SettingsError(f"IVR_LOG_FORMAT is {text!r}; write json or text.")
