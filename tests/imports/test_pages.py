"""Joy sends a list and goes through its pages, with and without a script."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from patchwork.imports.models import Upload
from tests.imports.conftest import csv_of, done, row, to_preview

pytestmark = pytest.mark.usefixtures("listed_kinds")
NEW = row("Tomos Vaughan", "29/02/2016")


def send(client, data, **more):
    return client.post(reverse("send_list"), {"file": SimpleUploadedFile("list.csv", data), **more})


def page_of(client, upload, **headers):
    return client.get(reverse("list", args=[upload.pk]), headers=headers)


def test_the_whole_way(browse, world, kerry):
    joy = browse("joy")
    assert "No list yet" in joy.get(reverse("lists")).content.decode()
    sent = send(joy, csv_of(NEW, row("Kerry Hartley", f"{kerry.born_on:%d/%m/%Y}"), row("", "29/02/2016")))
    assert sent.status_code == 303
    upload = Upload.objects.get()
    assert "being read" in joy.get(sent.url).content.decode()
    done(upload)
    columns = joy.get(sent.url, follow=True)
    assert "Tomos Vaughan" in columns.content.decode()
    filled = {name: field.initial or "" for name, field in columns.context["form"].fields.items() if "column" in name}
    assert joy.post(reverse("name_columns", args=[upload.pk]), filled).status_code == 303
    done(upload)
    quality = joy.get(sent.url).content.decode()
    assert "no name" in quality
    assert "Rows 4" in quality
    assert joy.post(reverse("compare_list", args=[upload.pk])).status_code == 303
    done(upload)
    preview = joy.get(sent.url).content.decode()
    assert "Tomos Vaughan" in preview
    assert "What would happen" in preview
    assert joy.post(reverse("apply_list", args=[upload.pk])).status_code == 303
    done(upload)
    after = joy.get(sent.url).content.decode()
    assert "What happened" in after
    assert "Undo this list" in after
    assert joy.post(reverse("undo_list", args=[upload.pk])).status_code == 303
    done(upload)
    assert "2 rows were taken back; 0 could not be" in joy.get(sent.url).content.decode()


def test_progress_goes_on_by_itself(browse, world, joy):
    client = browse("joy")
    send(client, csv_of(NEW))
    upload = Upload.objects.get()
    part = page_of(client, upload, **{"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith('<div id="progress"')
    done(upload)
    assert page_of(client, upload, **{"HX-Request": "true"})["HX-Redirect"] == reverse("list", args=[upload.pk])


def test_what_cannot_be_read_is_refused_at_once(browse, world):
    answer = send(browse("joy"), b"\x00\x01\x02")
    assert answer.status_code == 422
    assert "neither a CSV file" in answer.content.decode()
    assert not Upload.objects.exists()


def test_the_same_file_leads_to_where_it_was(browse, world, joy):
    client = browse("joy")
    first = send(client, csv_of(NEW))
    again = send(client, csv_of(NEW))
    assert again.url == first.url
    assert Upload.objects.count() == 1


@pytest.mark.parametrize("who", ["amina", "erin", "lena", "moses", "nia", "kit", "farah"])
def test_for_nobody_else_it_is_there(browse, world, joy, who):
    upload = to_preview(joy, world, csv_of(NEW))
    client = browse(who)
    for name in ("lists", "send_list", "list_template"):
        assert client.get(reverse(name)).status_code == 404
    for name in ("list", "list_problems", "undo_list", "drop_list"):
        assert client.get(reverse(name, args=[upload.pk])).status_code == 404


def test_problems_come_as_a_file_that_no_spreadsheet_runs(browse, world, joy):
    upload = to_preview(joy, world, csv_of(NEW, row("=cmd()", "x")))
    told = browse("joy").get(reverse("list_problems", args=[upload.pk])).content.decode("utf-8-sig")
    assert "3,a date of birth that cannot be read,yes" in told
    assert "cmd" not in told


def test_no_formula_leaves_us():
    from patchwork.imports.queries import harmless

    assert [harmless(cell) for cell in ("=1+1", "+1", "-1", "@a", "\tx", "plain")] == [
        "'=1+1", "'+1", "'-1", "'@a", "'\tx", "plain",
    ]  # fmt: skip
