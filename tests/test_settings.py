"""Settings: what is taken, what is refused, in which words, and what never shows."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from ivr.errors import SettingsError
from ivr.settings import Settings, load_settings

KEY = "k" * 32
SECRETS = {
    "IVR_SECRET_KEY": "the-secret-key-of-this-line",
    "TWILIO_AUTH_TOKEN": "the-primary-token",
    "TWILIO_AUTH_TOKEN_SECONDARY": "the-secondary-token",
    "TWILIO_SHARED_KEYS": "webhooks_sharedkey_1=the-shared-secret",
    "TELNYX_API_KEY": "the-key-of-telnyx",
    "REDIS_URL": "rediss://user:the-redis-password@redis.example.com:6380/1",
}
PUBLIC = {"PUBLIC_BASE_URL": "https://line.example.com"}
STORES = {"REDIS_URL": "redis://h", "DATABASE_URL": "postgres://h/d"}


def test_nothing_set_is_a_line_on_a_desk() -> None:
    assert load_settings({}) == Settings(public_base_url=None, port=None, redis_url=None)


def test_blanks_and_empty_values_are_nothing() -> None:
    names = ("PUBLIC_BASE_URL", "PORT", "REDIS_URL", "IVR_SECRET_KEY", "TWILIO_AUTH_TOKEN", "TWILIO_AUTH_TOKEN_FILE")
    assert load_settings({**dict.fromkeys(names, "  "), "IVR_LOG_FORMAT": "", "IVR_VAR_DIR": ""}) == load_settings({})


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"PORT": "5000"}, {"port": 5000}),
        ({"PORT": " 65535 "}, {"port": 65535}),
        ({"PUBLIC_BASE_URL": "https://line.example.com/"}, {"public_base_url": "https://line.example.com"}),
        ({"PUBLIC_BASE_URL": "http://[::1]:8000"}, {"public_base_url": "http://[::1]:8000"}),
        ({"IVR_LOG_FORMAT": "json"}, {"log_format": "json"}),
        ({"TWILIO_API_BASE_URL": "http://127.0.0.1:9000/"}, {"twilio_api_base_url": "http://127.0.0.1:9000"}),
        ({"IVR_VAR_DIR": "/data"}, {"var_dir": Path("/data")}),
        ({"IVR_MENUS_DIR": "m", "IVR_AUDIO_DIR": "a"}, {"menus_dir": Path("m"), "audio_dir": Path("a")}),
        ({}, {"keep_words_days": 90, "keep_events_days": 400, "provider_answers_keywords": True}),
        ({"IVR_KEEP_WORDS_DAYS": "30"}, {"keep_words_days": 30}),
        ({"IVR_KEYWORD_REPLIES": "ours"}, {"provider_answers_keywords": False}),
        ({"SMS_FAST_MODE": "True"}, {"texts_are_fast": True}),
        ({"SMS_FAST_MODE": "false"}, {"texts_are_fast": False}),
        ({}, {"texts_are_plain": False}),
        ({"SMS_SMART_ENCODING": "true"}, {"texts_are_plain": True}),
        ({"IVR_OPS_PASSWORD": "twelve signs"}, {"ops_password": "twelve signs"}),
        (
            {**PUBLIC, "TELNYX_PUBLIC_KEY": "p=", "TELNYX_API_KEY": "K"},
            {"telnyx_public_key": "p=", "telnyx_api_key": "K"},
        ),
        ({"TELNYX_API_BASE_URL": "http://127.0.0.1:9/"}, {"telnyx_api_base_url": "http://127.0.0.1:9"}),
        ({"DYNO": "w", **PUBLIC, **STORES, "IVR_SECRET_KEY": KEY, "TELNYX_PUBLIC_KEY": "p="}, {"on_heroku": True}),
        ({"TWILIO_SHARED_KEYS": " k1 = s1 ,k2=a=b,"}, {"twilio_shared_keys": {"k1": "s1", "k2": "a=b"}}),
        ({"ivr_lower": "case", "HOME": "/x"}, {}),
        ({"REDIS_URL": "unix:///tmp/r.sock", "IVR_SECRET_KEY": KEY}, {"redis_url": "unix:///tmp/r.sock"}),
        ({"REDIS_URL": "rediss://h:1/0", "IVR_SECRET_KEY": KEY}, {"secret_key": KEY}),
        (
            {"DYNO": "web.1", **PUBLIC, **STORES, "IVR_SECRET_KEY": KEY, "TWILIO_AUTH_TOKEN": "t"},
            {"log_format": "json"},
        ),
        ({**PUBLIC, "TWILIO_AUTH_TOKEN": "t", "TWILIO_ACCOUNT_SID": "AC1"}, {"twilio_account_sid": "AC1"}),
    ],
)
def test_taken(environment: Mapping[str, str], expected: Mapping[str, object]) -> None:
    settings = load_settings(environment)
    assert {name: getattr(settings, name) for name in expected} == expected


NO_PUBLIC = "PUBLIC_BASE_URL is no address; write it like https://line.example.com"
NO_KEYS = (
    "TWILIO_SHARED_KEYS cannot be read at its key number {}; write each once, name and secret, like "
    "webhooks_sharedkey_1=secret, webhooks_sharedkey_2=…"
)
NO_REDIS = "REDIS_URL is no address of a Redis server; write it like redis://host:6379/0 or rediss://…"


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"IVR_MENU_DIR": "x"}, "IVR_MENU_DIR is not a setting of this program. Did you mean IVR_MENUS_DIR?"),
        ({"IVR_": ""}, "IVR_ is not a setting of this program. Known are IVR_VAR_DIR, IVR_MENUS_DIR,"),
        ({"IVR_SECRET_KEYFILE": "x"}, "Did you mean IVR_SECRET_KEY_FILE?"),
        ({"IVR_VAR_DIR_FILE": "x"}, "IVR_VAR_DIR_FILE is not a setting of this program."),
        ({"PORT": "0"}, "PORT is '0'; write a number from 1 to 65535."),
        ({"PORT": "65536"}, "PORT is '65536'"),
        ({"PORT": "http"}, "PORT is 'http'"),
        ({"PORT": "80.0"}, "PORT is '80.0'"),
        ({"PORT": "-1"}, "PORT is '-1'"),
        ({"PORT": "\N{ARABIC-INDIC DIGIT EIGHT}"}, "write a number from 1 to 65535"),
        ({"PUBLIC_BASE_URL": "line.example.com"}, NO_PUBLIC),
        ({"PUBLIC_BASE_URL": "ftp://line.example.com"}, NO_PUBLIC),
        ({"PUBLIC_BASE_URL": "https://"}, NO_PUBLIC),
        ({"PUBLIC_BASE_URL": "https://a.example?x=1"}, NO_PUBLIC),
        ({"PUBLIC_BASE_URL": "https://a.example?"}, NO_PUBLIC),
        ({"PUBLIC_BASE_URL": "https://a.example#x"}, NO_PUBLIC),
        ({"PUBLIC_BASE_URL": "https://a.example:port"}, NO_PUBLIC),
        ({"PUBLIC_BASE_URL": "https://a.example:99999"}, NO_PUBLIC),
        ({"PUBLIC_BASE_URL": "https://[::1"}, NO_PUBLIC),
        ({"PUBLIC_BASE_URL": "https://a b.example"}, NO_PUBLIC),
        ({"PUBLIC_BASE_URL": "https://a.exa\nmple"}, NO_PUBLIC),
        ({"PUBLIC_BASE_URL": "https://a.example/ivr"}, "PUBLIC_BASE_URL has a path, but the line answers at the root"),
        ({"PUBLIC_BASE_URL": "https://a.example/ivr/"}, "PUBLIC_BASE_URL has a path"),
        ({"TWILIO_SHARED_KEYS": "secret"}, NO_KEYS.format(1)),
        ({"TWILIO_SHARED_KEYS": "k1=s,k2="}, NO_KEYS.format(2)),
        ({"TWILIO_SHARED_KEYS": "k1=s,k1=t"}, NO_KEYS.format(2)),
        (
            {"TELNYX_PUBLIC_KEY": "p="},
            "PUBLIC_BASE_URL is not set; Telnyx must be told where to call, like https://line.example.com",
        ),
        ({"REDIS_URL": "h:6379", "IVR_SECRET_KEY": KEY}, NO_REDIS),
        ({"REDIS_URL": "http://h", "IVR_SECRET_KEY": KEY}, NO_REDIS),
        ({"REDIS_URL": "redis://", "IVR_SECRET_KEY": KEY}, NO_REDIS),
        ({"REDIS_URL": "redis://h:port", "IVR_SECRET_KEY": KEY}, NO_REDIS),
        ({"REDIS_URL": "redis://h:99999", "IVR_SECRET_KEY": KEY}, NO_REDIS),
        ({"REDIS_URL": "unix://", "IVR_SECRET_KEY": KEY}, NO_REDIS),
        ({"REDIS_URL": "redis://h"}, "IVR_SECRET_KEY is not set; with REDIS_URL every process needs the same one"),
        ({"IVR_SECRET_KEY": "short"}, "IVR_SECRET_KEY is too short; use at least 16 random characters."),
        (
            {"TWILIO_API_BASE_URL": "127.0.0.1:9000"},
            "TWILIO_API_BASE_URL is no address; leave it out, or write it like",
        ),
        ({"TWILIO_API_BASE_URL": "https://a.example?x=1"}, "TWILIO_API_BASE_URL is no address"),
        ({"TWILIO_API_BASE_URL": "https://a.example:port"}, "TWILIO_API_BASE_URL is no address"),
        ({"IVR_KEEP_WORDS_DAYS": "0"}, "IVR_KEEP_WORDS_DAYS is '0'; write a number of days, from 1."),
        ({"IVR_KEEP_EVENTS_DAYS": "1y"}, "IVR_KEEP_EVENTS_DAYS is '1y'; write a number of days"),
        ({"IVR_KEYWORD_REPLIES": "yes"}, "IVR_KEYWORD_REPLIES is 'yes'; write provider or ours."),
        ({"IVR_LOG_FORMAT": "xml"}, "IVR_LOG_FORMAT is 'xml'; write json or text."),
        ({"SMS_FAST_MODE": "1"}, "SMS_FAST_MODE is '1'; write true or false."),
        ({"TWILIO_AUTH_TOKEN": "t"}, "PUBLIC_BASE_URL is not set; Twilio signs the address it calls"),
        ({"TWILIO_AUTH_TOKEN_SECONDARY": "t"}, "TWILIO_AUTH_TOKEN_SECONDARY is set without TWILIO_AUTH_TOKEN"),
        ({"DYNO": "web.1", **PUBLIC}, "REDIS_URL is not set; on Heroku the line cannot run without it"),
        ({"DYNO": "web.1", **PUBLIC, **STORES, "IVR_SECRET_KEY": KEY}, "TWILIO_AUTH_TOKEN is not set"),
        ({"DYNO": "web.1", **PUBLIC, "REDIS_URL": "redis://h"}, "DATABASE_URL is not set; on Heroku"),
        ({"DATABASE_URL": "postgres://h/d"}, "IVR_SECRET_KEY is not set; with DATABASE_URL every process"),
        ({"DYNO": "", **PUBLIC}, "REDIS_URL is not set"),
        (
            {"DYNO": "web.1", **STORES, "IVR_SECRET_KEY": KEY},
            "PUBLIC_BASE_URL is not set; on Heroku the line cannot run without it (heroku config:set PUBLIC_BASE_URL",
        ),
        (
            {"DYNO": "web.1", **PUBLIC, **STORES, "IVR_SECRET_KEY": KEY},
            "TWILIO_AUTH_TOKEN is not set, nor TELNYX_PUBLIC_KEY; on Heroku the line cannot run without it",
        ),
    ],
)
def test_refused_in_a_sentence(environment: Mapping[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(environment)
    assert sentence in str(refused.value)


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_may_stand_in_a_file(name: str, tmp_path: Path) -> None:
    given = {**PUBLIC, **SECRETS}
    del given[name]
    (tmp_path / "secret").write_text(SECRETS[name] + "\n")
    assert load_settings({**given, f"{name}_FILE": str(tmp_path / "secret")}) == load_settings({**PUBLIC, **SECRETS})


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_file_that_holds_none_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(SECRETS[name])
    (tmp_path / "empty").write_text(" \n")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    cases = {
        str(tmp_path / "none"): "names no text file that can be read (FileNotFoundError)",
        str(tmp_path): "names no text file that can be read (IsADirectoryError)",
        str(tmp_path / "bytes"): "names no text file that can be read (UnicodeDecodeError)",
        "a\0b": "names no text file that can be read (ValueError)",
        str(tmp_path / "empty"): "names an empty file; put the secret into it.",
    }
    for path, sentence in cases.items():
        with pytest.raises(SettingsError) as refused:
            load_settings({f"{name}_FILE": path})
        assert str(refused.value).startswith(f"{name}_FILE {sentence}")
    with pytest.raises(SettingsError, match=f"^Both {name} and {name}_FILE are set; keep one of them.$"):
        load_settings({name: SECRETS[name], f"{name}_FILE": str(tmp_path / "secret")})


def test_secrets_do_not_print() -> None:
    settings = load_settings({"PUBLIC_BASE_URL": "https://user:the-web-password@line.example.com", **SECRETS})
    for secret in (*SECRETS.values(), "the-redis-password", "the-web-password"):
        assert secret not in repr(settings)
        assert secret not in str(settings)


@pytest.mark.parametrize(
    "environment",
    [
        {"TWILIO_AUTH_TOKEN_FILE": "hunter2-the-token"},
        {"IVR_SECRET_KEY_FILE": "hunter2-the-key"},
        {"IVR_SECRET_KEY": "hunter2"},
        {"TWILIO_AUTH_TOKEN": "hunter2"},
        {"TWILIO_AUTH_TOKEN_SECONDARY": "hunter2"},
        {"REDIS_URL": "redis://:hunter2@h:port"},
        {"REDIS_URL": "redis://:hunter2@h"},
        {"REDIS_URL": "hunter2"},
        {"REDIS_URL": "redis://h:hunter2/"},
        {"PUBLIC_BASE_URL": "https://user:hunter2@line.example.com:port"},
        {"PUBLIC_BASE_URL": "https://user:hunter2@line.example.com/path"},
        {"PUBLIC_BASE_URL": "https://line.example.com:hunter2"},
        {"IVR_SECRET_KEYS": "hunter2"},
        {"IVR_OPS_PASSWORD": "hunter2"},
        {"IVR_OPS_PASSWORDS": "hunter2"},
    ],
    ids=str,
)
def test_no_refusal_repeats_a_secret(environment: Mapping[str, str]) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(environment)
    seen: BaseException | None = refused.value
    while seen is not None:
        assert "hunter2" not in str(seen)
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
