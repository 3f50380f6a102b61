"""Ordinary tests without one clause of the policy: which of them misses it?

Loaded as a plugin of pytest (`-p tests.proof.mutant`); `PATCHWORK_WITHOUT` says which clause is taken out.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
WITHOUT = "PATCHWORK_WITHOUT"
ORDINARY = [
    "tests/access", "tests/people/test_exclusion.py", "tests/people/test_shield.py", "tests/people/test_find.py",
    "tests/people/test_new_records.py", "tests/involvement/test_look.py", "tests/involvement/test_sensitive.py",
    "tests/involvement/test_invite.py", "tests/involvement/test_contacts.py", "tests/involvement/test_see_as.py",
    "tests/conversation/test_raise_attention.py", "tests/agreements/test_objections.py",
    "tests/oversight/test_subject_keeping.py", "tests/people/test_emergency.py",
    "tests/directory/test_administrators_see_no_person.py",
]  # fmt: skip
"""Those that ask who sees what, the quick ones first."""


def pytest_collection_finish(session: Any) -> None:
    if wanted := os.environ.get(WITHOUT):
        from tests.proof import clauses

        (clause,) = (one for one in clauses.clauses() if str(one) == wanted)
        session.config.without = clauses.without(clause)  # kept, or it would be put back at once
        session.config.without.__enter__()


def missed_by(clause: str, tests: list[str] | None = None) -> str:
    """The first ordinary test that fails without this clause; "" when none does."""
    how = ["-m", "pytest", "-q", "-x", "-p", "tests.proof.mutant", "-p", "no:cacheprovider"]
    run = subprocess.run(
        [sys.executable, *how, *(tests or ORDINARY)],
        env={**os.environ, WITHOUT: clause}, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if run.returncode not in {0, 1}:
        raise RuntimeError(run.stdout[-2000:] + run.stderr[-2000:])
    told = re.search(r"^(?:FAILED|ERROR) (\S+)", run.stdout, re.MULTILINE)
    return told[1] if told else ""
