"""The verbs that put something to a system: fetch, run, text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from ivr.menu.parts import Place, Prompt, Target
from ivr.values import Seconds

# Templates in the shape of JSON.
Body: TypeAlias = str | tuple["Body", ...] | Mapping[str, "Body"]


@dataclass(frozen=True, slots=True)
class Fetch:
    """Asks a service of the line's. `path` is a template whose values are escaped; it begins with no slash.

    `texts` are the templates of `query`, `body` and `form` with their places; those of `body` and `form` may hold
    sensitive answers.
    """

    method: str
    service: str
    path: str
    next: Target
    failed: Target
    query: Mapping[str, str] = field(default_factory=dict)
    body: Body | None = None
    form: Mapping[str, str] = field(default_factory=dict)
    save: str | None = None
    timeout: Seconds | None = None
    meanwhile: Prompt | None = None
    missing: Target | None = None
    refused: Target | None = None
    path_place: Place | None = field(default=None, compare=False)
    texts: tuple[tuple[str, Place, bool], ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Run:
    """Runs a function that a developer registered under this name; `data` are its arguments."""

    name: str
    next: Target
    failed: Target
    data: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict, compare=False)
    save: str | None = None


@dataclass(frozen=True, slots=True)
class SendText:
    """Sends a text message: to the caller, to a contact, or to a number that a template comes to."""

    text: Prompt
    next: Target
    to: str | None = None
    media: tuple[str, ...] = ()
    failed: Target | None = None
    place: Place | None = field(default=None, compare=False)
