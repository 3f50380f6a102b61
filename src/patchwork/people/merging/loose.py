"""Columns that hold ids without a foreign key: which of them name a person, and what a joining does with them.

Higher apps register theirs. A test walks every such column of every table and fails on one that is not here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from django.apps import apps

if TYPE_CHECKING:
    from django.db.models import Model

type What = Literal["moved", "alias", "nobody"]
"""moved: names the kept record from now on, and the joining logs it. alias: goes on naming the record that is gone, and
whoever reads it asks `aliases`. nobody: does not name a supported person."""

_columns: dict[tuple[str, str], What] = {
    ("notifications.Notice", "about"): "moved",
    ("notifications.Notice", "event"): "alias",  # the row it is about; of a hand-over the person, whose link resolves
    ("notifications.Notice", "post"): "nobody",
    ("notifications.Notice", "public_id"): "nobody",
    ("audit.AuditReference", "person"): "alias",  # the record is appended to, never rewritten
    ("audit.AuditReference", "reference"): "nobody",
    ("audit.AuditSubject", "subject"): "nobody",  # a random number; what it means stands in AuditReference
    ("audit.AuditEvent", "account"): "nobody",
    ("audit.AuditEvent", "post"): "nobody",
    ("audit.AuditEvent", "service"): "nobody",
    ("audit.AuditEvent", "organisation"): "nobody",
    ("audit.AuditEvent", "request_id"): "nobody",
    ("access.Audience", "organisations"): "nobody",
    ("access.Audience", "posts"): "nobody",
    ("access.Audience", "services"): "nobody",
    ("directory.Proposal", "about"): "nobody",  # a post, a shield, a case: never a person
    ("accounts.Account", "last_post"): "nobody",
    ("accounts.Photo", "version"): "nobody",
    ("people.Shield", "named_posts"): "nobody",
    ("people.Merge", "gone"): "alias",
    ("people.PairSaid", "pair"): "nobody",
    ("people.NotThisPerson", "list_id"): "nobody",
}


def add(model: str, column: str, what: What) -> None:
    """Called at start by the app whose column it is."""
    _columns[model, column] = what


def known() -> dict[tuple[str, str], What]:
    """Every column that somebody has thought about."""
    return dict(_columns)


def moved() -> Iterator[tuple[type[Model], str]]:
    """The columns that follow a joining."""
    for (model, column), what in _columns.items():
        if what == "moved":
            yield apps.get_model(model), column
