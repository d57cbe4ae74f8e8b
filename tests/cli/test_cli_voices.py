"""`ivr voices`: what is rendered, listed, played and taken in, and exit codes that a build can trust."""

import json
import os
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner, Result

from ivr.cli.main import ivr
from ivr.factory import make_tools

LINE = """\
line: Acme Bank
calls: main
timezone: UTC
languages:
  en: {locale: en-US, voice: "pyttsx3:en-us+f2"}
  es: {locale: es-US, voice: Polly.Lupe-Neural}
patience: {give_up: hangup, lost: {en: Once more., es: Otra vez.}}
"""
MAIN = """\
welcome:
  say: {en: "Welcome to {{ line.name }}.", es: Bienvenido.}
  next: tell
tell:
  say:
    en: ["Your balance is {{ account.balance | money }}.", {pause: 1s}, {audio: jingle.wav, text: Ta-da.}]
    es: Adiós.
  next: go
go: bye
bye: {hangup: {en: Goodbye., es: Adiós.}}
"""


@pytest.fixture
def line(tmp_path: Path) -> Path:
    (tmp_path / "menus").mkdir()
    (tmp_path / "menus" / "line.yaml").write_text(LINE)
    (tmp_path / "menus" / "main.yaml").write_text(MAIN)
    return tmp_path


def run(line: Path, *arguments: str) -> Result:
    environment = {name: str(line / folder) for name, folder in FOLDERS.items()}
    return CliRunner().invoke(ivr, ["voices", *arguments], obj=make_tools(environment))


FOLDERS = {"IVR_MENUS_DIR": "menus", "IVR_AUDIO_DIR": "audio", "IVR_VAR_DIR": "var"}


def rendered(line: Path) -> dict[str, bytes]:
    return {path.relative_to(line).as_posix(): path.read_bytes() for path in (line / "audio").glob("*/*.wav")}


def sound(path: Path, seconds: float = 1.0, rate: int = 44_100) -> Path:
    times = np.arange(int(seconds * rate)) / rate
    soundfile.write(path, np.column_stack([np.sin(2_000 * times)] * 2) * 0.1, rate)
    return path


def seconds_of(path: Path) -> float:
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8_000, 1, 2)
        return float(file.getnframes() / 8_000)


def test_a_line_is_rendered_once_and_again_only_where_it_changed(line: Path) -> None:
    stale = run(line, "render", "--check")
    assert stale.exit_code == 1
    assert "main/welcome: Welcome to Acme Bank.\n" in stale.stdout
    assert stale.stderr == "5 of 5 prompts must be rendered; run `ivr voices render`.\n"
    assert not (line / "audio").exists()

    first = run(line, "render")
    assert (first.exit_code, first.stderr) == (0, "")
    assert first.stdout.startswith("Rendered 5 of 5 prompts: ")
    files = rendered(line)
    assert len(files) == 5
    assert run(line, "render").stdout == "5 prompts rendered before; nothing has changed.\n"
    assert run(line, "render", "--check").exit_code == 0
    assert rendered(line) == files

    (line / "menus" / "main.yaml").write_text(MAIN.replace("Goodbye.", "Bye now."))
    assert run(line, "render", "--check").stderr.startswith("1 of 5 prompts")
    again = run(line, "render")
    assert again.stdout.startswith("Rendered 1 of 5 prompts: ")
    assert "1 file no text of these menus needs any more; once they are live" in again.stdout
    assert {name: data for name, data in rendered(line).items() if name in files} == files
    pruned = run(line, "render", "--prune")
    assert "Removed 1 file that no text needs any more.\n" in pruned.stdout
    assert len(rendered(line)) == 5
    noted = json.loads((line / "audio" / "rendered.json").read_text())
    assert {each["text"] for each in noted} == {
        *("Welcome to Acme Bank.", "Your balance is,", "Bye now.", "Once more."),
        "We are sorry, something went wrong.",
    }
    assert {(each["voice"], each["rate"], each["encoding"]) for each in noted} == {("en-us+f2", 160, "pcm")}


