"""Services that a call asks, over real HTTP: what is sent, every outcome, and what menus must not reach."""

import json
import time
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from fake_service import FakeService, Says, says, serving
from how_much import in_all
from line import Line

from ivr.handset.heard import Ended, WaitingForInput

FLOW = """\
account: {ask: Account number?, save: number, length: 4, next: look_up}
look_up:
  fetch: "bank/accounts/{{ number }}"
  query: {at: "{{ call.language }}", more: "a&b"}
  save: account
  next: tell
  missing: unknown
  refused: no
  failed: sorry
tell: {say: "Your balance is {{ account.balance | money }}, {{ account.owner.name }}.", next: account}
unknown: {say: I could not find that account., next: account}
no: {say: That is not allowed., next: account}
"""


@pytest.fixture
def service() -> Iterator[FakeService]:
    with serving({"/v1/accounts/1234": says({"balance": 12.5, "owner": {"name": "Ada"}})}) as service:
        yield service


@pytest.fixture
def line(line_of: Callable[..., Line], service: FakeService) -> Line:
    return bank(line_of, service, FLOW)


def bank(line_of: Callable[..., Line], service: FakeService, flow: str, more: str = "") -> Line:
    headers = 'headers: {Authorization: "Bearer {{ env.BANK_TOKEN }}"}'
    services = f'services: {{bank: {{url: "{service.url}/v1", {headers}, timeout: 4s}}}}\n'
    return line_of(flow, services + more, BANK_TOKEN="t0ken", IVR_PRIVATE_HOSTS=service.host)


def test_what_a_service_says_is_heard_in_the_same_turn(line: Line, service: FakeService) -> None:
    phone = line.phone()
    phone.ring()
    assert phone.press("1234").words == "Your balance is 12 dollars and 50 cents, Ada. Account number?"
    (asked,) = service.asked
    parts = urlsplit(asked.target)
    assert (asked.method, parts.path) == ("GET", "/v1/accounts/1234")
    assert parse_qs(parts.query) == {"at": ["en"], "more": ["a&b"]}
    assert asked.headers["authorization"] == "Bearer t0ken"
    assert asked.body == b""
    turns = [fact for fact in line.facts() if fact["kind"] == "turn"]
    assert [fact["turn"] for fact in turns] == [1, 2]
    assert turns[1]["path"] == ["main/look_up", "main/tell", "main/account"]


@pytest.mark.parametrize(
    ("answer", "heard"),
    [
        (Says(status=404), "I could not find that account."),
        (Says(status=410), "I could not find that account."),
        (Says(status=403), "That is not allowed."),
        (Says(status=429), "We cannot do that now."),
        (Says(status=500), "We cannot do that now."),
        (Says(status=302, headers={"Location": "/v1/accounts/1234"}), "We cannot do that now."),
        (Says(b"{not json"), "We cannot do that now."),
        (Says(b"[" * 5000 + b"]" * 5000), "We cannot do that now."),
        (Says(b"NaN"), "We cannot do that now."),
        (Says(b'"' + b"x" * 70_000 + b'"'), "We cannot do that now."),
        pytest.param(Says(after_s=5), "We cannot do that now.", marks=in_all),
    ],
)
def test_outcomes(line: Line, service: FakeService, answer: Says, heard: str) -> None:
    service.answers["/v1/accounts/1234"] = answer
    phone = line.phone()
    phone.ring()
    said = phone.press("1234")
    while not said.words and not isinstance(said.waits, Ended):
        said = phone.stay_silent()
    assert said.words.startswith(heard)


def test_a_service_that_nobody_listens_at(line: Line, service: FakeService, line_of: Callable[..., Line]) -> None:
    with serving({}) as gone:
        services = f'services: {{bank: {{url: "{gone.url}"}}}}\n'
        host = gone.host
    phone = line_of(FLOW, services, IVR_PRIVATE_HOSTS=host).phone()
    phone.ring()
    assert phone.press("1234").words == "We cannot do that now."


@pytest.mark.parametrize("pressed", ["1234", "0042"])
def test_values_in_a_path_are_escaped(line_of: Callable[..., Line], service: FakeService, pressed: str) -> None:
    flow = """\
q: {ask: Say it., save: it, as: words, next: f}
f: {fetch: "bank/x/{{ it }}/y", save: a, next: q, failed: sorry}
"""
    line = bank(line_of, service, flow)
    phone = line.phone()
    phone.ring()
    phone.say("../../admin?x=1#y z%2e")
    assert [asked.target for asked in service.asked] == ["/v1/x/..%2F..%2Fadmin%3Fx%3D1%23y%20z%252e/y"]
    for upwards in ("..", "."):
        again = line.phone()
        again.ring()
        assert again.say(upwards).words == "We cannot do that now."
    assert len(service.asked) == 1


def test_what_is_sent_in_bodies_and_forms(line_of: Callable[..., Line], service: FakeService) -> None:
    flow = """\
pin: {ask: PIN?, save: pin, length: 4, sensitive: yes, next: count}
count: {set: {items: "{{ 3 }}", ok: "{{ true }}"}, next: post}
post:
  fetch: post bank/sessions
  body: {pin: "{{ pin }}", items: "{{ items }}", ok: "{{ ok }}", list: ["{{ caller.number }}", fixed], at: {zone: x}}
  save: session
  next: form
  failed: sorry
form: {fetch: PUT bank/calls, form: {pin: "{{ pin }}", ok: "{{ ok }}"}, save: done, next: tell, failed: sorry}
tell: {hangup: "{{ session.id }} {{ done }}"}
"""
    service.answers["/v1/sessions"] = says({"id": "s1"}, status=201)
    service.answers["/v1/calls"] = Says(b"fine ", content_type="text/plain")
    line = bank(line_of, service, flow)
    phone = line.phone()
    phone.ring()
    assert phone.press("0042").words == "s1 fine"
    post, put = service.asked
    caller = "+14155551234"
    assert json.loads(post.body) == {
        "pin": "0042",
        "items": 3,
        "ok": True,
        "list": [caller, "fixed"],
        "at": {"zone": "x"},
    }
    assert (put.method, parse_qs(put.body.decode())) == ("PUT", {"pin": ["0042"], "ok": ["true"]})
    assert post.headers["idempotency-key"] != put.headers["idempotency-key"]
    assert "0042" not in str(line.facts())


