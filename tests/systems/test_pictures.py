"""Pictures that came with texts: from whom they are fetched, who is shown a password, how much is read. Real HTTP."""

from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_service import FakeService, Says, serving

from ivr.ports.conversations import PictureRefusedError
from ivr.systems.pictures import LARGEST_PICTURE, PictureAccount, PictureClient
from ivr.workflows.fetch_pictures import Fetched, fetch_pictures

JPEG = b"\xff\xd8\xff picture"


def picture(**more: object) -> Says:
    return Says(JPEG, content_type="image/jpeg; charset=binary", **more)  # type: ignore[arg-type]


@pytest.fixture
def service() -> Iterator[FakeService]:
    with serving({"/1": picture()}) as running:
        yield running


def client(service: FakeService, *hosts: str) -> PictureClient:
    private = frozenset({service.host, f"localhost:{service.port}"})
    return PictureClient((PictureAccount(hosts, "AC1", "secret"),), private)


def authorised(service: FakeService) -> list[str]:
    shown = [asked.headers.get("authorization", "") for asked in service.asked]
    return [b64decode(each.partition(" ")[2]).decode() for each in shown]


def test_a_picture_is_fetched_and_written_by_its_kind(service: FakeService, tmp_path: Path) -> None:
    addresses = (f"{service.url}/1", f"{service.url}/nothing")
    found = list(fetch_pictures(client(service), addresses, tmp_path / "out", "../MM1"))
    assert found == [Fetched(tmp_path / "out" / "___MM1-1.jpg"), Fetched(None, "its host answered 404")]
    assert (tmp_path / "out" / "___MM1-1.jpg").read_bytes() == JPEG


@pytest.mark.parametrize(
    ("hosts", "shown"),
    [(("localhost",), "AC1:secret"), (("host",), ""), (("ocalhost",), ""), (("localhost.evil",), ""), ((), "")],
)
def test_only_the_provider_s_own_hosts_are_shown_the_password(
    service: FakeService, hosts: tuple[str, ...], shown: str
) -> None:
    client(service, *hosts).fetch(f"http://localhost:{service.port}/1")
    assert authorised(service) == [shown]


def test_what_the_provider_leads_on_to_is_not_shown_it(service: FakeService) -> None:
    service.answers["/media"] = Says(status=307, headers={"Location": f"{service.url}/1"})
    assert client(service, "localhost").fetch(f"http://localhost:{service.port}/media").content == JPEG
    assert [asked.target for asked in service.asked] == ["/media", "/1"]
    assert authorised(service) == ["AC1:secret", ""]


def test_hosts_below_the_provider_s_domain_are_its_own() -> None:
    account = PictureAccount(("twilio.com",), "AC1", "secret")
    assert [
        account.covers(host) for host in ("twilio.com", "api.twilio.com", "eviltwilio.com", "twilio.com.evil.example")
    ] == [
        True,
        True,
        False,
        False,
    ]
    assert "secret" not in repr(account)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Says(b"<html>", content_type="text/html"), "no picture"),
        (Says(b"<svg>", content_type="image/svg+xml"), "no picture"),
        (picture(status=403), "its host answered 403"),
        (Says(b"x" * (LARGEST_PICTURE + 1), content_type="image/png"), "over 5 MB"),
        (Says(status=302, headers={"Location": "/1"}), "leads on and on"),
        (Says(status=302, headers={"Location": "http://169.254.169.254/latest"}), "not one of https"),
        (Says(status=302, headers={"Location": "https://127.0.0.1:1/x"}), "not on the public internet"),
        (Says(status=302, headers={"Location": "file:///etc/passwd"}), "not one of https"),
        (Says(status=302), "leads on and on"),
    ],
)
def test_what_is_refused(service: FakeService, answer: Says, why: str) -> None:
    service.answers["/1"] = answer
    with pytest.raises(PictureRefusedError, match=why):
        client(service).fetch(f"{service.url}/1")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://example.com/1", "not one of https"),
        ("https://user:pass@example.com/1", "not one of https"),
        ("https://localhost/1", "not on the public internet"),
        ("https://[::1]/1", "not on the public internet"),
        ("https://[::1/1", "could not be fetched"),
        ("ftp://example.com", "not one of https"),
        ("", "not one of https"),
    ],
)
def test_addresses_that_are_never_asked(url: str, why: str) -> None:
    with pytest.raises(PictureRefusedError, match=why):
        PictureClient((), frozenset()).fetch(url)
