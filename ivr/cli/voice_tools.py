"""What `ivr voices` is handed; apart, for it begins without what only a served line needs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ivr.workflows.hear_step import StepHeard, StepWanted
from ivr.workflows.import_recordings import Imported, NotImported, ToImport
from ivr.workflows.render_voices import Rendering, Survey


@dataclass(frozen=True, slots=True)
class VoiceTools:
    """What `ivr voices` does; each may raise RingtreeError. The folder is one of menus, or None: the usual one."""

    survey: Callable[[Path | None], Survey]
    render: Callable[[Path | None, Callable[[int, int], None]], Rendering]
    prune: Callable[[Path | None], tuple[str, ...]]
    names: Callable[[], Sequence[tuple[str, str]]]
    play: Callable[[Path | None, StepWanted, Path], StepHeard]
    take_in: Callable[[ToImport, Callable[[Imported | NotImported], None]], None]
