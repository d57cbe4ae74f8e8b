"""Logs: one event a line, in JSON for machines or aligned text for people. Never what a caller entered or a token."""

import logging
import sys
from typing import Literal

import structlog

Format = Literal["json", "text"]


def configure(style: Format) -> None:
    """Send every log line, ours and the libraries', to standard error in that style."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    if style == "json":
        last: list[structlog.types.Processor] = [
            structlog.processors.dict_tracebacks,
            structlog.processors.JSONRenderer(default=str),
        ]
    else:
        last = [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=style == "json",  # a third cheaper; a test may still change the other style
    )


def get_logger(name: str) -> structlog.typing.FilteringBoundLogger:
    """Return a logger; `name` is the module's."""
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(module=name)
    return logger
