"""The `run` script itself, on a machine that has not what it needs: a copy of it, beside a stand-in for uv."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

ONLY_AN_OLD_PYTHON = """#!/bin/sh
echo "$*" >>"$0.asked"
case "$*" in
    --version) echo "uv 0.11.0" ;;
    "python find"*">=3.12"*) echo "error: No interpreter found for Python >=3.12 (found 3.11.2)" >&2; exit 2 ;;
    "python install"*) echo "error: Failed to download" >&2; exit 1 ;;
    *) exit 99 ;;
esac
"""


@pytest.fixture
def checkout(tmp_path):
    """What `run` reads, in a folder of its own, with a uv that finds Python 3.11 only and can fetch no other."""
    for name in ("run", "uv.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    uv = tmp_path / ".tools" / "uv" / "bin" / "uv"
    uv.parent.mkdir(parents=True)
    uv.write_text(ONLY_AN_OLD_PYTHON)
    uv.chmod(0o755)
    return tmp_path


def run(checkout, *words):
    environment = {"PATH": os.environ["PATH"]}
    command = [str(checkout / "run"), *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("command", ["demo", "test", "manage"])
def test_a_too_old_python_is_said_in_one_sentence(checkout, command):
    done = run(checkout, command)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        "There is no Python 3.12 or newer here; fetching one ...\n"
        "run: Patchwork needs Python 3.12 or newer, which is neither here nor could be fetched: "
        "install it and try again.\n"
    )
    assert not (checkout / ".venv").exists()  # nothing half done is left


def test_it_asks_for_the_python_that_the_project_declares(checkout):
    run(checkout, "demo")
    asked = (checkout / ".tools" / "uv" / "bin" / "uv.asked").read_text()
    assert "python find --no-project --system >=3.12" in asked
    assert 'requires-python = ">=3.12"' in (checkout / "pyproject.toml").read_text()


def test_alone_it_lists_what_it_can_do_and_installs_nothing(checkout):
    done = run(checkout)
    assert done.returncode == 0
    assert all(f"./run {command}" in done.stdout for command in ("demo", "test", "lint", "bench", "manage", "assets"))
    assert not (checkout / ".tools" / "uv" / "bin" / "uv.asked").exists()
