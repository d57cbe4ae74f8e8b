"""The one place that names concrete classes: settings in, the app and the commands' tools out.

What a worker works with is in `worker`, apart: Twilio's client takes 30 MB that only a worker uses.
"""

from ivr.factory.commands import make_tools
from ivr.factory.web import create_app

__all__ = ["create_app", "make_tools"]