def test_what_there_is_is_listed_with_the_steps_that_say_it(line: Path) -> None:
    before = json.loads(run(line, "list", "--json").stdout)
    assert [each["seconds"] for each in before] == [None] * 5
    run(line, "render")
    after = {each["text"]: each for each in json.loads(run(line, "list", "--json").stdout)}
    assert after["Goodbye."]["steps"] == ["main/bye"]
    assert 0.3 < after["Goodbye."]["seconds"] < 2
    assert (line / "audio" / after["Goodbye."]["file"]).is_file()
    assert "5 of 5 prompts rendered.\n" in run(line, "list").stdout


def test_voices_are_listed_by_what_a_menu_writes(line: Path) -> None:
    assert "pyttsx3:pt-br                    Portuguese (Brazil)\n" in run(line, "list", "--names", "portug").stdout
    assert {"voice": "pyttsx3:fr", "speaks": "French (France)"} in json.loads(
        run(line, "list", "--json", "--names", "french").stdout
    )


def test_an_unknown_voice_ends_in_a_sentence_and_nothing_is_written(line: Path) -> None:
    (line / "menus" / "line.yaml").write_text(LINE.replace("en-us+f2", "en-su"))
    found = run(line, "render")
    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr.startswith("languages.en.voice in line.yaml: There is no voice `en-su`. Did you mean en-us")
    assert found.stderr.endswith("Until then callers hear the provider's voice.\n")
    assert not rendered(line)


def test_menus_with_errors_and_lines_without_own_voices(line: Path) -> None:
    (line / "menus" / "line.yaml").write_text(LINE.replace("pyttsx3:en-us+f2", "Polly.Joanna"))
    found = run(line, "render")
    assert (found.exit_code, found.stdout[:52]) == (0, "No language of these menus has a voice of its own, s")
    assert run(line, "render", "--check").exit_code == 0
    (line / "menus" / "main.yaml").write_text("welcome: {sya: Hello.}\n")
    wrong = run(line, "render")
    assert (wrong.exit_code, "have errors; run `ivr check" in wrong.stderr) == (2, True)


def test_a_step_is_heard_with_its_values_pauses_and_recordings(line: Path) -> None:
    taken = run(line, "import", str(sound(line / "jingle.mp3", 2.0)))
    assert (taken.exit_code, taken.stdout) == (0, f"{line}/jingle.mp3 is jingle.wav now, 2.0 s.\n")
    to = line / "tell.wav"
    short = run(line, "play", "tell", "--set", "account.balance=1", "-o", str(to))
    assert (short.exit_code, short.stderr) == (0, "")
    assert short.stdout == f"{to}: {seconds_of(to):.1f} s.\n"
    told = seconds_of(to)
    assert told > 1 + 2 + 1
    run(line, "play", "main/tell", "--set", "account.balance=1234.56", "-o", str(to))
    assert seconds_of(to) > told + 1

    left_out = run(line, "play", "tell", "-o", str(to))
    assert left_out.stderr == "Left out: `account.balance`; give a value with --set NAME=VALUE.\n"
    spanish = run(line, "play", "tell", "--language", "es", "-o", str(to))
    assert spanish.stderr == "In the place of es (Polly.Lupe-Neural) a voice of pyttsx3 speaks.\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["tlel"], "There is no step `tlel`. Write flow/step, like main/welcome.\n"),
        (["other/tell"], "There is no step `other/tell`. Did you mean main/tell?\n"),
        (["go"], "The step main/go says nothing; play one with a prompt.\n"),
        (["tell", "--language", "fr"], "The line speaks no `fr`; it speaks en, es.\n"),
        (["tell", "--set", "account"], "--set account: write a name and its value, like account.balance=12.50.\n"),
        (["tell", "--set", "a=1", "--set", "a.b=2"], "--set a.b=2: `a` has a value already, so it has no parts.\n"),
    ],
)
def test_what_cannot_be_played_is_a_sentence(line: Path, arguments: list[str], sentence: str) -> None:
    found = run(line, "play", *arguments, "-o", str(line / "a.wav"))
    assert (found.exit_code, found.stderr) == (2, sentence)
    assert not (line / "a.wav").exists()


