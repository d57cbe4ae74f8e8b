"""What a turn replies, as messages: each as long as a provider takes, ten of them at most."""

from ivr.messaging.segments import measure
from ivr.ports.texts import Reply
from ivr.workflows.answer_text import split_replies

MAP = "https://maps.test/1.png"


def test_pictures_go_with_the_first_part_and_nothing_empty_is_sent() -> None:
    parts = split_replies([Reply("word " * 400, (MAP,)), Reply("", (MAP,)), Reply(""), Reply("Bye.")])
    assert [(len(part.body) > 0, part.media) for part in parts] == [
        (True, (MAP,)),
        (True, ()),
        (False, (MAP,)),
        (True, ()),
    ]


def test_ten_messages_are_the_most_of_a_whole_turn() -> None:
    parts = split_replies([Reply("word " * 1000), *(Reply(str(number), (MAP,)) for number in range(10))])
    assert [part.body for part in parts[4:]] == ["0", "1", "2", "3", "4", "5"]


def test_plain_signs_stand_for_ornate_ones_only_where_asked_for_and_where_it_pays() -> None:
    ornate = "“We’re open” – really… " * 6
    assert [part.body for part in split_replies([Reply(ornate)])] == [ornate.strip()]
    (part,) = split_replies([Reply(ornate, (MAP,))], is_plain=True)
    assert part == Reply(('"We\'re open" - really... ' * 6).strip(), (MAP,))
    assert (measure(ornate.strip()).segments, measure(part.body).segments) == (3, 1)
    cheerful = f"{ornate}😀"
    assert [each.body for each in split_replies([Reply(cheerful)], is_plain=True)] == [cheerful]


def test_what_no_database_takes_is_left_out() -> None:
    assert [part.body for part in split_replies([Reply("a\0b"), Reply("\0")])] == ["ab"]
