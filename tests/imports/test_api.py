"""A school's system sends its list with a key: no session, no name, and nothing that tells of anybody."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from patchwork.imports import tokens
from patchwork.imports.models import Feed, Upload
from patchwork.people.models import Person
from tests.imports.conftest import csv_of, done, row, supervisor_of

FILE = csv_of(row("Tomos Vaughan", "29/02/2016"))


@pytest.fixture
def key(world):
    """Moses has made a key for the school's system."""
    return tokens.make_token(
        by=world.viewer("moses"), organisation_id=world.organisations["oakfield"].pk, name="nightly"
    )


def send(key, data=FILE, *, content_type="text/csv", service=None, **headers):
    address = reverse("send_caseload") + (f"?service={service.pk}" if service else "")
    headers = {"Authorization": f"Bearer {key}", **headers} if key else headers
    return Client(enforce_csrf_checks=True).post(address, data, content_type=content_type, headers=headers)


def test_it_is_taken_and_its_state_can_be_asked(key, world):
    answer = send(key[1])
    assert answer.status_code == 202
    assert "sessionid" not in answer.cookies
    assert "patchwork" not in answer.cookies
    said = answer.json()
    assert said["state"] == "reading"
    assert said["rows"] == 0
    upload = Upload.objects.get(pk=said["id"])
    assert (upload.way, upload.token) == ("api", key[0])
    done(upload)
    status = Client().get(said["status"], headers={"Authorization": f"Bearer {key[1]}"})
    assert status.json()["state"] == "ready"
    assert status.json()["counts"]["dropped"] == 1
    assert "Vaughan" not in status.content.decode()


def test_the_same_file_again_says_so(key, world):
    send(key[1])
    assert send(key[1]).status_code == 200
    assert Upload.objects.count() == 1


def test_one_that_applies_itself_is_applied(key, world, maya):
    Feed.objects.create(
        area=world.marlowe, organisation=world.organisations["oakfield"], service=world.services["oakfield"],
        role="class_teacher", applies_itself=True,
    )  # fmt: skip
    sent = send(key[1], csv_of(row("Maya Hartley", f"{maya.born_on:%d/%m/%Y}")))
    upload = done(Upload.objects.get(pk=sent.json()["id"]))
    assert upload.state == "done"
    assert upload.counts["matched"] == 1
    assert upload.applied_by is None
    assert maya.involvements.filter(service=world.services["oakfield"], source="feed", confirmed_at__isnull=False)


@pytest.mark.parametrize(
    "secret", [None, "", "x", "pwl_1_wrong", "pwl_99_wrong", "pwl_9999999999999999999_x", "pwl_²_x", "pwl_-1_x"]
)
def test_without_a_key_nothing(world, key, secret):
    answer = send(secret)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert not Upload.objects.exists()


def test_a_key_taken_back_opens_nothing_from_then_on(key, world):
    tokens.revoke_token(by=world.viewer("moses"), token=key[0])
    assert send(key[1]).status_code == 401


def test_a_key_is_not_in_the_database(key, world):
    assert key[1] not in json.dumps(list(type(key[0]).objects.values()), default=str)


def test_a_key_of_a_school_is_for_that_school(key, world):
    assert send(key[1], service=world.services["protection"]).status_code == 404
    assert send(key[1], service=world.services["oakfield"]).status_code == 202


def test_a_key_opens_no_page(key, world, leo):
    client = Client(headers={"Authorization": f"Bearer {key[1]}"})
    for address in (reverse("home"), reverse("lists"), reverse("person", args=[leo.pk])):
        assert client.get(address).status_code in {302, 404}


@pytest.mark.parametrize(
    ("data", "kind", "status"),
    [(b" ", "text/csv", 422), (FILE, "application/json", 415), (FILE, "text/html", 415), (b"[" * 9, "text/csv", 202)],
)
def test_what_is_no_list(key, world, data, kind, status):
    assert send(key[1], data, content_type=kind).status_code == status


def test_one_that_cannot_be_read_says_so_and_leaves_nothing(key, world):
    sent = send(key[1], b"\x00\x01" * 900)
    upload = done(Upload.objects.get(pk=sent.json()["id"]))
    assert (upload.state, upload.failure, bytes(upload.file), upload.rows.count()) == ("failed", "binary", b"", 0)
    told = Client().get(sent.json()["status"], headers={"Authorization": f"Bearer {key[1]}"}).json()
    assert told["failure"].startswith("This is neither")


def test_a_list_of_another_organisation_is_not_there(key, world, joy):
    from patchwork.imports import actions

    upload = actions.receive(by=joy, service=world.services["protection"], data=FILE).upload
    told = Client().get(reverse("caseload", args=[upload.pk]), headers={"Authorization": f"Bearer {key[1]}"})
    assert told.status_code == 404


def test_what_waits_is_applied_by_whoever_manages_the_service(key, world, browse):
    supervisor_of(world, "oakfield", "amina")
    upload = done(Upload.objects.get(pk=send(key[1]).json()["id"]))
    client = browse("amina")
    assert client.post(reverse("apply_list", args=[upload.pk])).status_code == 303
    assert done(upload).state == "done"
    assert not Person.objects.filter(given_names="Tomos").exists()
