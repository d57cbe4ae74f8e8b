"""Addresses of what is spoken during a call: only who got one hears it, for a while, and nobody reads it."""

from base64 import urlsafe_b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.menu.line import Encoding
from ivr.menu.voicing import OwnVoice
from ivr.workflows.live_addresses import LiveAddresses

ADDRESSES = LiveAddresses(b"a secret that only tests know")
VOICE = OwnVoice("en", "en-us+f2", 160, Encoding.ULAW)
TEXT = "Mr. Doe, your balance is 12 dollars and 50 cents."


@given(
    st.builds(OwnVoice, st.text(), st.text(), st.integers(1, 1000), st.sampled_from(Encoding)),
    st.text(max_size=300),
    st.integers(0, 2**40),
)
def test_what_was_written_is_found(voice: OwnVoice, text: str, until: int) -> None:
    path = ADDRESSES.write(voice, text, until)
    assert path is not None
    assert path.isascii()
    assert path.startswith("live/")
    assert ADDRESSES.find(path, until) == (voice, text)


def test_it_expires() -> None:
    path = ADDRESSES.write(VOICE, TEXT, 1_000)
    assert path is not None
    assert ADDRESSES.find(path, 1_000) == (VOICE, TEXT)
    assert ADDRESSES.find(path, 1_000.5) is None


def test_the_same_is_always_written_alike() -> None:
    assert ADDRESSES.write(VOICE, TEXT, 1_000) == ADDRESSES.write(VOICE, TEXT, 1_000)
    others = {ADDRESSES.write(VOICE, TEXT, 1_001), ADDRESSES.write(VOICE.slower(), TEXT, 1_000)}
    assert ADDRESSES.write(VOICE, TEXT, 1_000) not in others
    assert len(others) == 2


def test_nobody_reads_it() -> None:
    path = ADDRESSES.write(VOICE, TEXT, 1_000)
    assert path is not None
    sealed = path.removeprefix("live/").removesuffix(".wav")
    raw = urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
    for word in (b"Doe", b"balance", b"12", b"en-us"):
        assert word not in raw


def test_nobody_makes_one_up_or_alters_one() -> None:
    path = ADDRESSES.write(VOICE, TEXT, 1_000)
    assert path is not None
    assert LiveAddresses(b"another secret that tests know").find(path, 0) is None
    begin = len("live/")
    for at in range(begin, len(path) - len(".wav") - 1):
        altered = path[:at] + ("A" if path[at] != "A" else "B") + path[at + 1 :]
        assert ADDRESSES.find(altered, 0) is None, at


@pytest.mark.parametrize(
    "path", ["", "live/", "live/.wav", "live/x.wav", "live/é.wav", "en/x.wav", "live/" + "A" * 100_000 + ".wav"]
)
def test_anything_else_is_none(path: str) -> None:
    assert ADDRESSES.find(path, 0) is None


def test_what_is_too_long_for_an_address_has_none() -> None:
    assert ADDRESSES.write(VOICE, "word " * 800, 1_000) is None
