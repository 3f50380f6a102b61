"""Ordinary tests without one clause of the policy: which of them misses it?

Loaded as a plugin of pytest (`-p tests.proof.mutant`). In place of running each test once it takes the clauses it is
asked about out in turn, and for each runs tests until one fails.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from _pytest.runner import call_and_report

ROOT = Path(__file__).resolve().parent.parent.parent
WITHOUT, TOLD = "PATCHWORK_WITHOUT", "PATCHWORK_TOLD"
ORDINARY = [
    "tests/access", "tests/people/test_exclusion.py", "tests/people/test_shield.py", "tests/people/test_find.py",
    "tests/people/test_new_records.py", "tests/involvement/test_look.py", "tests/involvement/test_sensitive.py",
    "tests/involvement/test_invite.py", "tests/involvement/test_contacts.py", "tests/involvement/test_see_as.py",
    "tests/conversation/test_raise_attention.py", "tests/agreements/test_objections.py",
    "tests/oversight/test_subject_keeping.py", "tests/people/test_emergency.py",
    "tests/directory/test_administrators_see_no_person.py",
]  # fmt: skip
"""Those that ask who sees what, the quick ones first."""


def missed_by(asked: Mapping[str, str]) -> dict[str, str]:
    """For each clause the first ordinary test that fails without it; "" when none does. `asked`: clause → the test
    that failed before, or "" for trying them all."""
    tests = ORDINARY if "" in asked.values() else sorted({test.split("::")[0] for test in asked.values()})
    if not asked:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told.json"
        how = ["-m", "pytest", "-q", "-p", "tests.proof.mutant", "-p", "no:cacheprovider", *tests]
        more = {WITHOUT: json.dumps(asked), TOLD: str(told)}
        run = subprocess.run(
            [sys.executable, *how], env={**os.environ, **more}, cwd=ROOT, capture_output=True, text=True, check=False
        )
        if not told.exists():
            raise RuntimeError(run.stdout[-2000:] + run.stderr[-2000:])
        found: dict[str, str] = json.loads(told.read_text())
    return found


def pytest_runtestloop(session: Any) -> bool | None:
    """In place of pytest's own loop, where clauses are asked about."""
    if WITHOUT not in os.environ:
        return None
    asked, told = json.loads(os.environ[WITHOUT]), {}
    from tests.proof import clauses

    by_name = {str(clause): clause for clause in clauses.clauses()}
    rounds = [(name, [one for one in session.items if test in {"", one.nodeid}]) for name, test in asked.items()]
    for number, (name, items) in enumerate(rounds):
        then = rounds[number + 1][1][:1] if number + 1 < len(rounds) else []
        with clauses.without(by_name[name]):
            told[name] = next(_failing(items, then), "")
        Path(os.environ[TOLD]).write_text(json.dumps(told))
    return True


def _failing(items: list[Any], then: list[Any]) -> Iterator[str]:
    """The tests that fail. `then`: the first one afterwards, for which what both need is kept."""
    for number, item in enumerate(items):
        item._initrequest()
        reports = [call_and_report(item, "setup", log=False)]
        if reports[0].passed:
            reports.append(call_and_report(item, "call", log=False))
        failed = any(report.failed for report in reports)
        after = then if failed else [*items[number + 1 :][:1], *then]
        call_and_report(item, "teardown", log=False, nextitem=after[0] if after else None)
        if failed:
            yield item.nodeid
