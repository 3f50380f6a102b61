"""How the web server runs, in the demo and in production. Set ``WEB_CONCURRENCY`` to the number of processes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

wsgi_app = "patchwork.config.wsgi:application"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("PATCHWORK_THREADS", "4"))
preload_app = True  # imported once: a faster start and shared memory
timeout = 60
graceful_timeout = 20
keepalive = 5
max_requests = 0
control_socket_disable = True  # it would sit in the home folder of whoever runs this
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # heartbeats must not wait for a disk
loglevel = "warning"


def pre_fork(_server: Any, _worker: Any) -> None:
    """A database connection must not be shared between processes."""
    from django.db import connections

    connections.close_all()
