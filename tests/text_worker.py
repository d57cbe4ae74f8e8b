"""A worker's jobs about texts, done in this process as soon as somebody looks for an answer; telephones to it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from line import CALLER, LINE_NUMBER, Line

from ivr.cli.sent_later import SentLater
from ivr.cli.text_scripts import LineTalk
from ivr.factory.database import database_of
from ivr.factory.joining import connect, join_services, join_texts, secret_of
from ivr.factory.providers import text_senders
from ivr.factory.releases import followed_menus
from ivr.phone.line import WsgiTransport
from ivr.phone.text_phone import TextPhone
from ivr.ports.text_work import Answered, Job, TextPace, Texts
from ivr.ports.texts import TextSender
from ivr.queue import make_broker
from ivr.sealing import Seal
from ivr.settings import load_settings
from ivr.stores.facts_spool import FactsSpool
from ivr.stores.redis_calls import RedisCalls
from ivr.stores.sql.database import Database
from ivr.stores.sql.text_answers import find_answer
from ivr.values import MessageId
from ivr.workflows.answer_text import answer_text
from ivr.workflows.send_text import send_text

_QUEUE = "dramatiq:reply"


@dataclass
class TextWorker:
    """What a worker of a line would do."""

    line: Line
    texts: Texts
    senders: Mapping[str, TextSender]
    database: Database

    def work(self) -> None:
        """Do all jobs, and what comes of them."""
        redis: Any = self.line.redis
        while jobs := redis.hvals(f"{_QUEUE}.msgs"):
            redis.delete(_QUEUE, f"{_QUEUE}.msgs")
            for job in jobs:
                asked = json.loads(job)
                if asked["actor_name"] == Job.ANSWER_TEXT.value:
                    answer_text(self.texts, *asked["args"])
                else:
                    send_text(self.texts, self.senders, *asked["args"])

    def find_answer(self, message_id: MessageId) -> Answered | None:
        """Return what a text was answered with, once all is done about it."""
        self.work()
        return find_answer(self.database, self.line.company.name, message_id)


def text_worker(line: Line) -> TextWorker:
    """Return the worker of a line, joined as `ivr worker` joins it."""
    settings = load_settings(line.environment)
    assert settings.redis_url is not None
    wire, database = connect(settings.redis_url, settings), database_of(settings)
    menus = followed_menus(settings, wire, database)
    menus.look()
    spool = FactsSpool(settings.var_dir / "facts.spool.of.a.worker")
    calls = RedisCalls(wire, Seal(secret_of(settings), "calls"), spool)
    services = join_services(settings, line.environment, menus, calls, wire)
    texts = join_texts(settings, database, services, make_broker(settings.redis_url), TextPace())
    return TextWorker(line, texts, text_senders(settings), database)


def text_phone(line: Line, number: str = CALLER, to: str = LINE_NUMBER, **extra: str) -> TextPhone:
    """Return a telephone that texts a line as its company brings texts."""
    account = (line.account_sid, line.token)
    return TextPhone(WsgiTransport(line.app), line.base, *account, number, to, extra, line.company)


def talk_with(line: Line, number: str = CALLER, to: str = LINE_NUMBER, **extra: str) -> LineTalk:
    """Return somebody who texts a line and gets what it answers, at once or later."""
    return LineTalk(text_phone(line, number, to, **extra), SentLater(text_worker(line).find_answer, patience_s=5.0))
