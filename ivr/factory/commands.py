"""What the commands are handed; settings are read when one runs."""

from collections.abc import Callable, Mapping
from pathlib import Path

import click

from ivr.cli.access import LineAccess, read_access
from ivr.cli.tools import Tools
from ivr.clock import Clock, utc_now
from ivr.errors import RingtreeError
from ivr.factory.browser import has_phone
from ivr.factory.database import answer_finder, database_of, explain_error, releases_of, upgrade_database
from ivr.factory.joining import USUAL_PORT
from ivr.factory.menus import examine_menus, find_version, rehearse_scripts, write_texts_down
from ivr.factory.pictures import picture_fetcher
from ivr.factory.releases import Mover, go_back, publish
from ivr.factory.sound import record_sound
from ivr.factory.voices import make_voice_tools
from ivr.host.up import UpOptions, up
from ivr.ports.releases import MoveKind
from ivr.settings import Settings, load_settings
from ivr.stores.examples_folder import copy_example, list_examples
from ivr.stores.sql.opt_outs import SqlOptOuts
from ivr.stores.sql.record_lists import list_calls, list_messages, list_opt_outs, list_stops
from ivr.web.browser.routes import PATH


def _no_worker() -> int:
    raise RingtreeError("There is no worker here; start it with `python -m ivr worker`.")


def make_tools(environment: Mapping[str, str], clock: Clock = utc_now, worker: Callable[[], int] = _no_worker) -> Tools:
    """Return what the commands need; settings are read when a command runs. `worker` rings people."""
    return Tools(
        find_access=lambda: _access(load_settings(environment), environment),
        find_answer=answer_finder(lambda: load_settings(environment)),
        fetch_pictures=picture_fetcher(lambda: load_settings(environment)),
        examine=lambda folder: examine_menus(load_settings(environment), folder, clock),
        write_texts_down=lambda typed, began: write_texts_down(load_settings(environment), typed, began, clock),
        rehearse=lambda folder, files, only: rehearse_scripts(load_settings(environment), folder, files, only, clock),
        publish=lambda folder, author, note, kind: publish(
            load_settings(environment), folder, Mover(author, note, kind), clock
        ),
        roll_back=lambda release, author, note: go_back(
            load_settings(environment), release, Mover(author, note, MoveKind.ROLLED_BACK), clock
        ),
        list_moves=lambda most: tuple(releases_of(load_settings(environment)).list_moves(most)),
        upgrade_database=lambda: upgrade_database(load_settings(environment)),
        list_calls=lambda wanted: list_calls(database_of(load_settings(environment)), wanted),
        list_messages=lambda wanted: list_messages(database_of(load_settings(environment)), wanted),
        list_stops=lambda: list_stops(database_of(load_settings(environment))),
        list_opt_outs=lambda wanted: list_opt_outs(database_of(load_settings(environment)), wanted),
        note_wish=lambda told: SqlOptOuts(database_of(load_settings(environment))).note(told),
        explain_error=explain_error,
        version=lambda name: find_version(load_settings(environment), name),
        list_examples=list_examples,
        copy_example=copy_example,
        up=lambda port: _up(load_settings(environment), port),
        worker=worker,
        record_sound=record_sound,
        voices=make_voice_tools(environment),
    )


def _access(settings: Settings, environment: Mapping[str, str]) -> LineAccess:
    return read_access(settings.var_dir, environment)


def _up(settings: Settings, port: int | None) -> int:
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
