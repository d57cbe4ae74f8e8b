"""The whole line on this machine, started from a terminal."""

from collections.abc import Callable
from pathlib import Path

import click

from ivr.factory.browser import has_phone
from ivr.factory.joining import USUAL_PORT
from ivr.host.up import UpOptions, up
from ivr.settings import Settings
from ivr.web.browser.routes import PATH


def run_line(settings: Settings, port: int | None) -> int:
    """Run the whole line until it is stopped; return the exit code."""
    # The web server starts where app.py lies; what is named from here must stay what it is from there.
    folders = {
        "IVR_VAR_DIR": settings.var_dir,
        "IVR_MENUS_DIR": settings.menus_dir,
        "IVR_AUDIO_DIR": settings.audio_dir,
    }
    options = UpOptions(
        var=settings.var_dir,
        port=port or settings.port or USUAL_PORT,
        redis_url=settings.redis_url,
        secret_key=settings.secret_key,
        public_base_url=settings.public_base_url,
        environment={name: str(folder.absolute()) for name, folder in folders.items()},
        folder=Path(__file__).resolve().parents[2],
        phone_path=PATH if has_phone(settings) else None,
        worker=("-m", "ivr", "worker"),
    )
    say: Callable[[str], None] = click.echo
    return up(options, say)
