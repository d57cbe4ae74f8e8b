"""`ivr voices`: prompts spoken ahead, what there is of them, a step heard without a telephone, recordings taken in."""

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

import click
from rich.console import Console
from rich.progress import Progress

from ivr.cli.sentences import Sentences
from ivr.cli.tools import Tools
from ivr.cli.voice_tools import VoiceTools
from ivr.errors import RingtreeError
from ivr.menu.templates.value import Value
from ivr.menu.voicing import FixedText
from ivr.workflows.hear_step import StepHeard, StepWanted
from ivr.workflows.import_recordings import Imported, NotImported, ToImport
from ivr.workflows.render_voices import Rendering, Survey

_DONE, _STALE, _COULD_NOT, _STOPPED = 0, 1, 2, 130
_MOST_SHOWN: Final = 20
_NONE: Final = (
    "No language of these menus has a voice of its own, so there is nothing to render; "
    'give one `voice: "pyttsx3:en-us"` in line.yaml.'
)
_PLAYERS: Final = (("aplay", "-q"), ("paplay",), ("pw-play",), ("afplay",), ("ffplay", "-autoexit", "-nodisp"))
_folder = click.option(
    "--menus", type=click.Path(path_type=Path, exists=True, file_okay=False), help="The line's menus."
)


@click.group(cls=Sentences, epilog="Example: ivr voices render")
def voices() -> None:
    """Prompts that play: spoken ahead by a voice of the line's own, or recorded by people."""


def _tools(ctx: click.Context) -> VoiceTools:
    tools: Tools = ctx.obj
    return tools.voices()


# --- rendering ---------------------------------------------------------------------------------------------------


@voices.command(epilog="Example: ivr voices render --check")
@_folder
@click.option("--check", "only_check", is_flag=True, help="Speak nothing; exit code 1 when something is to be spoken.")
@click.option("--prune", is_flag=True, help="Remove the rendered files that no text needs any more.")
@click.pass_context
def render(ctx: click.Context, menus: Path | None, only_check: bool, prune: bool) -> None:
    """Speak every prompt of the languages whose voice is `pyttsx3:…` that is new or has changed.

    The files lie in IVR_AUDIO_DIR (audio/), by language. Exit code 0: all of them are there. 1: with --check, some
    are not. 2: some could not be spoken; callers hear those in the provider's voice.
    """
    tools = _tools(ctx)
    if only_check:
        found = tools.survey(menus)
        _tell_stale(found)
        ctx.exit(_STALE if found.stale else _DONE)
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task("Rendering", total=None)
        try:
            rendering = tools.render(menus, lambda done, of: progress.update(bar, completed=done, total=of))
        except KeyboardInterrupt:
            click.echo("Stopped; what was spoken is kept, and the next run goes on there.", err=True)
            ctx.exit(_STOPPED)
    _tell_rendering(rendering)
    if prune:
        removed = tools.prune(menus)
        click.echo(f"Removed {_counted(len(removed), 'file')} that no text needs any more.")
    elif rendering.survey.orphans:
        _tell_orphans(rendering.survey)
    ctx.exit(_COULD_NOT if rendering.failed else _DONE)


def _tell_stale(found: Survey) -> None:
    if not found.texts:
        click.echo(_NONE)
        return
    for text in found.stale[:_MOST_SHOWN]:
        click.echo(f"{text.file}  {_where(text)}: {_short(text.text)}")
    if len(found.stale) > _MOST_SHOWN:
        click.echo(f"and {len(found.stale) - _MOST_SHOWN} more")
    if found.stale:
        few = f"{len(found.stale)} of {_counted(len(found.texts), 'prompt')}"
        click.echo(f"{few} must be rendered; run `ivr voices render`.", err=True)
    else:
        click.echo(f"{_counted(len(found.texts), 'prompt')} rendered, none is missing.")


def _tell_rendering(rendering: Rendering) -> None:
    found = rendering.survey
    if not found.texts:
        click.echo(_NONE)
        return
    for failed in rendering.failed:
        click.echo(f"{_where(failed.text)}: {failed.why} Callers hear it in the provider's voice.", err=True)
    seconds = sum(each.seconds for each in rendering.spoken)
    if found.stale:
        told = f"Rendered {len(rendering.spoken)} of {_counted(len(found.texts), 'prompt')}: {seconds:.0f} s of speech."
        click.echo(told)
    else:
        click.echo(f"{_counted(len(found.texts), 'prompt')} rendered before; nothing has changed.")


def _tell_orphans(found: Survey) -> None:
    for file in found.orphans[:_MOST_SHOWN]:
        click.echo(f"  {file}")
    kept = f"{_counted(len(found.orphans), 'file')} no text of these menus needs any more"
    click.echo(f"{kept}; once they are live, `ivr voices render --prune` removes them.")


def _where(text: FixedText) -> str:
    return ", ".join(str(step) for step in text.steps[:3]) or "the line"


# --- what there is -----------------------------------------------------------------------------------------------


@voices.command("list", epilog="Example: ivr voices list --names spanish")
@_folder
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, for machines.")
@click.option(
    "--names", "names_with", is_flag=False, flag_value="", default=None, metavar="[WORD]", help="Voices instead."
)
@click.pass_context
def list_voices(ctx: click.Context, menus: Path | None, as_json: bool, names_with: str | None) -> None:
    """List the prompts that are rendered ahead, and whether each is there; with --names, the voices there are."""
    tools = _tools(ctx)
    if names_with is not None:
        _list_names(tools, names_with.lower(), as_json)
        return
    found = tools.survey(menus)
    if as_json:
        click.echo(json.dumps([_record(text, found) for text in found.texts], ensure_ascii=False, indent=2))
        return
    for text in found.texts:
        ready = found.ready.get(text.file)
        lasts = f"{ready.seconds:5.1f} s" if ready is not None else "missing"
        click.echo(f"{text.voice.language:5} {lasts:>7}  {_short(text.text)}  ({_where(text)})")
    click.echo(f"{len(found.ready)} of {_counted(len(found.texts), 'prompt')} rendered." if found.texts else _NONE)


