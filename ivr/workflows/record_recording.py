"""Recordings and their words, told by the provider after the call has gone on: written down as facts."""

from dataclasses import dataclass

from msgspec.structs import replace

from ivr.dialog.events import RecordingReported, Transcribed
from ivr.dialog.facts import Fact, RecordingFact, TranscriptFact
from ivr.errors import StoreUnavailableError
from ivr.log import get_logger
from ivr.ports.calls import Services
from ivr.ports.conversations import PictureRefusedError, PictureSource
from ivr.ports.sound import RecordingKeeper

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Recordings:
    """How recordings are fetched and kept, of providers whose links to them die soon."""

    source: PictureSource
    keeper: RecordingKeeper


def keep_recording(recordings: Recordings, reported: RecordingReported) -> RecordingReported | None:
    """Return the recording with where it lies now, fetched once however often it is told; None: not to be had now."""
    if reported.seconds is None or not reported.url:
        return reported
    recording_id = reported.recording_id
    where = recordings.keeper.find(recording_id)
    try:
        if where is None:
            sound = recordings.source.fetch(reported.url)
            where = recordings.keeper.keep(recording_id, sound.suffix, sound.content)
    except (PictureRefusedError, OSError) as error:
        why = str(error) if isinstance(error, PictureRefusedError) else type(error).__name__
        _log.warning("recording_not_kept", call=reported.call_id.value, recording=recording_id, why=why)
        return None
    return replace(reported, url=where)


def record_recording(services: Services, reported: RecordingReported) -> None:
    """Note that a recording is done, or that there is none."""
    services.begin()
    at = int(services.clock().timestamp())
    fact = RecordingFact(reported.call_id, at, reported.recording_id, reported.url, reported.seconds)
    _note(services, fact)
    _log.info("recording", call=reported.call_id.value, recording=reported.recording_id, seconds=reported.seconds)


def record_transcript(services: Services, transcribed: Transcribed) -> None:
    """Note the words of a recording; they are not logged."""
    services.begin()
    at = int(services.clock().timestamp())
    _note(services, TranscriptFact(transcribed.call_id, at, transcribed.recording_id, transcribed.text))
    there = transcribed.text is not None
    _log.info("transcript", call=transcribed.call_id.value, recording=transcribed.recording_id, there=there)


def _note(services: Services, fact: Fact) -> None:
    try:
        services.calls.note(fact)
    except StoreUnavailableError as error:
        _log.warning("store_unavailable", call=fact.call_id.value, why=str(error))
