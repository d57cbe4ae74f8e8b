"""Places that can all reach each other."""

from collections.abc import Iterator, Sequence


def components(onward: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Yield the numbers in groups that can all reach each other, those that lead nowhere else first (Tarjan)."""
    order = [-1] * len(onward)
    lowest = [0] * len(onward)
    is_open = bytearray(len(onward))
    path: list[int] = []
    count = 0
    for root in range(len(onward)):
        if order[root] >= 0:
            continue
        work: list[tuple[int, Iterator[int]]] = [(root, iter(onward[root]))]
        order[root] = lowest[root] = count
        count += 1
        path.append(root)
        is_open[root] = 1
        while work:
            name, targets = work[-1]
            for following in targets:
                if order[following] < 0:
                    order[following] = lowest[following] = count
                    count += 1
                    path.append(following)
                    is_open[following] = 1
                    work.append((following, iter(onward[following])))
                    break
                if is_open[following] and order[following] < lowest[name]:
                    lowest[name] = order[following]
            else:
                work.pop()
                if work and lowest[name] < lowest[work[-1][0]]:
                    lowest[work[-1][0]] = lowest[name]
                if lowest[name] == order[name]:
                    yield _taken_off(path, name, is_open)


def goes_round(group: Sequence[int], onward: Sequence[Sequence[int]]) -> bool:
    """Return whether a group of `components` holds a round."""
    return len(group) > 1 or group[0] in onward[group[0]]


def _taken_off(path: list[int], last: int, is_open: bytearray) -> list[int]:
    group: list[int] = []
    while not group or group[-1] != last:
        group.append(path.pop())
        is_open[group[-1]] = 0
    return group
