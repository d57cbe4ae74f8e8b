"""How long a line's own voices take to speak its prompts, and how long it takes to see that nothing has changed."""

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from ivr.menu.reading.load import load
from ivr.ports.voices import OwnVoices
from ivr.voices.audio_folder import AudioFolder
from ivr.voices.speakers import PooledSpeakers, cores
from ivr.workflows.render_voices import render

_LINE = """\
line: Acme Bank
calls: main
timezone: UTC
languages: {en: {locale: en-US, voice: "pyttsx3:en-us+f2"}}
patience: {give_up: hangup}
"""


def show_rendering(prompts: int) -> None:
    """Print the times of rendering so many prompts, and of doing so again."""
    steps = [
        f"s{n}: {{say: 'Prompt {n}. For balances, press {n % 9 + 1}. For lost cards, press 0.', next: s{n + 1}}}"
        for n in range(prompts)
    ]
    files = {"line.yaml": _LINE, "main.yaml": "\n".join([*steps, f"s{prompts}: hangup\n"])}
    with TemporaryDirectory() as folder:
        menus = Path(folder) / "menus"
        menus.mkdir()
        for name, text in files.items():
            (menus / name).write_text(text)
        audio = Path(folder) / "audio"
        began = time.perf_counter()
        with PooledSpeakers() as speakers:
            rendering = render(load(files).menus, OwnVoices(AudioFolder(audio), speakers), lambda done, of: None)
        took = time.perf_counter() - began
        minutes = sum(each.seconds for each in rendering.spoken) / 60
        print(
            f"rendering: {len(rendering.spoken):,} prompts on {cores()} cores in {took:.1f} s, "
            f"{len(rendering.failed)} failed; {minutes:.0f} minutes of speech"
        )
        began = time.perf_counter()
        with PooledSpeakers() as speakers:
            render(load(files).menus, OwnVoices(AudioFolder(audio), speakers), lambda done, of: None)
        inside = time.perf_counter() - began
        command = [sys.executable, "-m", "ivr", "voices", "render"]
        environment = {**os.environ, "IVR_MENUS_DIR": str(menus), "IVR_AUDIO_DIR": str(audio)}
        began = time.perf_counter()
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
        whole = time.perf_counter() - began
        began = time.perf_counter()
        subprocess.run([*command[:4], "--help"], env=environment, check=True, stdout=subprocess.DEVNULL)
        start = time.perf_counter() - began
        print(f"unchanged: {inside:.2f} s; as a command {whole:.2f} s, of which {start:.2f} s to begin it")
