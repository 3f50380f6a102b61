"""Procrastinate's app: each of our apps keeps its jobs in `jobs.py`."""

from __future__ import annotations

from typing import Any


def on_app_ready(app: Any) -> None:
    """Nothing to add yet: tasks register themselves from every app's `jobs` module."""
