"""What can go wrong around speaking: no eSpeak, a full disk, Ctrl-C, damaged files. No file is ever half there."""

import resource
import signal
import subprocess
import sys
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile
from how_much import IS_ALL

from ivr.menu.reading.load import load
from ivr.menu.voicing import FixedText, OwnVoice, file_of
from ivr.ports.voices import Rendered, VoicesError
from ivr.voices.audio_folder import MANIFEST, AudioFolder
from ivr.voices.speakers import PooledSpeakers
from ivr.workflows.render_voices import prune

ROOT = Path(__file__).parents[2]
VOICE = OwnVoice("en", "en-us")
LINE = """\
line: Acme
calls: main
timezone: UTC
languages: {en: {locale: en-US, voice: "pyttsx3:en-us"}}
patience: {give_up: hangup}
"""


def text(words: str) -> FixedText:
    return FixedText(VOICE, words, ())


@contextmanager
def files_of_at_most(size_bytes: int) -> Iterator[None]:
    """Let processes that begin meanwhile write no larger files: to them it is a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size_bytes", [500, 20_000])
def test_a_full_disk_is_a_sentence_and_leaves_nothing(tmp_path: Path, size_bytes: int) -> None:
    with PooledSpeakers(1) as speakers:
        with files_of_at_most(size_bytes):
            child = speakers._take("", new=True)
        speakers._idle[""] = [child]
        with pytest.raises(VoicesError, match=r"/ringtree-voices-\S+ cannot be written .*; make room.* voice"):
            speakers.speak(VOICE, "Hello, this is a long sentence.", tmp_path / "en" / "a.wav")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_full_audio_folder_is_a_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    source = tmp_path / "a.wav"
    samples = np.sin(np.arange(16_000) / 5) / 2
    soundfile.write(source, samples, 8_000)
    with PooledSpeakers(1) as speakers:
        with files_of_at_most(500):
            child = speakers._take("", new=True)
        speakers._idle[""] = [child]
        with pytest.raises(VoicesError, match=r"es/a\.wav cannot be written .*; make room.*provider's voice"):
            speakers.convert(source, tmp_path / "es" / "a.wav")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [source]


def test_a_folder_that_cannot_be_written_stops_at_once_and_says_where(tmp_path: Path) -> None:
    (tmp_path / "en").write_text("not a folder")
    with PooledSpeakers(2) as speakers, pytest.raises(VoicesError, match=r"/en.* cannot be written"):
        speakers.speak_all([text(f"Number {n}") for n in range(20)], lambda file: tmp_path / file, lambda _: None)


FAKE = """
def get_library_path(): return {library!r}
def get_data_path(): return {data!r}
"""


@pytest.mark.parametrize(
    ("fake", "sentence"),
    [
        (
            FAKE.format(library="/nowhere/libespeak-ng.so", data="/nowhere"),
            "eSpeak NG cannot be loaded from the package",
        ),
        ("raise ImportError('libespeak is gone')", "The process that speaks ended (ImportError: libespeak is gone)"),
    ],
)
def test_a_missing_espeak_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fake: str, sentence: str
) -> None:
    (tmp_path / "espeakng_loader.py").write_text(fake)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with PooledSpeakers(1) as speakers, pytest.raises(VoicesError) as error:
        speakers.check([VOICE])
    assert sentence in str(error.value)
    assert str(error.value).endswith("Until then callers hear the provider's voice.")


SCRIPT = """\
import sys
from pathlib import Path
from ivr.menu.reading.load import load
from ivr.ports.voices import OwnVoices
from ivr.voices.audio_folder import AudioFolder
from ivr.voices.speakers import PooledSpeakers
from ivr.workflows.render_voices import render

files = {path.name: path.read_text() for path in Path(sys.argv[1]).iterdir()}
with PooledSpeakers(2) as speakers:
    try:
        render(load(files).menus, OwnVoices(AudioFolder(Path(sys.argv[2])), speakers), lambda done, of: None)
    except KeyboardInterrupt:
        sys.exit(130)
