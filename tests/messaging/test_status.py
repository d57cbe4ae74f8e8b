"""What is told of a text comes to the same whatever order it is told in; what is not understood does no harm."""

from itertools import permutations
from random import Random
from types import ModuleType
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.dialog.events import CallStatus
from ivr.messaging.status import MessageStatus, Standing, Told, standing_of
from ivr.messaging.trouble import Actor, Kind, Retry, Trouble
from ivr.providers.telnyx import message_words as telnyx
from ivr.providers.twilio import message_words as twilio

S = MessageStatus
FIVE: Final = {
    "delivered": (
        (Told(S.QUEUED), Told(S.SENDING), Told(S.SENT), Told(S.DELIVERED), Told(S.READ)),
        Standing(S.READ),
    ),
    "failed": (
        (Told(S.ACCEPTED), Told(S.QUEUED), Told(S.SENT), Told(S.UNDELIVERED, "30003"), Told(None)),
        Standing(S.UNDELIVERED, "30003"),
    ),
    "two ends": (
        (Told(S.QUEUED), Told(S.SENT), Told(S.UNDELIVERED, "30008"), Told(S.DELIVERED), Told(S.FAILED, "30006")),
        Standing(S.DELIVERED, "30008"),
    ),
    "two errors": (
        (
            Told(S.SENT),
            Told(S.UNDELIVERED, "30003"),
            Told(S.UNDELIVERED, "30005"),
            Told(S.UNDELIVERED),
            Told(None, "1"),
        ),
        Standing(S.UNDELIVERED, "30005"),
    ),
}


@pytest.mark.parametrize("name", FIVE)
def test_all_120_orders_end_alike(name: str) -> None:
    told, end = FIVE[name]
    assert {standing_of(order) for order in permutations(told)} == {end}
    assert standing_of(told * 2) == end, "and however often it is told"


_TOLD = st.builds(Told, st.one_of(st.none(), st.sampled_from(S)), st.sampled_from(["", "30003", "30008"]))


@given(st.lists(_TOLD, max_size=8), st.randoms(use_true_random=False))
def test_any_order_ends_alike_and_never_goes_back(told: list[Told], random: Random) -> None:
    shuffled = list(told)
    random.shuffle(shuffled)
    assert standing_of(shuffled) == standing_of(told)
    ranks = [standing.status.rank for end in range(len(told)) if (standing := standing_of(told[: end + 1])).status]
    assert ranks == sorted(ranks)


def test_what_is_not_understood_changes_nothing() -> None:
    assert standing_of([]) == standing_of([Told(None, "x")]) == Standing()
    for find in (twilio.find_message_status, telnyx.find_message_status):
        assert find("teleported") is None
        assert find("") is None
        assert find(" Delivered ") is S.DELIVERED


def test_the_words_of_providers() -> None:
    ends = {word for word, status in twilio.MESSAGE_STATUSES.items() if status.is_final}
    assert ends == {"canceled", "failed", "undelivered", "partially_delivered", "delivered", "read"}
    ends = {word for word, status in telnyx.MESSAGE_STATUSES.items() if status.is_final}
    assert ends == {"cancelled", "expired", "sending_failed", "delivery_failed", "delivered", "read"}


def test_a_call_moves_only_forward_too() -> None:
    ranks = [status.rank for status in CallStatus]
    assert ranks == sorted(set(ranks))
    last_open = max(status.rank for status in CallStatus if not status.is_final)
    assert all(status.rank > last_open for status in CallStatus if status.is_final)


def seen(trouble: Trouble) -> tuple[Kind, Retry, Actor]:
    return trouble.kind, trouble.retry, trouble.actor


@pytest.mark.parametrize(
    ("code", "kind", "retry", "actor"),
    [
        ("20429", Kind.THROTTLED, Retry.SOON, Actor.NOBODY),
        ("30023", Kind.DAILY_CAP, Retry.TOMORROW, Actor.OPERATOR),
        ("503", Kind.SERVER, Retry.SOON, Actor.PROVIDER),
        ("30003", Kind.HANDSET, Retry.LATER, Actor.RECIPIENT),
        ("30006", Kind.WRONG_NUMBER, Retry.NEVER, Actor.RECIPIENT),
        ("21610", Kind.OPTED_OUT, Retry.NEVER, Actor.RECIPIENT),
        ("21408", Kind.NOT_PERMITTED, Retry.NEVER, Actor.OPERATOR),
        ("21617", Kind.CONTENT, Retry.NEVER, Actor.AUTHOR),
        ("30034", Kind.REGISTRATION, Retry.NEVER, Actor.OPERATOR),
        ("30035", Kind.REGISTRATION, Retry.LATER, Actor.NOBODY),
        ("35118", Kind.SCHEDULE, Retry.NEVER, Actor.OPERATOR),
        ("20003", Kind.ACCOUNT, Retry.NEVER, Actor.OPERATOR),
        ("99999", Kind.UNKNOWN, Retry.NEVER, Actor.OPERATOR),
    ],
)
def test_twilio_errors(code: str, kind: Kind, retry: Retry, actor: Actor) -> None:
    assert seen(twilio.trouble_of(code)) == (kind, retry, actor)


@pytest.mark.parametrize(
    ("code", "kind", "retry", "actor"),
    [
        ("10011", Kind.THROTTLED, Retry.SOON, Actor.NOBODY),
        ("40004", Kind.SERVER, Retry.LATER, Actor.PROVIDER),
        ("40300", Kind.OPTED_OUT, Retry.NEVER, Actor.RECIPIENT),
        ("40001", Kind.WRONG_NUMBER, Retry.NEVER, Actor.RECIPIENT),
        ("40003", Kind.CONTENT, Retry.NEVER, Actor.AUTHOR),
        ("10009", Kind.ACCOUNT, Retry.NEVER, Actor.OPERATOR),
        ("99999", Kind.UNKNOWN, Retry.NEVER, Actor.OPERATOR),
    ],
)
def test_telnyx_errors(code: str, kind: Kind, retry: Retry, actor: Actor) -> None:
    assert seen(telnyx.trouble_of(code)) == (kind, retry, actor)


@pytest.mark.parametrize("provider", [twilio, telnyx])
def test_every_error_is_told_in_a_sentence(provider: ModuleType) -> None:
    for code, trouble in provider.ERRORS.items():
        assert code.isdigit()
        assert trouble.sentence.endswith("."), code
        assert trouble.sentence[0].isupper() or trouble.sentence[0].isdigit(), code
        assert code not in trouble.sentence


def test_an_unknown_code_names_the_page_and_nothing_strange() -> None:
    assert "errors/99999" in twilio.trouble_of("99999").sentence
    assert "<script>" not in twilio.trouble_of("<script>").sentence
    assert "no code" in telnyx.trouble_of("").sentence


def test_who_must_act_and_what_stops() -> None:
    assert twilio.trouble_of("30005").is_number_bad
    assert not twilio.trouble_of("21612").is_number_bad, "another sender may get there"
    assert twilio.trouble_of("20003").stops_all
    assert not twilio.trouble_of("30007").stops_all
