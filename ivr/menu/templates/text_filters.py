"""Filters for text and lists. Each refuses what would come out too long before it is built."""

from collections.abc import Mapping, Sequence

from ivr.menu.templates.value import (
    LONGEST_LIST,
    LONGEST_TEXT,
    CannotComputeError,
    Value,
    get_number,
    is_blank,
    join,
    kind_of,
    short_text,
)


def or_default(value: Value, otherwise: Value) -> Value:
    """Return the value, or `otherwise` when it is missing or blank. False and 0 are there."""
    return otherwise if is_blank(value) else value


def upcase(value: Value) -> str:
    """Return the text in capital letters."""
    return _not_too_long(short_text(value).upper())


def downcase(value: Value) -> str:
    """Return the text in small letters."""
    return _not_too_long(short_text(value).lower())


def capitalize(value: Value) -> str:
    """Return the text with a capital first letter and small letters after it."""
    return _not_too_long(short_text(value).capitalize())


def strip(value: Value) -> str:
    """Return the text without blanks around it."""
    return short_text(value).strip()


def size(value: Value) -> int:
    """Return how many characters, items or fields there are; 0 for a missing value."""
    if isinstance(value, str | Sequence | Mapping):
        return len(value)
    return len(short_text(value))


def first(value: Value) -> Value:
    """Return the first item, or the first character."""
    return _at(value, 0)


def last(value: Value) -> Value:
    """Return the last item, or the last character."""
    return _at(value, -1)


def join_with(value: Value, between: Value = ", ") -> str:
    """Return the items of a list as one text; anything else as its own text."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return join(value, short_text(between))
    return short_text(value)


def split(value: Value, between: Value) -> list[Value]:
    """Return the parts of a text between each `between`; its characters when that is empty."""
    text, separator = short_text(value), short_text(between)
    parts = text.count(separator) + 1 if separator else len(text)
    if parts > LONGEST_LIST:
        raise CannotComputeError("the result would have over 200 items")
    return list(text.split(separator) if separator else text)


def replace(value: Value, old: Value, new: Value) -> str:
    """Return the text with every `old` turned into `new`."""
    text, sought, other = short_text(value), short_text(old), short_text(new)
    if not sought:
        raise CannotComputeError("there is nothing to look for")
    if len(text) + text.count(sought) * (len(other) - len(sought)) > LONGEST_TEXT:
        raise CannotComputeError("the result would be over 4,000 characters")
    return text.replace(sought, other)


def remove(value: Value, old: Value) -> str:
    """Return the text without any `old`."""
    return replace(value, old, "")


def append(value: Value, more: Value) -> str:
    """Return the text with more after it."""
    return _together(short_text(value), short_text(more))


def prepend(value: Value, more: Value) -> str:
    """Return the text with more before it."""
    return _together(short_text(more), short_text(value))


def cut(value: Value, start: Value, length: Value = 1) -> Value:
    """Return `length` characters or items from `start` on (from 0; negative counts from the end)."""
    begin, count = _whole(start), max(_whole(length), 0)
    whole = value if isinstance(value, Sequence) else short_text(value)
    if begin < 0:
        begin += len(whole)
    if not 0 <= begin <= len(whole):
        return "" if isinstance(whole, str) else []
    count = min(count, len(whole) - begin)
    if isinstance(whole, str):
        return _not_too_long(whole[begin : begin + min(count, LONGEST_TEXT + 1)])
    if count > LONGEST_LIST:
        raise CannotComputeError("the result would have over 200 items")
    return list(whole[begin : begin + count])


def truncate(value: Value, length: Value = 50, ending: Value = "...") -> str:
    """Return the text cut to `length` characters, the ending counted in."""
    text = value if isinstance(value, str) else short_text(value)
    most, end = _whole(length), short_text(ending)
    if len(text) <= most:
        return _not_too_long(text)
    kept = max(min(most, LONGEST_TEXT) - len(end), 0)
    return _together(text[:kept], end)


def _at(value: Value, place: int) -> Value:
    if isinstance(value, Sequence):
        return value[place] if value else None
    raise CannotComputeError(f"needs a list or a text, not {kind_of(value)}")


def _whole(value: Value) -> int:
    number = get_number(value)
    if number != number.to_integral_value() or abs(number) > 1_000_000:
        raise CannotComputeError("needs a whole number")
    return int(number)


def _together(left: str, right: str) -> str:
    if len(left) + len(right) > LONGEST_TEXT:
        raise CannotComputeError("the result would be over 4,000 characters")
    return left + right


def _not_too_long(text: str) -> str:
    # A letter has at most three when its case changes, so this was never large.
    if len(text) > LONGEST_TEXT:
        raise CannotComputeError("the result would be over 4,000 characters")
    return text
