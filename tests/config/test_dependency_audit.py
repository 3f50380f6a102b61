"""`./run audit`: what is known is said, what could not be asked is said, and neither looks like the other."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tools import audit
from tools.audit import Outcome

OFFLINE = "error: Request failed after 3 retries\\n cause: dns error"
ONE = {
    "summary": {"audited_packages": 77},
    "vulnerabilities": [
        {
            "dependency": {"name": "leaky", "version": "1.0"},
            "display_id": "GHSA-1",
            "fix_versions": ["1.1"],
            "link": "-",
        }
    ],
}
NONE = {"summary": {"audited_packages": 77}, "vulnerabilities": []}
PARTS = {"bomFormat": "CycloneDX", "components": [{"name": "django", "version": "6.1.3"}]}


@pytest.fixture
def tool(tmp_path):
    """A stand-in for uv: says `parts` when asked to list, `answer` when asked about weaknesses."""

    def make(*, answer: str = "", complaint: str = "", status: int = 0, parts: str = json.dumps(PARTS)) -> str:
        (tmp_path / "parts").write_text(parts)
        (tmp_path / "answer").write_text(answer)
        script = tmp_path / "uv"
        script.write_text(
            f'#!/bin/sh\n[ "$1" = export ] && exec cat {tmp_path}/parts\n'
            f"cat {tmp_path}/answer\nprintf '{complaint}' >&2\nexit {status}\n"
        )
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
        return str(script)

    return make


def run(uv: str, into: Path, *more: str) -> int:
    return audit.main(["--uv", uv, "--npm", "/no/npm/here", "--into", str(into), *more])


def test_nothing_known_is_green_and_says_how_many_were_asked_about(tool, tmp_path, capsys):
    assert run(tool(answer=json.dumps(NONE)), tmp_path / "out") == 0
    assert "Asked about 77 Python packages" in capsys.readouterr().out


def test_a_known_weakness_is_red_and_named(tool, tmp_path, capsys):
    assert run(tool(answer=json.dumps(ONE), status=1), tmp_path / "out") == Outcome.KNOWN_WEAKNESS
    assert "leaky 1.0: GHSA-1, mended in 1.1" in capsys.readouterr().out


def test_without_a_network_it_says_so_and_is_not_red(tool, tmp_path, capsys):
    assert run(tool(complaint=OFFLINE, status=2), tmp_path / "out") == 0
    said = capsys.readouterr().out
    assert "NOT ASKED: Python packages" in said
    assert "nothing is known against them" not in said


def test_where_asking_is_a_must_it_is_red(tool, tmp_path):
    assert run(tool(complaint=OFFLINE, status=2), tmp_path / "out", "--must-ask") == Outcome.NOT_ASKED


def test_any_other_failure_is_red(tool, tmp_path, capsys):
    assert run(tool(complaint="unexpected argument", status=2), tmp_path / "out") == Outcome.BROKEN
    assert "FAILED" in capsys.readouterr().out


def test_an_answer_about_nothing_is_red(tool, tmp_path):
    empty = {"summary": {"audited_packages": 0}, "vulnerabilities": []}
    assert run(tool(answer=json.dumps(empty)), tmp_path / "out") == Outcome.BROKEN


def test_the_list_of_parts_is_kept(tool, tmp_path):
    run(tool(answer=json.dumps(NONE)), tmp_path / "out")
    assert json.loads((tmp_path / "out" / "server.cdx.json").read_text()) == PARTS


def test_a_list_that_could_not_be_made_is_red(tool, tmp_path):
    assert run(tool(answer=json.dumps(NONE), parts="no list"), tmp_path / "out") == Outcome.BROKEN


def test_without_uv_it_is_red(tmp_path):
    assert run(str(tmp_path / "no-uv"), tmp_path / "out") == Outcome.BROKEN
