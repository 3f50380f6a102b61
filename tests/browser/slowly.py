"""Pages that come late and in drips, as on a busy machine: what does not wait for a page shows itself.

`PATCHWORK_SLOW_PAGES=1 ./run test tests/browser` walks every journey like that; a test asks for the fixture `slowly`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from wsgiref.handlers import SimpleHandler

import pytest
from django.core.handlers.wsgi import WSGIHandler

LATE, DRIP, BETWEEN = 0.15, 60, 0.002
"""Seconds before an answer begins; bytes at a time; seconds between two drips."""


def make_slow(patch: pytest.MonkeyPatch) -> None:
    """Every answer that is not a style, script or picture comes late and in drips, until `patch` is undone."""
    answer: Callable[..., Any] = WSGIHandler.__call__
    write: Callable[..., None] = SimpleHandler._write  # type: ignore[attr-defined]

    def answer_late(self: Any, environ: dict[str, Any], *more: Any) -> Any:
        if not _is_asset(environ):
            time.sleep(LATE)
        return answer(self, environ, *more)

    def write_in_drips(self: Any, data: bytes) -> None:
        if _is_asset(self.environ):
            return write(self, data)
        for start in range(0, len(data), DRIP):
            write(self, data[start : start + DRIP])
            self._flush()
            time.sleep(BETWEEN)
        return None

    patch.setattr(WSGIHandler, "__call__", answer_late)
    patch.setattr(SimpleHandler, "_write", write_in_drips)


def _is_asset(environ: dict[str, Any]) -> bool:
    return str(environ["PATH_INFO"]).startswith("/static/")
