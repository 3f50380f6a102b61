"""One's contact card: what is saved, what is refused, what is taken back."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from patchwork.accounts.models import Photo
from patchwork.directory.models import Post
from patchwork.kit.context import set_area

CARD = {
    "role_words": "Teacher of Year 4", "phone": "01632960101", "mobile": "+44 7700 900411",
    "email": "amina@oakfield.example",
    "working_days": ["0", "1", "3"], "works_from": "8:00", "works_until": "16.30", "best_way": "ring before 9",
    "contact_about": "lunch", "away_from_day": "1", "away_from_month": "12", "away_from_year": "2026",
    "away_until_day": "8", "away_until_month": "12", "away_until_year": "2026", "cover": "",
}  # fmt: skip


def card(world, short="amina") -> Post:
    set_area(world.marlowe.pk)
    return Post.objects.get(pk=world.posts[short].pk)


def picture(size=(900, 600), kind="JPEG", **more) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(out, kind, **more)
    return SimpleUploadedFile("me.jpg", out.getvalue(), content_type="image/jpeg")


def test_hours_once_saved_are_shown_as_they_may_be_typed(browse):
    """So that a card opened to change something else can be saved as it stands."""
    amina = browse("amina")
    amina.post("/my-card/", CARD)
    form = amina.get("/my-card/").content.decode()
    assert 'value="08:00"' in form
    assert 'value="16:30"' in form
    assert amina.post("/my-card/", {**CARD, "works_from": "08:00", "works_until": "16:30"}).status_code == 303


def test_amina_fills_her_card(browse, world):
    answer = browse("amina").post("/my-card/", {**CARD, "cover": str(world.posts["moses"].pk)})
    assert answer.status_code == 303
    post = card(world)
    assert (post.role_words, post.phone, post.mobile) == ("Teacher of Year 4", "01632 960101", "07700 900411")
    assert post.working_days == [0, 1, 3]
    assert (post.works_from.hour, post.works_until.minute) == (8, 30)
    assert (post.away_from, post.away_until, post.cover) == (
        date(2026, 12, 1),
        date(2026, 12, 8),
        world.posts["moses"],
    )


def test_it_is_taken_back(browse, world):
    client = browse("amina")
    before = card(world).phone
    client.post("/my-card/", CARD)
    client.post("/my-card/undo/")
    assert (card(world).phone, card(world).works_from, card(world).away_from) == (before, None, None)
    assert client.post("/my-card/undo/").status_code == 303


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"phone": "call me"}, "Write a phone number"),
        ({"phone": "12"}, "too short or too long"),
        ({"works_until": "7:00"}, "ends after it begins"),
        ({"works_from": "morning"}, "valid time"),
        ({"away_until_day": "31", "away_until_month": "2"}, "no such date"),
        ({"away_until_month": "11"}, "back after you have left"),
        ({"away_from_day": "", "away_from_month": "", "away_from_year": ""}, "from which day"),
        ({"email": "amina"}, "valid email"),
        ({"cover": "7e57ab1e-0000-4000-8000-000000000000"}, "valid choice"),
        ({"working_days": ["9"]}, "valid choice"),
        ({"role_words": "x\x00"}, "Null characters"),
    ],
)
def test_what_is_wrong_is_said_and_kept(browse, world, wrong, words):
    answer = browse("amina").post("/my-card/", {**CARD, **wrong})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "ring before 9" in answer.content.decode()
    assert card(world).best_way == ""


def test_cover_is_of_ones_own_organisation(browse, world):
    answer = browse("amina").post("/my-card/", {**CARD, "cover": str(world.posts["bilal"].pk)})
    assert answer.status_code == 422


def test_sent_as_another_post_it_is_refused(browse, world):
    answer = browse("amina").post("/my-card/", {**CARD, "acting_post": str(world.posts["bilal"].pk)})
    assert answer.status_code == 422
    assert card(world).best_way == ""


def test_a_photo_is_cut_small_and_stripped(browse, world):
    exif = Image.Exif()
    exif[0x010E] = "where I live"
    client = browse("amina")
    assert client.post("/my-card/", {**CARD, "photo": picture(exif=exif)}).status_code == 303
    photo = Photo.objects.get(account=world.posts["amina"].account)
    assert len(photo.thumbnail) <= 2048
    for kept, side in ((photo.thumbnail, 64), (photo.picture, 320)):
        with Image.open(io.BytesIO(bytes(kept))) as image:
            assert image.size == (side, side)
            assert not image.getexif()
        assert b"where I live" not in bytes(kept)


def test_colleagues_of_the_area_see_it_and_may_keep_it(browse, world):
    browse("amina").post("/my-card/", {**CARD, "photo": picture()})
    photo = Photo.objects.get(account=world.posts["amina"].account)
    address = f"/photo/{photo.account_id}/{photo.version}/small/"
    answer = browse("dan").get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
    assert "private" in answer.headers["Cache-Control"]
    assert "immutable" in answer.headers["Cache-Control"]
    assert browse("priya").get(address).status_code == 404
    assert browse("dan").get(address.replace("small", "huge")).status_code == 404
    assert browse("dan").get(f"/photo/{photo.account_id}/{photo.account_id}/small/").status_code == 404


def test_a_photo_is_removed(browse, world):
    client = browse("amina")
    client.post("/my-card/", {**CARD, "photo": picture()})
    client.post("/my-card/", {**CARD, "photo-clear": "on"})
    assert not Photo.objects.exists()


def test_an_empty_a_false_and_a_huge_picture_are_refused(browse, world):
    big = io.BytesIO()
    Image.new("1", (9000, 9000)).save(big, "PNG")
    files = [b"", b"GIF89a no picture", b"%PDF-1.4", big.getvalue()]
    for content in files:
        upload = SimpleUploadedFile("me.jpg", content, content_type="image/jpeg")
        assert browse("amina").post("/my-card/", {**CARD, "photo": upload}).status_code == 422
    assert not Photo.objects.exists()
