"""What Twilio would refuse or silently ignore is refused; what its manual allows is read."""

import inspect
import re
from typing import Any

import pytest
from twilio.twiml import voice_response as sdk

from ivr.phone import attributes
from ivr.phone.documents import Place, read_document
from ivr.phone.problems import BadDocumentError
from ivr.phone.verbs import Callee, Dial, Enqueue, Gather, Hangup, Pause, Play, Record, Redirect, Reject, Say, Verb


def read(inner: str, place: Place = Place.CALL) -> tuple[Verb, ...]:
    return read_document(f"<Response>{inner}</Response>".encode(), "text/xml", place)


GOOD = [
    ("", ()),
    ("<Say>Hello</Say>", (Say("Hello", "man", "en-US", 1),)),
    (
        '<Say voice="Polly.Lupe-Neural" language="es-US" loop="0">Hola\n  a todos</Say>',
        (Say("Hola a todos", "Polly.Lupe-Neural", "es-US", 0),),
    ),
    (
        '<Say voice="Google.en-US-Chirp3-HD-Aoede">A<break time="1s"/> b <emphasis level="strong">c</emphasis></Say>',
        (Say("A b c", "Google.en-US-Chirp3-HD-Aoede", "en-US", 1),),
    ),
    ("<Play>audio/hello.wav</Play>", (Play("audio/hello.wav", None, 1),)),
    ('<Play digits="1ww2" />', (Play(None, "1ww2", 1),)),
    ('<Pause length="3"/><Hangup/>', (Pause(3), Hangup())),
    ("<Redirect method='GET'>../x?y=1&amp;z=2</Redirect>", (Redirect("../x?y=1&z=2", "GET"),)),
    ('<Reject reason="busy"/>', (Reject("busy"),)),
    ("<!-- a comment --><Reject/>", (Reject("rejected"),)),
    ('<Enqueue waitUrl="">cards</Enqueue>', (Enqueue("cards", None, "POST", "", "POST"),)),
    (
        '<Gather numDigits="1" finishOnKey="" input="dtmf speech" hints="1, two words"><Say>One</Say><Pause/></Gather>',
        (
            Gather(
                prompts=(Say("One", "man", "en-US", 1), Pause(1)),
                action=None,
                method="POST",
                dtmf=True,
                speech=True,
                timeout_s=5,
                num_digits=1,
                finish_on_key="",
                action_on_empty_result=False,
                language="en-US",
                hints=("1", "two words"),
            ),
        ),
    ),
    (
        '<Record transcribeCallback="/t" finishOnKey=""/>',
        (
            Record(
                action=None,
                method="POST",
                timeout_s=5,
                finish_on_key="",
                max_length_s=120,
                play_beep=True,
                status_callback=None,
                status_callback_method="POST",
                status_callback_events=frozenset({"completed"}),
                transcribe=True,
                transcribe_callback="/t",
            ),
        ),
    ),
]


@pytest.mark.parametrize(("inner", "verbs"), GOOD, ids=[inner or "empty" for inner, _ in GOOD])
def test_a_document_by_the_manual_is_read(inner: str, verbs: tuple[Verb, ...]) -> None:
    assert read(inner) == verbs


def test_dial_reads_its_nouns() -> None:
    (dial,) = read(
        '<Dial sequential="true" timeout="20"><Number url="/w?k=1" sendDigits="wW1">+14155550111</Number>'
        "<Sip username='a'>sip:desk@acme.example</Sip><Client>ada</Client></Dial>"
    )
    assert isinstance(dial, Dial)
    assert [(callee.kind, callee.address, callee.url) for callee in dial.callees] == [
        ("Number", "+14155550111", "/w?k=1"),
        ("Sip", "sip:desk@acme.example", None),
        ("Client", "ada", None),
    ]
    assert (dial.sequential, dial.timeout_s, dial.callees[0].send_digits) == (True, 20, "wW1")


@pytest.mark.parametrize("number", ["+14155550111", "415-555-0111", "(415) 555-0111", "14155550111"])
def test_dial_takes_a_plain_number(number: str) -> None:
    (dial,) = read(f"<Dial>{number}</Dial>")
    assert isinstance(dial, Dial)
    assert isinstance(dial.callees[0], Callee)
    assert dial.callees[0].address == number


