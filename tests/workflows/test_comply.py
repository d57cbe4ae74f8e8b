"""Texts that ask to be left alone: followed once, confirmed once at most, and never by two."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from embedded import embedded

from ivr.dialog.events import Caller
from ivr.menu.carrier_words import Wish
from ivr.menu.model import Menus
from ivr.menu.parts import Channel
from ivr.menu.reading.load import load
from ivr.messaging.keywords import ProviderWords
from ivr.messaging.own_texts import own_text
from ivr.messaging.segments import measure
from ivr.ports.records import Source, WishTold
from ivr.ports.texts import MessageReceived, Reply
from ivr.providers.twilio.opt_out import words_of
from ivr.stores.sql.database import Database
from ivr.stores.sql.opt_outs import SqlOptOuts
from ivr.values import MenuVersion, MessageId, PhoneNumber
from ivr.workflows.comply import CompliantConverser

ANNA, LINE = PhoneNumber("+14155551234"), PhoneNumber("+14155550100")
SPANISH = "+14155550177"
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
MENUS = load(
    {
        "line.yaml": "line: Acme\ncalls: main\ntimezone: UTC\npatience: {give_up: hangup}\n"
        "languages: {en: {locale: en-US}, es: {locale: es-US}}\n"
        f'numbers: {{"{SPANISH}": {{language: es}}}}\n'
        "compliance:\n  stop_words: [alto]\n"
        '  helped: {en: "{{ line.name }}: Ring us. STOP ends it.", es: "{{ line.name }}: Llame. STOP termina."}\n',
        "main.yaml": "hello: {hangup: {en: Hi., es: Hola.}}\n",
    }
).menus


class Menu:
    """Answers whatever comes to it."""

    def converse(self, provider: str, received: MessageReceived, tell: object) -> list[Reply]:
        return [Reply(f"menu: {received.body}")]


class Shelf:
    def current(self) -> Menus:
        return MENUS

    def find(self, version: MenuVersion) -> Menus | None:
        return MENUS


@dataclass
class Desk:
    database: Database
    words: ProviderWords = field(default_factory=ProviderWords)
    count: int = 0

    @property
    def opt_outs(self) -> SqlOptOuts:
        return SqlOptOuts(self.database)

    def text(self, body: str, number: int = 0, told: Wish | None = None, our: PhoneNumber = LINE) -> list[str]:
        self.count += 1
        received = MessageReceived(MessageId(f"SM{number or self.count}"), Caller(ANNA), our, body, told=told)
        converser = CompliantConverser(Menu(), self.opt_outs, Shelf(), lambda *_: self.words, lambda: NOON)
        return [reply.body for reply in converser.converse("twilio", received, lambda _: None)]

    def is_out(self) -> bool:
        return self.opt_outs.has_opted_out(ANNA, Channel.TEXT)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    database = embedded(tmp_path)
    return Desk(database)


STOPPED, STARTED = (own_text(wish, "en-US", "Acme") for wish in (Wish.STOP, Wish.START))


def test_stop_is_followed_and_confirmed_once(desk: Desk) -> None:
    assert desk.text("Balance") == ["menu: Balance"]
    assert desk.text(" Stop! ") == [STOPPED]
    assert desk.is_out()
    assert desk.opt_outs.has_opted_out(ANNA, Channel.CALL), "calls too"
    assert desk.text("STOP") == []
    assert desk.text("Balance") == [], "whoever does not want to hear from us does not"
    assert desk.text("yes") == []


def test_the_same_text_again_is_answered_as_it_was(desk: Desk) -> None:
    assert desk.text("STOP", number=7) == desk.text("STOP", number=7) == [STOPPED]
    assert desk.text("START", number=8) == [STARTED]
    assert desk.text("STOP", number=7) == [STOPPED]
    assert not desk.is_out()


def test_help_is_answered_always(desk: Desk) -> None:
    (said,) = desk.text("help")
    assert said == "Acme: Ring us. STOP ends it.", "in the line's own words"
    assert desk.text("HELP", our=PhoneNumber(SPANISH)) == ["Acme: Llame. STOP termina."]
    desk.text("stop")
    assert desk.text("Info?") == [said]


def test_start_brings_them_back(desk: Desk) -> None:
    desk.text("stop")
    assert desk.text("START") == [STARTED]
    assert not desk.is_out()
    assert desk.text("balance") == ["menu: balance"]


def test_what_staff_wrote_down_is_not_taken_back_by_a_text(desk: Desk) -> None:
    both = (Channel.TEXT, Channel.CALL)
    desk.opt_outs.note(WishTold(ANNA, Wish.STOP, both, Source.STAFF, "a letter", NOON))
    assert desk.text("START") == [], "and nobody is told that it was"
    assert desk.is_out()


def test_where_the_provider_answers_nobody_else_does(desk: Desk) -> None:
    desk.words = words_of(LINE)
    assert desk.text("STOP") == []
    assert desk.is_out()
    assert desk.text("HELP") == []
    assert desk.text("Yes") == []
    assert not desk.is_out(), "YES brings back who has opted out"
    assert desk.text("Yes") == ["menu: Yes"]
    assert desk.text("please stop") == [STOPPED], "which Twilio does not understand"
    assert desk.text("basta", told=Wish.STOP) == []


def test_a_line_has_words_of_its_own(desk: Desk) -> None:
    assert desk.text("¡Alto!") == [STOPPED]
    assert desk.is_out()


def test_the_language_is_that_of_the_number(desk: Desk) -> None:
    assert desk.text("STOP", our=PhoneNumber(SPANISH)) == [own_text(Wish.STOP, "es", "Acme")]


@pytest.mark.parametrize("locale", ["en-US", "es-MX", "fr-CA", "de-DE", "pt-BR", "pl-PL"])
@pytest.mark.parametrize("wish", Wish)
def test_own_texts_are_one_segment_with_brand_and_a_way_on(wish: Wish, locale: str) -> None:
    text = own_text(wish, locale, "Acme Savings Bank of Maine")
    measured = measure(text)
    assert (measured.encoding.value, measured.segments) == ("GSM-7", 1), text
    assert "Acme Savings Bank of Maine" in text
    assert ("START" if wish is Wish.STOP else "STOP") in text
