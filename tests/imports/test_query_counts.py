"""A preview of thirty rows asks the database as often as one of three."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.imports.conftest import csv_of, row, to_preview

pytestmark = pytest.mark.usefixtures("listed_kinds")


def asked(client, upload):
    client.get(reverse("list", args=[upload.pk]))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(reverse("list", args=[upload.pk])).status_code == 200
    return len(queries)


def test_rows_cost_no_query_each(joy, world, browse):
    few = to_preview(joy, world, csv_of(*(row(f"Ann{n} Quill", f"0{n + 1}/02/2015") for n in range(3))))
    many = to_preview(joy, world, csv_of(*(row(f"Bea{n} Quill", f"{n + 1:02}/03/2015") for n in range(30))))
    client = browse("joy")
    assert asked(client, many) == asked(client, few)
