"""What a company's calls are to the workflows, where it speaks a dialect of this XML."""

from collections.abc import Sequence
from typing import ClassVar

from ivr.dialog.directives import Directive
from ivr.dialog.events import CallArrived, CallStatusReported, Event, RecordingReported, Transcribed
from ivr.ports.webhooks import Authentic, Document, Ways
from ivr.providers.twiml import inbound, inbound_elsewhere
from ivr.providers.twiml.dialect import Dialect
from ivr.providers.twiml.render import CONTENT_TYPE, render


class DialectVoice:
    """Reads forms and writes documents in the dialect of a company; who signs for it, a class beside this one knows."""

    __slots__ = ()

    dialect: ClassVar[Dialect]

    @property
    def links_die(self) -> bool:
        """Whether links to recordings work for some minutes only."""
        return self.dialect.links_die

    def read_call_event(self, authentic: Authentic) -> Event:
        """Return what the caller or the network did; BadRequestError when the form does not say which call."""
        return inbound.read_call_event(self.dialect, authentic)

    def read_call_arrived(self, authentic: Authentic) -> CallArrived:
        """Return the call that came in, from the same form."""
        return inbound.read_call_arrived(self.dialect, authentic)

    def read_call_status(self, authentic: Authentic) -> CallStatusReported | None:
        """Return where the call stands, or None when the status is not one we know."""
        return inbound.read_call_status(self.dialect, authentic)

    def is_machine(self, authentic: Authentic) -> bool:
        """Return whether a machine has picked up, as far as the company can tell."""
        return inbound_elsewhere.is_machine(authentic.form)

    def read_wait(self, authentic: Authentic) -> tuple[int, int]:
        """Return how many seconds somebody has waited in a queue, and at which place they are, from 1."""
        return inbound_elsewhere.read_wait(authentic.form)

    def read_recording(self, authentic: Authentic) -> RecordingReported | None:
        """Return the recording that is done, or None when the form tells of none that is over."""
        return inbound_elsewhere.read_recording(inbound.read_call_id(self.dialect, authentic), authentic.form)

    def read_transcript(self, authentic: Authentic) -> Transcribed | None:
        """Return the words of a recording, or None when the form tells of none."""
        return inbound_elsewhere.read_transcript(inbound.read_call_id(self.dialect, authentic), authentic.form)

    def read_rehearsal(self, authentic: Authentic) -> tuple[str | None, str | None]:
        """Return the local time, as typed, that a rehearsing telephone asks the line to believe in."""
        return inbound.read_rehearsal(authentic)

    def render(self, directives: Sequence[Directive], ways: Ways) -> Document:
        """Return the document for these directives."""
        return Document(CONTENT_TYPE, render(self.dialect, directives, ways))
