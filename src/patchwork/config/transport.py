"""The ways to the database and the mail server are encrypted, or somebody has said that the network is their own."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address

from psycopg.conninfo import conninfo_to_dict

from patchwork.config.processes import CannotStart

VERIFYING = frozenset({"verify-full", "verify-ca"})
PRIVATE = "PATCHWORK_PRIVATE_NETWORK"


def require_encrypted_ways(environ: Mapping[str, str]) -> None:
    """Refuse to start where names would cross a network in the clear.

    Raises:
        CannotStart: the database or the mail server is on another machine and TLS is not asked for.
    """
    if environ.get(PRIVATE) == "1":
        return
    for name in ("DATABASE_URL", "OWNER_DATABASE_URL"):
        if (url := environ.get(name)) and not _database_is_safe(url):
            raise CannotStart(
                f"{name} names another machine without sslmode=verify-full: names would cross the network in the "
                f"clear. Add it, or set {PRIVATE}=1 if nobody else can listen there. See docs/operators.md."
            )
    if not _mail_is_safe(environ):
        raise CannotStart(
            "PATCHWORK_SMTP_HOST is another machine and PATCHWORK_SMTP_TLS is not 1: links would cross the network in "
            f"the clear. Set it, or {PRIVATE}=1 if nobody else can listen there. See docs/operators.md."
        )


def _database_is_safe(url: str) -> bool:
    parts = conninfo_to_dict(url)
    hosts = str(parts.get("hostaddr") or parts.get("host") or "").split(",")
    return parts.get("sslmode") in VERIFYING or all(_is_here(host) for host in hosts)


def _mail_is_safe(environ: Mapping[str, str]) -> bool:
    goes_by_smtp = "smtp" in environ.get("PATCHWORK_MAIL_BACKEND", "smtp")
    return (
        not goes_by_smtp or environ.get("PATCHWORK_SMTP_TLS") == "1" or _is_here(environ.get("PATCHWORK_SMTP_HOST", ""))
    )


def _is_here(host: str) -> bool:
    """Whether `host` is this machine: a socket, or one of its own addresses."""
    if not host or host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
