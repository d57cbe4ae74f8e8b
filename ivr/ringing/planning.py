"""Which agents are rung now: those free the longest, for those who wait the longest, and never more than are needed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ivr.ringing.people import AgentNow


@dataclass(frozen=True, slots=True)
class QueueNow:
    """A queue at one moment.

    `places`: what the places are worth that no agent has accepted, the first to be served, which is the least, first.
    `offers`: how many agents are being rung for them. `agents` are keys, in the order of line.yaml.
    """

    name: str
    places: tuple[float, ...]
    offers: int
    agents: tuple[str, ...]
    in_order: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """An agent to be rung for a queue."""

    queue: str
    agent: str


def plan(queues: Sequence[QueueNow], agents: Mapping[str, AgentNow], now: int) -> tuple[Wanted, ...]:
    """Return who is to be rung. Agents who are not known have never been rung. Costs places times agents."""
    wanted: list[Wanted] = []
    taken: set[str] = set()
    by_name = {queue.name: queue for queue in queues}
    for _, name in sorted(_needs(queues)):
        queue = by_name[name]
        free = [key for key in _ranked(queue, agents) if key not in taken and _now(agents, key).may_be_rung(now)]
        if free:
            taken.add(free[0])
            wanted.append(Wanted(name, free[0]))
    return tuple(wanted)


def _needs(queues: Sequence[QueueNow]) -> Iterator[tuple[float, str]]:
    """Yield the places that nobody is rung for yet; no more than a queue has agents can be of use."""
    for queue in queues:
        for place in queue.places[queue.offers :][: len(queue.agents)]:
            yield place, queue.name


def _ranked(queue: QueueNow, agents: Mapping[str, AgentNow]) -> Sequence[str]:
    if queue.in_order:
        return queue.agents
    return sorted(queue.agents, key=lambda key: _now(agents, key).since)


def _now(agents: Mapping[str, AgentNow], key: str) -> AgentNow:
    return agents.get(key, AgentNow())
