"""Every column is classified for what it says about people, and the classes mean something."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from patchwork.kit.crypto import EncryptedText

CLASSES = {"none", "link", "identity", "family", "dealings", "special", "sealed", "worker", "trace", "secret"}
FILE = Path(__file__).resolve().parents[2] / "docs" / "personal-data.toml"


def classified() -> dict[tuple[str, str], str]:
    """Class by (model, column); raises when a column is named twice."""
    found: dict[tuple[str, str], str] = {}
    for model, classes in tomllib.loads(FILE.read_text()).items():
        assert set(classes) <= CLASSES, f"{model}: {sorted(set(classes) - CLASSES)} is no class"
        for kind, columns in classes.items():
            for column in columns.split():
                assert (model, column) not in found, f"{model}.{column} is classified twice"
                found[model, column] = kind
    return found


def columns() -> dict[tuple[str, str], models.Field]:
    return {
        (model._meta.label, field.column): field
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if model._meta.managed or model._meta.label.startswith(("procrastinate.", "people.SearchRow"))
    }


@pytest.fixture(scope="module")
def table():
    return classified()


def test_every_column_is_classified(table):
    known = {key for key in columns() if not key[0].startswith("auth.Group_")}
    assert sorted(known - set(table)) == [], "say in docs/personal-data.toml what these tell about people"
    assert sorted(set(table) - known) == [], "these columns are gone"


def test_words_about_a_person_are_encrypted_and_nothing_else_is(table):
    sealed = {key for key, kind in table.items() if kind == "sealed"}
    assert sealed == {key for key, field in columns().items() if isinstance(field, EncryptedText)}


def test_there_is_no_other_free_text_about_a_person(table):
    """A long text may say what a service does; about a person it must be sealed."""
    long = {key for key, f in columns().items() if isinstance(f, models.TextField) or (f.max_length or 0) > 250}
    theirs = {key for key in long if table.get(key) in {"identity", "family", "dealings", "special"}}
    # What people are found by is names, dates and numbers that stand elsewhere, folded: no free text.
    assert theirs <= {("people.Address", "lines"), ("people.SearchRow", "facts")}


@pytest.mark.parametrize("app", ["audit", "notifications", "impact", "procrastinate", "activity"])
def test_the_record_the_outbox_and_the_counts_name_nobody(table, app):
    """A newcomer's address is the one thing the outbox must hold: there is no account to point at yet."""
    names = {key for key, kind in table.items() if key[0].startswith(f"{app}.") and kind in {"identity", "worker"}}
    assert names <= {("notifications.Notice", "address")}


def test_codes_of_the_ledger_and_the_audit_are_short(table):
    """No column there is long enough for a sentence."""
    known = columns()
    for key in table:
        if key[0] in {"activity.Deed", "audit.AuditEvent"} and isinstance(known.get(key), models.CharField):
            assert known[key].max_length <= 60, key
