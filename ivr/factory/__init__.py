"""The one place that names concrete classes: settings in, the app and the commands' tools out.

What a worker works with is in `worker`, apart: Twilio's client takes 30 MB that only a worker uses. The app, the tools
of all commands and those of `ivr voices` are loaded when they are first asked for, for each does without the others.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ivr.factory.commands import make_tools
    from ivr.factory.web import create_app

__all__ = ["create_app", "make_tools"]

_MODULES: Final = {"create_app": "ivr.factory.web", "make_tools": "ivr.factory.commands"}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)
