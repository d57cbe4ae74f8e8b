"""What the commands are handed; settings are read, and what works with them is loaded, when one runs.

A served line is most of this house and takes seconds to load, which `ivr check` has no use for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from ivr.cli.tools import Tools
from ivr.clock import Clock, utc_now
from ivr.factory.later import loaded_later
from ivr.settings import Settings, load_settings

if TYPE_CHECKING:
    from ivr.cli import access
    from ivr.factory import (
        database,
        menus,
        pictures,
        rehearsing,
        releases,
        running,
        sound,
        versions,
        voices,
        worker,
    )
    from ivr.ports.text_work import Answered
    from ivr.stores import examples_folder
    from ivr.stores.sql import opt_outs, record_lists
    from ivr.values import MessageId
else:
    access = loaded_later("ivr.cli.access")
    database = loaded_later("ivr.factory.database")
    menus = loaded_later("ivr.factory.menus")
    pictures = loaded_later("ivr.factory.pictures")
    rehearsing = loaded_later("ivr.factory.rehearsing")
    releases = loaded_later("ivr.factory.releases")
    running = loaded_later("ivr.factory.running")
    sound = loaded_later("ivr.factory.sound")
    versions = loaded_later("ivr.factory.versions")
    voices = loaded_later("ivr.factory.voices")
    worker = loaded_later("ivr.factory.worker")
    examples_folder = loaded_later("ivr.stores.examples_folder")
    opt_outs = loaded_later("ivr.stores.sql.opt_outs")
    record_lists = loaded_later("ivr.stores.sql.record_lists")


def make_tools(environment: Mapping[str, str], clock: Clock = utc_now) -> Tools:
    """Return what the commands need."""

    def settings() -> Settings:
        return load_settings(environment)

    @cache
    def answers() -> Callable[[str, MessageId], Answered | None]:
        return database.answer_finder(settings())

    return Tools(
        find_access=lambda: access.read_access(settings().var_dir, environment),
        find_answer=lambda provider, message_id: answers()(provider, message_id),
        fetch_pictures=lambda message_id, folder: pictures.fetch_pictures_of(settings(), message_id, folder),
        examine=lambda folder: menus.examine_menus(settings(), folder, clock),
        write_texts_down=lambda typed, began: rehearsing.write_texts_down(settings(), typed, began, clock),
        rehearse=lambda folder, files, only: rehearsing.rehearse_scripts(settings(), folder, files, only, clock),
        publish=lambda folder, author, note, kind: releases.publish(
            settings(), folder, releases.Mover(author, note, kind), clock
        ),
        roll_back=lambda release, author, note: releases.go_back(settings(), release, author, note, clock),
        list_moves=lambda most: tuple(database.releases_of(settings()).list_moves(most)),
        upgrade_database=lambda: database.upgrade_database(settings()),
        list_calls=lambda wanted: record_lists.list_calls(database.database_of(settings()), wanted),
        list_messages=lambda wanted: record_lists.list_messages(database.database_of(settings()), wanted),
        list_stops=lambda: record_lists.list_stops(database.database_of(settings())),
        list_opt_outs=lambda wanted: record_lists.list_opt_outs(database.database_of(settings()), wanted),
        note_wish=lambda told: opt_outs.SqlOptOuts(database.database_of(settings())).note(told),
        explain_error=lambda provider, code: database.explain_error(provider, code),
        version=lambda name: versions.find_version(settings(), name),
        list_examples=lambda: examples_folder.list_examples(),
        copy_example=lambda name, to: examples_folder.copy_example(name, to),
        up=lambda port: running.run_line(settings(), port),
        worker=lambda: worker.run_worker(environment),
        record_sound=lambda to, line: sound.record_sound(to, line),
        voices=lambda: voices.make_voice_tools(environment),
    )
