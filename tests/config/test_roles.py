"""The SQL an operator runs before the first migration."""

from patchwork.config import roles
from patchwork.config.localpg import LocalPostgres


def test_the_script_asks_for_passwords_rather_than_holding_them():
    text = roles.script()
    assert "\\password patchwork_owner" in text
    assert "PASSWORD '" not in text


def test_names_are_quoted():
    text = roles.script('a"b', roles.Roles(owner="o'wner", app="app"))
    assert '\\connect "a""b"' in text
    assert """CREATE ROLE "o''wner";""" in text  # inside the quoted body of DO
    assert """ALTER ROLE "o'wner" WITH""" in text


def test_neither_login_has_powers(superuser):
    rows = superuser.execute(
        "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls FROM pg_roles"
        " WHERE rolname IN ('patchwork_owner', 'patchwork_app')"
    ).fetchall()
    assert rows == [(False,) * 5] * 2


def test_everything_belongs_to_the_owner_and_nothing_to_the_application(superuser):
    owners = superuser.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert owners == [("patchwork_owner",)]


def test_functions_are_not_for_everybody(superuser):
    """A login made for reports, say, must not get at a SECURITY DEFINER function."""
    open_to_all = superuser.execute(
        "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner"
        " WHERE r.rolname = 'patchwork_owner' AND has_function_privilege('public', p.oid, 'EXECUTE')"
    ).fetchall()
    assert open_to_all == []


def test_the_script_runs_twice_on_a_real_server(tmp_path, run_psql):
    with LocalPostgres(tmp_path, database=None, fast=True).running() as server:
        script = roles.script("county", roles.Roles("county_owner", "county_app"))
        script = "\n".join(line for line in script.splitlines() if not line.startswith("\\password"))
        for _ in range(2):
            assert "ERROR" not in run_psql(server, script)
        with server.superuser("county") as connection:
            extensions = {name for (name,) in connection.execute("SELECT extname FROM pg_extension")}
    assert extensions >= set(roles.EXTENSIONS)
