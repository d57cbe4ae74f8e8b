"""Patterns that only list texts: `.*yes.*`, `(si|sí)`, `.*(s(i|í)|y).*`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_ANY: Final = ".*"
_MOST: Final = 12
_PLAIN: Final = frozenset(" '-_#,")


@dataclass(frozen=True, slots=True)
class Listed:
    """The texts that a pattern lists; `within`: something may stand before and behind them."""

    texts: tuple[str, ...]
    within: bool


class _NotListedError(Exception):
    """The pattern is more than a list of texts."""


def find_listed(pattern: str) -> Listed | None:
    """Return what a pattern lists; None when it is more than a few plain texts."""
    inner = pattern.strip().removeprefix("^").removesuffix("$")
    within = len(inner) > 2 * len(_ANY) and inner.startswith(_ANY) and inner.endswith(_ANY)
    signs = iter(inner[len(_ANY) : -len(_ANY)] if within else inner)
    try:
        texts = _choices(signs, is_inner=False)
    except _NotListedError:
        return None
    return Listed(tuple(dict.fromkeys(texts)), within) if all(texts) and len(texts) <= _MOST else None


def _choices(signs: Iterator[str], *, is_inner: bool) -> list[str]:
    """Return the texts up to the end, or to the bracket that closes these choices."""
    done: list[str] = []
    begun = [""]
    for sign in signs:
        if sign == "|":
            done, begun = [*done, *begun], [""]
        elif sign == "(":
            inner = _choices(signs, is_inner=True)
            begun = [f"{text}{more}" for text in begun for more in inner]
        elif sign == ")" and is_inner:
            return [*done, *begun]
        elif sign.isalnum() or sign in _PLAIN:
            begun = [f"{text}{sign}" for text in begun]
        else:
            raise _NotListedError
        if len(begun) > _MOST:
            raise _NotListedError
    if is_inner:
        raise _NotListedError
    return [*done, *begun]
