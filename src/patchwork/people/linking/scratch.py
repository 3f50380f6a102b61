"""A folder for what does not fit in memory, gone with the one who made it."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "patchwork-link-"
LOCK = "lock"


@contextmanager
def scratch_folder() -> Iterator[str]:
    """A private folder; those of runs that were killed are removed first."""
    _sweep()
    with tempfile.TemporaryDirectory(prefix=PREFIX) as folder, open(Path(folder) / LOCK, "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def _sweep() -> None:
    """Remove folders whose owner is no more: a lock is let go when its process ends, however it ends."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if _mine(folder):
            _remove_if_left(folder)


def _mine(folder: Path) -> bool:
    try:
        return folder.is_dir() and not folder.is_symlink() and folder.stat().st_uid == os.getuid()
    except OSError:
        return False


def _remove_if_left(folder: Path) -> None:
    try:
        with open(folder / LOCK) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        return  # at work, or being made
