"""The privacy officer's pages of a request, from the card to the file in their hands."""

from __future__ import annotations

import json

import pytest

from patchwork.audit.models import AuditEvent
from tests.oversight.asking import all_steps, opened, read_all


@pytest.fixture
def case(world, lena, kerry):
    """Kerry's request, ready to go out."""
    row = opened(lena, kerry)
    all_steps(world, lena, row)
    read_all(lena, row)
    return row


def test_from_the_card_to_the_task_list(browse, kerry):
    lena = browse("lena")
    assert f"/people/{kerry.pk}/subject-access/" in lena.get(f"/people/{kerry.pk}/card/").content.decode()
    assert f"/people/{kerry.pk}/subject-access/" not in browse("kit").get(f"/people/{kerry.pk}/card/").content.decode()
    sent = {
        "asked_by": "self", "who_words": "Came to the office", "received_on_day": "24", "received_on_month": "11",
        "received_on_year": "2026",
    }  # fmt: skip
    to = lena.post(f"/people/{kerry.pk}/subject-access/", sent)
    assert to.status_code == 303
    page = lena.get(to.headers["Location"]).content.decode()
    assert page.count("Not answered") == 4
    assert "24 December 2026" in page


def test_the_file_comes_after_a_second_factor_and_is_not_kept(browse, case):
    lena = browse("lena")
    address = f"/subject-access/{case.pk}/download/"
    assert lena.post(address, {"form": "page"}).status_code == 422, "it was not said that it is oneself"
    file = lena.post(address, {"form": "page", "is_me": "on"})
    assert file.status_code == 200
    assert file.headers["Cache-Control"] == "no-store"
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert "Kerry" not in file.headers["Content-Disposition"]
    assert b"What Patchwork holds about Kerry Hartley" in file.content
    assert AuditEvent.objects.filter(kind="subject.released", purpose="page").count() == 1
    data = lena.post(address, {"form": "data", "is_me": "on"})
    assert json.loads(data.content)["about"] == "Kerry Hartley"


def test_the_file_brings_everything_with_it_and_no_script(browse, case):
    file = browse("lena").post(f"/subject-access/{case.pk}/download/", {"form": "page", "is_me": "on"}).content.decode()
    assert "data:text/css;base64," in file
    assert "<script" not in file
    assert "http://" not in file
    assert "https://" not in file
    assert "/static/" not in file


def test_the_preview_reads_as_the_file_does(browse, case):
    lena = browse("lena")
    preview = lena.get(f"/subject-access/{case.pk}/preview/").content.decode()
    file = lena.post(f"/subject-access/{case.pk}/download/", {"form": "page", "is_me": "on"}).content.decode()
    lines = file.split("<li>")[1:]
    assert lines
    assert all(line.split("</li>")[0] in preview for line in lines)


def test_a_piece_is_withheld_with_a_reason(browse, case, kerry):
    lena, address = browse("lena"), f"/subject-access/{case.pk}/held/"
    item = f"people.Person:{kerry.pk}:sex"
    assert lena.post(address, {"item": item, "withhold": "yes"}).status_code == 422
    assert lena.post(address, {"item": item, "withhold": "yes", "reason": "order"}).status_code == 303
    assert "Sex:" not in lena.get(f"/subject-access/{case.pk}/preview/").content.decode()
    assert "A court has forbidden it" in lena.get(f"/subject-access/{case.pk}/").content.decode()


def test_closed_it_is_read_no_more(browse, case):
    lena = browse("lena")
    assert lena.post(f"/subject-access/{case.pk}/", {}).status_code == 303
    assert lena.get(f"/subject-access/{case.pk}/").status_code == 200
    for page in ("held", "preview", "download", "keep", "erase", "wrong"):
        assert lena.get(f"/subject-access/{case.pk}/{page}/").status_code == 404


def test_for_everybody_else_it_is_not_there(browse, case):
    for who in ("kit", "joy", "nia", "moses", "erin"):
        assert browse(who).get(f"/subject-access/{case.pk}/").status_code == 404


def test_erasing_leaves_no_number_behind(browse, lena, moses, kerry):
    from patchwork.audit.models import AuditReference
    from patchwork.directory import proposals
    from patchwork.directory.models import Proposal
    from patchwork.people.models import Person
    from tests.oversight.test_subject_keeping import left_long_ago

    left_long_ago(lena, kerry)
    row = opened(lena, kerry)
    client = browse("lena")
    page = client.get(f"/subject-access/{row.pk}/erase/").content.decode()
    assert "This would go" in page
    sent = {"ground": "over", "typed": "Kerry Hartley", "is_me": "on"}
    assert client.post(f"/subject-access/{row.pk}/erase/", sent).status_code == 303
    proposals.decide(by=moses, proposal=Proposal.objects.get(about=row.pk), agree=True)
    assert not Person.objects.filter(pk=kerry.pk).exists()
    assert not AuditReference.objects.filter(person=kerry.pk).exists()