def test_a_missing_recording_is_a_sentence(line: Path) -> None:
    found = run(line, "play", "tell", "-o", str(line / "a.wav"))
    assert found.exit_code == 2
    assert (
        found.stderr
        == f"There is no recording {line}/audio/en/jingle.wav; `ivr check` tells of all that are missing.\n"
    )


def test_recordings_are_taken_in_and_none_is_written_over_or_half(line: Path) -> None:
    kinds = [sound(line / f"{ending}.{ending}") for ending in ("wav", "mp3", "flac", "ogg", "aiff")]
    found = run(line, "import", "--language", "en", *map(str, kinds))
    assert (found.exit_code, found.stderr) == (0, "")
    for kind in kinds:
        assert seconds_of(line / "audio" / "en" / f"{kind.stem}.wav") == pytest.approx(1.0, abs=0.1)

    (line / "notes.wav").write_text("no sound")
    (line / "notes.mp3").write_text("no sound")
    soundfile.write(line / "quiet.wav", np.zeros(8_000), 8_000)
    before = (line / "audio" / "en" / "wav.wav").read_bytes()
    wrong = run(
        line,
        "import",
        "--language",
        "en",
        *(str(line / name) for name in ("notes.wav", "quiet.wav", "no.mp3", "wav.wav", "notes.mp3", ".wav.wav")),
    )
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert wrong.stderr.splitlines() == [
        f"{line}/notes.wav cannot be read as sound (Format not recognised).",
        f"{line}/quiet.wav holds nothing but silence; is it the right file?",
        f"{line}/no.mp3 is no file; look at its name.",
        f"There is {line}/audio/en/wav.wav already; add --replace to put {line}/wav.wav in its place.",
        f"{line}/notes.mp3 and {line}/notes.wav would both become en/notes.wav; rename one of them.",
        f"{line}/.wav.wav is hidden, and nothing hidden is played to callers; rename it.",
    ]
    assert (line / "audio" / "en" / "wav.wav").read_bytes() == before
    assert len(list((line / "audio").rglob("*"))) == 1 + len(kinds)
    sound(line / "wav.wav", 2.0)
    assert run(line, "import", "--language", "en", "--replace", str(line / "wav.wav")).exit_code == 0
    assert seconds_of(line / "audio" / "en" / "wav.wav") == pytest.approx(2.0, abs=0.1)


def test_two_recordings_of_one_name_are_not_laid_over_each_other(line: Path) -> None:
    found = run(line, "import", str(sound(line / "a.mp3")), str(sound(line / "a.flac")))
    assert found.exit_code == 2
    assert found.stderr == f"{line}/a.flac and {line}/a.mp3 would both become a.wav; rename one of them.\n"


def test_it_begins_without_what_only_a_served_line_needs() -> None:
    heavy = ("flask", "sqlalchemy", "alembic", "redis", "twilio", "dramatiq", "numpy", "soundfile", "pyttsx3")
    code = f"import sys, ivr.__main__; print([name for name in {heavy} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert ran.stdout == "[]\n"


def test_it_is_the_same_command_where_it_begins_alone(line: Path) -> None:
    environment = {**os.environ, **{name: str(line / folder) for name, folder in FOLDERS.items()}}
    (line / "menus" / "line.yaml").write_text(LINE.replace("en-us+f2", "en-su"))
    command = [sys.executable, "-m", "ivr", "voices", "render"]
    alone = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (alone.returncode, alone.stdout, alone.stderr) == (2, "", run(line, "render").stderr)
