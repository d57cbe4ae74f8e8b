"""What the commands are handed by whoever starts them; a command itself knows no settings and no shelves.

Only the names of what they return are needed here: to load all of that takes longer than most commands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from ivr.cli.access import LineAccess
    from ivr.cli.voice_tools import VoiceTools
    from ivr.menu.checking.check import Examined
    from ivr.menu.diffing.versions import VersionText
    from ivr.menu.script_model import Script
    from ivr.ports.records import CallRecord, MessageRecord, OptOutRecord, SendingStop, Wanted, WishTold
    from ivr.ports.releases import Move, MoveKind
    from ivr.ports.sound import SoundTrack
    from ivr.ports.text_work import Answered
    from ivr.rehearsal.rehearse import Rehearsed
    from ivr.rehearsal.saving import Circumstances
    from ivr.rehearsal.text_recorder import TextTyped
    from ivr.values import MessageId
    from ivr.workflows.fetch_pictures import Fetched
    from ivr.workflows.publish_menus import Published


@dataclass(frozen=True, slots=True)
class Tools:
    """The doors' way to the house: each is called when its command runs, and may raise RingtreeError."""

    find_access: Callable[[], LineAccess]
    find_answer: Callable[[str, MessageId], Answered | None]
    fetch_pictures: Callable[[MessageId, Path], Iterator[Fetched]]
    examine: Callable[[Path | None], Examined]
    write_texts_down: Callable[[Sequence[TextTyped], Circumstances], Script]
    rehearse: Callable[[Path | None, tuple[Path, ...], str], Rehearsed]
    publish: Callable[[Path | None, str, str, MoveKind], Published]
    roll_back: Callable[[str | None, str, str], Published]
    list_moves: Callable[[int], tuple[Move, ...]]
    upgrade_database: Callable[[], str]
    list_calls: Callable[[Wanted], Sequence[CallRecord]]
    list_messages: Callable[[Wanted], Sequence[MessageRecord]]
    list_stops: Callable[[], Sequence[SendingStop]]
    list_opt_outs: Callable[[Wanted], Sequence[OptOutRecord]]
    note_wish: Callable[[WishTold], bool]
    explain_error: Callable[[str, str], str]
    version: Callable[[str | None], VersionText]
    list_examples: Callable[[], Mapping[str, str]]
    copy_example: Callable[[str, Path], None]
    up: Callable[[int | None], int]
    worker: Callable[[], int]
    record_sound: Callable[[Path, LineAccess], SoundTrack]
    voices: Callable[[], VoiceTools]
