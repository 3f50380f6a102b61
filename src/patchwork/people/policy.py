"""The people's side of the decision path: exclusions, shields, and who sees a record not yet checked."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from patchwork import access
from patchwork.access import View, Viewer, deciding
from patchwork.people.models import (
    Address,
    Exclusion,
    FamilyMember,
    FormerName,
    Identifier,
    Kinship,
    Person,
    Relationship,
    Sex,
    Shield,
)


def not_excluded(viewer: Viewer, view: View, person: str) -> Q:
    """For an excluded account the person does not exist, in any view. Previews have no account to exclude."""
    if viewer.account_id is None:
        return access.EVERYTHING
    acting = Exclusion.objects.filter(
        person_id=OuterRef(person), account_id=viewer.account_id, acts_from__lte=viewer.now, lifted_at__isnull=True
    )
    return ~Q(Exists(acting))


def not_shielded(viewer: Viewer, view: View, person: str) -> Q:
    """Beyond the shielded card, only posts on the named list."""
    if view is View.CARD:
        return access.EVERYTHING
    shields = Shield.objects.filter(person_id=OuterRef(person), lifted_at__isnull=True)
    if viewer.post_id is not None:
        shields = shields.exclude(named_posts__contains=[viewer.post_id])
    return ~Q(Exists(shields))


def person_rows(viewer: Viewer, view: View) -> Q:
    """A new record is its maker's alone until the background match has run. An unborn child is there only for
    those involved with it, with its mother, or the hub (design, section 5)."""
    mine = Q(made_by_id=viewer.account_id) if viewer.account_id else access.DENY
    return (Q(checked_at__isnull=False) | mine) & (Q(expected_on__isnull=True) | mine | _near_the_unborn(viewer, view))


def _near_the_unborn(viewer: Viewer, view: View) -> Q:
    if view is not View.CARD or viewer.opens_no_person or viewer.has("hub"):
        return access.EVERYTHING  # the relation step has spoken already: what opens more than the card opens the team
    mothers = Relationship.objects.filter(other_id=OuterRef("pk"), kind=Kinship.PARENT).exclude(person__sex=Sex.MALE)
    # A mother who does not exist for them, or is shielded, has no child on the way either.
    with_mother = mothers.filter(
        not_excluded(viewer, view, "person_id"),
        not_shielded(viewer, View.TEAM, "person_id"),
        deciding.RELATION(viewer, View.TEAM, "person_id"),
    )
    return deciding.RELATION(viewer, View.TEAM, "pk") | Q(Exists(with_mother))


def register() -> None:
    deciding.EXCLUSION.fill(not_excluded)
    deciding.SHIELD.fill(not_shielded)
    access.register(Person, person="pk", rows=person_rows)
    for model in (FormerName, Address, Identifier, FamilyMember):
        access.register(model, person="person_id", rows=access.everything_open)
