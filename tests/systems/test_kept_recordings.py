"""Recordings whose links die soon are fetched when they are told, and lie here; others stay where they are."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from fake_service import Says, serving
from line import BY_EVERY_COMPANY, Line, recordings_in

from ivr.factory.providers import voice_providers
from ivr.factory.web import recordings_of
from ivr.phone.companies import Company
from ivr.settings import load_settings

pytestmark = BY_EVERY_COMPANY
MP3 = b"ID3 a recording"
CALL = "v3:abc"


def told(line: Line, url: str, status: str = "completed") -> int:
    form = {"CallSid": CALL, "RecordingSid": "re/1.x", "RecordingStatus": status, "RecordingDuration": "7"}
    return line.post("/status/recording", {**form, "RecordingUrl": url}).status


def kept(tmp_path: Path) -> list[tuple[str, bytes]]:
    folder = tmp_path / "var" / "recordings"
    return [(path.name, path.read_bytes()) for path in sorted(folder.iterdir())] if folder.is_dir() else []


def test_it_is_fetched_once_however_often_it_is_told(make_line: Callable[..., Line], tmp_path: Path) -> None:
    with serving({"/1": Says(MP3, content_type="audio/mpeg")}) as service:
        line = make_line(IVR_PRIVATE_HOSTS=service.host)
        assert [told(line, f"{service.url}/1") for _ in range(3)] == [204, 204, 204]
        asked, dies = len(service.asked), line.company.name == "telnyx"
    assert asked == (1 if dies else 0)
    assert kept(tmp_path) == ([("re_2F1_2Ex.mp3", MP3)] if dies else [])
    urls = {fact["url"] for fact in recordings_in(line.redis)}
    assert urls == {str(tmp_path / "var" / "recordings" / "re_2F1_2Ex.mp3") if dies else f"{service.url}/1"}


def test_where_it_cannot_be_fetched_it_is_told_again(make_line: Callable[..., Line], tmp_path: Path) -> None:
    with serving({"/1": Says(b"gone", status=403)}) as service:
        line = make_line(IVR_PRIVATE_HOSTS=service.host)
        assert told(line, f"{service.url}/1") == (503 if line.company.name == "telnyx" else 204)
        assert told(line, "http://10.0.0.1/secret") == (503 if line.company.name == "telnyx" else 204)
    assert kept(tmp_path) == []
    assert len(recordings_in(line.redis)) == 2, "that there is one is noted all the same"


def test_what_was_not_recorded_is_not_fetched(line: Line, tmp_path: Path) -> None:
    assert told(line, "", "absent") == 204
    assert told(line, "https://example.com/1", "in-progress") == 204
    assert kept(tmp_path) == []


@pytest.mark.parametrize("recording_id", ["../../etc/passwd", "a" * 190, "%2e", "RE1"])
def test_a_name_never_leads_out_of_the_folder(line: Line, recording_id: str, tmp_path: Path) -> None:
    with serving({"/1": Says(MP3, content_type="audio/x-wav")}) as service:
        form = {"CallSid": CALL, "RecordingSid": recording_id, "RecordingStatus": "completed"}
        line.post("/status/recording", {**form, "RecordingUrl": f"{service.url}/1"})
    assert {path.parent.name for path in tmp_path.rglob("*.wav")} <= {"recordings"}


def test_where_the_folder_goes_with_the_machine_the_log_says_so(
    company: Company, logged: io.StringIO, tmp_path: Path
) -> None:
    settings = load_settings({"IVR_VAR_DIR": str(tmp_path)})
    providers = [provider for provider in voice_providers(settings).values() if provider.name == company.name]
    recordings_of(settings, providers)
    assert logged.getvalue() == ""
    recordings_of(replace(settings, on_heroku=True), providers)
    assert ("recordings_go_with_the_dyno" in logged.getvalue()) == (company.name == "telnyx")
