import subprocess
from collections.abc import Callable

import pytest

from patchwork.config import localpg
from patchwork.config.localpg import LocalPostgres


@pytest.fixture
def run_psql() -> Callable[[LocalPostgres, str], str]:
    """Feed a script to psql, as an operator would, and return all it prints."""

    def run(server: LocalPostgres, script: str) -> str:
        command = [localpg._binary("psql"), "--quiet", "--no-psqlrc", server.url("postgres", "postgres")]
        done = subprocess.run(command, input=script, capture_output=True, text=True, check=False)
        return done.stdout + done.stderr

    return run
