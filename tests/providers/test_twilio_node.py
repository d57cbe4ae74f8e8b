"""Twilio's library for Node, the strictest: what it signs is let in, what neither it nor Python's takes is not."""

import json
import os
import random
import subprocess
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest
from how_much import in_all
from npm import NotBroughtError, bring
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from ivr.providers.twilio.signature import is_signed_by
from ivr.providers.twiml.forms import Field

pytestmark = in_all
CASES: Final = 3_000
TOKEN: Final = "12345"
_JUDGE: Final = """
const {validateRequest, getExpectedTwilioSignature} = require('twilio');
const cases = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const said = cases.map(({signed, url, form, changed}) => {
  const signature = getExpectedTwilioSignature('12345', signed, form);
  let lets_in;
  try { lets_in = validateRequest('12345', signature, url, changed); } catch (error) { lets_in = error.name; }
  return [signature, lets_in];
});
console.log(JSON.stringify(said));
"""
HOSTS: Final = ("ivr.example", "ivr.example:443", "ivr.example:80", "ivr.example:8443", "xn--bcher-kva.example")
PATHS: Final = ("/voice", "/voice/", "/a%20b", "/status/message", "/%C3%A9")
WORDS: Final = (
    "",
    "a",
    "It's",
    "It%27s",
    "50%25",
    "a+b",
    "a%20b",
    "%2B1415",
    "%e9",
    "%F0%9F%8E%88",
    "~",
    "%7E",
    "(x)",
    "a=b",
)
VALUES: Final = (
    "",
    "1234",
    "It's amazing",
    "Zoë 🎈 東京",
    "a&b=c",
    "%27",
    "+1 415",
    "\u2028",
    "\ufffd😀",
    "<b>",
    "a\r\nb",
)
NAMES: Final = ("Body", "Digits", "From", "Sid", "SidA", "sid", "Ünï", "a😀")


def _url(random_of: random.Random) -> str:
    query = "&".join(f"{random_of.choice('abc')}={random_of.choice(WORDS)}" for _ in range(random_of.randrange(4)))
    mark = f"?{query}" if query or not random_of.randrange(9) else ""
    return f"{random_of.choice(('http', 'https'))}://{random_of.choice(HOSTS)}{random_of.choice(PATHS)}{mark}"


def _respelled(random_of: random.Random, url: str) -> str:
    """Return the address as it may arrive, or as an attacker would have it."""
    match random_of.randrange(8):
        case 0:
            return url.replace(":443", "").replace(":80/", "/")
        case 1:
            return url.replace("'", "%27")
        case 2:
            return url.replace("%27", "'")
        case 3:
            return url.replace("ivr.example", "evil.example")
        case 4:
            return url + quote(random_of.choice("ab"))
        case 5:
            return url.replace("https", "http")
        case _:
            return url


def _case(random_of: random.Random) -> dict[str, Any]:
    form: dict[str, str | list[str]] = {}
    for name in random_of.sample(NAMES, random_of.randrange(5)):
        several = random_of.choices(VALUES, k=2)
        form[name] = several if not random_of.randrange(4) else several[0]
    changed = dict(form)
    if form and not random_of.randrange(4):
        changed[random_of.choice(list(form))] = random_of.choice(VALUES)
    url = _url(random_of)
    return {"signed": url, "url": _respelled(random_of, url), "form": form, "changed": changed}


def _fields(form: dict[str, str | list[str]]) -> tuple[Field, ...]:
    return tuple(
        (name, each) for name, value in form.items() for each in ([value] if isinstance(value, str) else value)
    )


def _theirs(cases: list[dict[str, Any]]) -> list[tuple[str, bool | str]]:
    try:
        home = bring(Path(__file__).with_name("signing")).parent
    except NotBroughtError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))
    told = subprocess.run(
        ["node", "-e", _JUDGE],
        cwd=home,
        input=json.dumps(cases),
        text=True,
        capture_output=True,
        timeout=100,
        check=True,
    )
    return [(signature, lets_in) for signature, lets_in in json.loads(told.stdout)]


def test_three_thousand_requests_are_judged_as_twilios_libraries_judge_them() -> None:
    random_of = random.Random(6)
    cases = [_case(random_of) for _ in range(CASES)]
    python = RequestValidator(TOKEN)
    refused_here, let_in_here, both = [], [], 0
    for case, (signature, node) in zip(cases, _theirs(cases), strict=True):
        fields = _fields(case["changed"])
        ours = is_signed_by(TOKEN, case["url"], fields, signature)
        also = bool(python.validate(case["url"], MultiDict(fields), signature))
        assert is_signed_by(TOKEN, case["signed"], _fields(case["form"]), signature), case
        both += node is True and also
        if ours and not (node is True or also):
            let_in_here.append(case)
        if not ours and (node is True and also):
            refused_here.append(case)
    print(f"\n{both} let in by both; only here: {len(let_in_here)}; refused here alone: {len(refused_here)}")
    # One address, which a proxy has spelled in another way: no library knows this one, and nobody gains by it.
    assert [case for case in let_in_here if case["url"] != case["signed"].replace("'", "%27")] == []
    assert [case for case in let_in_here if case["changed"] != case["form"]] == []
    assert refused_here == []
    assert both > CASES // 4
