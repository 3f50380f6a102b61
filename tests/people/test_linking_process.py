"""The process that matches: bounded, private, and gone without a trace."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import tempfile
from datetime import date

import pytest

from patchwork.people.linking import (
    Known,
    LinkingFailed,
    ListRow,
    blocking,
    link,
    preparing,
    running,
    scratch,
    wire,
    worker,
)
from patchwork.people.linking.running import Bounds

ROW = ListRow(row=1, given_names="Leo", family_name="Hartley", born_on=date(2017, 3, 4))
LEO = Known(person_id="leo", given_names="Leo", family_name="Hartley", born_on=date(2017, 3, 4))


@pytest.fixture
def scratch_place(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def started(monkeypatch):
    """The processes that were started."""
    found: list[subprocess.Popen[str]] = []
    popen = subprocess.Popen

    def remember(*args, **kwargs):
        found.append(popen(*args, **kwargs))
        return found[-1]

    monkeypatch.setattr(running.subprocess, "Popen", remember)
    return found


def test_an_empty_list_starts_nothing(started):
    assert link([], [LEO]) == []
    assert started == []


def test_without_anybody_known_every_row_is_new():
    assert [(each.row, each.verdict) for each in link([ROW], [])] == [(1, "new")]


def test_a_killed_process_leaves_nothing(scratch_place, started):
    def kill(_step: int, _steps: int) -> None:
        started[0].send_signal(signal.SIGKILL)

    with pytest.raises(LinkingFailed, match="-9"):
        link([ROW], [LEO], progress=kill)
    assert list(scratch_place.iterdir()) == []


def test_a_caller_who_gives_up_ends_the_process(scratch_place, started):
    class GivenUp(Exception):
        pass

    def give_up(_step: int, _steps: int) -> None:
        raise GivenUp

    with pytest.raises(GivenUp):
        link([ROW], [LEO], progress=give_up)
    assert started[0].returncode is not None
    assert list(scratch_place.iterdir()) == []


def test_what_a_dead_machine_left_is_removed_and_what_is_at_work_is_not(scratch_place):
    left, at_work = (scratch_place / f"{scratch.PREFIX}{name}" for name in ("left", "at-work"))
    for folder in (left, at_work):
        folder.mkdir()
        (folder / scratch.LOCK).touch()
    with open(at_work / scratch.LOCK) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with scratch.scratch_folder():
            assert not left.exists()
            assert at_work.exists()


def test_a_failure_says_nothing_of_anybody(started):
    broken = ListRow(row=1, given_names="Leo", family_name="Hartley", born_on=date(2017, 3, 4))
    with pytest.raises(LinkingFailed) as failed:
        link([broken], [LEO], bounds=Bounds(memory=1, threads=1))
    assert "Leo" not in str(failed.value)
    assert started[0].stderr is None


def test_duckdb_has_the_memory_that_was_ordered_and_no_way_out(tmp_path):
    con = worker.connect({"memory": "200MB", "threads": 1, "folder": str(tmp_path)})
    assert con.execute("SELECT current_setting('memory_limit')").fetchone()[0] == "190.7 MiB"
    assert con.execute("SELECT current_setting('autoinstall_known_extensions')").fetchone()[0] in (False, "false")


def test_ten_thousand_rows_of_one_name_do_not_blow_up(tmp_path):
    john = {"given_names": "John", "family_name": "Smith"}
    sides = {
        "rows": [ListRow(row=n, **john, known_as=str(n)) for n in range(10_000)],
        "known": [Known(person_id=str(n), **john, born_on=date(2010, 5, 5)) for n in range(10_000)],
    }
    for name, people in sides.items():
        with open(tmp_path / name, "w", encoding="utf-8", newline="\n") as out:
            wire.write(people, out)
    con = worker.connect({"memory": "500MB", "threads": 1, "folder": str(tmp_path)})
    preparing.begin(con)
    preparing.load_rows(con, str(tmp_path / "rows"))
    preparing.load_known(con, str(tmp_path / "known"))
    preparing.prepare(con)
    most = max(most for _columns, most in blocking.KEYS.values())
    assert blocking.block(con) <= most * 10_000


def test_the_web_side_loads_none_of_the_heavy_libraries():
    asked = (
        "import sys, patchwork.people.linking, patchwork.people.linking.running;"
        "print([name for name in ('splink', 'duckdb', 'pyarrow', 'pandas', 'pyspark') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, env=os.environ)
    assert said.stdout.strip() == "[]"


def test_the_worker_needs_no_django():
    asked = "import sys, patchwork.people.linking.worker; print('django.db' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, env=os.environ)
    assert said.stdout.strip() == "False"


def test_rows_travel_as_they_are(tmp_path):
    row = ListRow(
        row=7, given_names='O"Brien, Siân\n', family_name="=1+1", identifiers={"nhs": "999 000 0018", "upn": "a-1"}
    )
    with open(tmp_path / "rows", "w", encoding="utf-8", newline="\n") as out:
        assert wire.write([row], out) == 1
    con = worker.connect({"memory": "200MB", "threads": 1, "folder": str(tmp_path)})
    preparing.begin(con)
    preparing.load_rows(con, str(tmp_path / "rows"))
    found = con.execute("SELECT id, given, family, nhs, identifiers FROM raw").fetchone()
    assert found == ("7", 'O"Brien, Siân ', "=1+1", "9990000018", f"upn{wire.WITHIN}A1")
