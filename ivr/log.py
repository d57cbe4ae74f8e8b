"""Logs: one event a line, in JSON for machines or aligned text for people. Never what a caller entered or a token.

Whatever stands in a value, it stands in its line: what cannot be printed is written as an escape, what is long is cut.
"""

import io
import json
import sys
import threading
from typing import Any, Final, Literal, TextIO

import msgspec
import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.types import EventDict, Processor, WrappedLogger

from ivr.clock import utc_now

Format = Literal["json", "text"]
_LONGEST_VALUE: Final = 1_000  # characters
_LONGEST_TRACEBACK: Final = 20_000
_DEEPEST: Final = 6  # an exception in JSON is that deep


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


_JSON: Final = msgspec.json.Encoder()
# Never the local variables of a frame: they hold forms, numbers and what was entered.
_render_exception: Final = structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False))


def configure(style: Format, stream: TextIO | None = None) -> None:
    """Send every log line in that style to the stream, else to standard error."""
    stream = sys.stderr if stream is None else stream
    _output.stream = stream
    _processors[:] = [_as_json] if style == "json" else _human_style(colors=stream.isatty())


class Logger(structlog.BoundLoggerBase):
    """What modules log by; `values` are what a line says beside the event.

    structlog's own makes five calls, and as many copies of the values, before the first processor sees them.
    """

    def debug(self, _event: str, **_values: object) -> None:
        """Say nothing: what is of interest to nobody but us is not logged."""

    def info(self, event: str, **values: Any) -> None:
        self._tell("info", event, values)

    def warning(self, event: str, **values: Any) -> None:
        self._tell("warning", event, values)

    def error(self, event: str, **values: Any) -> None:
        self._tell("error", event, values)

    def exception(self, event: str, **values: Any) -> None:
        """Log an error with the exception that is being handled."""
        self._tell("error", event, {"exc_info": True, **values})

    def line_of(self, event: str, **values: Any) -> str:
        """Return the line that `info` would write, for `write` to write it once what it tells of has come true."""
        return self._made("info", event, values)

    def write(self, line: str) -> None:
        """Write a line that `line_of` has made."""
        self._logger.msg(line)

    def _tell(self, level: str, event: str, values: dict[str, Any]) -> None:
        self._logger.msg(self._made(level, event, values))

    def _made(self, level: str, event: str, values: dict[str, Any]) -> str:
        line: Any = {**self._context, **values, "event": event}
        for process in self._processors:
            line = process(self._logger, level, line)
        return str(line)


def get_logger(name: str) -> Logger:
    """Return a logger; `name` is the module's. It is ready made, and follows what is configured later."""
    return Logger(_output, _processors, {"module": name})


def _as_json(logger: WrappedLogger, level: str, event: EventDict) -> str:
    """Return the line for machines. One processor, not a chain of five: every turn goes through it."""
    event["level"] = level
    event["timestamp"] = f"{utc_now().isoformat()[:-6]}Z"
    if "exc_info" in event:
        event = _render_exception(logger, level, event)
    event = _tame(logger, level, event)
    try:
        return _JSON.encode(event).decode()
    except (TypeError, ValueError, OverflowError):  # nothing that is logged is a reason to fail
        return json.dumps(event, default=str)


def _human_style(*, colors: bool) -> list[Processor]:
    return [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _tame,
        structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=_write_traceback),
    ]


def _tame(_logger: WrappedLogger, _level: str, event: EventDict) -> EventDict:
    for name, value in event.items():
        kind = type(value)
        if kind is str:  # nearly all, and nearly all of them are fine
            if len(value) > _LONGEST_VALUE or not value.isprintable():
                event[name] = _one_line(value, _LONGEST_VALUE)
        elif kind is not int and kind is not bool and name != "exc_info":
            event[name] = _tamed(value, _DEEPEST)
    return event


def _tamed(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return _one_line(value, _LONGEST_VALUE)
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if depth and isinstance(value, (list, tuple)):
        return [_tamed(each, depth - 1) for each in value]
    if depth and isinstance(value, dict):
        return {_one_line(str(name), _LONGEST_VALUE): _tamed(each, depth - 1) for name, each in value.items()}
    return _one_line(str(value), _LONGEST_VALUE)


def _one_line(text: str, longest: int) -> str:
    """Return text of printable characters only, all in one line; most of it is so by itself."""
    if len(text) > longest:
        text = f"{text[:longest]}…"
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in text
    )


def _write_traceback(stream: TextIO, exc_info: structlog.typing.ExcInfo) -> None:
    """Write a traceback, each line set in, so that none can be taken for an event."""
    plain = io.StringIO()
    structlog.dev.plain_traceback(plain, exc_info)
    lines = plain.getvalue()[:_LONGEST_TRACEBACK].split("\n")
    stream.writelines(f"\n    {_one_line(line, _LONGEST_TRACEBACK)}" for line in lines)


_output: Final = _Output()
_processors: Final[list[Processor]] = _human_style(colors=False)
