"""The ``patchwork`` command."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack

from django.core.exceptions import ImproperlyConfigured

from patchwork.config import demonstration, processes, roles
from patchwork.config.localpg import LocalPostgresError
from patchwork.config.processes import CannotStart, Interrupted
from patchwork.config.transport import require_encrypted_ways

DEFAULT_PORT = 8000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one of the commands below; the number is the exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "patchwork.config.settings")
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["manage"]:  # Django reads the rest itself, --help included
        return _explained(lambda: manage(words[1:]))
    parser = _parser()
    chosen = parser.parse_args(words)
    if chosen.command is None:
        parser.print_help()
        return 0
    return _explained(lambda: COMMANDS[chosen.command](chosen))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="patchwork", description="See the people around a child, and talk to them.")
    commands = parser.add_subparsers(dest="command", metavar="command")
    demo_parser = commands.add_parser("demo", help="everything on this machine, with an invented county to look at")
    demo_parser.add_argument("--fresh", action="store_true", help="forget what was stored and start over")
    serve_parser = commands.add_parser("serve", help="the web server, on the database named by DATABASE_URL")
    for each in (demo_parser, serve_parser):
        each.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
        each.add_argument("--port", type=_port, default=os.environ.get("PORT", str(DEFAULT_PORT)))
    commands.add_parser("worker", help="the worker that sends mail and does the nightly jobs")
    commands.add_parser("manage", help="one of Django's management commands, for example: patchwork manage migrate")
    roles_parser = commands.add_parser("roles", help="print the SQL that prepares a real PostgreSQL server")
    roles_parser.add_argument("--database", default=roles.DATABASE)
    roles_parser.add_argument("--owner", default=roles.ROLES.owner, help="the login that owns tables and migrates")
    roles_parser.add_argument("--app", default=roles.ROLES.app, help="the login of web and workers")
    return parser


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: give a number from 1 to 65535")
    return int(text)


# -- commands


def demo(chosen: argparse.Namespace) -> int:
    """Everything, with a private PostgreSQL and invented people."""
    try:
        demonstration.run(host=chosen.host, port=chosen.port, fresh=chosen.fresh)
    except Interrupted:
        print("\nStopped. What you did is kept for next time.", flush=True)
    return 0


def serve(chosen: argparse.Namespace) -> int:
    """Become the web server."""
    _require_database()
    processes.require_free_port(chosen.host, chosen.port)
    demonstration.gather_assets()
    command = [sys.executable, "-m", "gunicorn", *demonstration.gunicorn_arguments(chosen.host, chosen.port)]
    os.execv(sys.executable, command)  # its signals and exit status are ours


def worker(_chosen: argparse.Namespace) -> int:
    """Become the worker; it stops on SIGTERM once running jobs are done, or after 5 seconds."""
    _require_database()
    return _django(["procrastinate", "worker", "--shutdown-graceful-timeout=5"])


def manage(words: Sequence[str]) -> int:
    """Run a management command, on the demo's data unless DATABASE_URL says otherwise."""
    with ExitStack() as stack:
        if "DATABASE_URL" not in os.environ:
            demonstration.use(stack.enter_context(demonstration.database_server().running()))
        return _django(as_owner(words))


def as_owner(words: Sequence[str]) -> list[str]:
    """Migrations run as the owner of the tables without anybody having to remember it."""
    migrates = bool(words) and words[0] == "migrate"
    told = any(word.startswith("--database") for word in words)
    if migrates and not told and "OWNER_DATABASE_URL" in os.environ:
        return [*words, "--database=owner"]
    return list(words)


def print_roles(chosen: argparse.Namespace) -> int:
    """Print SQL for psql."""
    print(roles.script(chosen.database, roles.Roles(owner=chosen.owner, app=chosen.app)), end="")
    return 0


COMMANDS = {"demo": demo, "serve": serve, "worker": worker, "roles": print_roles}


# -- help


def _django(words: Sequence[str]) -> int:
    from django.core.management import execute_from_command_line  # a second of importing, wanted only here

    execute_from_command_line(["patchwork manage", *words])
    return 0


def _require_database() -> None:
    if "DATABASE_URL" not in os.environ:
        raise CannotStart("Set DATABASE_URL to your PostgreSQL first, or run `patchwork demo` to look around.")
    if os.environ.get("PATCHWORK_DEMO") != "1":
        require_encrypted_ways(os.environ)


def _explained(work: Callable[[], int]) -> int:
    """Run ``work``; what stands in its way becomes one sentence instead of a traceback."""
    try:
        return work()
    except (CannotStart, LocalPostgresError, ImproperlyConfigured) as error:
        return _fail(_FULL if "No space left" in str(error) else str(error))
    except PermissionError as error:
        return _fail(f"Cannot use {error.filename}: set PATCHWORK_HOME to a folder that you may write to.")
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            return _fail(_FULL)
        raise


_FULL = "The disk is full: make room, or set PATCHWORK_HOME to a folder on another disk."


def _fail(sentence: str) -> int:
    print(f"patchwork: {sentence}", file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
