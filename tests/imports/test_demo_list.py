"""The demonstration offers a list to try: two minutes from the file to what would happen."""

import json

import pytest

from patchwork.demo import lists
from patchwork.imports import actions
from patchwork.imports.models import Feed
from tests.imports.conftest import done, to_preview, verdicts

pytestmark = pytest.mark.usefixtures("listed_kinds")


def test_it_goes_all_the_way_with_the_columns_that_are_remembered(joy, world):
    service = world.services["protection"]
    Feed.objects.create(
        area=world.marlowe, organisation=service.organisation, service=service, role="child_protection_social_worker",
        mapping=json.dumps(lists.MAPPING),
    )  # fmt: skip
    file = lists.example(joy).encode()
    assert "Leo Hartley" in file.decode()
    upload = actions.receive(by=joy, service=service, data=file).upload
    upload = done(upload)
    assert len(json.loads(upload.mapping)) == len(lists.MAPPING)
    Feed.objects.filter(service=service).delete()
    found = verdicts(to_preview(joy, world, file))
    assert {"same", "new", "problem"} <= set(found.values())
