"""Logs: one event a line, in JSON for machines or aligned text for people. Never what a caller entered or a token."""

import json
import logging
import sys
import threading
from typing import Final, Literal, TextIO

import msgspec
import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.types import EventDict, Processor, WrappedLogger

from ivr.clock import utc_now

Format = Literal["json", "text"]


class _Output:
    """Where lines go now: one write each, so that those of two threads do not mix."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.stream: TextIO | None = None

    def msg(self, line: str) -> None:
        stream = sys.stderr if self.stream is None else self.stream
        with self._lock:
            stream.write(f"{line}\n")
            stream.flush()

    debug = info = warning = error = critical = msg


_JSON: Final = msgspec.json.Encoder()
# Never the local variables of a frame: they hold forms, numbers and what was entered.
_render_exception: Final = structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False))


def configure(style: Format, stream: TextIO | None = None) -> None:
    """Send every log line in that style to the stream, else to standard error."""
    stream = sys.stderr if stream is None else stream
    _output.stream = stream
    _processors[:] = [_as_json] if style == "json" else _human_style(colors=stream.isatty())


def get_logger(name: str) -> structlog.typing.FilteringBoundLogger:
    """Return a logger; `name` is the module's. It is ready made, and follows what is configured later."""
    unbound = structlog.wrap_logger(_output, processors=_processors, wrapper_class=_Logger, module=name)
    logger: structlog.typing.FilteringBoundLogger = unbound.bind()
    return logger


def _as_json(logger: WrappedLogger, level: str, event: EventDict) -> str:
    """Return the line for machines. One processor, not a chain of five: every turn goes through it."""
    event["level"] = level
    event["timestamp"] = f"{utc_now().replace(tzinfo=None).isoformat()}Z"
    if "exc_info" in event:
        event = _render_exception(logger, level, event)
    try:
        return _JSON.encode(event).decode()
    except (TypeError, ValueError, OverflowError):  # nothing that is logged is a reason to fail
        return json.dumps(event, default=str)


def _human_style(*, colors: bool) -> list[Processor]:
    return [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=structlog.dev.plain_traceback),
    ]


_Logger: Final = structlog.make_filtering_bound_logger(logging.INFO)
_output: Final = _Output()
_processors: Final[list[Processor]] = _human_style(colors=False)
