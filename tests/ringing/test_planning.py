"""Whom to ring: for whatever queues and agents, nobody is rung twice, none too many, and nobody is kept waiting."""

from hypothesis import given
from hypothesis import strategies as st

from ivr.ringing.people import AgentNow, AgentState
from ivr.ringing.planning import QueueNow, Wanted, plan

NOW = 1000
KEYS = "abcdefg"

agents_now = st.dictionaries(
    st.sampled_from(KEYS),
    st.builds(
        AgentNow,
        state=st.sampled_from(AgentState),
        until=st.integers(NOW - 50, NOW + 50),
        since=st.integers(0, NOW),
        misses=st.integers(0, 5),
    ),
)


@st.composite
def queues_now(draw: st.DrawFn) -> list[QueueNow]:
    names = draw(st.lists(st.sampled_from(["cards", "loans", "fraud"]), unique=True))
    return [
        QueueNow(
            name=name,
            places=tuple(sorted(draw(st.lists(st.floats(0, 100, allow_nan=False), max_size=8)))),
            offers=draw(st.integers(0, 4)),
            agents=tuple(draw(st.lists(st.sampled_from(KEYS), unique=True))),
            in_order=draw(st.booleans()),
        )
        for name in names
    ]


@given(queues=queues_now(), agents=agents_now)
def test_nobody_is_rung_twice_and_none_too_many(queues: list[QueueNow], agents: dict[str, AgentNow]) -> None:
    wanted = plan(queues, agents, NOW)
    rung = [one.agent for one in wanted]
    assert len(rung) == len(set(rung))
    assert all(agents.get(key, AgentNow()).may_be_rung(NOW) for key in rung)
    for queue in queues:
        mine = [one.agent for one in wanted if one.queue == queue.name]
        assert set(mine) <= set(queue.agents)
        assert len(mine) <= max(0, len(queue.places) - queue.offers)


@given(queues=queues_now(), agents=agents_now)
def test_while_somebody_waits_no_agent_of_theirs_is_idle(queues: list[QueueNow], agents: dict[str, AgentNow]) -> None:
    wanted = plan(queues, agents, NOW)
    rung = {one.agent for one in wanted}
    for queue in queues:
        rung_for_it = sum(one.queue == queue.name for one in wanted)
        idle = [key for key in queue.agents if agents.get(key, AgentNow()).may_be_rung(NOW) and key not in rung]
        assert len(queue.places) - queue.offers <= rung_for_it or not idle


@given(queues=queues_now(), agents=agents_now)
def test_what_is_planned_is_not_planned_again(queues: list[QueueNow], agents: dict[str, AgentNow]) -> None:
    wanted = plan(queues, agents, NOW)
    busy = {**agents, **{one.agent: AgentNow(AgentState.RUNG, NOW + 60) for one in wanted}}
    after = [
        QueueNow(q.name, q.places, q.offers + sum(one.queue == q.name for one in wanted), q.agents, q.in_order)
        for q in queues
    ]
    assert plan(after, busy, NOW) == ()


def test_the_longest_wait_of_all_queues_comes_first() -> None:
    queues = [QueueNow("cards", (20.0, 30.0), 0, ("a",)), QueueNow("loans", (10.0,), 0, ("a",))]
    assert plan(queues, {}, NOW) == (Wanted("loans", "a"),)


def test_in_order_the_first_who_is_free_else_who_was_idle_longest() -> None:
    agents = {"a": AgentNow(since=500), "b": AgentNow(since=100), "c": AgentNow(AgentState.TALKING, NOW + 9)}
    assert plan([QueueNow("cards", (1.0,), 0, ("c", "a", "b"), in_order=True)], agents, NOW) == (Wanted("cards", "a"),)
    assert plan([QueueNow("cards", (1.0,), 0, ("c", "a", "b"))], agents, NOW) == (Wanted("cards", "b"),)


def test_an_agent_who_is_being_rung_counts_for_the_first_place() -> None:
    queue = QueueNow("cards", (1.0, 2.0), 1, ("a", "b", "c"))
    assert len(plan([queue], {}, NOW)) == 1
