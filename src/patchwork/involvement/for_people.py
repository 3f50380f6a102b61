"""What `people` must ask of involvements: who is needed, with whom I work, what may be done from a card."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from patchwork.access import DENY, Viewer
from patchwork.involvement import looks, rules
from patchwork.involvement.models import Involvement
from patchwork.people.models import Person
from patchwork.people.slots import SLOTS, CardDeed, Needs


def needed_now(person: str, now: datetime, today: date) -> Q:
    """Somebody works with them, confirmed or still waiting for it."""
    return Q(Exists(Involvement.objects.current(now, today).filter(person_id=OuterRef(person))))


def ever_needed(person: str) -> Q:
    return Q(Exists(Involvement.objects.filter(person_id=OuterRef(person))))


def openly_needed(person: str, now: datetime, today: date) -> Q:
    """Somebody works with them whose work is not kept private: all that finding may know of."""
    rows = Involvement.objects.current(now, today).filter(person_id=OuterRef(person), is_sensitive=False)
    return Q(Exists(rows))


def ever_openly_needed(person: str) -> Q:
    return Q(Exists(Involvement.objects.filter(person_id=OuterRef(person), is_sensitive=False)))


def needed_by_own(viewer: Viewer, person: str) -> Q:
    """The viewer's post or service works with them, kept private or not, or a post that they supervise."""
    if viewer.post_id is None or viewer.service_id is None or viewer.opens_no_person:
        return DENY
    own = Q(post_id=viewer.post_id) | Q(service_id=viewer.service_id)
    if viewer.has("supervisor"):
        own |= Q(post__supervisor_id=viewer.post_id)
    return Q(Exists(Involvement.objects.current(viewer.now, viewer.today).filter(own, person_id=OuterRef(person))))


def my_persons(viewer: Viewer) -> Q:
    """Persons of whom the viewer's own post has a current involvement: starts from the involvements."""
    if viewer.post_id is None:
        return DENY
    rows = Involvement.objects.current(viewer.now, viewer.today).filter(post_id=viewer.post_id)
    return Q(pk__in=rows.values("person_id"))


def card_deeds(viewer: Viewer, person: Person) -> Sequence[CardDeed]:
    """Ways from the card to the team, those the viewer may take; and what the privacy officer notes."""
    deeds = []
    if rules.may_declare_involvement(viewer, person):
        deeds.append(
            CardDeed(
                title=_("I work with %(name)s") % {"name": person.short_name},
                text=_("Say it once, then you see each other and can reach each other."),
                url=reverse("declare", args=[person.pk]),
                icon="plus",
            )
        )
    offer = looks.offer(viewer, person)
    if offer.through_service:
        deeds.append(
            CardDeed(
                title=_("My service works with %(name)s") % {"name": person.short_name},
                text=_("One tap opens the team for 8 hours.") + " " + _who_is_told(viewer),
                url=reverse("look", args=[person.pk]),
                name="as_",
                buttons=[(code, _(words)) for code, words in looks.THROUGH_SERVICE.items()],
                icon="people",
            )
        )
    if offer.look:
        deeds.append(
            CardDeed(
                title=_("I need to look"),
                text=_("Give a reason: it opens the team for 8 hours.") + " " + _who_is_told(viewer),
                url=reverse("look", args=[person.pk]),
                icon="eye",
            )
        )
    if rules.may_record_objection(viewer, person):
        url = reverse("record_objection", args=[person.pk])
        deeds.append(CardDeed(title=_("They no longer agree"), text="", url=url, aside=True))
    return deeds


def _who_is_told(viewer: Viewer) -> str:
    if viewer.is_sensitive:
        return _("The team is not told; your supervisor, the hub and the privacy officer may see it.")
    return _("The team is told that someone from your organisation looked, and why.")


def register() -> None:
    """Called once at start."""
    SLOTS.needs = Needs(
        now=needed_now, ever=ever_needed, openly=openly_needed, ever_openly=ever_openly_needed, own=needed_by_own
    )
    SLOTS.my_persons = my_persons
    SLOTS.card_deeds = card_deeds
