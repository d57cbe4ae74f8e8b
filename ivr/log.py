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


_SHARED: Final[tuple[Processor, ...]] = (
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
)
_JSON: Final = msgspec.json.Encoder()


def configure(style: Format, stream: TextIO | None = None) -> None:
    """Send every log line in that style to the stream, else to standard error."""
    stream = sys.stderr if stream is None else stream
    _output.stream = stream
    _processors[:] = [*_SHARED, *(_machine_style() if style == "json" else _human_style(colors=stream.isatty()))]


def get_logger(name: str) -> structlog.typing.FilteringBoundLogger:
    """Return a logger; `name` is the module's. It is ready made, and follows what is configured later."""
    unbound = structlog.wrap_logger(_output, processors=_processors, wrapper_class=_Logger, module=name)
    logger: structlog.typing.FilteringBoundLogger = unbound.bind()
    return logger


def _machine_style() -> tuple[Processor, ...]:
    # Never the local variables of a frame: they hold forms, numbers and what was entered.
    return structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)), _as_json


def _as_json(_logger: WrappedLogger, _level: str, event: EventDict) -> str:
    try:
        return _JSON.encode(event).decode()
    except (TypeError, ValueError, OverflowError):  # nothing that is logged is a reason to fail
        return json.dumps(event, default=str)


def _human_style(*, colors: bool) -> tuple[Processor, ...]:
    return (structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=structlog.dev.plain_traceback),)


_Logger: Final = structlog.make_filtering_bound_logger(logging.INFO)
_output: Final = _Output()
_processors: Final[list[Processor]] = [*_SHARED, *_human_style(colors=False)]
