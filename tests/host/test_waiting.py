"""Who waits in the room before a request is there, who must leave first, and that everything is counted back."""

from random import Random

from ivr.host.waiting import MOST_HELD_BYTES, REQUEST_S, SILENT_S, SILENT_STOPPING_S, WaitingRoom


def test_time_runs_from_the_first_byte_and_for_those_who_say_nothing_from_the_beginning() -> None:
    room: WaitingRoom[str] = WaitingRoom()
    room.wait("silent", 0)
    room.wait("speaks", 0)
    room.hear("speaks", 2, 1)
    room.hear("speaks", 6, 1)
    room.wait("speaks", 6.5)
    assert room.overdue(2 + REQUEST_S - 0.1, stopping=False) == []
    assert room.overdue(2 + REQUEST_S, stopping=False) == ["speaks"]
    assert room.overdue(SILENT_S, stopping=False) == ["silent", "speaks"]
    assert room.overdue(SILENT_STOPPING_S, stopping=True) == ["silent"]
    assert room.leave("speaks") == 2
    assert room.leave("silent") is None
    assert room.oldest() is None


def test_the_one_that_waits_longest_leaves_first() -> None:
    room: WaitingRoom[str] = WaitingRoom()
    for at, who in enumerate("abcd"):
        room.wait(who, at)
    room.hear("a", 10, 1)
    room.hear("c", 11, 1)
    left = []
    while (oldest := room.oldest()) is not None:
        left.append(oldest)
        room.leave(oldest)
    assert left == ["b", "d", "a", "c"]


def test_when_too_much_is_held_the_oldest_halves_go_and_no_more_of_them_than_must() -> None:
    room: WaitingRoom[int] = WaitingRoom()
    room.wait(-1, 0)
    for who in range(10):
        room.hear(who, who, MOST_HELD_BYTES // 8)
    gone = []
    for who in room.surplus():
        gone.append(who)
        room.leave(who)
    assert gone == [0, 1]
    assert room.held_bytes == MOST_HELD_BYTES
    assert -1 in room


def test_what_was_held_is_counted_back_whatever_happens() -> None:
    random, room = Random(1), WaitingRoom[int]()
    held: dict[int, int] = {}
    for at in range(5000):
        who = random.randrange(40)
        match random.randrange(3):
            case 0:
                room.wait(who, at)
            case 1:
                room.hear(who, at, 7)
                held[who] = held.get(who, 0) + 7
            case _:
                room.leave(who)
                held.pop(who, None)
        assert room.held_bytes == sum(held.values())
