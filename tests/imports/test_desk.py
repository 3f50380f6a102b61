"""The organisation's administrator says how lists are read, makes keys, and sees numbers: no name."""

from django.urls import reverse

from patchwork.imports.models import Feed, FeedToken
from tests.imports.conftest import applied, csv_of, row, supervisor_of


def desk(world, name="organisation_lists", *more):
    return reverse(name, args=[world.organisations["oakfield"].pk, *more])


def test_settings_are_saved_for_a_service(browse, world):
    service = world.services["oakfield"]
    sent = {"is_full_list": "on", "safety_share": "5", "every_days": "1", "role": "class_teacher", "basis": "",
            "applies_itself": "on"}  # fmt: skip
    assert browse("moses").post(desk(world, "list_settings", service.pk), sent).status_code == 303
    feed = Feed.objects.get(service=service)
    assert (feed.is_full_list, feed.safety_share, feed.every_days, feed.applies_itself) == (True, 5, 1, True)


def test_a_key_is_shown_once(browse, world):
    moses = browse("moses")
    made = moses.post(desk(world, "make_list_key"), {"name": "nightly"})
    secret = made.content.decode().split("<code>")[1].split("</code>")[0]
    assert secret.startswith(f"pwl_{world.marlowe.pk}_")
    later = moses.get(desk(world)).content.decode()
    assert "nightly" in later
    assert secret not in later
    key = FeedToken.objects.get()
    assert moses.post(desk(world, "revoke_list_key", key.pk)).status_code == 303
    assert "taken back" in moses.get(desk(world)).content.decode()


def test_the_desk_shows_numbers_and_no_name(browse, world, maya):
    amina = supervisor_of(world, "oakfield", "amina")
    applied(amina, world, csv_of(row("Maya Hartley", f"{maya.born_on:%d/%m/%Y}")), service="oakfield")
    page = browse("moses").get(desk(world)).content.decode()
    assert "1 rows, 1 already here" in page
    assert "Maya" not in page
    assert "Hartley" not in page


def test_another_organisations_desk_is_not_there(browse, world, joy):
    council = world.organisations["council"].pk
    for name in ("organisation_lists", "make_list_key"):
        assert browse("moses").get(reverse(name, args=[council])).status_code == 404
    service = world.services["protection"].pk
    assert browse("moses").get(reverse("list_settings", args=[council, service])).status_code == 404
    assert browse("moses").get(desk(world, "list_settings", service)).status_code == 404
