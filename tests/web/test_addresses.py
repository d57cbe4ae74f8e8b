"""The addresses of turns: what is written comes back, for this call only, and not a character otherwise."""

from urllib.parse import parse_qsl, unquote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from line import Line

from ivr.dialog.directives import PlayAudio, Speak, Whisper
from ivr.menu.checking.check import Known, examine
from ivr.menu.parts import ToStep
from ivr.values import CallId, MenuVersion, Seconds
from ivr.web.addresses import Addresses
from ivr.workflows.standing import Ticket

ADDRESSES = Addresses(b"one secret")
CALL = CallId("CA1")
TICKET = Ticket(ToStep("main", "choices"), 7, MenuVersion("3f9c00aa"), "es")

names = st.from_regex(r"[a-z0-9_]{1,20}", fullmatch=True)
tickets = st.builds(
    Ticket,
    st.builds(ToStep, names, names),
    st.integers(0, 99_999),
    st.builds(MenuVersion, st.text("0123456789abcdef", min_size=1, max_size=40)),
    st.from_regex(r"[a-z]{2}(-[A-Z]{2})?", fullmatch=True),
)
call_ids = st.builds(CallId, st.from_regex(r"[!-~]{1,200}", fullmatch=True))


def read(addresses: Addresses, call_id: CallId, address: str) -> Ticket | None:
    path, _, query = address.partition("?")
    _, _, flow, step = path.split("/")
    return addresses.find_ticket(call_id, unquote(flow), unquote(step), query)


@given(call_ids, tickets)
def test_what_is_written_comes_back(call_id: CallId, ticket: Ticket) -> None:
    address = ADDRESSES.way_on(call_id, ticket, None)
    assert (address.isascii(), len(address) < 400) == (True, True)
    assert read(ADDRESSES, call_id, address) == ticket


@given(call_ids, call_ids, tickets, st.binary(max_size=20))
def test_it_is_for_one_call_and_one_secret(mine: CallId, other: CallId, ticket: Ticket, secret: bytes) -> None:
    address = ADDRESSES.way_on(mine, ticket, None)
    if other != mine:
        assert read(ADDRESSES, other, address) is None
    if secret != b"one secret":
        assert read(Addresses(secret), mine, address) is None


def test_every_other_character_is_noticed() -> None:
    address = ADDRESSES.way_on(CALL, TICKET, None)
    start = len("/voice/")
    for at in range(start, len(address)):
        for other in "a0/&=%-\x00é":
            changed = address[:at] + other + address[at + 1 :]
            if changed == address or changed.partition("?")[0].count("/") != 3:
                continue
            assert read(ADDRESSES, CALL, changed) is None, changed


@pytest.mark.parametrize(
    "changes",
    [
        {"turn": "8"},
        {"turn": "-7"},
        {"turn": "7.0"},
        {"turn": "\N{SUPERSCRIPT SEVEN}"},
        {"turn": "\N{ARABIC-INDIC DIGIT SEVEN}"},
        {"turn": ""},
        {"turn": "9" * 5000},
        {"lang": "en"},
        {"lang": ""},
        {"lang": "es\n7"},
        {"menus": "other"},
        {"k": ""},
        {"k": "0" * 22},
        {"k": "é"},
    ],
)
def test_no_field_can_be_changed(changes: dict[str, str]) -> None:
    path, _, query = ADDRESSES.way_on(CALL, TICKET, None).partition("?")
    fields = {**dict(parse_qsl(query)), **changes}
    assert read(ADDRESSES, CALL, f"{path}?{urlencode(fields)}") is None


@pytest.mark.parametrize("missing", ["turn", "menus", "lang", "k"])
def test_no_field_can_be_missing(missing: str) -> None:
    path, _, query = ADDRESSES.way_on(CALL, TICKET, None).partition("?")
    fields = {name: value for name, value in parse_qsl(query) if name != missing}
    assert read(ADDRESSES, CALL, f"{path}?{urlencode(fields)}") is None


@pytest.mark.parametrize("query", ["", "?", "%", "turn", "turn=7&", "a=1&" * 50, "turn=%ff&menus=a&lang=b&k=c", "\x00"])
def test_garbage_is_no_address(query: str) -> None:
    assert ADDRESSES.find_ticket(CALL, "main", "choices", query) is None


def test_a_secret_does_not_print() -> None:
    assert "one secret" not in repr(ADDRESSES)


@pytest.mark.parametrize(
    "text", ["word " * 20_000, "w" * 100_000, "語" * 50_000, "One. Two! " * 9_000, "&<>\"'" * 9_000]
)
@pytest.mark.parametrize("accept", ["5", "any", None])
def test_the_address_of_a_whisper_is_short_and_never_loses_who_may_take_the_call(text: str, accept: str | None) -> None:
    whisper = Whisper((Speak(text, "en-US", "Polly.Joanna"), PlayAudio("a.wav")), accept, Seconds(7))
    address = ADDRESSES.whisper(CALL, 3, whisper, asked=1)
    assert len(address) < 3_200
    found = ADDRESSES.find_whisper(address.partition("?")[2])
    assert found is not None
    assert (found.call_id, found.turn, found.asked) == (CALL, 3, 1)
    assert (found.whisper.accept, found.whisper.wait) == (accept, Seconds(7))
    assert found.whisper.sounds[-1] == PlayAudio("a.wav")
    assert sum(len(sound.text) for sound in found.whisper.sounds if isinstance(sound, Speak)) > 500


def test_no_flow_can_be_called_like_an_address_of_our_own(line: Line) -> None:
    ours = {rule.rule.split("/")[2] for rule in line.app.url_map.iter_rules() if rule.rule.startswith("/voice/")}
    for name in ours - {"<flow>"}:
        files = {
            "line.yaml": "line: A\ncalls: main\ntimezone: UTC\n",
            "main.yaml": f"a: {{do: {name}}}\n",
            f"{name}.yaml": "b: {say: Hello., next: return}\n",
        }
        problems = examine(files, Known(frozenset()), ()).problems
        assert any(problem.code == "E110" and problem.place.file == f"{name}.yaml" for problem in problems)
    assert "side" in ours