"""
# The whole command begins slowly; `make test-all` has it.
COMMAND = ["-m", "ivr", "voices", "render"] if IS_ALL else ["-c", SCRIPT]


def test_ctrl_c_leaves_whole_files_and_the_next_run_goes_on_there(tmp_path: Path) -> None:
    menus, audio = tmp_path / "menus", tmp_path / "audio"
    menus.mkdir()
    (menus / "line.yaml").write_text(LINE)
    words = " ".join(["for balances press one"] * 12)
    steps = [f"s{n}: {{say: 'Number {n}, {words}.', next: s{n + 1}}}" for n in range(400)]
    (menus / "main.yaml").write_text("\n".join([*steps, "s400: hangup\n"]))
    environment = {"IVR_MENUS_DIR": str(menus), "IVR_AUDIO_DIR": str(audio), "PATH": "/usr/bin:/bin"}
    process = subprocess.Popen(
        [sys.executable, *COMMAND, *(() if IS_ALL else (str(menus), str(audio)))],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while len(list(audio.glob("en/*.wav"))) < 5 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130, said
    assert not IS_ALL or "what was spoken is kept" in said
    files = [path for path in audio.rglob("*") if path.is_file() and path.name != MANIFEST]
    assert 5 <= len(files) < 400
    for file in files:
        with wave.open(str(file)) as sound:
            assert len(sound.readframes(sound.getnframes())) == 2 * sound.getnframes() > 0
    noted = AudioFolder(audio)._read()
    assert set(noted) <= {path.relative_to(audio).as_posix() for path in files}
    assert len(noted) >= len(files) - 4  # what was finished after the last word of it


# --- the shelf ---------------------------------------------------------------------------------------------------


def put(folder: Path, words: str, seconds: float = 1.0) -> Rendered:
    file = file_of(VOICE, words)
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as sound:
        sound.setparams((1, 2, 8_000, 0, "NONE", ""))
        sound.writeframes(bytes(int(16_000 * seconds)))
    return Rendered(file, words, "en-us", 160, "pcm", seconds)


def test_what_is_there_is_found_also_where_nothing_was_noted(tmp_path: Path) -> None:
    shelf = AudioFolder(tmp_path)
    assert shelf.find([text("One.")]) == {}
    one = put(tmp_path, "One.", 1.5)
    assert shelf.find([text("One."), text("Two.")]) == {one.file: one}
    shelf.keep([one])
    assert AudioFolder(tmp_path).find([text("One.")]) == {one.file: one}
    (tmp_path / MANIFEST).write_text("damaged")
    assert AudioFolder(tmp_path).find([text("One.")]) == {one.file: one}


@pytest.mark.parametrize("damage", ["empty", "half", "text", "head", "folder"])
def test_what_is_damaged_is_spoken_again(tmp_path: Path, damage: str) -> None:
    shelf = AudioFolder(tmp_path)
    one = put(tmp_path, "One.")
    shelf.keep([one])
    path = shelf.path_of(one.file)
    whole = path.read_bytes()
    if damage == "folder":
        path.unlink()
        path.mkdir()
    else:
        half = {"empty": b"", "half": whole[: len(whole) // 2], "text": b"not a sound", "head": whole[:44]}
        path.write_bytes(half[damage])
    assert shelf.find([text("One.")]) == {}


def test_orphans_are_rendered_files_only_and_go_when_told(tmp_path: Path) -> None:
    shelf = AudioFolder(tmp_path)
    one, two = put(tmp_path, "One."), put(tmp_path, "Two.")
    shelf.keep([one, two])
    (tmp_path / "en" / "welcome.wav").write_bytes(b"somebody's recording")
    (tmp_path / "en" / ".half.wav.123.part").write_bytes(b"a process was killed")
    assert shelf.orphans({one.file}) == (two.file,)
    shelf.remove([two.file])
    assert shelf.orphans({one.file}) == ()
    left = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {Path(one.file).name, "welcome.wav", MANIFEST}
    assert set(AudioFolder(tmp_path)._read()) == {one.file}


def test_what_a_killed_process_left_half_goes_also_where_nothing_else_does(tmp_path: Path) -> None:
    one = put(tmp_path, "One.")
    part = (tmp_path / one.file).with_name(".half.wav.123.part")
    part.write_bytes(b"half")
    menus = load({"line.yaml": LINE, "main.yaml": "a: {say: One., next: hangup}\n"}).menus
    assert prune(menus, AudioFolder(tmp_path)) == ()
    assert not part.exists()
    assert (tmp_path / one.file).exists()


def test_a_manifest_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).mkdir()
    with pytest.raises(VoicesError, match=r"rendered\.json cannot be written"):
        AudioFolder(tmp_path).keep([Rendered("en/a.wav", "A", "en-us", 160, "pcm", 1.0)])
    assert [path.name for path in tmp_path.iterdir()] == [MANIFEST]
