"""The language's own rules for comparing: text written as a number or as true or false counts as such.

Texts compare without case and outer blanks. What is missing is equal to nothing, before nothing and in nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from ivr.menu.templates.value import CannotComputeError, Value, find_number, is_blank, kind_of, text_of

_DEEPEST: Final = 20
_MOST_ITEMS: Final = 10_000
_MOST_COMPARED: Final = 200  # values in all, of two lists or objects
_TRUTHS: Final = {"true": True, "false": False}


def is_true(value: Value) -> bool:
    """Return what a value alone says: true unless missing, blank, empty, false or the text `false`. 0 is there."""
    return not is_blank(value) and _find_truth(value) is not False


def equal(left: Value, right: Value) -> bool:
    """Return whether two values are the same. A missing one is the same as nothing, not even another missing one.

    Two texts with different leading zeros are two codes (`0123`, `123`); against a number both are that number.
    """
    return _equal(left, right, 0)


def order(left: Value, right: Value) -> int | None:
    """Return -1, 0 or 1 as `left` is less than, equal to or greater than `right`; None when one is missing.

    CannotComputeError when the two cannot be put in order.
    """
    if left is None or right is None:
        return None
    numbers = find_number(left), find_number(right)
    if numbers[0] is not None and numbers[1] is not None:
        return (numbers[0] > numbers[1]) - (numbers[0] < numbers[1])
    if isinstance(left, str) and isinstance(right, str) and numbers == (None, None):
        left, right = _folded(left), _folded(right)
        return (left > right) - (left < right)
    raise CannotComputeError(f"{_kind(left)} is neither less nor greater than {_kind(right)}")


def contains(whole: Value, part: Value) -> bool:
    """Return whether a text holds a text, a list an item or an object a name.

    CannotComputeError when it is none of these, or the list has over 10,000 items.
    """
    if whole is None or part is None:
        return False
    if isinstance(whole, str):
        return not is_blank(part) and _folded(_as_text(part)) in _folded(whole)
    if isinstance(whole, Mapping):
        name = _folded(_as_text(part))
        return name in whole or any(_folded(key) == name for key in whole)
    if isinstance(whole, Sequence):
        return _has_item(whole, part)
    raise CannotComputeError(f"{kind_of(whole)} contains nothing")


def _has_item(items: Sequence[Value], item: Value) -> bool:
    if len(items) > _MOST_ITEMS:
        raise CannotComputeError("the list has over 10,000 items")
    if isinstance(item, str) and find_number(item) is None and _find_truth(item) is None:
        # Only a text can equal it: the short way through long lists of names and phone numbers.
        sought = _folded(item)
        return any(isinstance(one, str) and _folded(one) == sought for one in items)
    return any(_equal(one, item, 0) for one in items)


def _equal(left: Value, right: Value, depth: int) -> bool:
    if left is None or right is None:
        return False
    if isinstance(left, str) and isinstance(right, str):
        return _same_text(left, right)
    if isinstance(left, bool) or isinstance(right, bool):
        truth = _find_truth(left)
        return truth is not None and truth is _find_truth(right)
    if isinstance(left, int | float) and isinstance(right, int | float):
        return left == right
    if isinstance(left, int | float) or isinstance(right, int | float):
        number = find_number(left)
        return number is not None and number == find_number(right)
    if isinstance(left, str) or isinstance(right, str):
        return False
    return _same_collection(left, right, depth)


def _same_text(left: str, right: str) -> bool:
    left, right = _folded(left), _folded(right)
    if left == right:
        return True
    if _is_code(left) or _is_code(right):
        return False
    number = find_number(left)
    return number is not None and number == find_number(right)


def _same_collection(left: Value, right: Value, depth: int) -> bool:
    if depth > _DEEPEST:
        raise CannotComputeError(f"lists or objects go more than {_DEEPEST} deep")
    # Two that differ in size are found out soon: the smaller one bounds what it costs.
    if depth == 0 and min(_counted(left), _counted(right)) > _MOST_COMPARED:
        raise CannotComputeError(f"lists or objects of over {_MOST_COMPARED} values are not compared")
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(_equal(left[key], right[key], depth + 1) for key in left)
    if isinstance(left, Sequence) and isinstance(right, Sequence):
        return len(left) == len(right) and all(_equal(a, b, depth + 1) for a, b in zip(left, right, strict=True))
    return False


def _counted(value: Value) -> int:
    """Return how many values a value holds, itself and those within; no further than it takes to know too many."""
    count, waiting = 0, [value]
    while waiting and count <= _MOST_COMPARED:
        count += 1
        one = waiting.pop()
        if isinstance(one, Mapping):
            waiting += list(one.values())[:_MOST_COMPARED]
        elif isinstance(one, Sequence) and not isinstance(one, str):
            waiting += one[:_MOST_COMPARED]
    return count + len(waiting)


def _find_truth(value: Value) -> bool | None:
    if isinstance(value, bool):
        return value
    return _TRUTHS.get(_folded(value)) if isinstance(value, str) else None


def _is_code(text: str) -> bool:
    return len(text) > 1 and text[0] == "0" and text[1] != "."


def _folded(text: str) -> str:
    return text.strip().casefold()


def _as_text(value: Value) -> str:
    if isinstance(value, bool | int | float | str):
        return text_of(value)
    raise CannotComputeError(f"{kind_of(value)} cannot be looked for")


def _kind(value: Value) -> str:
    if isinstance(value, str) and find_number(value) is not None:
        return "text that is a number"
    return kind_of(value)
