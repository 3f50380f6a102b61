"""The private PostgreSQL: there when wanted, gone without a trace afterwards, the data kept."""

import os
import stat

import psycopg
import pytest

from patchwork.config import localpg
from patchwork.config.localpg import LocalPostgres, LocalPostgresError


def test_data_outlives_a_restart_and_nothing_else_does(tmp_path):
    server = LocalPostgres(tmp_path / "pg", fast=True)
    with server.running(), psycopg.connect(server.environment()["OWNER_DATABASE_URL"]) as connection:
        connection.execute("CREATE TABLE note (words text)")
    assert not server.is_running()
    assert not server.sockets.exists()
    with server.running(), psycopg.connect(server.environment()["DATABASE_URL"]) as connection:
        connection.execute("INSERT INTO note VALUES ('kept')")
        assert connection.execute("SELECT words FROM note").fetchone() == ("kept",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("TRUNCATE note")


def test_the_last_one_out_stops_the_server(tmp_path):
    first, second = LocalPostgres(tmp_path / "pg", fast=True), LocalPostgres(tmp_path / "pg", fast=True)
    with first.running():
        with second.running():
            pass
        assert first.is_running()
        second.start()
        with pytest.raises(LocalPostgresError, match="in use"):
            first.destroy()
    assert second.is_running()
    second.destroy()
    assert not second.is_running()
    assert not second.folder.exists()


def test_nobody_comes_in_without_the_password(tmp_path):
    with LocalPostgres(tmp_path / "pg", fast=True).running() as server:
        wrong = server.url("postgres").replace(server._read_passwords()["postgres"], "guess")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(wrong)
        listening = server.superuser().execute("SHOW listen_addresses").fetchone()
        passwords = server.folder / "passwords.json"
    assert listening == ("",)
    assert stat.S_IMODE(passwords.stat().st_mode) == 0o600


def test_a_deep_folder_still_gets_a_socket(tmp_path):
    deep = tmp_path / ("d" * 60) / ("e" * 60) / "pg"
    with LocalPostgres(deep, fast=True).running() as server:
        assert len(str(server.sockets / ".s.PGSQL.5432.lock")) < 104
    assert not server.sockets.exists()


def test_an_interrupted_first_start_is_begun_again(tmp_path):
    half = tmp_path / "pg" / "data"
    half.mkdir(parents=True)
    (half / "half-made").touch()
    with LocalPostgres(tmp_path / "pg", fast=True).running() as server:
        assert server.is_running()


def test_a_server_that_dies_is_noticed(tmp_path):
    with LocalPostgres(tmp_path / "pg", fast=True).running() as server:
        server.check()
        localpg._run([localpg._binary("pg_ctl"), "-D", server.data, "-m", "immediate", "stop"])
        with pytest.raises(LocalPostgresError, match="stopped by itself"):
            server.check()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_root_needs_no_user_namespace(tmp_path, monkeypatch):
    monkeypatch.setattr(localpg, "_has_user_namespaces", lambda: False)
    with LocalPostgres(tmp_path / "pg", fast=True).running() as server:
        assert (server.data / "PG_VERSION").stat().st_uid == localpg.NOBODY
        with server.superuser() as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
