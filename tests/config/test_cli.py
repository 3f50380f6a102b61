"""The `patchwork` command: what it says when something is in the way, and how it stops."""

import errno
import os
import pty
import select
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from patchwork.config import cli, demonstration, processes


@pytest.fixture
def taken_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def test_a_taken_port_is_said_in_one_sentence(taken_port, capsys):
    assert cli.main(["demo", "--port", str(taken_port)]) == 1
    assert capsys.readouterr().err == (
        f"patchwork: Port {taken_port} is already taken: stop what runs there, or choose another, "
        f"for example --port {taken_port + 1}.\n"
    )


def test_a_full_disk_is_said_in_one_sentence(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("PATCHWORK_HOME", str(tmp_path))
    monkeypatch.setattr(demonstration.processes, "require_free_port", lambda *_: None)
    usage = shutil.disk_usage(tmp_path)._replace(free=5 * 2**20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert cli.main(["demo"]) == 1
    assert "has 5 MB left" in capsys.readouterr().err


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_fills_up_later_too(number, capsys, monkeypatch):
    def full(**_):
        raise OSError(number, "No space left on device")

    monkeypatch.setattr(demonstration, "run", full)
    assert cli.main(["demo"]) == 1
    assert capsys.readouterr().err.startswith("patchwork: The disk is full")


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "８０００"])
def test_a_port_that_is_none(port, capsys):
    with pytest.raises(SystemExit):
        cli.main(["demo", f"--port={port}"])
    assert "is not a port" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_production_needs_a_database(command, capsys, monkeypatch):
    monkeypatch.delenv("DATABASE_URL")
    assert cli.main([command]) == 1
    assert "Set DATABASE_URL" in capsys.readouterr().err


def test_a_missing_secret_is_said_in_one_sentence():
    environment = {"PATH": os.environ["PATH"], "DATABASE_URL": "postgresql:///nowhere"}
    command = [sys.executable, "-m", "patchwork.config.cli", "worker"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("patchwork: Set PATCHWORK_SECRET_KEY")
    assert "Traceback" not in done.stderr


def test_without_a_command_it_lists_them(capsys):
    assert cli.main([]) == 0
    listed = capsys.readouterr().out
    assert all(command in listed for command in ("demo", "serve", "worker", "manage", "roles"))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["migrate"], ["migrate", "--database=owner"]),
        (["migrate", "people", "zero"], ["migrate", "people", "zero", "--database=owner"]),
        (["migrate", "--database=default"], ["migrate", "--database=default"]),
        (["shell"], ["shell"]),
        ([], []),
    ],
)
def test_migrations_run_as_the_owner(words, expected):
    assert cli.as_owner(words) == expected


# -- stopping

SUPERVISOR = """
    import sys
    from pathlib import Path
    from patchwork.config.localpg import LocalPostgres
    from patchwork.config.processes import Child, Interrupted, StopRequest, stopped_together

    folder = Path(sys.argv[1])
    deaf = (  # asked to stop, it says so and goes on
        "import signal, sys; signal.signal(15, lambda *_: open(sys.argv[1], 'w').write('asked'));"
        "print('deaf', flush=True); [signal.pause() for _ in range(9)]"
    )
    try:
        with StopRequest() as stop, LocalPostgres(folder / "pg", fast=True).running():
            children = []
            with stopped_together(children, patience=1):
                command = [sys.executable, "-c", deaf, str(folder / "asked")]
                children.append(Child("child", command, log=folder / "child.log"))
                (folder / "pid").write_text(str(children[0]._process.pid))
                while "deaf" not in (folder / "child.log").read_text():
                    pass
                print("ready", flush=True)
                while True:
                    stop.wait(0.2)
    except Interrupted:
        print("stopped", flush=True)
"""


@pytest.fixture
def supervisor(tmp_path):
    """A server and a child under our supervision, in a terminal of its own."""
    ours, theirs = pty.openpty()
    os.mkfifo(tmp_path / "asked")
    asked = os.open(tmp_path / "asked", os.O_RDONLY | os.O_NONBLOCK)
    command = [sys.executable, "-c", textwrap.dedent(SUPERVISOR), str(tmp_path)]
    with subprocess.Popen(
        command, stdin=theirs, stdout=subprocess.PIPE, text=True, preexec_fn=_own_terminal
    ) as process:
        process.terminal, process.asked = ours, asked
        assert process.stdout.readline() == "ready\n"
        yield process
        process.kill()
    for descriptor in (ours, theirs, asked):
        os.close(descriptor)


def _own_terminal():
    import fcntl
    import termios

    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def assert_everything_stopped(process, folder: Path):
    assert process.stdout.read() == "stopped\n"
    assert process.wait(20) == 0
    assert not (folder / "pg" / "data" / "postmaster.pid").exists()
    assert [path for path in folder.rglob("*") if path.is_socket()] == []
    with pytest.raises(ProcessLookupError):
        os.kill(int((folder / "pid").read_text()), 0)


def test_ctrl_c_stops_everything_even_when_pressed_again_and_again(supervisor, tmp_path):
    os.write(supervisor.terminal, b"\x03")
    assert select.select([supervisor.asked], [], [], 20)[0], "nobody asked the child to stop"
    for _ in range(3):  # while everything is being stopped
        os.write(supervisor.terminal, b"\x03")
    assert_everything_stopped(supervisor, tmp_path)


def test_a_polite_request_does_too(supervisor, tmp_path):
    supervisor.send_signal(signal.SIGTERM)
    assert_everything_stopped(supervisor, tmp_path)


def test_a_closed_terminal_does_too(supervisor, tmp_path):
    supervisor.send_signal(signal.SIGHUP)
    assert_everything_stopped(supervisor, tmp_path)


def test_a_child_that_ends_is_reported_with_its_last_words(tmp_path):
    child = processes.Child("web server", [sys.executable, "-c", "exit('out of luck')"], log=tmp_path / "web.log")
    child._process.wait()
    with pytest.raises(processes.CannotStart, match=r"web server stopped by itself \(1\)[\s\S]*out of luck"):
        child.check()