BAD = [
    ("<say>Hello</say>", 12200, "spelt <Say>"),
    ("<Speak>Hello</Speak>", 12200, "not TwiML"),
    ("<Pay chargeAmount='12,50'/>", 12200, "chargeAmount must be"),
    ("<Pay><Prompt for='x'/></Pay>", 12200, "without prompts"),
    ("<Connect/>", 12200, "holds one of"),
    ("<Connect><Stream url='https://a.example'/></Connect>", 11100, "wss://"),
    ("<Connect><Stream url='wss://a.example'><Parameter name='a'/></Stream></Connect>", 12200, "a name and a value"),
    ("loose <Pause/>", 12200, "holds the text 'loose'"),
    ("<Pause/> loose", 12200, "loose"),
    ("<Say Voice='man'>x</Say>", 12200, "spelt voice, and case matters"),
    ("<Say speed='2'>x</Say>", 12200, "no attribute speed; it knows voice, language, loop"),
    ("<Say voice='Joanna'>x</Say>", 13511, "voice must be"),
    ("<Say language='english'>x</Say>", 12200, "language must be"),
    ("<Say loop='-1'>x</Say>", 13510, "loop must be"),
    ("<Say>  </Say>", 13520, "nothing to say"),
    ("<Say><audio/></Say>", 12200, "SSML"),
    ("<Say><break times='1s'/></Say>", 12200, "no attribute times"),
    (f"<Say voice='Polly.Joanna'>{'x' * 3001}</Say>", 13521, "3001"),
    (f"<Say>{'x' * 4097}</Say>", 13521, "4097"),
    ("<Play/>", 11100, "neither"),
    ("<Play loop='10'>a.wav</Play>", 13410, "from 0 to 9"),
    ("<Play digits='1x'/>", 13430, "digits must be"),
    ("<Play>ftp://x/a.wav</Play>", 11100, "http"),
    ("<Play>a file.wav</Play>", 11100, "ASCII"),
    ("<Play>über.wav</Play>", 11100, "ASCII"),
    ("<Pause length='0'/>", 13910, "from 1"),
    ("<Pause>x</Pause>", 12200, "text"),
    ("<Gather numdigits='1'/>", 12200, "spelt numDigits"),
    ("<Gather numDigits='0'/>", 13314, "from 1"),
    ("<Gather timeout='auto'/>", 13313, "whole number"),
    ("<Gather finishOnKey='##'/>", 13310, "one of"),
    ("<Gather method='post'/>", 13312, "'GET' or 'POST'"),
    ("<Gather input='speech dtmf'/>", 12200, "input must be"),
    ("<Gather speechTimeout='0'/>", 13327, "speechTimeout"),
    ("<Gather input='speech' speechModel='phone_call' speechTimeout='auto'/>", 13335, "whole number"),
    ("<Gather speechModel='nova'/>", 12200, "speechModel"),
    (f"<Gather hints='{'x' * 101}'/>", 12200, "500 entries"),
    ("<Gather hints='" + ",".join("x" * 501) + "'/>", 12200, "500 entries"),
    ("<Gather actionOnEmptyResult='True'/>", 12200, "'true' or 'false'"),
    ("<Gather><Gather/></Gather>", 13320, "allowed are Say, Play, Pause"),
    ("<Gather><Hangup/></Gather>", 13320, "Hangup"),
    ("<Gather>Press 1</Gather>", 12200, "holds the text"),
    ("<Gather><Play digits='1'/></Gather>", 13320, "digits"),
    ("<Record maxLength='1'/>", 13612, "from 2"),
    ("<Record transcribe='true' maxLength='300'/>", 13615, "at most 120"),
    ("<Record finishOnKey='A'/>", 13613, "finishOnKey"),
    ("<Record>x</Record>", 12200, "text"),
    ("<Dial/>", 13223, "E.164"),
    ("<Dial>5</Dial>", 13223, "E.164"),
    ("<Dial timeout='3'>+14155550111</Dial>", 13212, "from 5 to 600"),
    ("<Dial><Phone>+14155550111</Phone></Dial>", 13215, "not TwiML here"),
    ("<Dial><Conference>room</Conference><Number>+14155550111</Number></Dial>", 13000, "alone"),
    ("<Dial><Conference> </Conference></Dial>", 13220, "name of a room"),
    ("<Dial>+14155550111<Number>+14155550111</Number></Dial>", 12200, "text"),
    ("<Dial><Number sendDigits='x'>+14155550111</Number></Dial>", 13222, "sendDigits"),
    ("<Dial><Sip>desk@acme.example</Sip></Dial>", 13243, "sip:"),
    ("<Dial>" + "<Client>a</Client>" * 11 + "</Dial>", 12200, "at most 10"),
    ("<Say>Hi</Say><Dial answerOnBridge='true'>+14155550111</Dial>", 12200, "first verb"),
    ("<Redirect/>", 11100, "URL"),
    ("<Redirect><Say>x</Say></Redirect>", 12200, "not allowed inside <Redirect>"),
    ("<Say>x</Say><Reject/>", 12200, "first verb"),
    ("<Reject reason='no'/>", 13810, "reason"),
    ("<Hangup/><Say>x</Say>", 12200, "never be performed"),
    ("<Redirect>/x</Redirect><Hangup/>", 12200, "never be performed"),
    ("<Hangup now='yes'/>", 12200, "knows none"),
    ("<Enqueue/>", 12200, "1 to 64"),
    (f"<Enqueue>{'q' * 65}</Enqueue>", 12200, "65"),
    ("<Leave/>", 12200, "not allowed in a call"),
]


