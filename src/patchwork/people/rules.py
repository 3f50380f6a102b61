"""May this viewer add, correct or link? Whether they may *see* is `access`'s."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from patchwork import access
from patchwork.access import View, Viewer
from patchwork.kit.answers import NOT_HERE, YES, Answer
from patchwork.people.models import Person
from patchwork.people.policy import protects


def is_hub(viewer: Viewer) -> bool:
    """Acts for the safeguarding hub, and has its desks."""
    return viewer.is_active and viewer.has("hub")


def is_privacy(viewer: Viewer) -> bool:
    """Acts as a privacy officer, and has their desks."""
    return viewer.is_active and viewer.has("privacy")


def may_find(viewer: Viewer) -> bool:
    """Administrators and brokers look for nobody."""
    return viewer.is_active and not viewer.opens_no_person and viewer.post_id is not None


def may_add(viewer: Viewer) -> Answer:
    """Whoever works with people; not the privacy officer, who works with none."""
    return YES if may_find(viewer) and not viewer.has("privacy") else NOT_HERE


def may_change(viewer: Viewer, person: Person) -> Answer:
    """Not while the record is restricted: it is kept, read by who works with the person, and used for nothing else. Who
    protects somebody goes on. The one rule of it, for everything that is written about a person or sent around them.
    """
    if person.restricted_at is None or protects(viewer):
        return YES
    return Answer(
        _(
            "This record is restricted: it is kept, and until that ends nothing is changed or sent. "
            "Ask the privacy officer. Worried now? Call the hub."
        )
    )


def may_correct(viewer: Viewer, person: Person) -> Answer:
    """A confirmed member of the team puts a record right."""
    if not access.may(viewer, View.CARD, person):
        return NOT_HERE
    if viewer.is_restricted:
        return Answer(_("Ask the lead practitioner to change this record."))
    if not (changing := may_change(viewer, person)):
        return changing
    if access.may(viewer, View.ACT, person):
        return YES
    return Answer(_("Only a confirmed member of the team can change this record. Ask one of them."))


def may_link(viewer: Viewer, person: Person, other: Person) -> Answer:
    """Who belongs together is said by someone who may see both teams and is a confirmed member of one."""
    if person.pk == other.pk:
        return Answer(_("That is the same person."), field="other")
    if not (access.may(viewer, View.TEAM, person) and access.may(viewer, View.TEAM, other)):
        return NOT_HERE
    return may_correct(viewer, person) or may_correct(viewer, other)
