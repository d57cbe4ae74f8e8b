"""Who makes calls for a worker: an account of Twilio's, a stand-in for it on this machine, or nobody, which is said."""

import io
from collections.abc import Mapping
from pathlib import Path

import pytest
from rest import serve_rest
from telnyx_rest import KEY, serve_telnyx

from ivr.factory.providers import call_carriers, text_senders
from ivr.host.keys import ensure_development_account
from ivr.ports.people import NotMadeError, OutgoingCall
from ivr.ports.texts import OutgoingText, Reply, SendingStoppedError
from ivr.providers.own_phone import OwnPhoneTexts
from ivr.settings import load_settings
from ivr.values import CallId, OwnId, PhoneNumber, Seconds

ACCOUNT = {"TWILIO_ACCOUNT_SID": "AC" + "1" * 32, "TWILIO_AUTH_TOKEN": "a token"}
HERE = {"PUBLIC_BASE_URL": "https://line.example.com"}
NUMBER = PhoneNumber("+14155550111")
TEXT = OutgoingText(OwnId("own"), NUMBER, NUMBER, Reply("Hello."))
CALL = OutgoingCall(NUMBER, NUMBER, "/voice/side/agent?k=1", "/status/agent?k=2", Seconds(20))


@pytest.mark.parametrize(
    "environment",
    [{}, HERE, {**HERE, "TWILIO_AUTH_TOKEN": "a token"}, {"TWILIO_API_BASE_URL": "http://127.0.0.1:9"}],
)
def test_where_nobody_can_be_rung_it_says_what_to_set(
    environment: Mapping[str, str], tmp_path: Path, logged: io.StringIO
) -> None:
    assert call_carriers(load_settings({**environment, "IVR_VAR_DIR": str(tmp_path)})) == {}
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "PUBLIC_BASE_URL"):
        assert name in logged.getvalue()


def test_an_account_orders_calls_to_this_line() -> None:
    with serve_rest() as rest:
        maker = call_carriers(load_settings({**ACCOUNT, **HERE, "TWILIO_API_BASE_URL": rest.url}))["twilio"]
        maker.make(CALL)
        assert rest.orders[0]["Url"] == "https://line.example.com/voice/side/agent?k=1"


TELNYX = {"TELNYX_API_KEY": KEY, "TELNYX_ACCOUNT_SID": "user-1", "TELNYX_TEXML_APP_ID": "app-1"}


def test_two_companies_make_calls_beside_each_other() -> None:
    with serve_telnyx() as rest:
        settings = load_settings({**ACCOUNT, **HERE, **TELNYX, "TELNYX_API_BASE_URL": rest.url})
        carriers = call_carriers(settings)
        assert list(carriers) == ["twilio", "telnyx"]
        assert carriers["telnyx"].make(CALL) == CallId("telnyx:v3:of-the-call")
        assert rest.calls[0][2]["Url"] == "https://line.example.com/voice/side/agent?k=1"


@pytest.mark.parametrize("missing", [*TELNYX, "PUBLIC_BASE_URL"])
def test_half_an_account_makes_no_calls(missing: str, logged: io.StringIO) -> None:
    settings = load_settings({name: text for name, text in {**HERE, **TELNYX}.items() if name != missing})
    assert call_carriers(settings) == {}
    assert missing in logged.getvalue()


def test_a_stand_in_needs_no_account(tmp_path: Path) -> None:
    with serve_rest() as rest:
        settings = load_settings({**HERE, "TWILIO_API_BASE_URL": rest.url, "IVR_VAR_DIR": str(tmp_path)})
        maker = call_carriers(settings)["twilio"]
        with pytest.raises(NotMadeError, match="20003"):  # this one knows only the account above
            maker.make(CALL)
        rest.account = ensure_development_account(tmp_path)
        maker.make(CALL)
        assert len(rest.orders) == 1


def test_an_account_sends_texts_that_are_reported_to_this_line() -> None:
    with serve_rest() as rest:
        senders = text_senders(load_settings({**ACCOUNT, **HERE, "TWILIO_API_BASE_URL": rest.url}))
        senders["twilio"].send(TEXT)
        assert rest.texts[0]["StatusCallback"] == "https://line.example.com/status/message?m=own"


def test_a_stand_in_takes_texts_without_an_account(tmp_path: Path) -> None:
    with serve_rest() as rest:
        senders = text_senders(load_settings({**HERE, "TWILIO_API_BASE_URL": rest.url, "IVR_VAR_DIR": str(tmp_path)}))
        with pytest.raises(SendingStoppedError, match="20003"):
            senders["twilio"].send(TEXT)
        rest.account = ensure_development_account(tmp_path)
        senders["twilio"].send(TEXT)
        assert len(rest.texts) == 1


@pytest.mark.parametrize("name", ["twilio", "telnyx"])
def test_on_a_desk_replies_are_left_for_our_own_phone(name: str, tmp_path: Path) -> None:
    sender = text_senders(load_settings({"IVR_VAR_DIR": str(tmp_path)}))[name]
    assert isinstance(sender, OwnPhoneTexts)
    assert sender.send(TEXT).message_id == sender.send(TEXT).message_id
    assert sender.name == name


def test_where_others_may_text_our_own_phone_takes_none_of_their_replies(logged: io.StringIO) -> None:
    assert list(text_senders(load_settings({**ACCOUNT, **HERE}))) == ["twilio"]
    assert "telnyx" not in text_senders(load_settings({**HERE, "TELNYX_PUBLIC_KEY": "a key"}))
    assert "set TELNYX_API_KEY" in logged.getvalue()
    assert "telnyx" not in text_senders(load_settings({"TELNYX_API_KEY": "a key"}))
    assert "PUBLIC_BASE_URL" in logged.getvalue()


def test_a_token_without_an_account_sends_nothing_and_says_so(logged: io.StringIO) -> None:
    assert text_senders(load_settings({**HERE, "TWILIO_AUTH_TOKEN": "a token"})) == {}
    assert "TWILIO_ACCOUNT_SID" in logged.getvalue()