def test_a_slow_service_lets_something_be_heard_meanwhile(line_of: Callable[..., Line], service: FakeService) -> None:
    flow = """\
look: {fetch: bank/slow, save: a, timeout: 6s, meanwhile: One moment please., next: tell, failed: sorry}
tell: {hangup: "It is {{ a }}."}
"""
    service.answers["/v1/slow"] = says(7, after_s=3.0)
    line = bank(line_of, service, flow)
    phone = line.phone()
    begun = time.monotonic()
    report = phone.ring()
    assert time.monotonic() - begun < 6
    assert report.words == "One moment please. It is 7."
    assert len(service.asked) == 1
    outcomes = [fact["outcome"] for fact in line.facts() if fact["kind"] == "turn"]
    assert outcomes[0] == "arrived"
    assert outcomes[-1] == "fetched"
    assert set(outcomes[1:-1]) <= {"waited"}


def test_a_repeated_webhook_asks_nobody_twice(line: Line, service: FakeService) -> None:
    phone = line.phone(call_sid="CA" + "7" * 32)
    document = phone.ring().document
    target = document.partition('action="')[2].partition('"')[0].replace("&amp;", "&")
    form = {"CallSid": "CA" + "7" * 32, "From": "+14155551234", "To": "+14155550100", "Digits": "1234"}
    answers = {line.post(target, form).body for _ in range(5)}
    assert len(answers) == 1
    assert b"12 dollars and 50 cents" in answers.pop()
    assert len(service.asked) == 1


def test_after_hanging_up_services_are_told(line_of: Callable[..., Line], service: FakeService) -> None:
    flow = """\
q: {menu: Choose., keys: {1: box}, give_up: sorry}
box: {voicemail: Speak., save: left, next: told}
told: {fetch: POST bank/messages, body: {url: "{{ left }}"}, next: hangup, failed: hangup}
note: {fetch: POST bank/ended, body: {call: "{{ call.id }}"}, next: hangup, failed: hangup}
"""
    service.answers |= {"/v1/messages": says({}, after_s=2.5), "/v1/ended": says({})}
    line = bank(line_of, service, flow, "hung_up: main/note\n")
    phone = line.phone(call_sid="CA" + "8" * 32)
    phone.ring()
    phone.press("1")
    phone.leave_message(5)
    phone = line.phone()
    phone.ring()
    phone.hang_up()
    assert [asked.target for asked in service.asked] == ["/v1/messages", "/v1/ended"]
    assert json.loads(service.asked[0].body)["url"].startswith("https://")
    path = line.facts_of("CA" + "8" * 32)[2]["path"]
    assert path == ["main/told"]


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "169.254.169.254", "10.0.0.1", "2130706433"]
)
def test_private_addresses_are_not_reached(line_of: Callable[..., Line], service: FakeService, host: str) -> None:
    services = f'services: {{bank: {{url: "http://{host}:{service.port}/v1", timeout: 2s}}}}\n'
    phone = line_of(FLOW, services).phone()
    phone.ring()
    assert phone.press("1234").words == "We cannot do that now."
    assert service.asked == []


def test_menus_go_on_with_what_a_service_listed(line_of: Callable[..., Line], service: FakeService) -> None:
    flow = """\
load: {fetch: bank/films, save: films, next: choices, failed: sorry}
choices:
  menu: Which film?
  from: films
  each: "For {{ item.title }}, press {{ key }}."
  label: "{{ item.title }}"
  save: film
  keys: {0: nothing}
  empty: nothing
  next: told
told: {say: "You chose {{ film.title }}, number {{ film.id }}.", next: choices}
nothing: {hangup: Nothing tonight.}
"""
    films = [{"title": title, "id": number} for number, title in enumerate(("Alien", "Brazil", "Casablanca"))]
    service.answers["/v1/films"] = says(films)
    line = bank(line_of, service, flow)
    phone = line.phone()
    asked = phone.ring()
    assert asked.words == "Which film? For Alien, press 1. For Brazil, press 2. For Casablanca, press 3."
    assert isinstance(asked.waits, WaitingForInput)
    assert asked.waits.speech
    assert phone.press("2").words.startswith("You chose Brazil, number 1. Which film?")
    assert phone.say("casablanca please").words.startswith("You chose Casablanca")
    assert phone.press("7").words.startswith("Which film?")
    assert phone.press("0").words == "Nothing tonight."
    service.answers["/v1/films"] = says([])
    assert line.phone().ring().words == "Nothing tonight."
    many = [{"title": f"Film {letter}", "id": number} for number, letter in enumerate("ABCDEFGHIJKLMNOPQRST")]
    service.answers["/v1/films"] = says(many)
    phone = line.phone()
    assert phone.ring().words.endswith("For Film H, press 8. For more, press 9.")
    assert phone.press("9").words.startswith("For Film I, press 1.")
    assert phone.press("9").words.startswith("For Film Q, press 1.")
    assert phone.press("4").words.startswith("You chose Film T, number 19.")