@pytest.mark.parametrize(("inner", "code", "said"), BAD, ids=[inner[:50] for inner, _, _ in BAD])
def test_what_twilio_would_refuse_or_ignore_is_refused(inner: str, code: int, said: str) -> None:
    with pytest.raises(BadDocumentError, match=re.escape(said)) as refused:
        read(inner)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("body", "content_type", "code"),
    [
        (b"<Response/>", "", 12300),
        (b"<Response/>", "application/json", 12300),
        (b"<Response/>", "text/plain", 12300),
        (b"", "text/xml", 11770),
        (b"<Response>", "text/xml", 12100),
        (b"<Response><Say>a & b</Say></Response>", "text/xml", 12100),
        (b"\xff\xfe\x00", "text/xml", 12100),
        (b'<?xml version="1.0" encoding="no-such"?><Response/>', "text/xml", 12100),
        (b'<!DOCTYPE r [<!ENTITY a "x">]><Response><Say>&a;</Say></Response>', "text/xml", 12100),
        (b"<response/>", "text/xml", 12102),
        (b"<Say>Hello</Say>", "text/xml", 12102),
        (b"<Response>" + b" " * 65_536 + b"</Response>", "text/xml", 11750),
    ],
)
def test_what_is_no_twiml_document_at_all_is_refused(body: bytes, content_type: str, code: int) -> None:
    with pytest.raises(BadDocumentError) as refused:
        read_document(body, content_type)
    assert refused.value.code == code


@pytest.mark.parametrize("content_type", ["text/xml", "application/xml; charset=utf-8", "TEXT/HTML"])
def test_the_content_types_of_twiml(content_type: str) -> None:
    assert read_document(b"<?xml version='1.0' encoding='UTF-8'?><Response/>", content_type) == ()


@pytest.mark.parametrize(
    ("place", "inner", "code"),
    [
        (Place.WHISPER, "<Dial>+14155550111</Dial>", 13201),
        (Place.WHISPER, "<Record/>", 12200),
        (Place.QUEUE, "<Dial>+14155550111</Dial>", 12200),
        (Place.QUEUE, "<Enqueue>q</Enqueue>", 12200),
    ],
)
def test_each_place_has_its_own_verbs(place: Place, inner: str, code: int) -> None:
    with pytest.raises(BadDocumentError, match="not allowed in") as refused:
        read(inner, place)
    assert refused.value.code == code


def test_a_waiting_document_may_leave() -> None:
    assert len(read("<Say>You are next</Say><Leave/>", Place.QUEUE)) == 2


