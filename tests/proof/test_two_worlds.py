"""Nobody unentitled can tell whether a hidden thing exists: worlds with and without it give the same bytes.

The long run (`./run prove --only two-worlds`) plays 504 worlds; here ten, and the tests of the test.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import Count, OuterRef, Subquery

from patchwork.access import EVERYTHING, deciding
from patchwork.activity.models import Deed
from patchwork.involvement import contacting
from patchwork.involvement.models import Involvement
from patchwork.notifications.telling import Recipient, tell
from patchwork.pages import home, views
from tests.promises.access_table import TABLE
from tests.promises.rows import GET, OK
from tests.proof import surfaces, two_worlds
from tests.proof.stage import Stage, forget
from tests.proof.stage import stage as on_stage
from tests.proof.worlds import KINDS_OF_HIDDEN

SEED, WORLDS = 1, 10


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    with django_db_blocker.unblock(), on_stage() as built:
        yield built


def test_both_worlds_look_the_same(stage):
    result = two_worlds.Result()
    core = [one for one in surfaces.SURFACES if one.core]
    for number in range(WORLDS):
        two_worlds.play_one(stage, SEED, number, result, among=core)
    assert result.leaks == []
    assert set(result.hidden) == set(KINDS_OF_HIDDEN)
    assert result.missing == set(), "every kind of viewer meets every surface"


def test_every_page_is_on_the_list():
    """A new page about persons has to be asked in both worlds: one line in `surfaces.py`."""
    shown = {row.name for row in TABLE if row.method == GET and OK in row.answers}
    own = {name for name in shown if name.startswith(("account_", "mfa_", "demo_", "second_"))}
    left = shown - own - surfaces.addresses() - surfaces.NOT_ABOUT_PERSONS - surfaces.ABOUT_ONE_ROW
    assert left == set(), "which surface shows it?"


# ── the test of the test: each of these leaks is seen ─────────────────────────────────────────────────────────────


def leaks(stage, *, surface: str, number: int, tries: int = 3) -> list[str]:
    """What worlds of one kind of hidden thing give away on one surface."""
    forget()
    result = two_worlds.Result()
    only = [one for one in surfaces.SURFACES if one.name == surface]
    for again in range(tries):
        two_worlds.play_one(stage, SEED, number + again * len(KINDS_OF_HIDDEN), result, among=only)
        if result.leaks:
            break
    return result.leaks


def test_a_count_with_hidden_rows_is_seen(stage, monkeypatch):
    tabs = views.tabs

    def counting_everyone(person, here, viewer, team_size=None):
        return tabs(person, here, viewer, Involvement.objects.filter(person=person).aggregate(n=Count("pk"))["n"])

    monkeypatch.setattr(views, "tabs", counting_everyone)
    assert leaks(stage, surface="person", number=1)


def test_a_home_ordered_by_hidden_deeds_is_seen(stage, monkeypatch):
    every = Subquery(Deed.objects.filter(person_id=OuterRef("pk")).order_by("-at").values("at")[:1])
    monkeypatch.setattr(home, "_newest_deed", lambda viewer: every)
    assert leaks(stage, surface="home", number=1, tries=6)


def test_a_mail_about_a_hidden_deed_is_seen(stage, monkeypatch):
    note = contacting.note

    def tell_everyone(kind, *, by, person, **more):
        rows = Involvement.objects.filter(person=person, post__isnull=False).select_related("post")
        to = [Recipient(row.post.account_id, row.post_id) for row in rows if row.post_id != by.post_id]
        tell("involvement.lapsed", area_id=by.area_id, event=person.pk, about=person.pk, now=by.now, to=to)
        note(kind, by=by, person=person, **more)

    monkeypatch.setattr(contacting, "note", tell_everyone)
    assert leaks(stage, surface="attentions", number=1, tries=6)


def test_a_search_that_finds_the_shut_person_is_seen(stage, monkeypatch):
    monkeypatch.setattr(deciding.EXCLUSION, "_step", lambda *_: EVERYTHING)
    assert leaks(stage, surface="find: name and birthday", number=3, tries=1)
