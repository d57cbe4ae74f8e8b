"""What calls cost: asked some minutes after their end, a bounded number of times, and kept."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from embedded import embedded
from rest import ACCOUNT

from ivr.dialog.events import CallStatus
from ivr.dialog.facts import StatusFact
from ivr.factory.providers import call_costs
from ivr.ports.records import Wanted
from ivr.ports.text_work import Job
from ivr.settings import load_settings
from ivr.stores.sql.call_costs import SqlCallCosts
from ivr.stores.sql.call_records import SqlCallRecords
from ivr.stores.sql.database import Database
from ivr.stores.sql.record_lists import list_calls
from ivr.stores.sql.tables import COST_LOOKS
from ivr.values import CallId, Seconds
from ivr.workflows.learn_costs import ask_for_costs, learn_cost

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
CALL = CallId("CA" + "a" * 32)


@dataclass
class Books:
    """The books of a provider."""

    costs: dict[CallId, str] = field(default_factory=dict)
    asked: int = 0

    def find_cost(self, call_id: CallId) -> str | None:
        """Return what is written there."""
        self.asked += 1
        return self.costs.get(call_id)


@dataclass
class Office:
    """A worker that looks when it is told to."""

    database: Database
    books: Books = field(default_factory=Books)
    jobs: list[tuple[Job, int]] = field(default_factory=list)
    now: datetime = NOON

    def enqueue(self, job: Job, number: int) -> None:
        """Take note of a job."""
        self.jobs.append((job, number))

    def end(self, call_id: CallId = CALL, status: CallStatus = CallStatus.COMPLETED, *, asks: bool = True) -> None:
        """Let it be told how a call stands."""
        fact = StatusFact(call_id, int(self.now.timestamp()), status, status.value, Seconds(9))
        SqlCallRecords(self.database, asks_costs=asks).file([fact])

    def later(self, **time: float) -> None:
        """Let time pass, look, and do the jobs that come of it."""
        self.now += timedelta(**time)
        shelf = SqlCallCosts(self.database)
        ask_for_costs(shelf, self, lambda: self.now)
        while self.jobs:
            learn_cost(shelf, [Books(), self.books], self.jobs.pop()[1])

    @property
    def cost(self) -> str:
        """Return what stands in the record of the call."""
        (record,) = list_calls(self.database, Wanted())
        return record.cost

    @property
    def looks(self) -> int:
        """Return how many calls are still to be asked after."""
        with self.database.read() as connection:
            return int(connection.execute(sa.select(sa.func.count(COST_LOOKS.c.id))).scalar_one())


@pytest.fixture
def office(tmp_path: Path) -> Office:
    database = embedded(tmp_path)
    return Office(database)


def test_it_is_asked_until_it_is_said(office: Office) -> None:
    office.end()
    office.later(minutes=2.9)
    assert office.books.asked == 0
    office.later(minutes=0.2)
    office.later(minutes=5)
    assert (office.books.asked, office.cost) == (1, "")
    office.books.costs[CALL] = "0.0085 USD"
    office.later(minutes=6)
    assert (office.books.asked, office.cost, office.looks) == (2, "0.0085 USD", 0)
    office.later(days=9)
    assert office.books.asked == 2


def test_in_the_end_nobody_asks_any_more(office: Office) -> None:
    office.end()
    for _ in range(1000):
        office.later(hours=1)
    assert (office.books.asked, office.cost, office.looks) == (5, "", 0)


def test_a_queue_that_loses_its_jobs_only_delays_it(office: Office) -> None:
    office.end()
    office.now += timedelta(minutes=4)
    ask_for_costs(SqlCallCosts(office.database), office, lambda: office.now)
    office.jobs.clear()
    office.books.costs[CALL] = "0.01 USD"
    office.later(minutes=11)
    assert office.cost == "0.01 USD"


def test_the_same_job_twice_does_no_harm(office: Office) -> None:
    office.end()
    office.books.costs[CALL] = "0.01 USD"
    office.later(minutes=4)
    learn_cost(SqlCallCosts(office.database), [office.books], 1)
    assert office.books.asked == 1


def test_only_calls_that_are_over_and_only_with_an_account(office: Office) -> None:
    office.end(status=CallStatus.IN_PROGRESS)
    office.end(CallId("CA2"), asks=False)
    assert office.looks == 0
    office.end()
    office.end()
    assert office.looks == 1, "told twice, asked once"


def test_without_an_account_there_is_nobody_to_ask() -> None:
    assert call_costs(load_settings({})) == ()
    token = {"TWILIO_AUTH_TOKEN": "a token", "PUBLIC_BASE_URL": "https://line.example.com"}
    assert call_costs(load_settings(token)) == ()
    (asked,) = call_costs(load_settings({**token, "TWILIO_ACCOUNT_SID": ACCOUNT}))
    assert "a token" not in repr(asked)
