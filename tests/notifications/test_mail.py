"""What a mail says: nothing about anybody. Who it is from, how to stop it, and the same id each time."""

import html
import re
import uuid

import pytest
from django.conf import settings as configured

from patchwork.conversation import actions
from patchwork.directory.models import Service
from patchwork.notifications import delivering, mailing
from patchwork.notifications.models import Notice
from patchwork.notifications.telling import Recipient, kinds, tell
from patchwork.people.models import Person


@pytest.fixture
def mail(world, postbox, erin, leo):
    """The mail Amina got when Erin asked her to call."""
    actions.raise_attention(
        by=erin, person=leo, category="call_me", form_token=uuid.uuid4(), to_whole_team=False,
        members=[world.posts["amina"].pk],
    )  # fmt: skip
    delivering.deliver(world.marlowe.pk)
    (message,) = postbox.messages
    return message


def text_of(message, kind="plain"):
    return message.get_body((kind,)).get_content()


def test_it_names_nobody_and_no_kind_of_service(mail):
    everything = " ".join([mail["Subject"], text_of(mail), text_of(mail, "html")]).lower()
    names = {part for person in Person.objects.all() for part in person.name.split()} | {"Lee"}
    words = names | {"Erin", "Walsh", "Amina", "Yusuf"} | set(Service.objects.values_list("name", "kind").first())
    words |= {"child", "protection", "social", "school", "call me", "Hartley"}
    assert [word for word in words if re.search(rf"\b{re.escape(word.lower())}\b", everything)] == []


def test_it_holds_no_id_of_the_person_or_the_sender(world, mail, leo, erin):
    raw = mail.as_string()
    for secret in (leo.pk, erin.post_id, erin.account_id, world.posts["amina"].account_id):
        assert str(secret) not in raw
        assert secret.hex not in raw


def test_it_has_a_reference_and_a_link_that_needs_sign_in(client, mail):
    notice = Notice.objects.get(channel="email")
    for kind in ("plain", "html"):
        assert mailing.reference(notice) in text_of(mail, kind)
        assert f"{configured.PATCHWORK_URL}/attentions/" in text_of(mail, kind)
    assert "/sign-in/" in client.get("/attentions/")["Location"]


def words(text):
    """What a reader reads: no addresses, no marks."""
    return re.findall(r"\w+", re.sub(r"https?://\S+", " ", html.unescape(text)))


def test_both_parts_say_the_same(mail):
    page = text_of(mail, "html").partition("<body")[2].partition(">")[2]
    page = re.sub(r"https?://[^\s<\"]+", " ", page)
    plain = [word for word in words(text_of(mail)) if word != "Patchwork"]
    assert [
        word for word in words(re.sub(r"<[^>]+>", " ", page).replace("&nbsp;", " ")) if word != "Patchwork"
    ] == plain


def test_it_has_the_houses_look_and_fetches_nothing(mail):
    page = text_of(mail, "html")
    assert "background: #97460e; color: #ffffff" in page
    assert 'name="color-scheme" content="light dark"' in page
    for fetched in ("<img", "<link", "<script", "<style", "url(", "src=", "@import", "class="):
        assert fetched not in page
    # Reads in the dark: what sets no ground sets no colour of its text either.
    styles = re.findall(r'style="([^"]*)"', page)
    assert styles
    assert [one for one in styles if re.search(r"(?<!-)color: #", one) and "background" not in one] == []


def test_it_is_marked_as_written_by_a_machine(mail):
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["From"] == configured.DEFAULT_FROM_EMAIL


def test_its_id_is_the_same_each_time_and_differs_with_event_and_recipient(world, kind):
    def notice(event, short):
        post = world.posts[short]
        tell("test.thing", area_id=world.marlowe.pk, event=event, to=[Recipient(post.account_id)], now=world.now)
        return Notice.objects.get(event=event, channel="email", recipient=post.account)

    one, two = uuid.uuid4(), uuid.uuid4()
    ids = [mailing.message_id(notice(*which)) for which in ((one, "amina"), (one, "bilal"), (two, "amina"))]
    assert len(set(ids)) == 3
    assert mailing.compose(notice(one, "amina")).message()["Message-ID"] == ids[0]
    assert ids[0].endswith("@patchwork.example>")


@pytest.mark.parametrize("kind_code", [kind.code for kind in kinds()])
def test_no_kind_says_more_than_that_something_is_new(world, kind_code):
    """Subjects and lines of every registered kind: no place to put a name, and no word of a service's kind."""
    from patchwork.directory import taxonomy
    from patchwork.notifications.telling import kind_of

    told = f"{kind_of(kind_code).subject} {kind_of(kind_code).line}".lower()
    assert "%" not in told
    assert "{" not in told
    for service in taxonomy.taxonomy().service_kinds.values():
        assert str(service.words).lower() not in told
