"""Webhooks and their documents: what a provider asks, what it is told, and who reads and writes both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from msgspec import Struct

from ivr.dialog.directives import Directive
from ivr.dialog.events import (
    CallArrived,
    CallStatusReported,
    Event,
    RecordingReported,
    Transcribed,
)


class RawRequest(Struct, frozen=True):
    """A webhook as it came over the wire: the raw request target, percent signs untouched; header names lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Authentic:
    """A form whose signature held; the first value of each field. `rehearsal`: signed with the development token.

    `event`: what came in its place, from a provider that sends JSON.
    """

    form: Mapping[str, str]
    rehearsal: bool
    event: Mapping[str, Any] = field(default_factory=dict, repr=False)


class Ways(Struct, frozen=True):
    """Addresses in a document, from the root: where the answer goes (`on`), what a callee hears alone (`whisper`).

    `wait`: what somebody hears who waits in a queue. `recording`, `transcript`: where a recording's end and its words
    are reported.
    """

    on: str
    whisper: str = ""
    wait: str = ""
    recording: str = "/status/recording"
    transcript: str = "/status/transcription"


class Document(Struct, frozen=True):
    """An answer in a provider's own language; `headers` are for a telephone that rehearses."""

    content_type: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


class VoiceProvider(Protocol):
    """One telephone company: who signs, what its forms mean, how it wants to be told what to do."""

    @property
    def name(self) -> str:
        """Return the name that logs and metrics use."""
        ...

    @property
    def signature_header(self) -> str:
        """Return the header, in lower case, by which its webhooks are known."""
        ...

    @property
    def links_die(self) -> bool:
        """Whether its links to recordings work for some minutes only, so that one is fetched as soon as it is told."""
        ...

    def authenticate(self, request: RawRequest) -> Authentic | None:
        """Return the form when the signature holds, else None; BadRequestError for a form that cannot be read."""
        ...

    def read_call_event(self, authentic: Authentic) -> Event:
        """Return what the caller or the network did; BadRequestError when the form does not say which call."""
        ...

    def read_call_arrived(self, authentic: Authentic) -> CallArrived:
        """Return which call this is and who calls, from the same form; every voice webhook says so."""
        ...

    def read_call_status(self, authentic: Authentic) -> CallStatusReported | None:
        """Return where the call stands, or None when the status is not one we know."""
        ...

    def is_machine(self, authentic: Authentic) -> bool:
        """Return whether a machine has picked up, as far as the provider can tell."""
        ...

    def read_wait(self, authentic: Authentic) -> tuple[int, int]:
        """Return how many seconds somebody has waited in a queue, and at which place they are, from 1."""
        ...

    def read_recording(self, authentic: Authentic) -> RecordingReported | None:
        """Return the recording that is done, or None when the form tells of none that is over."""
        ...

    def read_transcript(self, authentic: Authentic) -> Transcribed | None:
        """Return the words of a recording, or None when the form tells of none."""
        ...

    def read_rehearsal(self, authentic: Authentic) -> tuple[str | None, str | None]:
        """Return the local time, as typed, that a rehearsing telephone asks the line to believe in, and the rest."""
        ...

    def render(self, directives: Sequence[Directive], ways: Ways) -> Document:
        """Return the document for these directives."""
        ...
