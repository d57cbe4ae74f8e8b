"""X-Twilio-Signature: known signatures, Twilio's own library as the oracle, and everything that must be refused."""

from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlencode, urlparse

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator, add_port, remove_port
from werkzeug.datastructures import MultiDict

from ivr.errors import BadRequestError
from ivr.providers.twilio.signature import is_signed_by, signed_url
from ivr.providers.twiml.forms import Field, read_fields

TOKEN = "12345"
PAGE = "https://mycompany.com/myapp.php?foo=1&bar=2"
FIELDS = (
    ("CallSid", "CA1234567890ABCDE"),
    ("Caller", "+14158675309"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
)
JSON = b'{"property": "value", "boolean": true}'
JSON_HASH = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
EMPTY_JSON_HASH = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def signature_of(url: str, fields: tuple[Field, ...] = (), token: str = TOKEN) -> str:
    return str(RequestValidator(token).compute_signature(url, MultiDict(fields)))


@dataclass(frozen=True, slots=True)
class Known:
    """A signature that a helper library of Twilio's (node, java, go, ruby, php) promises to accept."""

    url: str
    content: tuple[Field, ...] | bytes
    signature: str


KNOWN = [
    Known(PAGE, FIELDS, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
    Known(PAGE, tuple(reversed(FIELDS)), "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
    Known(PAGE.replace(".com", ".com:1234"), FIELDS, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
    Known(PAGE.replace(".com", ".com:1234").replace("https", "http"), FIELDS, "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
    Known(PAGE, FIELDS, "kvajT1Ptam85bY51eRf/AJRuM3w="),
    Known(PAGE.replace("https", "http"), FIELDS, "0ZXoZLH/DfblKGATFgpif+LLRf4="),
    Known(PAGE.replace("mycompany", "user:pass@mycompany"), FIELDS, "CukzLTc1tT5dXEDIHm/tKBanW10="),
    Known(PAGE.replace("mycompany", "user@mycompany"), FIELDS, "2YRLlVAflCqxaNicjMpJcSTgzSs="),
    Known(PAGE.replace("mycompany", "user:pass@mycompany"), FIELDS, "ZQFR1PTIZXF2MXB8ZnKCvnnA+rI="),
    Known(PAGE + "&Body=It's+amazing", FIELDS, "dsq4Ehbj6cs+KdTkpF5sSSplOWw="),
    Known(PAGE + "&Body=It's+amazing", FIELDS, "TfZzewPq8wqrGlMfyAud8+/IvJ0="),
    Known(PAGE + "&Body=It%27s+amazing", FIELDS, "dsq4Ehbj6cs+KdTkpF5sSSplOWw="),
    Known(
        PAGE,
        (("MessagingBinding.Address", "+1325xxxxxxx"), ("MessagingBinding.Address", "+1415xxxxxxx")),
        "83O6e2vORAoJHUNzJjDWN1jz+BA=",
    ),
    Known(
        PAGE,
        (("MessagingBinding.Address", "+1415xxxxxxx"), ("MessagingBinding.Address", "+1325xxxxxxx")),
        "83O6e2vORAoJHUNzJjDWN1jz+BA=",
    ),
    Known(
        PAGE,
        (("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678"), ("Digits", "1234"), ("Digits", "1234")),
        "IK+Dwps556ElfBT0I3Rgjkr1wJU=",
    ),
    Known(f"{PAGE}&bodySHA256={JSON_HASH}", JSON, "a9nBmqA0ju/hNViExpshrM61xv4="),
    Known(f"https://mycompany.com/myapp.php?bodySHA256={JSON_HASH}", JSON, "y77kIzt2vzLz71DgmJGsen2scGs="),
    Known(f"{PAGE}&bodySHA256={EMPTY_JSON_HASH}", b"{}", "Ldidvp12m26NI7eqEvxnEpkd9Hc="),
]


@pytest.mark.parametrize("known", KNOWN, ids=range(len(KNOWN)))
def test_signatures_that_twilios_libraries_accept(known: Known) -> None:
    assert is_signed_by(TOKEN, known.url, known.content, known.signature)
    assert not is_signed_by(TOKEN + "6", known.url, known.content, known.signature)


SIGNED_URLS = [
    ("https://ivr.example", "/voice", "https://ivr.example/voice"),
    ("https://ivr.example/", "/voice", "https://ivr.example/voice"),
    ("https://ivr.example/line/", "/voice", "https://ivr.example/line/voice"),
    ("https://user:p%40ss@ivr.example", "/voice", "https://ivr.example/voice"),
    ("https://user@ivr.example:8443", "/voice", "https://ivr.example:8443/voice"),
    ("https://ivr.example?x=1#frag", "/voice", "https://ivr.example/voice"),
    ("https://ivr.example#rc=2/3", "/voice", "https://ivr.example/voice"),
    ("https://[2001:db8::1]:8443", "/voice", "https://[2001:db8::1]:8443/voice"),
    ("https://ivr.example", "/voice?a=%7E&b=~&c=%2b", "https://ivr.example/voice?a=%7E&b=~&c=%2b"),
    ("https://ivr.example", "//elsewhere/voice", "https://ivr.example//elsewhere/voice"),
    ("https://ivr.example", "http://ivr.example/voice", None),
    ("https://ivr.example", ".elsewhere.example/voice", None),
    ("https://ivr.example", "@elsewhere.example/voice", None),
    ("https://ivr.example", "*", None),
    ("https://ivr.example", "", None),
]


@pytest.mark.parametrize(("base", "target", "expected"), SIGNED_URLS)
def test_the_signed_address_is_ours_plus_the_raw_target(base: str, target: str, expected: str | None) -> None:
    assert signed_url(base, target) == expected


SPELLINGS = [
    ("port 443 signed, none in ours", "https://ivr.example", "/voice", "https://ivr.example:443/voice", True),
    ("port 443 in ours, none signed", "https://ivr.example:443", "/voice", "https://ivr.example/voice", True),
    ("port 80 signed, none in ours", "http://ivr.example", "/voice", "http://ivr.example:80/voice", True),
    ("port 80 in ours, none signed", "http://ivr.example:80", "/voice", "http://ivr.example/voice", True),
    ("own port signed", "https://ivr.example:8443", "/voice", "https://ivr.example:8443/voice", True),
    ("own port left out", "https://ivr.example:8443", "/voice", "https://ivr.example/voice", True),
    ("a port that a proxy hides", "https://ivr.example", "/voice", "https://ivr.example:8443/voice", False),
    ("another port", "https://ivr.example:8443", "/voice", "https://ivr.example:443/voice", False),
    ("the other scheme's port", "https://ivr.example", "/voice", "https://ivr.example:80/voice", False),
    ("IPv6", "https://[2001:db8::1]", "/voice", "https://[2001:db8::1]/voice", True),
    ("IPv6, port signed", "https://[2001:db8::1]", "/voice", "https://[2001:db8::1]:443/voice", True),
    ("IPv6, port left out", "https://[2001:db8::1]:8443", "/voice", "https://[2001:db8::1]/voice", True),
    ("IPv6 cut at a colon", "https://[2001:db8::1]", "/voice", "https://[2001:db8:/voice", False),
    ("password dropped", "https://user:pass@ivr.example", "/voice", "https://ivr.example/voice", True),
    ("http behind TLS", "https://ivr.example", "/voice", "http://ivr.example/voice", False),
    ("bare ? signed", "https://ivr.example", "/voice?", "https://ivr.example/voice?", True),
    ("bare ? dropped", "https://ivr.example", "/voice?", "https://ivr.example/voice", True),
    ("? made up", "https://ivr.example", "/voice", "https://ivr.example/voice?", False),
    ("%7E as it came", "https://ivr.example", "/voice?a=%7E", "https://ivr.example/voice?a=%7E", True),
    ("%7E decoded", "https://ivr.example", "/voice?a=~", "https://ivr.example/voice?a=%7E", False),
    ("%2b in capitals", "https://ivr.example", "/voice?a=%2b", "https://ivr.example/voice?a=%2B", False),
    ("plus for a space", "https://ivr.example", "/voice?a=b+c", "https://ivr.example/voice?a=b%20c", False),
    ("' escaped when signed", "https://ivr.example", "/voice?a='b'", "https://ivr.example/voice?a=%27b%27", True),
    ("' escaped on the way", "https://ivr.example", "/voice?a=%27b%27", "https://ivr.example/voice?a='b'", True),
    ("' in the path", "https://ivr.example", "/voi'ce", "https://ivr.example/voi%27ce", False),
    ("' and a port", "https://ivr.example", "/voice?a='", "https://ivr.example:443/voice?a=%27", True),
    ("slash added", "https://ivr.example", "/voice/", "https://ivr.example/voice", False),
    ("slash dropped", "https://ivr.example", "/voice", "https://ivr.example/voice/", False),
    ("fragment kept", "https://ivr.example", "/voice#rc=2", "https://ivr.example/voice", False),
    ("another host", "https://ivr.example", "/voice", "https://ivr.example.elsewhere/voice", False),
    ("another path", "https://ivr.example", "/voice", "https://ivr.example/voice2", False),
]


@pytest.mark.parametrize(
    ("base", "target", "signed", "accepted"), [case[1:] for case in SPELLINGS], ids=[case[0] for case in SPELLINGS]
)
def test_spellings_of_our_own_address(base: str, target: str, signed: str, accepted: bool) -> None:
    url = signed_url(base, target)

    assert url is not None
    assert is_signed_by(TOKEN, url, FIELDS, signature_of(signed, FIELDS)) is accepted


FORMS = [
    ("empty values", (("CallSid", "CA1"), ("Digits", ""))),
    ("a name alone", (("CallSid", "CA1"), ("", ""))),
    ("repeated name, other order", (("A", "2"), ("A", "1"), ("A", "2"))),
    ("names that begin alike", (("Sid", "2"), ("SidA", "1"), ("sid", "3"))),
    ("unicode", (("CallerName", "Zoë 🎈 東京"), ("Ünï", "ß"))),
    ("beyond the BMP beside U+FFFD", (("a\ufffd", "1"), ("a😀", "2"))),
    ("no field", ()),
]


@pytest.mark.parametrize("fields", [case[1] for case in FORMS], ids=[case[0] for case in FORMS])
def test_forms(fields: tuple[Field, ...]) -> None:
    signature = signature_of(PAGE, fields)

    assert is_signed_by(TOKEN, PAGE, fields, signature)
    assert not is_signed_by(TOKEN, PAGE, (*fields, ("Digits", "9")), signature)


@pytest.mark.parametrize("signature", [None, "", " ", "é", "RSOYDt4T1cUTdK1PDd93/VVr8B8=é", "\udcff", "=" * 9999])
def test_signatures_that_are_none(signature: str | None) -> None:
    assert not is_signed_by(TOKEN, PAGE, FIELDS, signature)


def test_an_empty_token_signs_nothing() -> None:
    assert not is_signed_by("", PAGE, FIELDS, signature_of(PAGE, FIELDS, token=""))


JSON_URLS = [
    ("hash", f"{PAGE}&bodySHA256={JSON_HASH}", True),
    ("no hash", PAGE, False),
    ("no query", "https://mycompany.com/", False),
    ("empty hash", f"{PAGE}&bodySHA256=", False),
    ("hash of another body", f"{PAGE}&bodySHA256={EMPTY_JSON_HASH}", False),
    ("two hashes, the first counts", f"{PAGE}&bodySHA256={EMPTY_JSON_HASH}&bodySHA256={JSON_HASH}", False),
    ("hash in the fragment", f"https://mycompany.com/#bodySHA256={JSON_HASH}", False),
]


@pytest.mark.parametrize(("url", "accepted"), [case[1:] for case in JSON_URLS], ids=[case[0] for case in JSON_URLS])
def test_a_body_that_is_no_form_is_signed_by_its_hash(url: str, accepted: bool) -> None:
    assert is_signed_by(TOKEN, url, JSON, signature_of(url)) is accepted
    assert not is_signed_by(TOKEN, url, JSON + b" ", signature_of(url))


# --- properties --------------------------------------------------------------------------------------------------

tokens = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)
ports = st.one_of(st.just(""), st.sampled_from([":443", ":80"]), st.integers(1, 65_535).map(lambda port: f":{port}"))
bases = st.builds(
    lambda scheme, host, port: f"{scheme}://{host}{port}",
    st.sampled_from(["http", "https"]),
    st.sampled_from(["ivr.example", "a", "127.0.0.1", "xn--bcher-kva.example"]),
    ports,
)
# Without `;` and `#`: the oracle takes addresses apart and loses some of those.
target_characters = st.sampled_from("abcXYZ0279/-_.~!$()*,:@%&=+'?")
targets = st.text(target_characters, max_size=40).map(lambda text: f"/{text}")
words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
forms = st.lists(st.tuples(words, words), max_size=12).map(tuple)


def url_of(base: str, target: str) -> str:
    url = signed_url(base, target)
    assert url is not None
    return url


@settings(deadline=None)
@given(tokens, bases, targets, forms)
def test_whatever_the_oracle_signs_is_accepted(token: str, base: str, target: str, fields: tuple[Field, ...]) -> None:
    url = url_of(base, target)
    parsed = urlparse(url)

    for spelling in (url, add_port(parsed), remove_port(parsed)):
        assert is_signed_by(token, url, fields, signature_of(spelling, fields, token)), spelling


@settings(deadline=None)
@given(tokens, bases, targets, st.binary(max_size=60))
def test_whatever_the_oracle_signs_by_hash_is_accepted(token: str, base: str, target: str, body: bytes) -> None:
    url = url_of(base, f"{target.replace('?', '')}?bodySHA256={sha256(body).hexdigest()}")

    assert is_signed_by(token, url, body, signature_of(url, token=token))


@settings(deadline=None)
@given(st.data(), bases, targets, forms)
def test_another_target_is_refused(data: st.DataObject, base: str, target: str, fields: tuple[Field, ...]) -> None:
    signature = signature_of(url_of(base, target), fields)
    changed = with_one_change(data, target)
    url = signed_url(base, changed)

    assert url is None or not is_signed_by(TOKEN, url, fields, signature)


@settings(deadline=None)
@given(st.data(), forms)
def test_another_body_is_refused_where_the_oracle_refuses_it(data: st.DataObject, fields: tuple[Field, ...]) -> None:
    body = urlencode([*fields, ("CallSid", "CA1")])
    signature = signature_of(PAGE, read_fields(body.encode()))
    try:
        changed = read_fields(with_one_change(data, body).encode())
    except BadRequestError:
        return

    # Names and values are signed without a mark between them, so `ab&c` and `ab=c` have one signature.
    same = signature_of(PAGE, changed) == signature
    assert is_signed_by(TOKEN, PAGE, changed, signature) is same


@settings(deadline=None)
@given(st.data(), forms.filter(bool))
def test_another_value_is_refused(data: st.DataObject, fields: tuple[Field, ...]) -> None:
    name, value = fields[0]
    changed = ((name, with_one_change(data, value + "x")), *fields[1:])

    assert not is_signed_by(TOKEN, PAGE, changed, signature_of(PAGE, ((name, value + "x"), *fields[1:])))


@settings(deadline=None)
@given(st.data(), tokens)
def test_another_token_is_refused(data: st.DataObject, token: str) -> None:
    assert not is_signed_by(with_one_change(data, token), PAGE, FIELDS, signature_of(PAGE, FIELDS, token))


@settings(deadline=None)
@given(st.data())
def test_another_signature_is_refused(data: st.DataObject) -> None:
    assert not is_signed_by(TOKEN, PAGE, FIELDS, with_one_change(data, signature_of(PAGE, FIELDS)))


anything = st.text(st.characters(), max_size=60)


@settings(deadline=None)
@given(
    anything,
    st.one_of(anything, anything.map(lambda text: f"https://{text}"), anything.map(lambda text: f"https://h?{text}")),
    st.one_of(st.binary(max_size=60), st.lists(st.tuples(anything, anything), max_size=5)),
    st.one_of(st.none(), anything),
)
def test_it_never_raises(token: str, url: str, content: bytes | list[Field], signature: str | None) -> None:
    assert is_signed_by(token, url, content, signature) is False


@settings(deadline=None)
@given(anything, anything)
def test_the_signed_address_never_raises_and_never_leaves_our_host(base: str, target: str) -> None:
    url = signed_url(base, target)

    assert (url is None) is not target.startswith("/")
    assert url is None or url.endswith(target)


def with_one_change(data: st.DataObject, text: str) -> str:
    """Return the text with one of its characters replaced by another."""
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(codec="ascii", min_codepoint=32).filter(lambda new: new != text[at]))
    return text[:at] + other + text[at + 1 :]