def _list_names(tools: VoiceTools, word: str, as_json: bool) -> None:
    named = [(name, speaks) for name, speaks in tools.names() if word in f"{name} {speaks}".lower()]
    if as_json:
        click.echo(json.dumps([{"voice": f"pyttsx3:{name}", "speaks": speaks} for name, speaks in named], indent=2))
        return
    for name, speaks in named:
        click.echo(f"pyttsx3:{name:24} {speaks}")
    click.echo("With +f1 to +f5 or +m1 to +m8 behind it another speaker of the same language, like pyttsx3:es+f2.")


def _record(text: FixedText, found: Survey) -> dict[str, object]:
    ready = found.ready.get(text.file)
    return {
        "file": text.file,
        "language": text.voice.language,
        "voice": text.voice.name,
        "rate": text.voice.rate,
        "text": text.text,
        "steps": [str(step) for step in text.steps],
        "seconds": ready.seconds if ready is not None else None,
    }


# --- listening ---------------------------------------------------------------------------------------------------


@voices.command(epilog="Example: ivr voices play balance/tell --set account.balance=12.50 -o tell.wav")
@click.argument("step")
@_folder
@click.option("--language", metavar="CODE", help="In which of the line's languages. [default: its first]")
@click.option("--set", "values", multiple=True, metavar="NAME=VALUE", help="What a name of the prompt holds.")
@click.option(
    "-o", "to", type=click.Path(path_type=Path, dir_okay=False), help="Write this WAV file; else it is played."
)
@click.pass_context
def play(
    ctx: click.Context, step: str, menus: Path | None, language: str | None, values: tuple[str, ...], to: Path | None
) -> None:
    """Play what a caller hears on coming to STEP (flow/step), or write it to a file."""
    tools = _tools(ctx)
    wanted = StepWanted(step, language, _values(values))
    player = None if to is not None else _find_player()
    if player is not None:
        with tempfile.TemporaryDirectory(prefix="ringtree-play-") as folder:
            heard = tools.play(menus, wanted, Path(folder) / "step.wav")
            _tell_heard(heard, "Playing")
            subprocess.run([*player, str(Path(folder) / "step.wav")], check=False)  # noqa: S603 - a fixed command
        return
    to = to or Path(f"{step.replace('/', '-')}.wav")
    _tell_heard(tools.play(menus, wanted, to), f"{to}:")


def _tell_heard(heard: StepHeard, how: str) -> None:
    click.echo(f"{how} {heard.seconds:.1f} s.")
    for language in heard.standing_in:
        click.echo(f"In the place of {language} a voice of pyttsx3 speaks.", err=True)
    if heard.left_out:
        click.echo(f"Left out: {', '.join(heard.left_out)}; give a value with --set NAME=VALUE.", err=True)


def _values(given: tuple[str, ...]) -> dict[str, Value]:
    """Return the values by name; `account.balance=12.50` is a part of `account`."""
    values: dict[str, Value] = {}
    for each in given:
        path, equals, value = each.partition("=")
        names = path.strip().split(".")
        if not equals or not all(names):
            raise RingtreeError(f"--set {each}: write a name and its value, like account.balance=12.50.")
        held = values
        for name in names[:-1]:
            inner = held.setdefault(name, {})
            if not isinstance(inner, dict):
                raise RingtreeError(f"--set {each}: `{name}` has a value already, so it has no parts.")
            held = inner
        held[names[-1]] = value
    return values


def _find_player() -> tuple[str, ...] | None:
    return next((player for player in _PLAYERS if shutil.which(player[0]) is not None), None)


# --- recordings --------------------------------------------------------------------------------------------------


@voices.command("import", epilog="Example: ivr voices import --language es bienvenida.mp3")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--language", metavar="CODE", help="For callers of this language only: into audio/CODE/.")
@click.option("--replace", "replaces", is_flag=True, help="Also where a recording of that name is there already.")
@click.pass_context
def take_in(ctx: click.Context, files: tuple[Path, ...], language: str | None, replaces: bool) -> None:
    """Convert recordings (WAV, MP3, FLAC, OGG, AIFF) into telephone audio in IVR_AUDIO_DIR (audio/).

    8 kHz, one channel, silence at the ends cut off, as loud as all other prompts. Exit code 2: some could not be.
    """
    tools = _tools(ctx)
    if language is not None and not language.replace("_", "").isalnum():
        raise RingtreeError(f"--language {language} is no language of a line; write its code, like en or pt_br.")
    codes = [_DONE]

    def tell(told: Imported | NotImported) -> None:
        if isinstance(told, Imported):
            click.echo(f"{told.source} is {told.file} now, {told.seconds:.1f} s.")
        else:
            click.echo(told.why, err=True)
            codes.append(_COULD_NOT)

    tools.take_in(ToImport(files, language, replaces), tell)
    ctx.exit(max(codes))


# --- words -------------------------------------------------------------------------------------------------------


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _short(text: str) -> str:
    return text if len(text) <= 70 else f"{text[:69]}…"
