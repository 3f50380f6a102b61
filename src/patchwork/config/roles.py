"""The two database logins, and the SQL a database administrator runs once to make them.

``patchwork_owner`` owns the tables and runs migrations. ``patchwork_app`` is what web and workers sign in
as: it owns nothing, so row-level security binds it. Neither is a superuser. The extensions are made by
whoever runs this (a superuser), because several of them may not be made by an ordinary role.

Narrower grants (the audit chain cannot be updated or deleted, the search table cannot be read) belong to
the tables themselves and are made by their migrations.
"""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import Connection, sql

EXTENSIONS = ("pg_trgm", "fuzzystrmatch", "unaccent", "btree_gist", "citext")
"""Found in every PostgreSQL with its contrib modules. Never ``intarray``: it shadows ``&&``."""

_POWERLESS = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"


@dataclass(frozen=True, slots=True)
class Roles:
    """The names of the two logins."""

    owner: str = "patchwork_owner"
    app: str = "patchwork_app"


ROLES = Roles()
DATABASE = "patchwork"


def role_statements(roles: Roles = ROLES) -> list[sql.Composed]:
    """Make both logins, or take away powers they should not have. Once per server, by a superuser."""
    return [statement for name in (roles.owner, roles.app) for statement in _role(name)]


def _role(name: str) -> list[sql.Composed]:
    create = sql.SQL("CREATE ROLE {}").format(sql.Identifier(name)).as_string(None)
    return [
        sql.SQL("DO {}").format(
            sql.Literal(f"BEGIN {create}; EXCEPTION WHEN duplicate_object THEN NULL; END")  # may be there already
        ),
        sql.SQL("ALTER ROLE {} WITH " + _POWERLESS).format(sql.Identifier(name)),
    ]


def password_statement(role: str, password: str) -> sql.Composed:
    """Set a login's password. Only for the private server; an operator types theirs with ``\\password``."""
    return sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password))


def create_database(database: str, roles: Roles = ROLES) -> sql.Composed:
    """Make an empty database that belongs to the owner. Outside a transaction, once per database."""
    return sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(
        sql.Identifier(database), sql.Identifier(roles.owner)
    )


def database_statements(database: str, roles: Roles = ROLES) -> list[sql.Composed]:
    """Who may do what inside ``database``. Run as a superuser, connected to it; safe to repeat.

    Default privileges speak of what the *owner* makes from now on, so this comes before the first migration.
    """
    names = {"db": sql.Identifier(database), "owner": sql.Identifier(roles.owner), "app": sql.Identifier(roles.app)}
    extensions = [
        sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)) for extension in EXTENSIONS
    ]
    made_by_owner = "ALTER DEFAULT PRIVILEGES FOR ROLE {owner}"
    grants = (
        "REVOKE ALL ON DATABASE {db} FROM PUBLIC",
        "GRANT CONNECT ON DATABASE {db} TO {owner}, {app}",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE, CREATE ON SCHEMA public TO {owner}",
        "GRANT USAGE ON SCHEMA public TO {app}",
        f"{made_by_owner} IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {{app}}",
        f"{made_by_owner} IN SCHEMA public GRANT USAGE ON SEQUENCES TO {{app}}",
        # Functions are executable by everyone unless said otherwise, and only a schema-less REVOKE takes that away.
        f"{made_by_owner} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
        f"{made_by_owner} IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {{app}}",
    )
    return [*extensions, *(sql.SQL(grant).format(**names) for grant in grants)]


def execute(connection: Connection, statements: list[sql.Composed]) -> None:
    """Run ``statements`` one after the other on an autocommit ``connection``."""
    for statement in statements:
        connection.execute(statement)


def script(database: str = DATABASE, roles: Roles = ROLES) -> str:
    """Everything above as one psql script for a real server.

    It asks for the passwords with ``\\password``, so that they never stand in a file or in the server's log.
    """
    exists = sql.SQL("SELECT {} WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = {}) \\gexec").format(
        sql.Literal(create_database(database, roles).as_string(None)), sql.Literal(database)
    )
    return "\n".join(
        [
            "-- Run once, by psql, as a superuser, before the first `patchwork manage migrate`; safe to repeat.",
            *_lines(role_statements(roles)),
            exists.as_string(None),
            sql.SQL("\\connect {}").format(sql.Identifier(database)).as_string(None),
            *_lines(database_statements(database, roles)),
            "-- Now type a password for each login.",
            f"\\password {roles.owner}",
            f"\\password {roles.app}",
            "",
        ]
    )


def _lines(statements: list[sql.Composed]) -> list[str]:
    return [statement.as_string(None) + ";" for statement in statements]
