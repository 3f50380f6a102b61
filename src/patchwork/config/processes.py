"""Starting several programs as one and stopping them together."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Self


class CannotStart(Exception):
    """Something on this machine is in the way. Its text is one sentence that says what to do."""


class Interrupted(Exception):
    """Somebody asked us to stop."""


class StopRequest:
    """Remembers that somebody asked us to stop, however often and whenever they ask.

    A Ctrl-C often arrives twice (the terminal tells everybody, a wrapper passes it on), and the second must
    not cut the clean-up short. So a signal only raises within ``may_interrupt``, and only once.
    """

    SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._may_raise = False

    def __enter__(self) -> Self:
        self._before = {number: signal.signal(number, self._handle) for number in self.SIGNALS}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _handle(self, _number: int, _frame: FrameType | None) -> None:
        self._asked.set()
        if self._may_raise:
            self._may_raise = False
            raise Interrupted

    @contextlib.contextmanager
    def may_interrupt(self) -> Iterator[None]:
        """Work that may be cut short at any point, because nothing outside this process comes of it."""
        self._may_raise = True
        try:
            self.check()
            yield
        finally:
            self._may_raise = False

    def check(self) -> None:
        """Raises: Interrupted: somebody has asked."""
        if self._asked.is_set():
            raise Interrupted

    def wait(self, seconds: float) -> None:
        """Sleep, unless somebody asks (or has asked).

        Raises:
            Interrupted: somebody has.
        """
        self._asked.wait(seconds)
        self.check()


class Child:
    """A program we started, with its output in a file. It gets no Ctrl-C of the terminal: we pass it on in order."""

    def __init__(self, name: str, command: Sequence[str], *, log: Path) -> None:
        self.name = name
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def check(self) -> None:
        """Raises: CannotStart: it has ended, which it should not; with the last lines it wrote."""
        if (status := self._process.poll()) is not None:
            raise CannotStart(f"The {self.name} stopped by itself ({status}). {self.log} ends with:\n{tail(self.log)}")

    def ask_to_stop(self) -> None:
        """Ask politely, and do not wait."""
        if self._process.poll() is None:
            self._process.terminate()

    def stop(self, *, patience: float) -> None:
        """Ask, wait, then insist; nothing that it started stays."""
        self.ask_to_stop()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(patience)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


@contextlib.contextmanager
def stopped_together(children: list[Child], *, patience: float = 8) -> Iterator[None]:
    """Whatever happens inside, afterwards none of ``children`` runs; each has ``patience`` seconds to finish."""
    try:
        yield
    finally:
        for child in children:
            child.ask_to_stop()
        for child in children:
            child.stop(patience=patience)


def wait_until_answering(url: str, *, children: Sequence[Child], stop: StopRequest, seconds: float = 60) -> None:
    """Return once ``url`` answers.

    Raises:
        CannotStart: it did not within ``seconds``, or one of ``children`` ended.
        Interrupted: somebody asked us to stop.
    """
    deadline = time.monotonic() + seconds
    while not _answers(url):
        if time.monotonic() > deadline:
            raise CannotStart(f"Nothing answered at {url} within {seconds:.0f} seconds; see {children[0].log}.")
        for child in children:
            child.check()
        stop.wait(0.05)


def _answers(url: str) -> bool:
    import urllib.request  # slow to import, and wanted only here

    no_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with no_proxy.open(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def require_free_port(host: str, port: int) -> None:
    """Raises: CannotStart: nothing can listen there, and why."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.create_server((host, port), family=family):
            pass
    except PermissionError as error:
        raise CannotStart(f"Port {port} is reserved for root: choose another, for example --port 8000.") from error
    except (OSError, OverflowError) as error:
        if _is_taken(error):
            text = f"Port {port} is already taken: stop what runs there, or choose another, for example"
            raise CannotStart(f"{text} --port {port + 1}.") from error
        raise CannotStart(f"Nothing can listen on {host} port {port}: {error}.") from error


def _is_taken(error: BaseException) -> bool:
    return getattr(error, "errno", None) == errno.EADDRINUSE


def tail(path: Path, lines: int = 15) -> str:
    """The last lines of a log."""
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:]) if path.exists() else "(no log)"
