"""No word of a telephone company stands in code outside its folder, the factory and the settings; one more is a folder
and a line.
"""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from line import ROOT

from ivr.host.redis import EmbeddedRedis

_HOUSE: Final = ROOT / "ivr"
_COMPANIES: Final = tuple(sorted(path.parent.name for path in _HOUSE.glob("providers/*/provider.py")))
_WORD: Final = re.compile("|".join(_COMPANIES), re.IGNORECASE)
# Where such words are at home, and why.
_AT_HOME: Final = (
    *(f"providers/{name}/" for name in _COMPANIES),
    "factory/",
    "settings.py",
    "phone/",  # plays the companies, so that they need not be there
    "menu/studio/",  # reads the flows of one
    "cli/import_menus.py",
    "cli/access.py",  # the settings, as a telephone beside the line has them
    "menu/rules/",  # examples of what people write
    "menu/schema/explained.py",
    "menu/line.py",  # settings that no menu may show to others
    "menu/reading/foreign_words.py",
)


def _words_in(code: str) -> Iterator[tuple[int, str]]:
    """Yield each name and text of code that is a company's word, with its line; comments and docstrings may cite."""
    tree = ast.parse(code)
    cited = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in cited:
                found = text
            case ast.Name(id=found) | ast.Attribute(attr=found) | ast.arg(arg=found):
                pass
            case ast.alias(name=found) | ast.FunctionDef(name=found) | ast.ClassDef(name=found):
                pass
            case ast.ImportFrom(module=str(found)):
                pass
            case _:
                continue
        if _WORD.search(found):
            yield node.lineno, found


def test_a_companys_words_stand_where_they_are_at_home() -> None:
    assert set(_COMPANIES) >= {"telnyx", "twilio"}
    found = []
    for path in sorted(_HOUSE.rglob("*.py")):
        name = path.relative_to(_HOUSE).as_posix()
        code = "" if name.startswith(_AT_HOME) else path.read_text("utf-8")
        if _WORD.search(code):
            found += [f"{name}:{line} {word}" for line, word in _words_in(code)]
    assert found == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("# Twilio says so\n'''As Telnyx.'''\n", []),
        ("name = 'twilio'\n", ["twilio"]),
        ("import twilio.rest\n", ["twilio.rest"]),
        ("def f():\n    '''Twilio's.'''\n    return settings.telnyx_key\n", ["telnyx_key"]),
    ],
)
def test_the_search_sees_code_and_passes_over_citations(code: str, words: list[str]) -> None:
    assert [word for _, word in _words_in(code)] == words


def test_the_companies_know_nothing_of_each_other() -> None:
    for own in _COMPANIES:
        others = re.compile("|".join(name for name in _COMPANIES if name != own), re.IGNORECASE)
        for path in (_HOUSE / "providers" / own).rglob("*.py"):
            strange = [word for _, word in _words_in(path.read_text("utf-8")) if others.search(word)]
            assert strange == [], path.name
    for path in (_HOUSE / "providers" / "twiml").rglob("*.py"):
        assert list(_words_in(path.read_text("utf-8"))) == [], path.name


# --- one more ------------------------------------------------------------------------------------------------------

