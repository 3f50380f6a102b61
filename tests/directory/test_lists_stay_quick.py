"""The number of queries of a list does not grow with the list, and no list fetches pictures."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from patchwork.accounts.models import Photo
from patchwork.demo.cast import Member
from patchwork.directory.models import Organisation, Partnership, Proposal, Service
from tests.directory.conftest import newcomer

LISTS = [
    ("amina", "directory", {"q": "class teacher"}),
    ("amina", "directory", {"kind": "school"}),
    ("amina", "service", "oakfield"),
    ("amina", "role", "class_teacher"),
    ("moses", "organisation_posts", "organisation"),
    ("moses", "organisation_services", "organisation"),
    ("nia", "area_posts", None),
    ("nia", "area_organisations", None),
    ("nia", "area_desk", None),
    ("nia", "proposals", None),
    ("moses", "proposals", None),
]


def queries_of(browser, url, data):
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(url, data).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


def grow(world, today, names):
    oakfield = world.organisations["oakfield"]
    for name in names:
        member = Member(name, f"{name.title()} Number", "oakfield", "class_teacher", "01632 960199")
        post = newcomer(world, member, "oakfield-school.example")
        post.cover, post.away_from = world.posts["bilal"], today
        post.save()
        Photo.objects.create(account=post.account, thumbnail=b"small", picture=b"large")
        organisation = Organisation.objects.create(name=f"Trust of {name}", kind="charity")
        Partnership.objects.create(area=world.marlowe, organisation=organisation)
        for runs in (oakfield, organisation):
            Service.objects.create(area=world.marlowe, organisation=runs, name=f"Class of {name}", kind="school")
        ask(world, post, name)


def ask(world, post, name):
    """One proposal of each kind that is about a post, a service or an organisation of its own."""
    about_service = {"kind": "school", "is_sensitive": True, "duty_line_only": False}
    about = {
        "powers": (post.pk, {"powers": ["supervisor"]}),
        "second_factor": (post.pk, {}),
        "mail_domain": (world.organisations["oakfield"].pk, {"domain": f"{name}.example"}),
        "service_kind": (post.service_id, about_service),
    }
    for kind, (subject, change) in about.items():
        Proposal.objects.create(
            area=world.marlowe, kind=kind, about=subject, change=change, why="as it is",
            asked_by=world.posts["moses"], asked_at=world.viewer("moses").now,
        )  # fmt: skip


@pytest.mark.parametrize(("short", "name", "what"), LISTS)
def test_queries_do_not_grow(browse, amina, world, short, name, what):
    known = {"oakfield": world.services["oakfield"].pk, "organisation": world.organisations["oakfield"].pk}
    url = reverse(name, args=[known.get(what, what)] if isinstance(what, str) else [])
    browser, data = browse(short), what if isinstance(what, dict) else None
    grow(world, amina.today, ["ada"])
    queries_of(browser, url, data)  # whatever is done once a day or session is done now
    few = queries_of(browser, url, data)
    grow(world, amina.today, ["bo", "cy", "di", "ed", "flo"])
    many = queries_of(browser, url, data)
    assert len(many) == len(few), "\n".join(many)
    assert not [sql for sql in many if '"thumbnail"' in sql or '"picture"' in sql]
