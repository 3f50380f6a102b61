"""Any practitioner asks a colleague into their own service, and may take it back."""

from patchwork.directory.models import Invitation
from patchwork.kit.context import set_area

NEW = "nadia@oakfield-school.example"


def ask(client, email=NEW, role="class_teacher"):
    return client.post("/my-card/invite/", {"email": email, "name": "", "role": role}, follow=True)


def test_amina_asks_nadia_in(browse, world):
    page = ask(browse("amina")).content.decode()
    assert "the link is in their mail" in page
    assert NEW in page
    set_area(world.marlowe.pk)
    asked = Invitation.objects.get()
    assert (asked.service, asked.invited_by, asked.powers) == (world.services["oakfield"], world.posts["amina"], [])


def test_an_address_from_elsewhere_waits(browse):
    assert "has to agree first" in ask(browse("amina"), "nadia@gmail.example").content.decode()


def test_what_is_wrong_is_said_and_kept(browse):
    answer = ask(browse("amina"), "nadia@")
    assert answer.status_code == 422
    assert 'value="nadia@"' in answer.content.decode()
    assert ask(browse("amina"), role="wizard").status_code == 422


def test_only_who_asked_takes_it_back(browse, world):
    client = browse("amina")
    ask(client)
    set_area(world.marlowe.pk)
    back = f"/my-card/invite/{Invitation.objects.get().pk}/back/"
    assert browse("bilal").post(back).status_code == 404
    assert client.post(back).status_code == 303
    assert client.post(back).status_code == 404
    assert NEW not in client.get("/my-card/invite/").content.decode()