_FOLDER: Final = '''
"""Acme Telephones: signs with a word, and speaks a dialect in which nobody is ever rejected."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from ivr.dialog.events import Caller
from ivr.menu.checking.check_provider import Abilities
from ivr.messaging.keywords import ProviderWords
from ivr.messaging.status import MessageStatus
from ivr.messaging.trouble import Kind, trouble, unknown_trouble
from ivr.ports.companies import Company, TextWords
from ivr.ports.texts import MessageReceived, MessageReported
from ivr.ports.webhooks import Authentic, Document, RawRequest
from ivr.providers.twiml.dialect import Dialect, words
from ivr.providers.twiml.voice import DialectVoice
from ivr.values import MessageId, PhoneNumber, Seconds


class Signed:
    name = "acme"
    signature_header = "x-acme-word"

    def authenticate(self, request: RawRequest) -> Authentic | None:
        if request.headers.get("x-acme-word") != "sesame":
            return None
        return Authentic(dict(parse_qsl(request.body.decode())), rehearsal=False)


@dataclass(frozen=True, slots=True)
class AcmeVoice(Signed, DialectVoice):
    dialect = Dialect(words=words(Response="", Say="voice language", Hangup=""), call_prefix="acme:")


class AcmeTexts(Signed):
    sends_answers = False

    def read_message(self, authentic: Authentic, query: str) -> MessageReceived:
        form = authentic.form
        return MessageReceived(
            MessageId(form["id"]), Caller(PhoneNumber(form["from"])), PhoneNumber(form["to"]), form["text"]
        )

    read_message_status = read_message

    def render_texts(self, replies: object) -> Document:
        return Document("text/plain", b"taken")


class AcmeSender:
    name = "acme"

    def send(self, text: object) -> MessageReported:
        print("sent:", text.reply.body.split()[0])
        return MessageReported(MessageId("acme-1"), "queued", MessageStatus.QUEUED)


ERRORS = {"7": trouble(Kind.OPTED_OUT, "Acme was told STOP.")}
COMPANY = Company(
    "acme",
    Abilities("Acme", Seconds(1), 1, 1, 1, 9),
    is_set=lambda _: True,
    voice=lambda _: AcmeVoice(),
    texts=lambda _: AcmeTexts(),
    sender=lambda _: AcmeSender(),
    words=lambda: TextWords(
        ERRORS,
        lambda code: ERRORS.get(code) or unknown_trouble("Acme", code, "https://acme.example"),
        lambda _number: ProviderWords(stop=frozenset({"basta"})),
    ),
)
'''
_LINE: Final = "COMPANIES = (*COMPANIES, __import__('ivr.providers.acme', fromlist=['COMPANY']).COMPANY)\n"
_CALL: Final = """
import os
from line import Line, knock
from redis import Redis
from text_worker import text_worker
from ivr.factory import create_app
from ivr.factory.abilities import ABILITIES
from ivr.factory.database import explain_error
from ivr.factory.text_words import keywords_by_provider, text_verdicts
from ivr.values import PhoneNumber

app = create_app(dict(os.environ), watch=False)
body = b"CallSid=one&From=%2B14155551234&To=%2B14155550100&CallStatus=ringing"
for word in ("sesame", "something"):
    answer = knock(app, "POST", "/voice", body, {"x-acme-word": word})
    print(answer.status, answer.body.decode())
print(*ABILITIES)
text = b"id=t1&from=%2B14155551234&to=%2B14155550100&text=hi"
print(knock(app, "POST", "/sms", text, {"x-acme-word": "sesame"}).body.decode())
text_worker(Line(app, Redis.from_url(os.environ["REDIS_URL"]), dict(os.environ), "AC1", "")).work()
print(explain_error("acme", "7"), ("acme", "7") in text_verdicts().opted_out)
print(keywords_by_provider()("acme", PhoneNumber("+14155550100")).find("Basta"))
"""


def test_one_more_company_is_a_folder_and_a_line(redis_server: EmbeddedRedis, redis: object, tmp_path: Path) -> None:
    house = tmp_path / "house" / "ivr"
    shutil.copytree(_HOUSE, house)
    (house / "providers" / "acme").mkdir()
    (house / "providers" / "acme" / "__init__.py").write_text(_FOLDER.lstrip("\n"))
    with (house / "factory" / "companies.py").open("a") as companies:
        companies.write(_LINE)
    menus = tmp_path / "menus"
    menus.mkdir()
    head = "line: Acme Bank\ncalls: main\ntexts: main\ntimezone: UTC\nprovider: acme\npatience: {give_up: hangup}\n"
    (menus / "line.yaml").write_text(head)
    (menus / "main.yaml").write_text("hi: {say: Welcome., next: owed}\nowed: {hangup: Goodbye.}\n")
    settings = {
        "PYTHONPATH": f"{tmp_path / 'house'}:{ROOT / 'tests'}",
        "REDIS_URL": redis_server.url,
        "IVR_VAR_DIR": str(tmp_path / "var"),
        "IVR_MENUS_DIR": str(menus),
        "IVR_SECRET_KEY": "a secret that only tests know",
    }
    done = subprocess.run(
        [sys.executable, "-c", _CALL],
        env=settings,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answered, refused, known, taken, sent, explained, keyword = done.stdout.splitlines()
    assert answered.startswith("200 ")
    assert "Welcome.</Say>" in answered
    assert refused == "403 "
    assert known == "twilio telnyx acme", "so `provider: acme` may stand in line.yaml"
    assert taken == "taken"
    assert sent.startswith("sent: Welcome.")
    assert explained == "Acme was told STOP. True"
    assert keyword == "stop"
