"""Nothing is written in a dialect that it does not know; what one lacks is left out or done otherwise.

`RINGTREE_UPDATE_GOLDEN=1 pytest tests/providers/test_dialects.py` writes the golden documents anew; read the diff.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import pytest
from any_directives import turns, turns_anywhere
from golden_cases import GOLDEN, WAYS
from how_much import so_many
from hypothesis import given, settings

from ivr.dialog.directives import (
    AddressKind,
    AskCallee,
    Callee,
    Collect,
    Dial,
    Directive,
    Music,
    Pause,
    Record,
    Speak,
    WaitOn,
    Whisper,
)
from ivr.phone.companies import TELNYX
from ivr.phone.roots import read_root
from ivr.phone.texml import KNOWN
from ivr.ports.webhooks import Authentic
from ivr.providers.telnyx.dialect import TEXML
from ivr.providers.twilio.dialect import TWIML
from ivr.providers.twiml.dialect import Dialect
from ivr.providers.twiml.inbound import read_call_arrived
from ivr.providers.twiml.render import CONTENT_TYPE, render
from ivr.values import PhoneNumber, Seconds

GOLDEN_FOLDER: Final = Path(__file__).parents[1] / "golden" / "telnyx"
IS_UPDATE: Final = os.environ.get("RINGTREE_UPDATE_GOLDEN") == "1"
DIALECTS: Final = pytest.mark.parametrize("dialect", [TWIML, TEXML], ids=["twiml", "texml"])


def unknown(dialect: Dialect, document: bytes) -> list[str]:
    """Return what stands in a document that the dialect does not know."""
    return [
        f"<{element.tag} {name}>"
        for element in ET.fromstring(document).iter()
        for name in ("", *element.attrib)
        if name not in {"", *dialect.words.get(element.tag, ())} or element.tag not in dialect.words
    ]


@DIALECTS
@pytest.mark.parametrize("name", GOLDEN)
def test_nothing_unknown_is_written(name: str, dialect: Dialect) -> None:
    assert unknown(dialect, render(dialect, GOLDEN[name], WAYS)) == []


@DIALECTS
@settings(deadline=None, max_examples=so_many(15, 60))
@given(turns | turns_anywhere)
def test_nothing_unknown_is_written_whatever_is_said(dialect: Dialect, directives: Sequence[Directive]) -> None:
    assert unknown(dialect, render(dialect, directives, WAYS)) == []


@settings(deadline=None, max_examples=so_many(15, 60))
@given(turns | turns_anywhere)
def test_what_is_said_at_telnyx_is_in_its_reference(directives: Sequence[Directive]) -> None:
    TELNYX.read(read_root(render(TEXML, directives, WAYS), CONTENT_TYPE))  # which says what would be ignored


def test_nothing_is_allowed_that_the_reference_of_telnyx_does_not_list() -> None:
    assert {tag: sorted(names - KNOWN[tag]) for tag, names in TEXML.words.items() if names - KNOWN[tag]} == {}


@pytest.mark.parametrize("name", GOLDEN)
def test_golden(name: str) -> None:
    written = render(TEXML, GOLDEN[name], WAYS)
    TELNYX.read(read_root(written, CONTENT_TYPE))  # by a reference that the writer does not share
    shown = written.replace(b"><", b">\n<") + b"\n"
    file = GOLDEN_FOLDER / f"{name}.xml"
    if IS_UPDATE:
        file.write_bytes(shown)
    assert shown.decode() == file.read_bytes().decode()


def texml(*directives: Directive) -> ET.Element:
    return ET.fromstring(render(TEXML, directives, WAYS))


def dialled(callee: Callee, ring: int = 20, longest: int | None = None) -> ET.Element:
    most = None if longest is None else Seconds(longest)
    return texml(Dial((callee,), Seconds(ring), None, most))[0]


NUMBER: Final = PhoneNumber("+14155550111")


def test_no_pause_and_no_method_stand_in_a_question() -> None:
    gather = texml(Collect((Speak("One.", "en-US"), Pause(Seconds(2)), Speak("Two.", "en-US")), Seconds(500)))[0]
    assert ([child.text for child in gather], gather.get("timeout")) == (["One.", "Two."], "120")
    assert gather.get("method") is None
    for gather in texml(AskCallee((Pause(Seconds(1)),), Seconds(5))).iter("Gather"):
        assert (list(gather), gather.get("method")) == ([], None)


def test_who_waits_in_silence_waits_as_long() -> None:
    gather = texml(WaitOn((), Music(None), Seconds(12), keys="1"))[0]
    assert (gather.tag, gather.get("timeout"), len(gather)) == ("Gather", "12", 0)


@pytest.mark.parametrize(
    ("ring", "longest", "expected"), [(1, 10, ("5", "60")), (600, 90_000, ("120", "14400")), (30, 600, ("30", "600"))]
)
def test_times_stay_within_what_is_taken(ring: int, longest: int, expected: tuple[str, str]) -> None:
    dial = dialled(Callee(AddressKind.PHONE, NUMBER), ring, longest)
    assert (dial.get("timeout"), dial.get("timeLimit")) == expected


def test_keys_of_a_whole_second_are_two_of_half_a_one() -> None:
    assert dialled(Callee(AddressKind.PHONE, NUMBER, "1W2wA#"))[0].get("sendDigits") == "1ww2w#"


def test_a_client_is_an_address_that_nobody_has() -> None:
    (sip,) = dialled(Callee(AddressKind.CLIENT, PhoneNumber("client:ann lee@x")))
    assert (sip.tag, sip.text, sip.attrib) == ("Sip", "sip:ann%20lee%40x@client.invalid", {})


def test_a_recording_has_one_channel_and_its_words_go_where_they_are_asked_for() -> None:
    record = texml(Record(Seconds(600), Seconds(5), "#", transcribe=True))[0]
    assert (record.get("channels"), record.get("transcription")) == ("single", "true")
    assert record.get("transcriptionCallback") == WAYS.transcript
    assert "transcribe" not in record.attrib


def test_a_slow_voice_speaks_slowly() -> None:
    (say,) = texml(Speak("Slowly.", "en-US", "Polly.Joanna-Neural", slow=True))
    assert (say.get("voiceSpeed"), say.text, len(say)) == ("0.8", "Slowly.", 0)


def test_a_whisper_is_heard_by_the_callee() -> None:
    callee = Callee(AddressKind.SIP, PhoneNumber("sip:ann@acme.example"))
    dial = texml(Dial((callee,), Seconds(20), whisper=Whisper((), None, Seconds(5))))[0]
    assert (dial[0].get("url"), dial[0].get("method")) == (WAYS.whisper, "POST")


@pytest.mark.parametrize(("number", "country"), [("+14155551234", "US"), ("+442079460018", "GB"), ("anonymous", "")])
def test_the_country_of_a_caller_is_that_of_the_number_where_nobody_tells_it(number: str, country: str) -> None:
    authentic = Authentic({"CallSid": "v3:x", "From": number, "FromCountry": "XX"}, rehearsal=False)
    assert read_call_arrived(TEXML, authentic).caller.country == country
    assert read_call_arrived(TWIML, authentic).caller.country == "XX"
