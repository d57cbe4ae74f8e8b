"""Logs: one event a line, in JSON for machines or aligned text for people. Never what a caller entered or a token.

Whatever stands in a value, it stands in its line: what cannot be printed is written as an escape, what is long is cut.
"""

import io
import logging
import sys
from typing import Any, Final, Literal, TextIO

import structlog
from structlog.tracebacks import ExceptionDictTransformer

Format = Literal["json", "text"]
_LONGEST_VALUE: Final = 1_000  # characters
_LONGEST_TRACEBACK: Final = 20_000
_DEEPEST: Final = 6  # an exception in JSON is that deep


def configure(style: Format, stream: TextIO | None = None) -> None:
    """Send every log line in that style to the stream, else to standard error."""
    stream = sys.stderr if stream is None else stream
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    if style == "json":
        last: list[structlog.types.Processor] = [
            # Never the local variables of a frame: they hold forms, numbers and what was entered.
            structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
            _tame,
            structlog.processors.JSONRenderer(default=str),
        ]
    else:
        last = [_tame, structlog.dev.ConsoleRenderer(colors=stream.isatty(), exception_formatter=_write_traceback)]
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )


def get_logger(name: str) -> structlog.typing.FilteringBoundLogger:
    """Return a logger; `name` is the module's."""
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(module=name)
    return logger


def _tame(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
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