# The values of the manual's tables, by the SDK's spelling; anything else an SDK parameter can be is "true".
_SAMPLES: dict[str, Any] = {
    "voice": "Polly.Joanna-Neural",
    "language": "es-US",
    "loop": 2,
    "digits": "1ww2",
    "input": "dtmf speech",
    "action": "/next?turn=2",
    "method": "POST",
    "timeout": 20,
    "speech_timeout": 3,
    "max_speech_time": 30,
    "num_digits": 4,
    "finish_on_key": "#",
    "partial_result_callback": "/partial",
    "hints": "balance, lost card",
    "speech_model": "deepgram_nova-2-phonecall",
    "max_length": 60,
    "trim": "do-not-trim",
    "recording_status_callback": "/status/recording",
    "recording_status_callback_event": "in-progress completed absent",
    "recording_configuration_id": "abc",
    "transcribe_callback": "/transcribed",
    "time_limit": 600,
    "caller_id": "+14155550100",
    "record": "record-from-answer-dual",
    "ring_tone": "us",
    "recording_track": "both",
    "refer_url": "/refer",
    "events": "x",
    "passports": "x",
    "length": 2,
    "reason": "busy",
    "max_queue_size": 10,
    "wait_url": "/wait",
    "workflow_sid": "WW" + "0" * 32,
    "send_digits": "wW12",
    "url": "/whisper",
    "status_callback_event": "initiated ringing answered completed",
    "status_callback": "/status/leg",
    "byoc": "BY" + "0" * 32,
    "machine_detection": "Enable",
    "amd_status_callback": "/amd",
    "machine_detection_timeout": 30,
    "machine_detection_speech_threshold": 2400,
    "machine_detection_speech_end_threshold": 1200,
    "machine_detection_silence_timeout": 5000,
    "username": "ada",
    "password": "secret",
}
_VERBS = {
    "say": "Hello",
    "play": "/a.wav",
    "gather": None,
    "record": None,
    "dial": "+14155550111",
    "redirect": "/x",
    "pause": None,
    "hangup": None,
    "reject": None,
    "enqueue": "cards",
}
_NOUNS = {"number": "+14155550111", "sip": "sip:desk@acme.example", "client": "ada"}


def _sample(name: str) -> Any:
    return "POST" if name.endswith("method") else _SAMPLES.get(name, "true")


def _spelled(owner: type[Any], verb: str) -> list[str]:
    parameters = list(inspect.signature(getattr(owner, verb)).parameters)[1:]
    return [name for name in parameters if name != "kwargs"]


SPELLINGS = [
    (owner, verb, name)
    for owner, verbs in ((sdk.VoiceResponse, _VERBS), (sdk.Dial, _NOUNS))
    for verb in verbs
    for name in _spelled(owner, verb)
]


@pytest.mark.parametrize(("owner", "verb", "name"), SPELLINGS, ids=[f"{verb}-{name}" for _, verb, name in SPELLINGS])
def test_every_attribute_the_sdk_can_spell_is_read(owner: type[Any], verb: str, name: str) -> None:
    body = {**_VERBS, **_NOUNS}[verb]
    contents = [] if body is None else [body]
    attribute = name not in {"message", "url", "number", "name", "phone_number", "sip_url", "identity"}
    if verb in _NOUNS:
        attribute = attribute or name == "url"
    spelled = {name: _sample(name)} if attribute else {}
    response = sdk.VoiceResponse()
    parent = response if owner is sdk.VoiceResponse else response.dial()
    getattr(parent, verb)(*contents, **spelled)
    assert len(read_document(str(response).encode(), "text/xml")) == 1


def test_the_sdk_spells_ssml_the_way_it_is_read() -> None:
    response = sdk.VoiceResponse()
    say = response.say("Hello", voice="Polly.Joanna")
    say.break_(strength="x-weak", time="100ms")
    say.emphasis("words", level="moderate")
    say.lang("mots", xml_lang="fr-FR")
    say.p("paragraph")
    say.phoneme("p", alphabet="x-sampa", ph="pi")
    say.prosody("slow", volume="-6dB", rate="85%", pitch="+10%")
    say.s("sentence")
    say.say_as("12", interpret_as="cardinal", format="mdy")
    say.sub("W3C", alias="World Wide Web")
    say.w("read", role="amazon:VB")
    (spoken,) = read_document(str(response).encode(), "text/xml")
    assert isinstance(spoken, Say)
    assert spoken.text.startswith("Hello")
    assert "mots" in spoken.text


def test_every_default_in_the_tables_is_itself_allowed() -> None:
    tables = [value for value in vars(attributes).values() if isinstance(value, dict)]
    rules = [rule for table in tables for rule in table.values() if isinstance(rule, attributes.Rule)]
    assert len(rules) > 80
    assert [rule for rule in rules if rule.default is not None and not rule.kind.fits(rule.default)] == []
