"""How the log reads: one JSON object a line, with the time in UTC, so that nothing typed can forge a line."""

from __future__ import annotations

import logging
from typing import Any

import structlog


def one_line() -> logging.Formatter:
    """The formatter of every record, our own and the libraries'. What hangs on a record (a request) is left out."""
    before: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    after: list[Any] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.EventRenamer("says"),
        structlog.processors.JSONRenderer(sort_keys=True),
    ]
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=before, processors=after)
