"""What the documents point at exists, and what an operator may set is written down."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
NAMED_TEST = re.compile(r"(tests/[\w/]+\.py)(?:::(\w+))?")
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)")
SETTING = re.compile(r"(?:environ\.get\(|from_environment_or_file\()\s*\"((?:PATCHWORK_)?[A-Z_]+)\"")
NOT_FOR_OPERATORS = {"PATCHWORK_TESTING"}


def missing_from(document: Path) -> list[str]:
    """Links and tests that `document` names and that are not there."""
    text = document.read_text()
    missing = [link for link in LINK.findall(text) if not (document.parent / link).exists()]
    for file, name in NAMED_TEST.findall(text):
        path = ROOT / file
        if not path.exists() or (name and f"def {name}(" not in path.read_text()):
            missing.append(f"{file}::{name}")
    return missing


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_test_and_file_a_document_names_is_there(document):
    assert missing_from(document) == []


def test_every_setting_is_explained_to_operators():
    settings = (ROOT / "src" / "patchwork" / "config" / "settings.py").read_text()
    asked = set(SETTING.findall(settings)) - NOT_FOR_OPERATORS
    told = (ROOT / "docs" / "operators.md").read_text()
    assert asked, "no setting was found: the search is wrong"
    assert sorted(name for name in asked if name not in told and _short(name) not in told) == []


def _short(name: str) -> str:
    """How a setting beside its like is written: `PATCHWORK_SMTP_HOST`, `_PORT`."""
    return f"`_{name.rpartition('_')[2]}`"
